"""Reading check-ins: the sessions of an event with their counts, and one person at one session."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from eventdesk.checkin.models import CheckIn
from eventdesk.checkin.rules import CheckInCounts
from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.states import PublicationState
from eventdesk.registration.models import Registration
from eventdesk.registration.states import RegistrationState
from eventdesk.seats.models import LIVE_STATES, Reservation, SessionSeats
from eventdesk.seats.states import ReservationState
from eventdesk.speakers.models import SpeakerAssignment

_HAS_CHECK_IN = (EventSession.kind != "break", EventSession.starts_at.is_not(None))


@dataclass(frozen=True)
class AttendeeAtSession:
    """A person who registered for an event, and one of its sessions: what a check-in is about. Ids and codes only."""

    event_id: int
    event_slug: str
    session_id: int
    session_code: str
    person_id: int
    person_code: str
    registration_code: str


@dataclass(frozen=True)
class PersonStatus:
    """What decides whether a person can be checked in to a session."""

    person: Person
    registration_state: str | None
    """None: never registered for the event."""
    reservation_state: str | None
    """Of their live reservation; None without one."""
    check_in: CheckIn | None
    seats: SessionSeats | None
    """The seats of the session; None where no reservation is needed."""

    @property
    def is_expected(self) -> bool:
        """Whether they have a seat or, where no reservation is needed, are registered for the event."""
        if self.seats is None:
            return self.registration_state == RegistrationState.CONFIRMED
        return self.reservation_state == ReservationState.CONFIRMED


@dataclass(frozen=True)
class CheckInSession:
    """A session in the list of sessions to check people in to, with its counts."""

    event_session: EventSession
    is_reserved: bool
    """Whether it takes reservations."""
    capacity: int | None
    """None: without a limit."""
    taken: int
    waiting: int
    checked_in: int
    """Everyone in the room, walk-ins included."""
    is_moderated: bool
    """Whether the reader moderates it."""


def check_in_session(event_slug: str, session_code: str) -> EventSession | None:
    """Return a session with event, room and track; None for a break, a session without a time, and an unknown code."""
    return db.session.scalar(
        select(EventSession)
        .join(EventSession.event)
        .options(contains_eager(EventSession.event), joinedload(EventSession.room), joinedload(EventSession.track))
        .where(Event.slug == event_slug, EventSession.code == session_code, *_HAS_CHECK_IN)
    )


def attendee_at_session(event_slug: str, session_code: str, person_code: str) -> AttendeeAtSession | None:
    """Return a person who registered for the event, cancelled or not, and a session of it, or None."""
    return _attendee_at_session(event_slug, session_code, Person.code == person_code)


def ticket_at_session(event_slug: str, registration_code: str, session_code: str) -> AttendeeAtSession | None:
    """Return the person of a ticket's registration and a session of the same event, or None."""
    return _attendee_at_session(event_slug, session_code, Registration.code == registration_code)


def _attendee_at_session(
    event_slug: str, session_code: str, is_person: ColumnElement[bool]
) -> AttendeeAtSession | None:
    row = db.session.execute(
        select(Event.id, Event.slug, EventSession.id, EventSession.code, Person.id, Person.code, Registration.code)
        .select_from(EventSession)
        .join(Event, Event.id == EventSession.event_id)
        .join(Registration, Registration.event_id == EventSession.event_id)
        .join(Person, Person.id == Registration.person_id)
        .where(Event.slug == event_slug, EventSession.code == session_code, *_HAS_CHECK_IN, is_person)
    ).first()
    return AttendeeAtSession(*row) if row else None


def person_status(event_session: EventSession, person_id: int) -> PersonStatus:
    """Return a person's registration, reservation and check-in of a session. One query; NoResultFound: no such person."""
    row: Any = db.session.execute(
        select(
            Person,
            Registration.state.label("registration_state"),
            Reservation.state.label("reservation_state"),
            CheckIn,
            SessionSeats,
        )
        .outerjoin(
            Registration, (Registration.person_id == Person.id) & (Registration.event_id == event_session.event_id)
        )
        .outerjoin(
            Reservation,
            (Reservation.person_id == Person.id)
            & (Reservation.event_session_id == event_session.id)
            & Reservation.state.in_(LIVE_STATES),
        )
        .outerjoin(CheckIn, (CheckIn.person_id == Person.id) & (CheckIn.event_session_id == event_session.id))
        .outerjoin(SessionSeats, SessionSeats.event_session_id == event_session.id)
        .where(Person.id == person_id)
        .execution_options(populate_existing=True)
    ).one()
    return PersonStatus(row.Person, row.registration_state, row.reservation_state, row.CheckIn, row.SessionSeats)


def check_in_sessions(event_id: int, person_id: int) -> Sequence[CheckInSession]:
    """Return the published and cancelled sessions of an event by start, with their counts. One query.

    `person_id` is the reader's.
    """
    checked_in = select(func.count()).where(CheckIn.event_session_id == EventSession.id).scalar_subquery()
    is_moderated = exists().where(
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
            checked_in.label("checked_in"),
            is_moderated.label("is_moderated"),
        )
        .outerjoin(SessionSeats, SessionSeats.event_session_id == EventSession.id)
        .options(joinedload(EventSession.room), joinedload(EventSession.track))
        .where(
            EventSession.event_id == event_id,
            EventSession.state != PublicationState.DRAFT,
            *_HAS_CHECK_IN,
        )
        .order_by(EventSession.starts_at, EventSession.id)
    )
    return [
        CheckInSession(
            row.EventSession,
            is_reserved=row.taken is not None,
            capacity=row.capacity,
            taken=row.taken or 0,
            waiting=row.waiting or 0,
            checked_in=row.checked_in,
            is_moderated=bool(row.is_moderated),
        )
        for row in rows
    ]


def check_in_counts(event_session: EventSession, *, is_reserved: bool) -> CheckInCounts:
    """Return how many people are expected, checked in and waiting, and how many seats are on hold. One query."""
    expected = select(func.count()).select_from(expected_ids(event_session, is_reserved).subquery()).scalar_subquery()
    checked_in = (
        select(func.count())
        .where(CheckIn.event_session_id == event_session.id, is_expected(event_session, is_reserved))
        .scalar_subquery()
    )
    in_room = select(func.count()).where(CheckIn.event_session_id == event_session.id).scalar_subquery()
    waiting = (
        select(func.count())
        .where(
            Reservation.event_session_id == event_session.id,
            Reservation.state == ReservationState.WAITING,
            Reservation.person_id.not_in(checked_in_ids(event_session)),
        )
        .scalar_subquery()
    )
    on_hold = (
        select(func.count())
        .where(
            Reservation.event_session_id == event_session.id,
            Reservation.state.in_((ReservationState.OFFERED, ReservationState.ON_HOLD)),
        )
        .scalar_subquery()
    )
    row = db.session.execute(
        select(
            expected.label("expected"),
            checked_in.label("checked_in"),
            in_room.label("in_room"),
            waiting.label("waiting"),
            on_hold.label("on_hold"),
        )
    ).one()
    return CheckInCounts(
        expected=row.expected,
        checked_in=row.checked_in,
        walk_ins=row.in_room - row.checked_in,
        waiting=row.waiting,
        on_hold=row.on_hold,
    )


def expected_ids(event_session: EventSession, is_reserved: bool) -> Select[int]:
    """Select the ids of the people expected: with a seat, or everyone registered where no reservation is needed."""
    if is_reserved:
        return select(Reservation.person_id).where(
            Reservation.event_session_id == event_session.id, Reservation.state == ReservationState.CONFIRMED
        )
    walk_ins = select(CheckIn.person_id).where(CheckIn.event_session_id == event_session.id, CheckIn.is_walk_in)
    return select(Registration.person_id).where(
        Registration.event_id == event_session.event_id,
        Registration.state == RegistrationState.CONFIRMED,
        Registration.person_id.not_in(walk_ins),
    )


def is_expected(event_session: EventSession, is_reserved: bool) -> ColumnElement[bool]:
    """Return the condition that the person of a check-in is one of `expected_ids`."""
    if is_reserved:
        return exists().where(
            Reservation.event_session_id == event_session.id,
            Reservation.person_id == CheckIn.person_id,
            Reservation.state == ReservationState.CONFIRMED,
        )
    return ~CheckIn.is_walk_in & exists().where(
        Registration.event_id == event_session.event_id,
        Registration.person_id == CheckIn.person_id,
        Registration.state == RegistrationState.CONFIRMED,
    )


def checked_in_ids(event_session: EventSession) -> Select[int]:
    """Select the ids of the people who are checked in to a session."""
    return select(CheckIn.person_id).where(CheckIn.event_session_id == event_session.id)
