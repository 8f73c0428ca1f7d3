"""Registering without an account: the form is stored until a link shows that the email address is the person's."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update

from eventdesk.accounts import queries as accounts
from eventdesk.booking.services.change import update_profile
from eventdesk.core import audit
from eventdesk.core.codes import new_code, new_token, token_hash
from eventdesk.core.db import db
from eventdesk.core.errors import DomainError, NotAllowed, NotFound
from eventdesk.core.outbox import queue_mail
from eventdesk.core.text import N_, email_key
from eventdesk.people import queries as people
from eventdesk.people.models import Person
from eventdesk.people.services import add_person
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.registration.models import Registration, RegistrationLink
from eventdesk.registration.queries.policy import is_event_full, registration_policy
from eventdesk.registration.queries.registrations import registration_of
from eventdesk.registration.services.capacity import release_capacity, reserve_capacity
from eventdesk.registration.services.locks import lock_policy, lock_registration
from eventdesk.registration.services.register import RegistrationInput, check_registration_allowed, register_person
from eventdesk.registration.states import ACTIVE_STATES, RegistrationState
from eventdesk.seats.models import Reservation
from eventdesk.seats.queries.reservations import live_reservations_of_person, reservation_of
from eventdesk.seats.services.insert_reservation import HOLD_DURATION, ReservationResult
from eventdesk.seats.services.locks import lock_all_seats
from eventdesk.seats.services.reserve import hold_seat, reserve_seat
from eventdesk.seats.services.waitlist import promote_from_waitlist, release_reservation
from eventdesk.seats.states import EndedBy, ReservationState

LINK_LIFETIME = timedelta(days=1)
"""How long a link can be used. The place it reserves is released earlier, after `HOLD_DURATION`."""
LINK_RETENTION = timedelta(days=1)
"""How long an expired link stays stored."""
DOUBLE_CLICK_WINDOW = timedelta(minutes=1)
"""How long a used link still leads to the registration, so that a double click is not an error."""


class ConfirmedRegistration(NamedTuple):
    """The result of confirming an address, or of registering with a seat."""

    registration: Registration
    reserved: ReservationResult | None
    """What the person has in the requested session; None without one."""
    problem: DomainError | None
    """Why the requested seat could not be reserved."""


def request_registration(
    event: Event, email: str, typed: RegistrationInput, *, event_session: EventSession | None = None, now: datetime
) -> int:
    """Put a place, and a seat in `event_session`, on hold and email a confirmation link; return the email's id.

    The visible result is the same for an address that is known, so that nobody learns who has an account. For a person
    who is already registered, only the requested seat counts. Raises NotAllowed while registration is not open or all
    places are taken, Invalid for an invitation code that is not valid.
    """
    policy = registration_policy(event.id)
    check_registration_allowed(event, policy, typed.invitation, now=now)
    if is_event_full(policy):
        raise NotAllowed(N_("All places are taken."))
    person = people.person_by_email(email)
    is_new_person = person is None
    if person is None:
        person = add_person(typed.name, email=email_key(email), now=now)
    known = registration_of(event.id, person.id)
    is_active = known is not None and known.state in ACTIVE_STATES
    if event_session is not None:
        lock_all_seats([event_session.id])
    _hold_capacity(event, person, known, typed, now=now)
    if event_session is not None and (is_active or not policy.requires_approval):
        hold_seat(event_session.id, person.id, now=now)
    token = new_token()
    db.session.add(
        RegistrationLink(
            token_hash=token_hash(token),
            event_id=event.id,
            person_id=person.id,
            typed={
                **asdict(typed),
                "answers": dict(typed.answers),
                "session_id": event_session.id if event_session else None,
                "is_new_person": is_new_person or _is_unconfirmed(person, known),
            },
            created_at=now,
            expires_at=now + LINK_LIFETIME,
        )
    )
    db.session.flush()
    values = {
        "name": typed.name,
        "token": token,
        "event": event.title,
        "event_slug": event.slug,
        "minutes": int(HOLD_DURATION.total_seconds() // 60),
        "title": event_session.title if event_session else "",
    }
    return queue_mail("registration_link", person.email or email, values, now=now, event_id=event.id)


def _is_unconfirmed(person: Person, known: Registration | None) -> bool:
    """Return whether a person is only known from a form whose address is not confirmed yet."""
    return known is not None and known.state == RegistrationState.UNCONFIRMED and accounts.account_of(person.id) is None


def _hold_capacity(
    event: Event, person: Person, known: Registration | None, typed: RegistrationInput, *, now: datetime
) -> None:
    """Put one of the event's places on hold until the address is confirmed; an existing hold is renewed."""
    if known is not None:
        if known.state == RegistrationState.UNCONFIRMED:
            lock_registration(known)
            if known.state == RegistrationState.UNCONFIRMED:
                known.expires_at = now + HOLD_DURATION
        return
    policy = lock_policy(event.id) or registration_policy(event.id)
    if policy.requires_approval:
        return
    reserve_capacity(policy)
    registration = Registration(
        code=new_code(10),
        event_id=event.id,
        person=person,
        state=RegistrationState.UNCONFIRMED,
        expires_at=now + HOLD_DURATION,
        stakeholder_kind=typed.stakeholder_kind,
        created_at=now,
        changed_at=now,
    )
    db.session.add(registration)
    db.session.flush()
    audit.record("hold_place", registration, actor_id=None, now=now, event_id=event.id)


def live_registration_link(token: str, *, now: datetime) -> RegistrationLink | None:
    """Return the confirmation link with this token if it can still be used, or None."""
    return db.session.scalar(
        select(RegistrationLink).where(
            RegistrationLink.token_hash == token_hash(token),
            RegistrationLink.used_at.is_(None),
            RegistrationLink.expires_at > now,
        )
    )


def recently_confirmed(token: str, *, now: datetime) -> Registration | None:
    """Return the registration of a link that was used within `DOUBLE_CLICK_WINDOW`, or None."""
    return db.session.scalar(
        select(Registration)
        .join(
            RegistrationLink,
            (RegistrationLink.event_id == Registration.event_id)
            & (RegistrationLink.person_id == Registration.person_id),
        )
        .where(RegistrationLink.token_hash == token_hash(token), RegistrationLink.used_at > now - DOUBLE_CLICK_WINDOW)
    )


def confirm_registration(token: str, *, now: datetime) -> ConfirmedRegistration:
    """Use a confirmation link: register the person with the stored form, and confirm the seat that is on hold.

    One conditional UPDATE marks the link as used, so that of several requests at once only one succeeds. Raises NotFound
    for a link that is used, expired or unknown, NotAllowed or Invalid when the person can no longer be registered.
    """
    link = db.session.execute(
        update(RegistrationLink)
        .where(
            RegistrationLink.token_hash == token_hash(token),
            RegistrationLink.used_at.is_(None),
            RegistrationLink.expires_at > now,
        )
        .values(used_at=now)
        .returning(RegistrationLink.event_id, RegistrationLink.person_id, RegistrationLink.typed)
        .execution_options(synchronize_session=False)
    ).first()
    if link is None:
        raise NotFound(N_("This link no longer works."))
    event = db.session.get_one(Event, link.event_id)
    person = db.session.get_one(Person, link.person_id)
    session_id, is_new_person = link.typed["session_id"], link.typed["is_new_person"]
    typed = RegistrationInput(
        **{name: value for name, value in link.typed.items() if name not in ("session_id", "is_new_person")}
    )
    if session_id is not None:
        lock_all_seats([session_id])
    lock_policy(event.id)
    if is_new_person and accounts.account_of(person.id) is None:
        update_profile(person, typed)
    registration = registration_of(event.id, person.id)
    if registration is None or registration.state not in ACTIVE_STATES:
        registration = register_person(event, person.id, actor_id=person.id, now=now, typed=typed)
    if session_id is None:
        return ConfirmedRegistration(registration, None, None)
    return _reserve_requested_session(registration, session_id, key=None, now=now)


def register_and_reserve(
    event: Event,
    person_id: int,
    event_session: EventSession,
    typed: RegistrationInput,
    *,
    key: str | None = None,
    now: datetime,
) -> ConfirmedRegistration:
    """Register a signed-in person and reserve a seat in the session they came from.

    Raises the errors of `register_person`. Where there is no seat, the person is registered nevertheless, and `problem`
    of the result says why.
    """
    lock_all_seats([event_session.id])
    registration = register_person(event, person_id, actor_id=person_id, now=now, typed=typed)
    return _reserve_requested_session(registration, event_session.id, key=key, now=now)


def _reserve_requested_session(
    registration: Registration, event_session_id: int, *, key: str | None, now: datetime
) -> ConfirmedRegistration:
    """Reserve a seat in a session whose seats are locked, for a person who was just registered."""
    person_id = registration.person_id
    try:
        with db.session.begin_nested():
            reserved = reserve_seat(event_session_id, person_id, actor_id=person_id, now=now, key=key)
    except DomainError as problem:
        return ConfirmedRegistration(registration, None, problem)
    return ConfirmedRegistration(registration, reserved, None)


def expire_registration(registration_id: int, *, now: datetime) -> bool:
    """Remove a registration that was not confirmed in time, with its seats; return whether it was overdue.

    Its place and seats become available to others. Using the link later still works while there are places.
    """
    registration = db.session.get(Registration, registration_id)
    if registration is None:
        return False
    event_sessions = live_reservations_of_person(registration.event_id, registration.person_id)
    locked = lock_all_seats([event_session.id for event_session in event_sessions])
    policy = lock_policy(registration.event_id)
    lock_registration(registration)
    is_overdue = registration.expires_at is not None and registration.expires_at <= now
    if registration.state != RegistrationState.UNCONFIRMED or not is_overdue:
        return False
    for event_session in event_sessions:
        reservation: Reservation | None = reservation_of(event_session.id, registration.person_id)
        if reservation is not None and event_session.id in locked:
            db.session.refresh(reservation)
            release_reservation(
                reservation, locked[event_session.id], ReservationState.EXPIRED, EndedBy.SYSTEM, now=now
            )
            audit.record("lapse", reservation, actor_id=None, now=now, event_id=registration.event_id)
    release_capacity(policy, registration)
    audit.record("lapse", registration, actor_id=None, now=now, event_id=registration.event_id)
    db.session.delete(registration)
    db.session.flush()
    for event_session in event_sessions:
        if event_session.id in locked:
            promote_from_waitlist(event_session, locked[event_session.id], now=now)
    return True


def remove_expired_links(*, now: datetime) -> set[int]:
    """Remove links that expired more than `LINK_RETENTION` ago; return the ids of the people they were sent to."""
    return set(
        db.session.scalars(
            delete(RegistrationLink)
            .where(RegistrationLink.expires_at < now - LINK_RETENTION)
            .returning(RegistrationLink.person_id)
            .execution_options(synchronize_session=False)
        )
    )
