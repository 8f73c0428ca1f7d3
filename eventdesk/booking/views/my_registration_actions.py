"""The actions of a registration's personal page: answers, seats, consent, cancelling, revoking its links."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext

from eventdesk.accounts import queries as accounts
from eventdesk.booking.forms.registration import registration_form
from eventdesk.booking.loaders import (
    LoadedRegistration,
    RegistrationWithFile,
    RegistrationWithSession,
    registration_and_file,
    registration_and_session,
    registration_by_ref,
)
from eventdesk.booking.services import cancel, change
from eventdesk.booking.views.blueprint import blueprint
from eventdesk.booking.views.my_registration import profile_answers, redirect_to_registration
from eventdesk.booking.views.reserve import flash_reservation
from eventdesk.core import clock, files
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError, NotFound
from eventdesk.core.text import N_, clean_line
from eventdesk.permissions import Permission
from eventdesk.registration.queries.questions import answers_of, questions_of
from eventdesk.registration.services.register import register_person, revoke_links
from eventdesk.registration.states import ACTIVE_STATES
from eventdesk.seats.services.release import release_seat
from eventdesk.seats.services.reserve import reserve_seat
from eventdesk.web.errors import translate
from eventdesk.web.guard import current_identity, requires
from eventdesk.web.guest_session import forget_guest, remember_guest
from eventdesk.web.heads import event_head
from eventdesk.web.idempotency import submitted_key
from eventdesk.web.responses import uncached_page
from eventdesk.web.setup import settings
from eventdesk.web.signed_links import sign_registration

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Keeps a browser that shows a file instead of saving it from running anything in it with the site's rights."""


def _registration_page(registration_ref: str, **_: str) -> str:
    return url_for("booking.my_registration", registration_ref=registration_ref)


def _page_before(loaded: RegistrationWithSession) -> Any:
    """Redirect to the page that the form was on: the session's page sends `to=session`, the personal page nothing."""
    if request.args.get("to") != "session":
        return redirect_to_registration(loaded)
    page = url_for("public.session_page", event_slug=loaded.event.slug, session_code=loaded.event_session.code)
    return uncached_page(redirect(page, 303))


@blueprint.route("/my/registrations/<registration_ref>/change", methods=["GET", "POST"])
@requires(Permission.MY_REGISTRATION, on=registration_by_ref, once=redirect_to_registration)
def change_registration(loaded: LoadedRegistration) -> Any:
    registration = loaded.registration
    if registration.state not in ACTIVE_STATES:
        return redirect_to_registration(loaded)
    # People with an account edit their name and profile under "My data"; a guest has only this form.
    is_guest = accounts.account_of(loaded.person_id) is None
    known = {"name": registration.person.name, **profile_answers(registration)}
    form = registration_form(
        questions_of(loaded.event_id),
        data={**answers_of(registration.id), **known, "consents_to_listing": registration.consents_to_listing},
        asks_name=is_guest,
    )
    if form.validate_on_submit():
        typed = form.registration_input(**known)
        try:
            with transaction():
                change.change_registration(registration, typed, actor_id=loaded.person_id, now=clock.now())
                if is_guest:
                    change.update_profile(registration.person, typed)
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("Your changes are saved."), "ok")
            return redirect_to_registration(loaded)
    page = render_template(
        "booking/my_registration_change.html",
        loaded=loaded,
        event=loaded.event,
        event_head=event_head(loaded.event),
        form=form,
        is_guest=is_guest,
    )
    return uncached_page(page, 422 if form.errors else 200)


@blueprint.post("/my/registrations/<registration_ref>/seats/<session_code>/take")
@requires(Permission.MY_REGISTRATION, on=registration_and_session, return_to=_registration_page)
def accept_or_reserve(loaded: RegistrationWithSession) -> Any:
    person_id = loaded.person_id
    try:
        with transaction():
            if loaded.registration.state not in ACTIVE_STATES:
                raise NotFound(N_("This registration is no longer active."))
            reserved = reserve_seat(
                loaded.event_session.id, person_id, actor_id=person_id, now=clock.now(), key=submitted_key() or None
            )
    except DomainError as problem:
        flash(
            gettext(
                "Your reservation for “%(title)s” did not change. %(reason)s",
                title=loaded.event_session.title,
                reason=translate(problem),
            ),
            "bad",
        )
    else:
        flash_reservation(reserved)
    return _page_before(loaded)


@blueprint.post("/my/registrations/<registration_ref>/seats/<session_code>/leave")
@requires(Permission.MY_REGISTRATION, on=registration_and_session, return_to=_registration_page, once=_page_before)
def release_my_seat(loaded: RegistrationWithSession) -> Any:
    try:
        with transaction():
            release_seat(loaded.event_session, loaded.person_id, actor_id=loaded.person_id, now=clock.now())
    except DomainError as problem:
        flash(
            gettext(
                "Your reservation for “%(title)s” did not change. %(reason)s",
                title=loaded.event_session.title,
                reason=translate(problem),
            ),
            "bad",
        )
    else:
        flash(gettext("You no longer have a reservation for “%(title)s”.", title=loaded.event_session.title), "ok")
    return _page_before(loaded)


@blueprint.post("/my/registrations/<registration_ref>/cancel")
@requires(
    Permission.MY_REGISTRATION, on=registration_by_ref, return_to=_registration_page, once=redirect_to_registration
)
def cancel_registration(loaded: LoadedRegistration) -> Any:
    with transaction():
        cancel.cancel_registration(loaded.registration, actor_id=loaded.person_id, now=clock.now())
    flash(
        gettext("Your registration for %(event)s is cancelled and your seats are released.", event=loaded.event.title),
        "ok",
    )
    return redirect_to_registration(loaded)


@blueprint.post("/my/registrations/<registration_ref>/consent")
@requires(Permission.MY_REGISTRATION, on=registration_by_ref, return_to=_registration_page)
def change_consent(loaded: LoadedRegistration) -> Any:
    consents_to_listing = request.form.get("consents_to_listing") == "yes"
    if loaded.registration.state in ACTIVE_STATES:
        with transaction():
            register_person(
                loaded.event,
                loaded.person_id,
                actor_id=loaded.person_id,
                now=clock.now(),
                consents_to_listing=consents_to_listing,
            )
        if consents_to_listing:
            flash(gettext("You will be listed in the report on %(event)s.", event=loaded.event.title), "ok")
        else:
            flash(gettext("You will not be listed in the report on %(event)s.", event=loaded.event.title), "ok")
    return redirect_to_registration(loaded)


@blueprint.post("/my/registrations/<registration_ref>/end-links")
@requires(
    Permission.MY_REGISTRATION, on=registration_by_ref, return_to=_registration_page, once=redirect_to_registration
)
def revoke_my_links(loaded: LoadedRegistration) -> Any:
    registration = loaded.registration
    with transaction():
        revoke_links(registration, actor_id=loaded.person_id, now=clock.now())
    flash(gettext("Earlier links no longer work. Our next email about this event will contain a new one."), "ok")
    if not loaded.is_keyed:
        return redirect_to_registration(loaded)
    if current_identity() is None:
        remember_guest(registration.event_id, registration.ref)
    ref = sign_registration(registration.ref)
    return uncached_page(redirect(url_for("booking.my_registration", registration_ref=ref), 303))


@blueprint.post("/my/registrations/<registration_ref>/forget")
@requires(Permission.MY_REGISTRATION, on=registration_by_ref, return_to=_registration_page)
def forget_me(loaded: LoadedRegistration) -> Any:
    forget_guest(loaded.event_id)
    flash(gettext("This browser no longer recognises you. The link in our emails still opens your registration."))
    return redirect(url_for("public.event_page", event_slug=loaded.event.slug), 303)


@blueprint.get("/my/registrations/<registration_ref>/files/<file_code>")
@requires(Permission.MY_REGISTRATION, on=registration_and_file)
def my_file(loaded: RegistrationWithFile) -> Any:
    """Send a file that was uploaded as an answer, to be saved and not to be opened with the site's rights."""
    path = files.path_of(files.answers_folder(settings().data_dir), loaded.file["key"])
    if not path.is_file():
        current_app.logger.error("an answer's file of registration %s is not stored", loaded.registration.id)
        raise NotFound(N_("This file is not available at the moment."))
    name = clean_line(loaded.file["name"]).replace("/", "_") or "file"
    response = send_file(path, mimetype=loaded.file["type"], as_attachment=True, download_name=name)
    response.headers["Content-Security-Policy"] = SANDBOX
    return uncached_page(response)
