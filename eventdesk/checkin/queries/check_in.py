"""The doors of an event: its sessions with their counts, and who is expected and was seen at each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from eventdesk.checkin.models import CheckIn
from eventdesk.checkin.rules import CheckInCounts, walk_in_capacity
from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.registration.models import Registration
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.speakers.models import SpeakerAssignment

_HAS_CHECK_IN = (EventSession.kind != "break", EventSession.starts_at.is_not(None))


@dataclass(frozen=True)
class AttendeeAtSession:
    """A person of an event at the door of one of its sessions: what a deed in a row of the list is about."""

    event_session: EventSession
    person: Person

    @property
    def event_id(self) -> int:
        """The event a permission on this is about."""
        return self.event_session.event_id


@dataclass(frozen=True)
class CheckInSession:
    """A session in the list of doors with its counts."""

    event_session: EventSession
    is_reserved: bool
    """Whether reservations are taken at all."""
    capacity: int | None
    """None: without a limit."""
    taken: int
    waiting: int
    here: int
    """Everybody in the room, walk-ins included."""
    is_mine: bool
    """Whether the reader moderates it."""


def check_in_session(event_slug: str, session_code: str) -> EventSession | None:
    """Return a session that has a door, with event, room and track; None for breaks and what has no time."""
    return db.session.scalar(
        select(EventSession)
        .join(EventSession.event)
        .options(contains_eager(EventSession.event), joinedload(EventSession.room), joinedload(EventSession.track))
        .where(Event.slug == event_slug, EventSession.code == session_code, *_HAS_CHECK_IN)
    )


def attendee_at_session(event_slug: str, session_code: str, person_code: str) -> AttendeeAtSession | None:
    """Return a person who registered for the event, cancelled or not, at the door of a session of it, or None."""
    row = db.session.execute(
        select(EventSession, Person)
        .join(EventSession.event)
        .join(Registration, Registration.event_id == EventSession.event_id)
        .join(Person, Person.id == Registration.person_id)
        .options(contains_eager(EventSession.event), joinedload(EventSession.room))
        .where(
            Event.slug == event_slug,
            EventSession.code == session_code,
            *_HAS_CHECK_IN,
            Person.code == person_code,
        )
    ).first()
    return AttendeeAtSession(row.EventSession, row.Person) if row else None


def check_in_sessions(event_id: int, person_id: int) -> Sequence[CheckInSession]:
    """Return the published and cancelled sessions of an event by start with their counts. One query."""
    here = select(func.count()).where(CheckIn.event_session_id == EventSession.id).scalar_subquery()
    mine = exists().where(
        SpeakerAssignment.event_session_id == EventSession.id,
        SpeakerAssignment.person_id == person_id,
        SpeakerAssignment.part == "moderator",
    )
    rows = db.session.execute(
        select(
            EventSession,
            SessionSeats.capacity,
            SessionSeats.taken,
            SessionSeats.waiting,
            here.label("here"),
            mine.label("mine"),
        )
        .outerjoin(SessionSeats, SessionSeats.event_session_id == EventSession.id)
        .options(joinedload(EventSession.room), joinedload(EventSession.track))
        .where(
            EventSession.event_id == event_id,
            EventSession.state != "draft",
            *_HAS_CHECK_IN,
        )
        .order_by(EventSession.starts_at, EventSession.id)
    )
    return [
        CheckInSession(
            row.EventSession, row.taken is not None, row.capacity, row.taken or 0, row.waiting or 0, row.here,
            bool(row.mine),
        )
        for row in rows
    ]  # fmt: skip


def check_in_counts(event_session: EventSession, *, is_reserved: bool) -> CheckInCounts:
    """Return how many are expected, here, walked in and wait, and how many seats are promised. One query."""
    seen = checked_in_ids(event_session)
    expected_count = (
        select(func.count()).select_from(expected_ids(event_session, is_reserved).subquery()).scalar_subquery()
    )
    here = (
        select(func.count())
        .where(CheckIn.event_session_id == event_session.id, is_expected(event_session, is_reserved))
        .scalar_subquery()
    )
    in_room = select(func.count()).where(CheckIn.event_session_id == event_session.id).scalar_subquery()
    waiting = (
        select(func.count())
        .where(
            Reservation.event_session_id == event_session.id,
            Reservation.state == "waiting",
            Reservation.person_id.not_in(seen),
        )
        .scalar_subquery()
    )
    promised = (
        select(func.count())
        .where(Reservation.event_session_id == event_session.id, Reservation.state.in_(("offered", "on_hold")))
        .scalar_subquery()
    )
    row = db.session.execute(select(expected_count, here, in_room, waiting, promised)).one()
    expected_n, here_n, in_room_n, waiting_n, promised_n = row
    return CheckInCounts(
        expected=expected_n, here=here_n, walk_ins=in_room_n - here_n, waiting=waiting_n, promised=promised_n
    )


def free_seats_for_walk_ins(event_session: EventSession, *, now: datetime) -> int | None:
    """Return how many people without a seat can be let in now; None where nobody counts the seats. Two queries."""
    seats = db.session.execute(
        select(SessionSeats.capacity).where(SessionSeats.event_session_id == event_session.id)
    ).first()
    return walk_in_capacity(
        check_in_counts(event_session, is_reserved=seats is not None),
        is_reserved=seats is not None,
        capacity=seats.capacity if seats else None,
        room_seats=event_session.room.seats if event_session.room else None,
        has_started=event_session.starts_at is not None and event_session.starts_at <= now,
    )


def expected_ids(event_session: EventSession, is_reserved: bool) -> Select[int]:
    """Select the ids of who is expected: those with a seat, or everybody registered where none is needed."""
    if is_reserved:
        return select(Reservation.person_id).where(
            Reservation.event_session_id == event_session.id, Reservation.state == "confirmed"
        )
    walk_ins = select(CheckIn.person_id).where(CheckIn.event_session_id == event_session.id, CheckIn.is_walk_in)
    return select(Registration.person_id).where(
        Registration.event_id == event_session.event_id,
        Registration.state == "confirmed",
        Registration.person_id.not_in(walk_ins),
    )


def is_expected(event_session: EventSession, is_reserved: bool) -> ColumnElement[bool]:
    """Return the condition that the person of a check-in is one of `_expected`."""
    if is_reserved:
        return exists().where(
            Reservation.event_session_id == event_session.id,
            Reservation.person_id == CheckIn.person_id,
            Reservation.state == "confirmed",
        )
    return ~CheckIn.is_walk_in & exists().where(
        Registration.event_id == event_session.event_id,
        Registration.person_id == CheckIn.person_id,
        Registration.state == "confirmed",
    )


def checked_in_ids(event_session: EventSession) -> Select[int]:
    """Select the ids of who was seen in a session."""
    return select(CheckIn.person_id).where(CheckIn.event_session_id == event_session.id)
