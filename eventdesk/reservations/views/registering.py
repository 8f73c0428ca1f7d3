"""Registering for an event: signed in, or by an address that is confirmed with a link."""

import hashlib
import time
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_limiter import RequestLimit

from eventdesk.core import clock, outbox
from eventdesk.core.db import transaction
from eventdesk.core.deeds import is_first
from eventdesk.core.errors import DomainError
from eventdesk.core.text import clean_line, email_key
from eventdesk.messages.rendering import render_payload
from eventdesk.people import queries as people
from eventdesk.people.models import Person
from eventdesk.people.services import change_person
from eventdesk.permissions import Permission
from eventdesk.programme.models import Event, EventSession
from eventdesk.reservations import queries, rules, services
from eventdesk.reservations.forms.registering import RegistrationForm, registration_form
from eventdesk.reservations.models import Registration
from eventdesk.reservations.views import blueprint
from eventdesk.reservations.views.chances import chance_in, page_of, wanted_session
from eventdesk.reservations.views.floor import form_key, new_key, public_event, secret_page
from eventdesk.reservations.views.guests import guest_of
from eventdesk.reservations.views.seats import tell
from eventdesk.web.errors import translate
from eventdesk.web.floor import settings
from eventdesk.web.guard import ask_to_sign_in, me, requires
from eventdesk.web.heads import event_head
from eventdesk.web.keys import key_of
from eventdesk.web.limits import limiter

MAILS = "10 per hour"
"""Mails with links to one address."""
MAILS_OF_CLIENT = "600 per hour"
"""Many people share one address at a conference."""
TRIES_OF_CLIENT = "120 per 15 minutes"
"""Forms that were refused, so that nobody can try invitation codes one after the other."""
LONGEST_CODE = 60
ASKED = "registering"
"""Where in the cookie it is kept to which address a mail was sent, and which mail of the outbox it is."""


def _is_signed_in() -> bool:
    return me() is not None


def _was_sent(response: Response) -> bool:
    return response.status_code == 303


def _was_refused(response: Response) -> bool:
    return response.status_code == 422


def _address() -> str:
    """Return whom a mail is counted for, in any spelling."""
    address = email_key(request.form.get("email", "")[:1000])
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def too_many(limit: RequestLimit) -> Response:
    """Return the page that says to wait."""
    response = make_response(render_template("reservations/register_too_many.html"), 429)
    response.headers["Retry-After"] = str(max(1, int(limit.reset_at - time.time())))
    response.headers["Cache-Control"] = "no-store"
    return response


def _limited(view: Any) -> Any:
    """Limit how many mails a visitor can have sent, and how many forms they can try."""
    shared: dict[str, Any] = {"methods": ["POST"], "exempt_when": _is_signed_in, "on_breach": too_many}
    by_address = limiter.shared_limit(MAILS, "registering", key_func=_address, deduct_when=_was_sent, **shared)
    by_client = limiter.shared_limit(MAILS_OF_CLIENT, "registering", deduct_when=_was_sent, **shared)
    tries = limiter.shared_limit(TRIES_OF_CLIENT, "registering-tries", deduct_when=_was_refused, **shared)
    return by_address(by_client(tries(view)))


@blueprint.route("/events/<event_slug>/register", methods=["GET", "POST"])
@requires(Permission.EVENT_REGISTER, on=public_event)
@_limited
def register(event: Event) -> Any:
    reader = me()
    if reader is None and "account" in request.args:
        # By this link people with an account sign in and come back.
        return ask_to_sign_in()
    if reader is None:
        return _register_visitor(event)
    return _register_reader(event, people.people_by_ids([reader.person_id])[0])


def _register_reader(event: Event, person: Person) -> Any:
    known = queries.registration_of(event.id, person.id)
    wanted = wanted_session(event)
    if known is not None and known.state in ("confirmed", "pending") and request.method != "POST":
        if wanted is not None:
            return redirect(page_of(wanted), 303)
        return redirect(url_for("reservations.my_registration", registration_ref=known.code), 303)
    profile = {
        "name": person.name,
        "organisation": person.organisation.name if person.organisation else "",
        "country": person.country,
        "stakeholder_kind": person.stakeholder_kind,
        "job_title": person.job_title,
    }
    form = _form(event, {**profile, "may_be_named": known is not None and known.may_be_named})
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


def _registered(outcome: services.Confirmed, wanted: EventSession | None) -> Any:
    """Lead somebody who is signed in on: to the session they came from, to the programme, or to what they wait for."""
    registration = outcome.registration
    if registration.state == "pending":
        say_seat(outcome)
        return redirect(url_for("reservations.my_registration", registration_ref=registration.code), 303)
    event = registration.event
    if outcome.reserved or outcome.problem:
        flash(gettext("You are registered for %(event)s.", event=event.title), "ok")
    else:
        flash(
            gettext("You are registered for %(event)s. Reserve seats in the sessions you like.", event=event.title),
            "ok",
        )
    say_seat(outcome)
    return redirect(page_of(wanted) if wanted else url_for("public.programme", event_slug=event.slug), 303)


def _register(event: Event, person: Person, wanted: EventSession | None, typed: services.Typed) -> services.Confirmed:
    now = clock.now()
    if wanted is not None:
        return services.register_for_seat(event, person.id, wanted, typed, key=form_key() or None, now=now)
    registration = services.register_person(event, person.id, actor_id=person.id, now=now, typed=typed)
    return services.Confirmed(registration, None, None)


def _register_visitor(event: Event) -> Any:
    wanted, guest = wanted_session(event), guest_of(event)
    if wanted is not None and guest is not None and request.method != "POST":
        # There this guest is known, too, and one press is enough.
        return redirect(page_of(wanted), 303)
    chance = chance_in(wanted) if wanted else None
    form = _form(event, {}, is_visitor=True)
    if form.validate_on_submit():
        try:
            mail_id = _ask_once(event, form, wanted)
        except DomainError as problem:
            form.show(problem)
        else:
            note = {
                "to": form.email.data,
                "event": event.id,
                "session": wanted.code if wanted else "",
                "meanwhile": chance.meanwhile if chance else gettext("Until then your place is held."),
            }
            session[ASKED] = note | ({"mail": mail_id} if mail_id else {})
            return redirect(url_for("reservations.registering_sent", event_slug=event.slug), 303)
    return _page(event, form, wanted, guest=guest)


class _SentBeforeError(Exception):
    """The form was sent before: whatever was done for it this time is to be undone."""


def _ask_once(event: Event, form: RegistrationForm, wanted: EventSession | None) -> int | None:
    """Hold what is wanted and queue the mail; return its id, or None for a form that was sent before."""
    try:
        with transaction():
            return _ask(event, form, wanted)
    except _SentBeforeError:
        return None


def _ask(event: Event, form: RegistrationForm, wanted: EventSession | None) -> int | None:
    now, email, key = clock.now(), form.email.data, form_key()
    known = people.person_by_email(email)
    if known is not None and not is_first(key, known.id, now=now):
        raise _SentBeforeError
    mail_id = services.ask_to_register(event, email, form.typed(), event_session=wanted, now=now)
    if known is None and (person := people.person_by_email(email)) and not is_first(key, person.id, now=now):
        # Of two that come at once the other stored the person, and wrote to them.
        raise _SentBeforeError
    return mail_id


def _form(event: Event, data: dict[str, Any], *, is_visitor: bool = False) -> RegistrationForm:
    terms = queries.terms_of(event.id)
    invitation = "needed" if terms.needs_code else "optional" if queries.has_invitations(event.id) else ""
    # The link that organisers send along with a code fills it in.
    known = {**data, "invitation": clean_line(request.args.get("code", ""))[:30]}
    form = registration_form(
        queries.questions_of(event.id), data=known, asks_email=is_visitor, invitation=invitation
    )  # fmt: skip
    form.session.data = request.values.get("session", "")[:40]
    form.key.data = form_key() or new_key()
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
    now, terms = clock.now(), queries.terms_of(event.id)
    is_open = event.state == "published" and rules.registration_is_open(
        opens_at=event.registration_opens_at, closes_at=event.registration_closes_at, now=now
    )
    is_live = known is not None and known.state in ("confirmed", "pending")
    return render_template(
        "reservations/register.html",
        event=event,
        event_head=event_head(event),
        form=form,
        terms=terms,
        wanted=wanted,
        wanted_url=page_of(wanted) if wanted else "",
        chance=chance_in(wanted) if wanted else None,
        guest=guest,
        guest_ref=key_of((guest.code, guest.link_version)) if guest else "",
        email=email,
        is_open=is_open or is_live,
        is_full=queries.is_full(terms) and not is_live and (known is None or known.state != "held"),
    ), 422 if request.method == "POST" else 200


def say_seat(outcome: services.Confirmed) -> None:
    """Have the next page say what came of the seat that was asked for with a registration."""
    if outcome.reserved:
        tell(outcome.reserved)
    elif outcome.problem:
        flash(gettext("There is no seat for you yet: %(reason)s", reason=translate(outcome.problem)), "warn")


@blueprint.get("/events/<event_slug>/register/sent")
@requires(Permission.EVENT_REGISTER, on=public_event)
def registering_sent(event: Event) -> Any:
    note = session.get(ASKED, {})
    if note.get("event") != event.id:
        return redirect(url_for("reservations.register", event_slug=event.slug), 303)
    return secret_page(
        render_template(
            "reservations/registered_sent.html",
            event=event,
            event_head=event_head(event),
            address=note["to"],
            session_code=note["session"],
            meanwhile=note["meanwhile"],
            minutes=int(services.HOLD_LASTS.total_seconds() // 60),
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
