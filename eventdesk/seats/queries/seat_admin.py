"""The seats of an event as its organisers see them: how each session gives them, who has one, who would get one."""

from collections.abc import Mapping, Sequence
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
from eventdesk.seats.models import LIVE_STATES, SEATED_STATES, Reservation, SeatQuota, SessionSeats
from eventdesk.seats.queries.policy import event_seat_policy
from eventdesk.seats.queries.waitlist import Promotions, find_seat_conflict, next_promotions, other_seats_by_person
from eventdesk.seats.rules.allocation import SeatAvailability, quota_reserved_seats
from eventdesk.seats.rules.conflicts import SeatConflict, SeatLimits

MAX_SEARCH_TERMS = 6


@dataclass(frozen=True)
class SessionSeatsRow:
    """A session in the list of how seats are given."""

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
    """Of their registration for the event; "" without one."""


@dataclass(frozen=True)
class PersonSearchResult:
    """Somebody registered for the event who can be given a place."""

    code: str
    name: str
    email: str
    organisation: str
    state: str
    """What they have in the session already, or ""."""


@dataclass(frozen=True)
class Preview:
    """What would follow, at once, if a session gave its seats on other terms."""

    next: Promotions
    taken: int
    waiting: int
    to_give_back: int
    """How many seats have to be given back until a smaller number is reached; nobody loses theirs."""
    free: int | None
    """Seats that stay free after that, those that quotas keep among them; None: without a limit."""
    is_at_rest: bool
    """Whether nobody moves because the session has begun or is cancelled."""


def draft_session_with_seats(event_slug: str, session_code: str) -> DraftSession | None:
    """Return the plan of a session, or None; a break has no seats."""
    plan = draft_session(event_slug, session_code)
    return None if plan is None or plan.kind == "break" else plan


def organiser_reservation(event_slug: str, session_code: str, reservation_code: str) -> OrganiserReservation | None:
    """Return a place in a session that somebody has, or had, or None."""
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
    """Return every session of an event that could have seats, by start, those without a time last. Three queries."""
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
    """Return how many people have a place of each kind in a session. One query."""
    rows = db.session.execute(
        select(Reservation.state, func.count())
        .where(Reservation.event_session_id == event_session_id, Reservation.state.in_(LIVE_STATES))
        .group_by(Reservation.state)
    )
    return dict(rows.all())


def reservations_in(
    event_session: EventSession, states: Sequence[str], *, query: str = "", limit: int | None = None, offset: int = 0
) -> tuple[list[ReservationRow], int]:
    """Return who has a place of these kinds in a session, and how many they are without `limit` and `offset`.

    Who waits comes in the order of the queue, who asked in that of asking, all others by family name. One query.
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
    """Return what keeps people from taking a seat now, by person id; people without a conflict are left out. One query."""
    other_seats = other_seats_by_person(event_session, [one.person_id for one in people])
    limits = SeatLimits(*_limits_of_person(event_session.event_id))
    conflicts = {
        one.person_id: find_seat_conflict(
            event_session, limits, other_seats.get(one.person_id, []), 0, overlaps_count=True
        )
        for one in people
    }
    return {person_id: one for person_id, one in conflicts.items() if one}


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
    """Return somebody who is registered for an event, or None."""
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


def preview(
    event_session: EventSession, *, capacity: int | None, max_per_organisation: int | None, quotas: Mapping[str, int],
    now: datetime,
) -> Preview:  # fmt: skip
    """Return what would follow if a session gave its seats on these terms, as `services.change_seats` would do it."""
    seats = db.session.get(SessionSeats, event_session.id)
    taken, waiting = (seats.taken, seats.waiting) if seats else (0, 0)
    by_kind = _seated_by_kind(event_session.id) if quotas else {}
    shares = {kind: (number, by_kind.get(kind, 0)) for kind, number in quotas.items()}
    reached = None if capacity is None else max(capacity, taken + quota_reserved_seats(shares.values()))
    free = SeatAvailability.of(reached, taken, shares, target_capacity=None if reached == capacity else capacity)
    policy = event_seat_policy(event_session.event_id)
    limits = SeatLimits(policy.max_seats_per_person, policy.max_seats_per_day, max_per_organisation)
    start, event = event_session.starts_at, event_session.event
    is_at_rest = (
        "cancelled" in (event_session.state, event.state)
        or (start is not None and start <= now)
        or (seats is not None and not seats.is_open)
    )
    promotions = next_promotions(event_session, free, limits) if waiting and not is_at_rest else Promotions()
    after = taken + len(promotions.seated)
    return Preview(
        next=promotions,
        taken=taken,
        waiting=waiting - len(promotions.seated),
        to_give_back=0 if capacity is None else max(0, taken - capacity),
        free=None if capacity is None else max(0, capacity - after),
        is_at_rest=is_at_rest,
    )


def _seated_by_kind(event_session_id: int) -> dict[str, int]:
    rows = db.session.execute(
        select(Reservation.quota_kind, func.count())
        .where(Reservation.event_session_id == event_session_id, Reservation.state.in_(SEATED_STATES))
        .group_by(Reservation.quota_kind)
    )
    return dict(rows.all())
