"""Registering without an account: what was typed waits until the e-mail address has shown to be the person's own."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from eventdesk.accounts import queries as accounts
from eventdesk.core import audit
from eventdesk.core.codes import new_code, new_token, token_hash
from eventdesk.core.db import db
from eventdesk.core.errors import DomainError, NotAllowed, NotFound
from eventdesk.core.outbox import queue_mail
from eventdesk.core.text import N_, email_key
from eventdesk.people import queries as people
from eventdesk.people.models import Person
from eventdesk.people.services import add_person, change_person
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.registration.models import Registration, RegistrationLink
from eventdesk.registration.queries.policy import is_event_full, registration_policy
from eventdesk.registration.queries.registrations import registration_of
from eventdesk.registration.services.locks import lock_policy, lock_registration
from eventdesk.registration.services.register import (
    RegistrationInput,
    check_invitation,
    register_person,
    reserve_capacity,
)
from eventdesk.seats.models import Reservation
from eventdesk.seats.queries.reservations import live_reservations_of_person, reservation_of
from eventdesk.seats.services.insert_reservation import HOLD_DURATION, ReservationResult
from eventdesk.seats.services.locks import lock_all_seats
from eventdesk.seats.services.reserve import hold_seat, reserve_seat
from eventdesk.seats.services.waitlist import promote_from_waitlist, release_reservation
from eventdesk.seats.states import EndedBy

LINK_LIFETIME = timedelta(days=1)
"""How long a link can still be used; what it held is given on after `HOLD_LASTS`."""
LINK_RETENTION = timedelta(days=1)
DOUBLE_CLICK_WINDOW = timedelta(minutes=1)
"""How long a link leads where it led when it was used: whoever pressed twice has pressed once."""


@dataclass(frozen=True)
class ConfirmedRegistration:
    """What came of a confirmed address."""

    registration: Registration
    reserved: ReservationResult | None
    """The seat or place in a queue that was asked for with it."""
    problem: DomainError | None
    """Why there is none, though one was asked for."""


def request_registration(
    event: Event, email: str, typed: RegistrationInput, *, event_session: EventSession | None = None, now: datetime
) -> int:
    """Hold a place, and a seat in `event_session`, and write to the address how to confirm it; return the mail's id.

    It says and does the same for an address that is known, so that nobody learns whose it is; of somebody registered
    already, nothing that was typed counts but the seat. Raises Refused while registration is not open or all places
    are taken, Invalid for an invitation code that lets nobody in.
    """
    terms = registration_policy(event.id)
    check_invitation(event, terms, typed.invitation, now=now)
    if is_event_full(terms):
        raise NotAllowed(N_("All places are taken."))
    person = people.person_by_email(email)
    is_new_person = person is None
    if person is None:
        person = add_person(typed.name, email=email_key(email), now=now)
    known = registration_of(event.id, person.id)
    is_live = known is not None and known.state in ("confirmed", "pending")
    if event_session is not None:
        lock_all_seats([event_session.id])
    _hold_capacity(event, person, known, typed, now=now)
    if event_session is not None and (is_live or not terms.requires_approval):
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
        "name": typed.name, "token": token, "event": event.title, "event_slug": event.slug,
        "minutes": int(HOLD_DURATION.total_seconds() // 60), "title": event_session.title if event_session else "",
    }  # fmt: skip
    return queue_mail("registration_link", person.email or email, values, now=now, event_id=event.id)


def _is_unconfirmed(person: Person, known: Registration | None) -> bool:
    """Return whether all that is known of somebody is what was typed for an address that nobody confirmed yet."""
    return known is not None and known.state == "unconfirmed" and accounts.account_of(person.id) is None


def _hold_capacity(
    event: Event, person: Person, known: Registration | None, typed: RegistrationInput, *, now: datetime
) -> None:
    """Hold one of the event's places until the address is confirmed; a hold that is there is renewed."""
    if known is not None:
        if known.state == "unconfirmed":
            lock_registration(known)
            if known.state == "unconfirmed":
                known.held_until = now + HOLD_DURATION
        return
    terms = lock_policy(event.id) or registration_policy(event.id)
    if terms.requires_approval:
        return
    reserve_capacity(terms)
    held = Registration(
        code=new_code(10), event_id=event.id, person=person, state="unconfirmed", held_until=now + HOLD_DURATION,
        stakeholder_kind=typed.stakeholder_kind, created_at=now, changed_at=now,
    )  # fmt: skip
    db.session.add(held)
    db.session.flush()
    audit.record("hold_place", held, actor_id=None, now=now, event_id=event.id)


def live_registration_link(token: str, *, now: datetime) -> RegistrationLink | None:
    """Return the link with this token if it can still be used, or None."""
    return db.session.scalar(
        select(RegistrationLink).where(
            RegistrationLink.token_hash == token_hash(token),
            RegistrationLink.used_at.is_(None),
            RegistrationLink.expires_at > now,
        )
    )


def recently_confirmed(token: str, *, now: datetime) -> Registration | None:
    """Return the registration that a link was used for a moment ago, or None."""
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
    """Use a link up: register its person with what they typed, and make the held seat theirs.

    One conditional UPDATE decides, so that of twenty who use it at once one succeeds. Raises Missing when it is used,
    old or unknown, Refused or Invalid when the person cannot be registered any more.
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
        raise NotFound(N_("This link does not work any more."))
    event = db.session.get_one(Event, link.event_id)
    person = db.session.get_one(Person, link.person_id)
    extra = {name: link.typed[name] for name in ("session_id", "is_new_person")}
    typed = RegistrationInput(**{name: value for name, value in link.typed.items() if name not in extra})
    if extra["session_id"] is not None:
        lock_all_seats([extra["session_id"]])
    lock_policy(event.id)
    if extra["is_new_person"] and accounts.account_of(person.id) is None:
        change_person(
            person, name=typed.name, organisation=typed.organisation, country=typed.country,
            stakeholder_kind=typed.stakeholder_kind, job_title=typed.job_title,
        )  # fmt: skip
    known = registration_of(event.id, person.id)
    is_live = known is not None and known.state in ("confirmed", "pending")
    registration = known if known is not None and is_live else None
    if registration is None:
        registration = register_person(event, person.id, actor_id=person.id, now=now, typed=typed)
    if extra["session_id"] is None:
        return ConfirmedRegistration(registration, None, None)
    return _reserve_requested_session(registration, extra["session_id"], key=None, now=now)


def register_and_reserve(
    event: Event,
    person_id: int,
    event_session: EventSession,
    typed: RegistrationInput,
    *,
    key: str | None = None,
    now: datetime,
) -> ConfirmedRegistration:
    """Register somebody who is signed in, and reserve the seat for which they came; return what came of both.

    Raises what `register_person` does; the registration stands where there is no seat.
    """
    lock_all_seats([event_session.id])
    registration = register_person(event, person_id, actor_id=person_id, now=now, typed=typed)
    return _reserve_requested_session(registration, event_session.id, key=key, now=now)


def _reserve_requested_session(
    registration: Registration, event_session_id: int, *, key: str | None, now: datetime
) -> ConfirmedRegistration:
    """Reserve a seat whose row is under lock, for somebody just registered."""
    person_id = registration.person_id
    try:
        with db.session.begin_nested():
            reserved = reserve_seat(event_session_id, person_id, actor_id=person_id, now=now, key=key)
    except DomainError as problem:
        return ConfirmedRegistration(registration, None, problem)
    return ConfirmedRegistration(registration, reserved, None)


def expire_registration(registration_id: int, *, now: datetime) -> bool:
    """Remove a registration that was not confirmed in time, with its held seats; return whether it was overdue.

    The place goes to somebody else. Whoever uses the link after all is registered if there is still room.
    """
    registration = db.session.get(Registration, registration_id)
    if registration is None:
        return False
    held = live_reservations_of_person(registration.event_id, registration.person_id)
    locked = lock_all_seats([one.id for one in held])
    terms = lock_policy(registration.event_id)
    lock_registration(registration)
    if registration.state != "unconfirmed" or registration.held_until is None or registration.held_until > now:
        return False
    for event_session in held:
        reservation: Reservation | None = reservation_of(event_session.id, registration.person_id)
        if reservation is not None and event_session.id in locked:
            db.session.refresh(reservation)
            release_reservation(reservation, locked[event_session.id], "expired", EndedBy.SYSTEM, now=now)
            audit.record("lapse", reservation, actor_id=None, now=now, event_id=registration.event_id)
    if terms is not None and terms.places is not None:
        terms.taken -= 1
    audit.record("lapse", registration, actor_id=None, now=now, event_id=registration.event_id)
    db.session.delete(registration)
    db.session.flush()
    for event_session in held:
        if event_session.id in locked:
            promote_from_waitlist(event_session, locked[event_session.id], now=now)
    return True


def remove_expired_links(*, now: datetime) -> set[int]:
    """Remove the confirmation links that expired a while ago; return the ids of the people they were sent to."""
    return set(
        db.session.scalars(
            delete(RegistrationLink)
            .where(RegistrationLink.expires_at < now - LINK_RETENTION)
            .returning(RegistrationLink.person_id)
            .execution_options(synchronize_session=False)
        )
    )
