"""The seats of an event as its organisers see them: the settings of each session, and its reservations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, joinedload

from eventdesk.core.db import db
from eventdesk.core.text import email_key, search_key
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.draft import draft_session
from eventdesk.registration.models import Registration
from eventdesk.seats.models import LIVE_STATES, Reservation, SeatQuota, SessionSeats
from eventdesk.seats.queries.policy import event_seat_policy
from eventdesk.seats.queries.waitlist import find_seat_conflict, other_seats_by_person
from eventdesk.seats.rules.conflicts import SeatConflict, SeatLimits
from eventdesk.seats.states import ReservationState

MAX_SEARCH_TERMS = 6


@dataclass(frozen=True)
class SessionSeatsRow:
    """A session in the organisers' list of seats."""

    plan: DraftSession
    seats: SessionSeats | None
    """None: no reservation is needed."""
    quotas: Sequence[SeatQuota]
    requested: int
    offered: int
    """Offered, or on hold until an address is confirmed."""
    invited: int


@dataclass(frozen=True)
class OrganiserReservation:
    """A reservation that an organiser changes, with the session."""

    plan: DraftSession
    reservation: Reservation

    @property
    def event_id(self) -> int:
        """The event a permission on this is about."""
        return self.plan.event_id


@dataclass(frozen=True)
class ReservationRow:
    """A live reservation in a session, with its person."""

    code: str
    state: str
    person_id: int
    name: str
    email: str
    organisation: str
    kind: str
    position: int
    """On the waiting list, from 1; 0 for a person who does not wait."""
    since: datetime
    until: datetime | None
    skipped_at: datetime | None
    registration_code: str
    """That of their registration for the event; "" without one."""


@dataclass(frozen=True)
class PersonSearchResult:
    """A person registered for the event, to whom a seat can be assigned."""

    code: str
    name: str
    email: str
    organisation: str
    state: str
    """That of their live reservation in the session, or ""."""

    @property
    def label(self) -> str:
        """The label of the state, for translation, or ""."""
        return ReservationState(self.state).label if self.state else ""


def draft_session_with_seats(event_slug: str, session_code: str) -> DraftSession | None:
    """Return the plan of a session, or None; a break has no seats."""
    plan = draft_session(event_slug, session_code)
    return None if plan is None or plan.kind == "break" else plan


def organiser_reservation(event_slug: str, session_code: str, reservation_code: str) -> OrganiserReservation | None:
    """Return a reservation in a session, live or ended, or None."""
    plan = draft_session_with_seats(event_slug, session_code)
    if plan is None:
        return None
    reservation = db.session.scalar(
        select(Reservation)
        .join(Reservation.person)
        .options(contains_eager(Reservation.person))
        .where(Reservation.event_session_id == plan.event_session_id, Reservation.code == reservation_code)
    )
    return OrganiserReservation(plan, reservation) if reservation else None


def seat_rows(event: Event) -> list[SessionSeatsRow]:
    """Return the sessions of an event that can have seats, by start; unscheduled ones come last. Three queries."""
    rows = db.session.execute(
        select(DraftSession, SessionSeats)
        .join(DraftSession.event_session)
        .outerjoin(SessionSeats, SessionSeats.event_session_id == DraftSession.event_session_id)
        .options(contains_eager(DraftSession.event_session), joinedload(DraftSession.room))
        .where(DraftSession.event_id == event.id, DraftSession.state != "removed", DraftSession.kind != "break")
        .order_by(DraftSession.starts_at.is_(None), DraftSession.starts_at, DraftSession.event_session_id)
    ).all()
    of_event = select(EventSession.id).where(EventSession.event_id == event.id)
    quotas: dict[int, list[SeatQuota]] = {}
    for quota in db.session.scalars(
        select(SeatQuota).where(SeatQuota.event_session_id.in_(of_event)).order_by(SeatQuota.kind)
    ):
        quotas.setdefault(quota.event_session_id, []).append(quota)
    counted = {
        (session_id, state): number
        for session_id, state, number in db.session.execute(
            select(Reservation.event_session_id, Reservation.state, func.count())
            .where(
                Reservation.event_session_id.in_(of_event),
                Reservation.state.in_(("pending", "offered", "on_hold", "invited")),
            )
            .group_by(Reservation.event_session_id, Reservation.state)
        )
    }

    def number(session_id: int, *states: str) -> int:
        return sum(counted.get((session_id, state), 0) for state in states)

    return [
        SessionSeatsRow(
            plan, seats, quotas.get(plan.event_session_id, []), number(plan.event_session_id, "pending"),
            number(plan.event_session_id, "offered", "on_hold"), number(plan.event_session_id, "invited"),
        )
        for plan, seats in rows
    ]  # fmt: skip


def counts_by_state(event_session_id: int) -> dict[str, int]:
    """Return the number of live reservations in a session by state. One query."""
    rows = db.session.execute(
        select(Reservation.state, func.count())
        .where(Reservation.event_session_id == event_session_id, Reservation.state.in_(LIVE_STATES))
        .group_by(Reservation.state)
    )
    return dict(rows.all())


def reservations_in(
    event_session: EventSession, states: Sequence[str], *, query: str = "", limit: int | None = None, offset: int = 0
) -> tuple[list[ReservationRow], int]:
    """Return the reservations in a session with these states, and their number without `limit` and `offset`.

    The waiting list comes in its order, requests oldest first, all others by family name. One query.
    """
    is_queue = tuple(states) == ("waiting",)
    # The position is that in the whole queue, also where a search shows a part of it.
    position = func.row_number().over(order_by=Reservation.queue_number).label("position")
    placed = (
        select(Reservation, position)
        .where(Reservation.event_session_id == event_session.id, Reservation.state.in_(states))
        .subquery()
    )
    by_time = {"waiting": placed.c.position, "pending": placed.c.created_at}.get(states[0])
    order = (Person.sort_key, Person.id) if by_time is None else (by_time, placed.c.id)
    rows = db.session.execute(
        select(
            placed.c.code, placed.c.state, placed.c.person_id, Person.name, func.coalesce(Person.email, "").label("email"),
            func.coalesce(Organisation.name, "").label("organisation"), placed.c.quota_kind, placed.c.position,
            placed.c.created_at, placed.c.expires_at, placed.c.skipped_at, Registration.stakeholder_kind,
            func.coalesce(Registration.code, "").label("registration_code"),
            func.count().over().label("total"),
        )
        .select_from(placed)
        .join(Person, Person.id == placed.c.person_id)
        .outerjoin(
            Registration,
            (Registration.person_id == Person.id) & (Registration.event_id == event_session.event_id),
        )
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(*_matches(query))
        .order_by(*order)
        .limit(limit)
        .offset(offset)
    ).all()  # fmt: skip
    people = [
        ReservationRow(
            row.code, row.state, row.person_id, row.name, row.email, row.organisation,
            row.quota_kind or row.stakeholder_kind or "", row.position if is_queue else 0, row.created_at,
            row.expires_at, row.skipped_at, row.registration_code,
        )
        for row in rows
    ]  # fmt: skip
    return people, rows[0].total if rows else 0


def blocked_people(event_session: EventSession, people: Sequence[ReservationRow]) -> dict[int, SeatConflict]:
    """Return the conflicts that keep people from getting a seat now, by person id. One query."""
    other_seats = other_seats_by_person(event_session, [row.person_id for row in people])
    limits = SeatLimits(*_limits_of_person(event_session.event_id))
    conflicts = {
        row.person_id: find_seat_conflict(
            event_session, limits, other_seats.get(row.person_id, []), 0, overlaps_count=True
        )
        for row in people
    }
    return {person_id: conflict for person_id, conflict in conflicts.items() if conflict}


def _limits_of_person(event_id: int) -> tuple[int | None, int | None]:
    policy = event_seat_policy(event_id)
    return policy.max_seats_per_person, policy.max_seats_per_day


def registered_people(event_session: EventSession, query: str, *, limit: int) -> list[PersonSearchResult]:
    """Return people registered for the event who match a name, an organisation or a whole address. One query."""
    is_address = "@" in query
    conditions = [Person.email_key == email_key(query)] if is_address else _matches(query)
    rows = db.session.execute(
        select(
            Person.code, Person.name, func.coalesce(Person.email, "").label("email"),
            func.coalesce(Organisation.name, "").label("organisation"),
            func.coalesce(Reservation.state, "").label("state"),
        )
        .join(Registration, Registration.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .outerjoin(
            Reservation,
            (Reservation.person_id == Person.id)
            & (Reservation.event_session_id == event_session.id)
            & Reservation.state.in_(LIVE_STATES),
        )
        .where(
            Registration.event_id == event_session.event_id, Registration.state == "confirmed", *conditions
        )
        .order_by(Person.sort_key, Person.id)
        .limit(limit)
    )  # fmt: skip
    return [PersonSearchResult(*row) for row in rows]


def registered_person(event_id: int, person_code: str) -> Person | None:
    """Return a person who is registered for an event, or None."""
    return db.session.scalar(
        select(Person)
        .join(Registration, Registration.person_id == Person.id)
        .where(Registration.event_id == event_id, Registration.state == "confirmed", Person.code == person_code)
    )


def _matches(query: str) -> list[ColumnElement[bool]]:
    return [
        Person.sort_key.contains(word, autoescape=True)
        | Person.email_key.contains(word, autoescape=True)
        | Registration.organisation_id.in_(
            select(Organisation.id).where(Organisation.name_key.contains(word, autoescape=True))
        )
        for word in search_key(query).split()[:MAX_SEARCH_TERMS]
    ]
