"""The registration form, for signed-in people and for visitors, whose address is confirmed by a link."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from eventdesk.booking.forms.registration import RegistrationForm, registration_form
from eventdesk.booking.services.change import update_profile
from eventdesk.booking.services.confirmation import ConfirmedRegistration, register_and_reserve, request_registration
from eventdesk.booking.views.blueprint import blueprint
from eventdesk.booking.views.confirmation_sent import redirect_to_confirmation_sent, was_confirmation_sent
from eventdesk.booking.views.rate_limits import limit_visitors
from eventdesk.booking.views.reserve import flash_reservation
from eventdesk.booking.views.seat_preview import page_url, requested_session, seat_preview
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.core.text import clean_line
from eventdesk.people import queries as people
from eventdesk.people.models import Person
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.events import public_event
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.invitations import has_invitations
from eventdesk.registration.queries.policy import is_event_full, is_registration_open, registration_policy
from eventdesk.registration.queries.questions import questions_of
from eventdesk.registration.queries.registrations import guest_registration, registration_of
from eventdesk.registration.services.register import RegistrationInput, register_person
from eventdesk.registration.states import ACTIVE_STATES, RegistrationState
from eventdesk.web.errors import translate
from eventdesk.web.filters import describe_timezone, format_datetime
from eventdesk.web.guard import current_identity, redirect_to_sign_in, requires
from eventdesk.web.guest_session import guest_ref
from eventdesk.web.heads import event_head
from eventdesk.web.idempotency import submitted_key
from eventdesk.web.signed_links import sign_registration


def _submitted_again(event: Event) -> Any:
    """Answer a form that was sent twice; the browser may not have stored the cookie of the first answer."""
    event_session = requested_session(event)
    if current_identity() is not None:
        return redirect(_next_url(event, event_session), 303)
    if was_confirmation_sent(event):
        return redirect(url_for("booking.confirmation_sent", event_slug=event.slug), 303)
    return redirect_to_confirmation_sent(event, clean_line(request.form.get("email", "")), event_session, None)


def _next_url(event: Event, event_session: EventSession | None) -> str:
    """Return the page to continue on: the requested session, or the programme."""
    return page_url(event_session) if event_session else url_for("public.programme", event_slug=event.slug)


@blueprint.route("/events/<event_slug>/register", methods=["GET", "POST"])
@requires(Permission.EVENT_REGISTER, on=public_event, once=_submitted_again)
@limit_visitors
def register(event: Event) -> Any:
    reader = current_identity()
    if reader is None and "account" in request.args:
        # The link "Sign in" on the form: people with an account sign in and come back.
        return redirect_to_sign_in()
    if reader is None:
        return _register_visitor(event)
    return _register_reader(event, people.people_by_ids([reader.person_id])[0])


def _register_reader(event: Event, person: Person) -> Any:
    known = registration_of(event.id, person.id)
    event_session = requested_session(event)
    if known is not None and known.state in ACTIVE_STATES and request.method != "POST":
        if event_session is not None:
            return redirect(page_url(event_session), 303)
        return redirect(url_for("booking.my_registration", registration_ref=known.code), 303)
    profile = {
        "name": person.name,
        "organisation": person.organisation.name if person.organisation else "",
        "country": person.country,
        "stakeholder_kind": person.stakeholder_kind,
        "job_title": person.job_title,
    }
    form = _form(event, {**profile, "consents_to_listing": known is not None and known.consents_to_listing})
    if form.validate_on_submit():
        typed = form.registration_input(**profile)
        try:
            with transaction():
                outcome = _register(event, person, event_session, typed)
                update_profile(person, typed)
        except DomainError as problem:
            form.show(problem)
        else:
            return _registered(outcome, event_session)
    return _page(event, form, event_session, known=known, email=person.email or "")


def _registered(outcome: ConfirmedRegistration, event_session: EventSession | None) -> Any:
    """Redirect a signed-in person: to the session they came from, to the programme, or to their pending registration."""
    registration = outcome.registration
    if registration.state == RegistrationState.PENDING:
        flash_seat(outcome)
        return redirect(url_for("booking.my_registration", registration_ref=registration.code), 303)
    event = registration.event
    if outcome.reserved or outcome.problem:
        flash(gettext("You are registered for %(event)s.", event=event.title), "ok")
    else:
        flash(
            gettext("You are registered for %(event)s. You can now reserve seats in sessions.", event=event.title),
            "ok",
        )
    flash_seat(outcome)
    return redirect(_next_url(event, event_session), 303)


def _register(
    event: Event, person: Person, event_session: EventSession | None, typed: RegistrationInput
) -> ConfirmedRegistration:
    now = clock.now()
    if event_session is not None:
        return register_and_reserve(event, person.id, event_session, typed, key=submitted_key() or None, now=now)
    registration = register_person(event, person.id, actor_id=person.id, now=now, typed=typed)
    return ConfirmedRegistration(registration, None, None)


def _register_visitor(event: Event) -> Any:
    event_session, guest = requested_session(event), guest_registration(event.id, guest_ref(event.id))
    if event_session is not None and guest is not None and request.method != "POST":
        # The session's page recognises this guest too, and reserves without a form.
        return redirect(page_url(event_session), 303)
    form = _form(event, {}, is_visitor=True)
    if form.validate_on_submit():
        try:
            with transaction():
                mail_id = request_registration(
                    event, form.email.data, form.registration_input(), event_session=event_session, now=clock.now()
                )
        except DomainError as problem:
            form.show(problem)
        else:
            return redirect_to_confirmation_sent(event, form.email.data, event_session, mail_id)
    return _page(event, form, event_session, guest=guest)


def _form(event: Event, data: dict[str, Any], *, is_visitor: bool = False) -> RegistrationForm:
    # The link that organisers share along with a code fills it in.
    values = {**data, "invitation": clean_line(request.args.get("code", ""))[:30]}
    form = registration_form(
        questions_of(event.id), data=values, asks_email=is_visitor, invitation=invitation_field(event)
    )
    form.session.data = request.values.get("session", "")[:40]
    return form


def invitation_field(event: Event) -> str:
    """Return whether the form has a field for an invitation code: "required", "optional" or ""."""
    if registration_policy(event.id).requires_code:
        return "required"
    return "optional" if has_invitations(event.id) else ""


def _closed_reason(event: Event, now: datetime) -> str:
    """Return why nobody can register at the moment, for the page of an event that is not open."""
    if event.state == "cancelled":
        return gettext("This event is cancelled.")
    opens_at = event.registration_opens_at
    if opens_at is not None and opens_at > now:
        moment, zone = format_datetime(opens_at, event.timezone), describe_timezone(event.timezone, opens_at)
        return gettext("Registration opens on %(moment)s, %(zone)s.", moment=moment, zone=zone)
    return gettext("Contact the organisers if you would still like to attend.")


def _page(
    event: Event,
    form: RegistrationForm,
    event_session: EventSession | None,
    *,
    known: Registration | None = None,
    guest: Registration | None = None,
    email: str = "",
) -> Any:
    now, policy = clock.now(), registration_policy(event.id)
    head = event_head(event)
    is_active = known is not None and known.state in ACTIVE_STATES
    has_place = known is not None and known.state in (*ACTIVE_STATES, RegistrationState.UNCONFIRMED)
    return render_template(
        "booking/register.html",
        event=event,
        event_head=head,
        form=form,
        policy=policy,
        event_session=event_session,
        back_url=page_url(event_session) if event_session else head["url"],
        preview=seat_preview(event_session) if event_session else None,
        guest=guest,
        guest_ref=sign_registration(guest.ref) if guest else "",
        email=email,
        is_open=is_registration_open(event, now=now) or is_active,
        closed_reason=_closed_reason(event, now),
        is_full=is_event_full(policy) and not has_place,
    ), 422 if request.method == "POST" else 200


def flash_seat(outcome: ConfirmedRegistration) -> None:
    """Flash what became of the seat that was requested along with a registration."""
    if outcome.reserved:
        flash_reservation(outcome.reserved)
    elif outcome.problem:
        flash(gettext("You did not get a seat. %(reason)s", reason=translate(outcome.problem)), "warn")
