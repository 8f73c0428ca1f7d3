"""Checking people in to a session, with or without a seat, and undoing it.

Each change locks the row of its session, so that two people who check in at once do not give away the same free seat. Check-ins
of other sessions do not wait for it, nor do reservations and registrations.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from eventdesk.checkin.models import CheckIn
from eventdesk.checkin.queries.check_in import PersonStatus, check_in_counts, person_status
from eventdesk.checkin.rules import CheckInCounts, walk_in_capacity
from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import NotAllowed, NotFound
from eventdesk.core.text import N_
from eventdesk.people import queries as people
from eventdesk.people.models import Person
from eventdesk.people.services import add_person
from eventdesk.programme.models.programme import EventSession
from eventdesk.programme.states import PublicationState
from eventdesk.registration.services.register import register_person
from eventdesk.registration.states import RegistrationState
from eventdesk.seats.models import SessionSeats


@dataclass(frozen=True)
class CheckInResult:
    """A session after a check-in, or after the undoing of one."""

    event_session: EventSession
    person: Person
    check_in: CheckIn | None
    """None after undoing."""
    seats: SessionSeats | None
    """None where no reservation is needed."""
    counts: CheckInCounts


def check_in(
    session_id: int, person_id: int, *, actor_id: int | None, now: datetime, override_capacity: bool = False
) -> CheckInResult:
    """Check a person in to a session and return the result; checking in twice is one check-in.

    A person without a seat is a walk-in: there must be a free seat, unless `override_capacity`. A person who is not
    registered for the event, or has cancelled, is registered. Raises NotAllowed when no seat is free or the session is
    cancelled, NotFound when the session is gone.
    """
    event_session = _lock_session(session_id)
    status = person_status(event_session, person_id)
    if status.registration_state != RegistrationState.CONFIRMED:
        register_person(event_session.event, person_id, actor_id=actor_id, now=now, with_mail=False, at_check_in=True)
    if status.check_in is not None:
        return _result(event_session, status, status.check_in)
    if event_session.state == PublicationState.CANCELLED:
        raise NotAllowed(N_("This session has been cancelled."))
    if not status.is_expected and not override_capacity and _free_seats(event_session, status.seats, now=now) == 0:
        raise NotAllowed(
            N_("All seats are taken. To let this person in, tick “Check in although all seats are taken”.")
        )
    check_in = CheckIn(
        event_session_id=session_id, person_id=person_id, at=now, by_id=actor_id, is_walk_in=not status.is_expected
    )
    db.session.add(check_in)
    db.session.flush()
    audit.record(
        "check_in",
        event_session,
        actor_id=actor_id,
        now=now,
        event_id=event_session.event_id,
        person_id=person_id,
        is_walk_in=check_in.is_walk_in,
    )
    return _result(event_session, status, check_in)


def undo_check_in(session_id: int, person_id: int, *, actor_id: int | None, now: datetime) -> CheckInResult:
    """Undo a check-in and return the result; without a check-in nothing changes. Raises NotFound without a session."""
    event_session = _lock_session(session_id)
    status = person_status(event_session, person_id)
    if status.check_in is not None:
        audit.record(
            "undo_check_in",
            event_session,
            actor_id=actor_id,
            now=now,
            event_id=event_session.event_id,
            person_id=person_id,
            was_at=status.check_in.at.isoformat(),
        )
        db.session.delete(status.check_in)
        db.session.flush()
    return _result(event_session, status, None)


def add_walk_in(
    session_id: int,
    *,
    name: str,
    organisation: str = "",
    email: str = "",
    actor_id: int | None,
    now: datetime,
    override_capacity: bool = False,
) -> CheckInResult:
    """Register a person who is not on the list for the event, check them in, and return the result.

    A known email address means the person who has it, with the name and organisation already stored. Raises Invalid
    without a name, and NotAllowed as `check_in` does; then nothing is stored.
    """
    person = people.person_by_email(email) if email else None
    if person is None:
        person = add_person(name, email=email or None, organisation=organisation, now=now)
        db.session.flush()
    return check_in(session_id, person.id, actor_id=actor_id, now=now, override_capacity=override_capacity)


def _lock_session(session_id: int) -> EventSession:
    """Lock a session until the end of the transaction and return it with its event and room. One statement."""
    event_session: EventSession | None = db.session.scalar(
        select(EventSession)
        .join(EventSession.event)
        .options(contains_eager(EventSession.event), joinedload(EventSession.room))
        .where(EventSession.id == session_id)
        .with_for_update(key_share=True, of=EventSession)
        .execution_options(populate_existing=True)
    )
    if event_session is None:
        raise NotFound(N_("This session does not exist any more."))
    return event_session


def _free_seats(event_session: EventSession, seats: SessionSeats | None, *, now: datetime) -> int | None:
    """Return how many walk-ins there is room for; None where the capacity is not known. One query."""
    return walk_in_capacity(
        check_in_counts(event_session, is_reserved=seats is not None),
        is_reserved=seats is not None,
        capacity=seats.capacity if seats else None,
        room_seats=event_session.room.seats if event_session.room else None,
        has_started=event_session.starts_at is not None and event_session.starts_at <= now,
    )


def _result(event_session: EventSession, status: PersonStatus, check_in: CheckIn | None) -> CheckInResult:
    counts = check_in_counts(event_session, is_reserved=status.seats is not None)
    return CheckInResult(event_session, status.person, check_in, status.seats, counts)
