"""What can be done on the personal page of a registration: answers, seats, consents, cancelling, ending its links."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext

from eventdesk.accounts import queries as accounts
from eventdesk.booking.forms.registration import registration_form
from eventdesk.booking.services import cancel, change
from eventdesk.booking.views.blueprint import blueprint
from eventdesk.booking.views.guests import forget_guest, remember_guest
from eventdesk.booking.views.my_registration import OwnedRegistration, display_answer, owned_registration, redirect_back
from eventdesk.booking.views.reserve import flash_reservation
from eventdesk.core import clock, files
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError, NotFound
from eventdesk.core.text import N_, clean_line
from eventdesk.people.services import change_person
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import EventSession
from eventdesk.programme.queries.sessions import public_session
from eventdesk.registration.queries.questions import answers_of, questions_of
from eventdesk.registration.services.register import register_person, revoke_links
from eventdesk.seats.services.release import release_seat
from eventdesk.seats.services.reserve import reserve_seat
from eventdesk.web.errors import translate
from eventdesk.web.guard import current_identity, requires
from eventdesk.web.heads import event_head
from eventdesk.web.idempotency import submitted_key
from eventdesk.web.responses import uncached_page
from eventdesk.web.setup import settings
from eventdesk.web.signed_links import sign_registration

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Whatever a file holds, a browser that shows it all the same runs nothing of it in our name."""


@dataclass(frozen=True)
class OwnedSession(OwnedRegistration):
    """A session of the event, in which something is done for the registered person."""

    event_session: EventSession


@dataclass(frozen=True)
class OwnedFile(OwnedRegistration):
    """A file that the registered person gave as an answer."""

    file: dict[str, Any]


def owned_session(registration_ref: str, session_code: str) -> OwnedSession | None:
    """Return the registration with a session of its event that visitors can see, or None."""
    own = owned_registration(registration_ref)
    event_session = public_session(own.event.slug, session_code) if own else None
    return OwnedSession(own.registration, own.ref, own.is_keyed, event_session) if own and event_session else None


def owned_file(registration_ref: str, file_code: str) -> OwnedFile | None:
    """Return a file that was given as an answer to this question, or None."""
    own = owned_registration(registration_ref)
    answer = answers_of(own.registration.id).get(file_code) if own else None
    return OwnedFile(own.registration, own.ref, own.is_keyed, answer) if own and isinstance(answer, dict) else None


def _own_page(registration_ref: str, **_: str) -> str:
    return url_for("booking.my_registration", registration_ref=registration_ref)


def _page_before(own: OwnedSession) -> Any:
    """Lead back to where the form stood: on the session's page, which names itself in the address, or on one's own."""
    if request.args.get("to") != "session":
        return redirect_back(own)
    page = url_for("public.session_page", event_slug=own.event.slug, session_code=own.event_session.code)
    return uncached_page(redirect(page, 303))


@blueprint.route("/my/registrations/<registration_ref>/change", methods=["GET", "POST"])
@requires(Permission.MY_REGISTRATION, on=owned_registration, once=redirect_back)
def change_registration(own: OwnedRegistration) -> Any:
    registration = own.registration
    if registration.state not in ("confirmed", "pending"):
        return redirect_back(own)
    # Whoever has an account says under "My data" who they are; a guest has no other place for it.
    is_guest = accounts.account_of(own.person_id) is None
    known = {"name": registration.person.name, **display_answer(registration)}
    form = registration_form(
        questions_of(own.event_id),
        data={**answers_of(registration.id), **known, "consents_to_listing": registration.consents_to_listing},
        asks_name=is_guest,
    )
    if form.validate_on_submit():
        typed = form.typed(**known)
        try:
            with transaction():
                change.change_registration(registration, typed, actor_id=own.person_id, now=clock.now())
                if is_guest:
                    change_person(
                        registration.person, name=typed.name, organisation=typed.organisation,
                        country=typed.country, stakeholder_kind=typed.stakeholder_kind, job_title=typed.job_title,
                    )  # fmt: skip
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("What you changed is kept."), "ok")
            return redirect_back(own)
    return uncached_page(
        render_template(
            "booking/my_registration_change.html", own=own, event=own.event, event_head=event_head(own.event),
            form=form, is_guest=is_guest,
        ),
        422 if request.method == "POST" else 200,
    )  # fmt: skip


@blueprint.post("/my/registrations/<registration_ref>/seats/<session_code>/take")
@requires(Permission.MY_REGISTRATION, on=owned_session, return_to=_own_page)
def accept_or_reserve(own: OwnedSession) -> Any:
    person_id = own.person_id
    try:
        with transaction():
            if own.registration.state not in ("confirmed", "pending"):
                raise NotFound(N_("This registration has ended."))
            reserved = reserve_seat(
                own.event_session.id, person_id, actor_id=person_id, now=clock.now(), key=submitted_key() or None
            )
    except DomainError as problem:
        flash(gettext("%(title)s: %(reason)s", title=own.event_session.title, reason=translate(problem)), "bad")
    else:
        flash_reservation(reserved)
    return _page_before(own)


@blueprint.post("/my/registrations/<registration_ref>/seats/<session_code>/leave")
@requires(Permission.MY_REGISTRATION, on=owned_session, return_to=_own_page, once=_page_before)
def release_my_seat(own: OwnedSession) -> Any:
    try:
        with transaction():
            release_seat(own.event_session, own.person_id, actor_id=own.person_id, now=clock.now())
    except DomainError as problem:
        flash(gettext("%(title)s: %(reason)s", title=own.event_session.title, reason=translate(problem)), "bad")
    else:
        flash(gettext("You gave your place in “%(title)s” back.", title=own.event_session.title), "ok")
    return _page_before(own)


@blueprint.post("/my/registrations/<registration_ref>/cancel")
@requires(Permission.MY_REGISTRATION, on=owned_registration, return_to=_own_page, once=redirect_back)
def cancel_registration(own: OwnedRegistration) -> Any:
    with transaction():
        cancel.cancel_registration(own.registration, actor_id=own.person_id, now=clock.now())
    flash(gettext("You are no longer registered for %(event)s, and your seats there are free for others.",
                  event=own.event.title), "ok")  # fmt: skip
    return redirect_back(own)


@blueprint.post("/my/registrations/<registration_ref>/consent")
@requires(Permission.MY_REGISTRATION, on=owned_registration, return_to=_own_page)
def change_consent(own: OwnedRegistration) -> Any:
    consents_to_listing = request.form.get("consents_to_listing") == "yes"
    if own.registration.state in ("confirmed", "pending"):
        with transaction():
            register_person(
                own.event,
                own.person_id,
                actor_id=own.person_id,
                now=clock.now(),
                consents_to_listing=consents_to_listing,
            )
        words = (
            gettext("You may be named in the list of participants of %(event)s.")
            if consents_to_listing
            else gettext("You will not be named in the list of participants of %(event)s.")
        )
        flash(words % {"event": own.event.title}, "ok")
    return redirect_back(own)


@blueprint.post("/my/registrations/<registration_ref>/end-links")
@requires(Permission.MY_REGISTRATION, on=owned_registration, return_to=_own_page, once=redirect_back)
def end_links(own: OwnedRegistration) -> Any:
    registration = own.registration
    with transaction():
        revoke_links(registration, actor_id=own.person_id, now=clock.now())
    flash(gettext("The links that were sent so far have ended. The next mail about this event has a new one; this page "
                  "is the only other."), "ok")  # fmt: skip
    if not own.is_keyed:
        return redirect_back(own)
    if current_identity() is None:
        remember_guest(registration)
    ref = sign_registration((registration.code, registration.link_version))
    return uncached_page(redirect(url_for("booking.my_registration", registration_ref=ref), 303))


@blueprint.post("/my/registrations/<registration_ref>/forget")
@requires(Permission.MY_REGISTRATION, on=owned_registration, return_to=_own_page)
def forget_me(own: OwnedRegistration) -> Any:
    forget_guest(own.registration)
    flash(gettext("This browser does not know you any more. The link in our mails still leads to your registration."))
    return redirect(url_for("public.event_page", event_slug=own.event.slug), 303)


@blueprint.get("/my/registrations/<registration_ref>/files/<file_code>")
@requires(Permission.MY_REGISTRATION, on=owned_file)
def my_file(own: OwnedFile) -> Any:
    """Hand out a file that was given as an answer, to be saved and never to be opened in the page's own name."""
    path = files.path_of(files.answers_folder(settings().data_dir), own.file["key"])
    if not path.is_file():
        current_app.logger.error("an answer's file of registration %s is not stored", own.registration.id)
        raise NotFound(N_("This file is not available at the moment."))
    name = clean_line(own.file["name"]).replace("/", "_") or "file"
    response = send_file(path, mimetype=own.file["type"], as_attachment=True, download_name=name)
    response.headers["Content-Security-Policy"] = SANDBOX
    return uncached_page(response)
