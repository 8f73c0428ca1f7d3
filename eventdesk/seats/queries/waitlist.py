"""Reading a waiting list: who gets the free seats next, and who is skipped."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.models import Registration
from eventdesk.seats.models import SEATED_STATES, EventSeatPolicy, Reservation, SessionSeats
from eventdesk.seats.rules.allocation import SeatAvailability
from eventdesk.seats.rules.conflicts import OtherSeat, SeatConflict, SeatLimits, seat_conflict

BATCH = 500
"""People on a waiting list who are read together."""


@dataclass(frozen=True)
class WaitlistEntry:
    """A person on a waiting list."""

    id: int
    """Of the reservation."""
    person_id: int
    queue_number: int
    quota_kind: str
    skipped_at: datetime | None
    organisation_id: int | None
    registration: tuple[str, int] | None
    """Code and link version of the registration, for the mail's link to the personal page."""
    name: str
    email: str


@dataclass
class Promotions:
    """Who gets the free seats of a session."""

    seated: list[WaitlistEntry] = field(default_factory=list)
    passed: list[tuple[WaitlistEntry, SeatConflict]] = field(default_factory=list)
    """People who were skipped, each with the conflict."""


def overdue_sessions(*, now: datetime) -> Sequence[int]:
    """Return the ids of the sessions in which an offer or a hold is over."""
    return db.session.scalars(
        select(Reservation.event_session_id)
        .where(Reservation.expires_at.is_not(None), Reservation.expires_at <= now)
        .distinct()
    ).all()


def sessions_to_promote(event_id: int) -> Sequence[int]:
    """Return the ids of the sessions of an event in which people wait although not every seat is taken."""
    return db.session.scalars(
        select(SessionSeats.event_session_id)
        .join(EventSession, EventSession.id == SessionSeats.event_session_id)
        .where(
            EventSession.event_id == event_id,
            SessionSeats.waiting > 0,
            SessionSeats.capacity.is_(None) | (SessionSeats.taken < SessionSeats.capacity),
        )
    ).all()


def seat_limits(policy: EventSeatPolicy, seats: SessionSeats) -> SeatLimits:
    """Return the limits on who may have a seat in a session."""
    return SeatLimits(policy.max_seats_per_person, policy.max_seats_per_day, seats.max_per_organisation)


def waitlist_of_overdue_people(event_session: EventSession, *, now: datetime) -> Sequence[int]:
    """Return the ids of the event's sessions in which people wait whose offer or hold in this one is over."""
    over = select(Reservation.person_id).where(
        Reservation.event_session_id == event_session.id, Reservation.expires_at <= now
    )
    return db.session.scalars(
        select(Reservation.event_session_id)
        .join(EventSession, EventSession.id == Reservation.event_session_id)
        .where(
            EventSession.event_id == event_session.event_id,
            Reservation.state == "waiting",
            Reservation.person_id.in_(over),
        )
        .distinct()
    ).all()


def waitlist_entries(
    event_session: EventSession, limit: int, *, after: int = 0, kinds: Sequence[str] | None = None
) -> Sequence[WaitlistEntry]:
    """Return up to `limit` people who wait for a session, in their order, from behind the number `after`.

    `kinds`: only people of these kinds of stakeholder.
    """
    of_kinds = [] if kinds is None else [Reservation.quota_kind.in_(kinds)]
    rows = db.session.execute(
        select(
            Reservation.id, Reservation.person_id, Reservation.queue_number, Reservation.quota_kind,
            Reservation.skipped_at, Registration.organisation_id, Registration.code, Registration.link_version,
            Person.name, Person.email,
        )
        .join(Person, Person.id == Reservation.person_id)
        .outerjoin(
            Registration,
            (Registration.person_id == Reservation.person_id) & (Registration.event_id == event_session.event_id),
        )
        .where(
            Reservation.event_session_id == event_session.id,
            Reservation.state == "waiting",
            Reservation.queue_number > after,
            *of_kinds,
        )
        .order_by(Reservation.queue_number)
        .limit(limit)
    )  # fmt: skip
    return [
        WaitlistEntry(
            row.id, row.person_id, row.queue_number, row.quota_kind, row.skipped_at, row.organisation_id,
            (row.code, row.link_version) if row.code else None, row.name, row.email or "",
        )
        for row in rows
    ]  # fmt: skip


def other_seats_by_person(event_session: EventSession, person_ids: Sequence[int]) -> dict[int, list[OtherSeat]]:
    """Return the seats that people have in the other sessions of the event, by person id. One query."""
    zone = ZoneInfo(event_session.event.timezone)
    rows = db.session.execute(
        select(Reservation.person_id, EventSession.title, EventSession.starts_at, EventSession.ends_at)
        .join(EventSession, EventSession.id == Reservation.event_session_id)
        .where(
            Reservation.person_id.in_(person_ids),
            Reservation.state.in_(SEATED_STATES),
            EventSession.event_id == event_session.event_id,
            EventSession.id != event_session.id,
            EventSession.state == "published",
        )
        .order_by(EventSession.starts_at, EventSession.id)
    )
    other_seats: dict[int, list[OtherSeat]] = {}
    for person_id, title, starts_at, ends_at in rows:
        day = starts_at.astimezone(zone).date() if starts_at else None
        other_seats.setdefault(person_id, []).append(OtherSeat(title, starts_at, ends_at, day))
    return other_seats


def seats_by_organisation(event_session: EventSession) -> Counter[int | None]:
    """Return how many seats of a session the people of each organisation have, by its id. One query."""
    rows = db.session.execute(
        select(Registration.organisation_id, func.count())
        .join(Reservation, Reservation.person_id == Registration.person_id)
        .where(
            Registration.event_id == event_session.event_id,
            Reservation.event_session_id == event_session.id,
            Reservation.state.in_(SEATED_STATES),
            Registration.organisation_id.is_not(None),
        )
        .group_by(Registration.organisation_id)
    )
    return Counter(dict(rows.all()))


def find_seat_conflict(
    event_session: EventSession,
    limits: SeatLimits,
    other_seats: Sequence[OtherSeat],
    of_organisation: int,
    *,
    overlaps_count: bool,
) -> SeatConflict | None:
    """Return why a person cannot take a seat in a session in addition to their other seats, or None."""
    start = event_session.starts_at
    day = start.astimezone(ZoneInfo(event_session.event.timezone)).date() if start else None
    return seat_conflict(
        other_seats, limits, starts_at=start, ends_at=event_session.ends_at, day=day, of_organisation=of_organisation,
        overlaps_count=overlaps_count,
    )  # fmt: skip


def next_promotions(
    event_session: EventSession, free: SeatAvailability, limits: SeatLimits, look_at: object = None
) -> Promotions:
    """Return who on a waiting list gets the seats in `free`, which are taken from it, and who is skipped.

    A person with a seat in another session at the same time cannot attend: they keep their position, and the next
    person is looked at. `look_at(people)` is called with the people who are about to be looked at, to lock them.
    """
    promotions = Promotions()
    organisations = seats_by_organisation(event_session) if limits.max_per_organisation else Counter[int | None]()
    for batch in _batches(event_session, free):
        ids = [one.person_id for one in batch]
        if callable(look_at):
            look_at(ids)
        other_seats = other_seats_by_person(event_session, ids)
        for one in batch:
            if free.none_left:
                break
            if not free.has(one.quota_kind):
                continue
            of_organisation = organisations[one.organisation_id] if one.organisation_id else 0
            conflict = find_seat_conflict(
                event_session, limits, other_seats.get(one.person_id, []), of_organisation, overlaps_count=True
            )
            if conflict:
                promotions.passed.append((one, conflict))
                continue
            free.take(one.quota_kind)
            organisations[one.organisation_id] += 1
            promotions.seated.append(one)
    return promotions


def _batches(event_session: EventSession, free: SeatAvailability) -> Iterator[Sequence[WaitlistEntry]]:
    """Give the queue in parts of about as many people as there are free seats, while some are free."""
    last = 0
    while not free.none_left:
        size = BATCH if free.for_all is None else min(BATCH, max(0, free.for_all) + 20)
        batch = waitlist_entries(event_session, size, after=last, kinds=free.kinds)
        if not batch:
            return
        yield batch
        last = batch[-1].queue_number
