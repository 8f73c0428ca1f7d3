"""What can be done on the personal page of a registration: answers, seats, consents, cancelling, ending its links."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext

from eventdesk.accounts import queries as accounts
from eventdesk.core import clock, files
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError, Missing
from eventdesk.core.text import N_, clean_line
from eventdesk.people.services import change_person
from eventdesk.permissions import Permission
from eventdesk.programme.models import EventSession
from eventdesk.reservations import queries, services
from eventdesk.reservations.forms.registering import registration_form
from eventdesk.reservations.views import blueprint
from eventdesk.reservations.views.floor import public_session, secret_page
from eventdesk.reservations.views.guests import forget_guest, remember_guest
from eventdesk.reservations.views.own_registration import Own, home, own_registration, said
from eventdesk.reservations.views.seats import tell
from eventdesk.web.errors import translate
from eventdesk.web.floor import settings
from eventdesk.web.guard import me, requires
from eventdesk.web.heads import event_head
from eventdesk.web.keys import key_of
from eventdesk.web.submissions import form_key

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Whatever a file holds, a browser that shows it all the same runs nothing of it in our name."""


@dataclass(frozen=True)
class OwnSession(Own):
    """A session of the event, in which something is done for the registered person."""

    event_session: EventSession


@dataclass(frozen=True)
class OwnFile(Own):
    """A file that the registered person gave as an answer."""

    file: dict[str, Any]


def own_session(registration_ref: str, session_code: str) -> OwnSession | None:
    """Return the registration with a session of its event that visitors can see, or None."""
    own = own_registration(registration_ref)
    event_session = public_session(own.event.slug, session_code) if own else None
    return OwnSession(own.registration, own.ref, own.is_keyed, event_session) if own and event_session else None


def own_file(registration_ref: str, file_code: str) -> OwnFile | None:
    """Return a file that was given as an answer to this question, or None."""
    own = own_registration(registration_ref)
    answer = queries.answers_of(own.registration.id).get(file_code) if own else None
    return OwnFile(own.registration, own.ref, own.is_keyed, answer) if own and isinstance(answer, dict) else None


def _own_page(registration_ref: str, **_: str) -> str:
    return url_for("reservations.my_registration", registration_ref=registration_ref)


def _page_before(own: OwnSession) -> Any:
    """Lead back to where the form stood: on the session's page, which names itself in the address, or on one's own."""
    if request.args.get("to") != "session":
        return home(own)
    page = url_for("public.session_page", event_slug=own.event.slug, session_code=own.event_session.code)
    return secret_page(redirect(page, 303))


@blueprint.route("/my/registrations/<registration_ref>/change", methods=["GET", "POST"])
@requires(Permission.OWN_REGISTRATION, on=own_registration, once=home)
def change_registration(own: Own) -> Any:
    registration = own.registration
    if registration.state not in ("confirmed", "pending"):
        return home(own)
    # Whoever has an account says under "My data" who they are; a guest has no other place for it.
    is_guest = accounts.account_of(own.person_id) is None
    known = {"name": registration.person.name, **said(registration)}
    form = registration_form(
        queries.questions_of(own.event_id),
        data={**queries.answers_of(registration.id), **known, "may_be_named": registration.may_be_named},
        asks_name=is_guest,
    )
    if form.validate_on_submit():
        typed = form.typed(**known)
        try:
            with transaction():
                services.change_registration(registration, typed, actor_id=own.person_id, now=clock.now())
                if is_guest:
                    change_person(
                        registration.person, name=typed.name, organisation=typed.organisation,
                        country=typed.country, stakeholder_kind=typed.stakeholder_kind, job_title=typed.job_title,
                    )  # fmt: skip
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("What you changed is kept."), "ok")
            return home(own)
    return secret_page(
        render_template(
            "reservations/my_registration_change.html", own=own, event=own.event, event_head=event_head(own.event),
            form=form, is_guest=is_guest,
        ),
        422 if request.method == "POST" else 200,
    )  # fmt: skip


@blueprint.post("/my/registrations/<registration_ref>/seats/<session_code>/take")
@requires(Permission.OWN_REGISTRATION, on=own_session, return_to=_own_page)
def take_own_seat(own: OwnSession) -> Any:
    person_id = own.person_id
    try:
        with transaction():
            if own.registration.state not in ("confirmed", "pending"):
                raise Missing(N_("This registration has ended."))
            reserved = services.reserve_seat(
                own.event_session.id, person_id, actor_id=person_id, now=clock.now(), key=form_key() or None
            )
    except DomainError as problem:
        flash(gettext("%(title)s: %(reason)s", title=own.event_session.title, reason=translate(problem)), "bad")
    else:
        tell(reserved)
    return _page_before(own)


@blueprint.post("/my/registrations/<registration_ref>/seats/<session_code>/leave")
@requires(Permission.OWN_REGISTRATION, on=own_session, return_to=_own_page, once=_page_before)
def leave_own_seat(own: OwnSession) -> Any:
    try:
        with transaction():
            services.give_back_seat(own.event_session, own.person_id, actor_id=own.person_id, now=clock.now())
    except DomainError as problem:
        flash(gettext("%(title)s: %(reason)s", title=own.event_session.title, reason=translate(problem)), "bad")
    else:
        flash(gettext("You gave your place in “%(title)s” back.", title=own.event_session.title), "ok")
    return _page_before(own)


@blueprint.post("/my/registrations/<registration_ref>/cancel")
@requires(Permission.OWN_REGISTRATION, on=own_registration, return_to=_own_page, once=home)
def cancel_registration(own: Own) -> Any:
    with transaction():
        services.cancel_registration(own.registration, actor_id=own.person_id, now=clock.now())
    flash(gettext("You are no longer registered for %(event)s, and your seats there are free for others.",
                  event=own.event.title), "ok")  # fmt: skip
    return home(own)


@blueprint.post("/my/registrations/<registration_ref>/consent")
@requires(Permission.OWN_REGISTRATION, on=own_registration, return_to=_own_page)
def change_consent(own: Own) -> Any:
    may_be_named = request.form.get("may_be_named") == "yes"
    if own.registration.state in ("confirmed", "pending"):
        with transaction():
            services.register_person(
                own.event, own.person_id, actor_id=own.person_id, now=clock.now(), may_be_named=may_be_named
            )
        words = (
            gettext("You may be named in the list of participants of %(event)s.")
            if may_be_named
            else gettext("You will not be named in the list of participants of %(event)s.")
        )
        flash(words % {"event": own.event.title}, "ok")
    return home(own)


@blueprint.post("/my/registrations/<registration_ref>/end-links")
@requires(Permission.OWN_REGISTRATION, on=own_registration, return_to=_own_page, once=home)
def end_links(own: Own) -> Any:
    registration = own.registration
    with transaction():
        services.end_links(registration, actor_id=own.person_id, now=clock.now())
    flash(gettext("The links that were sent so far have ended. The next mail about this event has a new one; this page "
                  "is the only other."), "ok")  # fmt: skip
    if not own.is_keyed:
        return home(own)
    if me() is None:
        remember_guest(registration)
    ref = key_of((registration.code, registration.link_version))
    return secret_page(redirect(url_for(".my_registration", registration_ref=ref), 303))


@blueprint.post("/my/registrations/<registration_ref>/forget")
@requires(Permission.OWN_REGISTRATION, on=own_registration, return_to=_own_page)
def forget_me(own: Own) -> Any:
    forget_guest(own.registration)
    flash(gettext("This browser does not know you any more. The link in our mails still leads to your registration."))
    return redirect(url_for("public.event_page", event_slug=own.event.slug), 303)


@blueprint.get("/my/registrations/<registration_ref>/files/<file_code>")
@requires(Permission.OWN_REGISTRATION, on=own_file)
def my_file(own: OwnFile) -> Any:
    """Hand out a file that was given as an answer, to be saved and never to be opened in the page's own name."""
    path = files.path_of(files.answers_folder(settings().data_dir), own.file["key"])
    if not path.is_file():
        current_app.logger.error("an answer's file of registration %s is not stored", own.registration.id)
        raise Missing(N_("This file is not available at the moment."))
    name = clean_line(own.file["name"]).replace("/", "_") or "file"
    response = send_file(path, mimetype=own.file["type"], as_attachment=True, download_name=name)
    response.headers["Content-Security-Policy"] = SANDBOX
    return secret_page(response)
