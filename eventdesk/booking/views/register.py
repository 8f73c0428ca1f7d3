"""Registering for an event: signed in, or by an address that is confirmed with a link."""

import hashlib
import time
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_limiter import RequestLimit

from eventdesk.booking.forms.registration import RegistrationForm, registration_form
from eventdesk.booking.services.confirmation import ConfirmedRegistration, register_and_reserve, request_registration
from eventdesk.booking.views.blueprint import blueprint
from eventdesk.booking.views.guests import guest_registration
from eventdesk.booking.views.reserve import flash_reservation
from eventdesk.booking.views.seat_preview import page_url, requested_session, seat_preview
from eventdesk.core import clock, outbox
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.core.text import clean_line, email_key
from eventdesk.messages.rendering import render_payload
from eventdesk.people import queries as people
from eventdesk.people.models import Person
from eventdesk.people.services import change_person
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.events import public_event
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.policy import is_event_full, registration_policy
from eventdesk.registration.queries.questions import has_invitations, questions_of
from eventdesk.registration.queries.registrations import registration_of
from eventdesk.registration.rules.policy import registration_is_open
from eventdesk.registration.services.register import RegistrationInput, register_person
from eventdesk.seats.services.insert_reservation import HOLD_DURATION
from eventdesk.web.errors import translate
from eventdesk.web.guard import current_identity, redirect_to_sign_in, requires
from eventdesk.web.heads import event_head
from eventdesk.web.idempotency import submitted_key
from eventdesk.web.limits import limiter
from eventdesk.web.responses import uncached_page
from eventdesk.web.setup import settings
from eventdesk.web.signed_links import sign_registration

MAX_MAILS = "10 per hour"
"""Mails with links to one address."""
MAX_MAILS_PER_CLIENT = "600 per hour"
"""Many people share one address at a conference."""
MAX_TRIES_PER_CLIENT = "120 per 15 minutes"
"""Forms that were refused, so that nobody can try invitation codes one after the other."""
MAX_CODE = 60
SEARCH_KEYS = "registering"
"""Where in the cookie it is kept to which address a mail was sent, and which mail of the outbox it is."""


def _is_signed_in() -> bool:
    return current_identity() is not None


def _was_sent(response: Response) -> bool:
    return response.status_code == 303


def _was_refused(response: Response) -> bool:
    return response.status_code == 422


def _address() -> str:
    """Return whom a mail is counted for, in any spelling."""
    address = email_key(request.form.get("email", "")[:1000])
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def too_many_attempts(limit: RequestLimit) -> Response:
    """Return the page that says to wait."""
    response = make_response(render_template("booking/register_too_many.html"), 429)
    response.headers["Retry-After"] = str(max(1, int(limit.reset_at - time.time())))
    response.headers["Cache-Control"] = "no-store"
    return response


def _limited(view: Any) -> Any:
    """Limit how many mails a visitor can have sent, and how many forms they can try."""
    shared: dict[str, Any] = {"methods": ["POST"], "exempt_when": _is_signed_in, "on_breach": too_many_attempts}
    by_address = limiter.shared_limit(MAX_MAILS, "registering", key_func=_address, deduct_when=_was_sent, **shared)
    by_client = limiter.shared_limit(MAX_MAILS_PER_CLIENT, "registering", deduct_when=_was_sent, **shared)
    tries = limiter.shared_limit(MAX_TRIES_PER_CLIENT, "registering-tries", deduct_when=_was_refused, **shared)
    return by_address(by_client(tries(view)))


def _sent(event: Event, email: str, wanted: EventSession | None, mail_id: int | None) -> Any:
    """Lead a visitor to the page that says to which address the mail was sent."""
    chance = seat_preview(wanted) if wanted else None
    note = {
        "to": email,
        "event": event.id,
        "session": wanted.code if wanted else "",
        "meanwhile": chance.meanwhile if chance else gettext("Until then your place is held."),
    }
    session[SEARCH_KEYS] = note | ({"mail": mail_id} if mail_id else {})
    return redirect(url_for("booking.registering_sent", event_slug=event.slug), 303)


def _sent_before(event: Event) -> Any:
    """Answer the same form sent again: the browser may not have kept the cookie of the first answer."""
    wanted = requested_session(event)
    if current_identity() is None:
        if session.get(SEARCH_KEYS, {}).get("event") == event.id:
            return redirect(url_for("booking.registering_sent", event_slug=event.slug), 303)
        return _sent(event, clean_line(request.form.get("email", "")), wanted, None)
    return redirect(page_url(wanted) if wanted else url_for("public.programme", event_slug=event.slug), 303)


@blueprint.route("/events/<event_slug>/register", methods=["GET", "POST"])
@requires(Permission.EVENT_REGISTER, on=public_event, once=_sent_before)
@_limited
def register(event: Event) -> Any:
    reader = current_identity()
    if reader is None and "account" in request.args:
        # By this link people with an account sign in and come back.
        return redirect_to_sign_in()
    if reader is None:
        return _register_visitor(event)
    return _register_reader(event, people.people_by_ids([reader.person_id])[0])


def _register_reader(event: Event, person: Person) -> Any:
    known = registration_of(event.id, person.id)
    wanted = requested_session(event)
    if known is not None and known.state in ("confirmed", "pending") and request.method != "POST":
        if wanted is not None:
            return redirect(page_url(wanted), 303)
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
        typed = form.typed(**profile)
        try:
            with transaction():
                outcome = _register(event, person, wanted, typed)
                change_person(
                    person, name=typed.name, organisation=typed.organisation, country=typed.country,
                    stakeholder_kind=typed.stakeholder_kind, job_title=typed.job_title,
                )  # fmt: skip
        except DomainError as problem:
            form.show(problem)
        else:
            return _registered(outcome, wanted)
    return _page(event, form, wanted, known=known, email=person.email or "")


def _registered(outcome: ConfirmedRegistration, wanted: EventSession | None) -> Any:
    """Lead somebody who is signed in on: to the session they came from, to the programme, or to what they wait for."""
    registration = outcome.registration
    if registration.state == "pending":
        flash_seat(outcome)
        return redirect(url_for("booking.my_registration", registration_ref=registration.code), 303)
    event = registration.event
    if outcome.reserved or outcome.problem:
        flash(gettext("You are registered for %(event)s.", event=event.title), "ok")
    else:
        flash(
            gettext("You are registered for %(event)s. Reserve seats in the sessions you like.", event=event.title),
            "ok",
        )
    flash_seat(outcome)
    return redirect(page_url(wanted) if wanted else url_for("public.programme", event_slug=event.slug), 303)


def _register(
    event: Event, person: Person, wanted: EventSession | None, typed: RegistrationInput
) -> ConfirmedRegistration:
    now = clock.now()
    if wanted is not None:
        return register_and_reserve(event, person.id, wanted, typed, key=submitted_key() or None, now=now)
    registration = register_person(event, person.id, actor_id=person.id, now=now, typed=typed)
    return ConfirmedRegistration(registration, None, None)


def _register_visitor(event: Event) -> Any:
    wanted, guest = requested_session(event), guest_registration(event)
    if wanted is not None and guest is not None and request.method != "POST":
        # There this guest is known, too, and one press is enough.
        return redirect(page_url(wanted), 303)
    form = _form(event, {}, is_visitor=True)
    if form.validate_on_submit():
        try:
            with transaction():
                mail_id = request_registration(
                    event, form.email.data, form.typed(), event_session=wanted, now=clock.now()
                )
        except DomainError as problem:
            form.show(problem)
        else:
            return _sent(event, form.email.data, wanted, mail_id)
    return _page(event, form, wanted, guest=guest)


def _form(event: Event, data: dict[str, Any], *, is_visitor: bool = False) -> RegistrationForm:
    terms = registration_policy(event.id)
    invitation = "needed" if terms.requires_code else "optional" if has_invitations(event.id) else ""
    # The link that organisers send along with a code fills it in.
    known = {**data, "invitation": clean_line(request.args.get("code", ""))[:30]}
    form = registration_form(
        questions_of(event.id), data=known, asks_email=is_visitor, invitation=invitation
    )  # fmt: skip
    form.session.data = request.values.get("session", "")[:40]
    return form


def _page(
    event: Event,
    form: RegistrationForm,
    wanted: EventSession | None,
    *,
    known: Registration | None = None,
    guest: Registration | None = None,
    email: str = "",
) -> Any:
    now, terms = clock.now(), registration_policy(event.id)
    is_open = event.state == "published" and registration_is_open(
        opens_at=event.registration_opens_at, closes_at=event.registration_closes_at, now=now
    )
    is_live = known is not None and known.state in ("confirmed", "pending")
    return render_template(
        "booking/register.html",
        event=event,
        event_head=event_head(event),
        form=form,
        terms=terms,
        wanted=wanted,
        wanted_url=page_url(wanted) if wanted else "",
        chance=seat_preview(wanted) if wanted else None,
        guest=guest,
        guest_ref=sign_registration((guest.code, guest.link_version)) if guest else "",
        email=email,
        is_open=is_open or is_live,
        is_full=is_event_full(terms) and not is_live and (known is None or known.state != "unconfirmed"),
    ), 422 if request.method == "POST" else 200


def flash_seat(outcome: ConfirmedRegistration) -> None:
    """Have the next page say what came of the seat that was asked for with a registration."""
    if outcome.reserved:
        flash_reservation(outcome.reserved)
    elif outcome.problem:
        flash(gettext("There is no seat for you yet: %(reason)s", reason=translate(outcome.problem)), "warn")


@blueprint.get("/events/<event_slug>/register/sent")
@requires(Permission.EVENT_REGISTER, on=public_event)
def registering_sent(event: Event) -> Any:
    note = session.get(SEARCH_KEYS, {})
    if note.get("event") != event.id:
        return redirect(url_for("booking.register", event_slug=event.slug), 303)
    return uncached_page(
        render_template(
            "booking/confirmation_sent.html",
            event=event,
            event_head=event_head(event),
            address=note["to"],
            session_code=note["session"],
            meanwhile=note["meanwhile"],
            minutes=int(HOLD_DURATION.total_seconds() // 60),
            mail=_readable_mail(note.get("mail")),
        )
    )


def _readable_mail(mail_id: int | None) -> dict[str, str] | None:
    """Return a mail for whoever asked for it: only in the demo, where none is sent."""
    if mail_id is None or not settings().is_demo or settings().mail_url:
        return None
    mail = outbox.item_by_id(mail_id)
    if mail is None:
        return None
    subject, text = render_payload(mail.payload)
    return {"to": mail.recipient, "subject": subject, "text": text}
