"""An event's figures, in five queries whatever the size."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import compress
from operator import gt
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, case, exists, func, select

from eventdesk.core.db import db
from eventdesk.programme.models import Event, EventSession
from eventdesk.reservations.models import CheckIn, Registration, Reservation, SeatCount
from eventdesk.statistics import rules


@dataclass(frozen=True)
class PeriodCount:
    """How many registered from the first to the last day, and in all until then."""

    first: date
    last: date
    registered: int
    so_far: int


@dataclass(frozen=True)
class SessionFigures:
    """The seats of a session."""

    code: str
    title: str
    has_begun: bool
    is_reserved: bool
    """Whether reservations were taken at all."""
    seats: int | None
    """None: no reservation was needed, or everybody who asked got a seat."""
    reserved: int
    waiting: int
    """In the queue, without those who were let in as walk-ins."""
    here: int


@dataclass(frozen=True)
class Figures:
    """What is known of an event's people at one moment; definitions.py says what each figure counts."""

    as_of: datetime
    has_begun: bool
    registered: int
    confirmed: int
    reserved: int
    attended: int
    no_shows: int | None
    """None before the event began, and where nobody was checked in at all."""
    counted: int
    """The people over whom organisations, countries and kinds are counted: who was here, else who is confirmed."""
    organisations: int
    countries: tuple[tuple[str, int], ...]
    """ISO codes and people, the largest first; "" are those who did not say."""
    kinds: tuple[tuple[str, int], ...]
    """Kinds of stakeholder and people, likewise."""
    periods: tuple[PeriodCount, ...]
    sessions: tuple[SessionFigures, ...]

    @property
    def knows_who_came(self) -> bool:
        """Whether the event has begun and somebody was checked in: only then anything is said of attendance."""
        return self.has_begun and self.attended > 0

    @property
    def named_countries(self) -> int:
        """How many countries people came from."""
        return sum(1 for code, _ in self.countries if code)

    @property
    def all_begun(self) -> bool:
        """Whether no session is still to come."""
        return all(session.has_begun for session in self.sessions)

    @property
    def seats(self) -> int:
        """Seats of the sessions that take reservations; once people are here, of those that have begun."""
        return sum(session.seats or 0 for session in self._with_seats)

    @property
    def seats_used(self) -> int:
        """Of those, how many were taken by people here, or are reserved while nobody can be."""
        if self.knows_who_came:
            return sum(session.here for session in self._with_seats)
        return sum(session.reserved for session in self._with_seats)

    @property
    def _with_seats(self) -> list[SessionFigures]:
        return [s for s in self.sessions if s.seats and (s.has_begun or not self.knows_who_came)]


def figures(event: Event, *, now: datetime) -> Figures:
    """Return an event's figures as of `now`. Five queries; four of an event that nobody registered for."""
    has_begun = now.astimezone(ZoneInfo(event.timezone)).date() >= event.starts_on
    # Of each registration: confirmed or not (1, 0), here or not, organisation, country, kind.
    confirmed, here, organisations, countries, kinds = _columns(event.id)
    attended = sum(here)
    knows_who_came = has_begun and attended > 0
    counted = here if knows_who_came else confirmed
    return Figures(
        as_of=now,
        has_begun=has_begun,
        registered=len(confirmed),
        confirmed=sum(confirmed),
        reserved=_with_seat(event.id),
        attended=attended,
        no_shows=sum(map(gt, confirmed, here)) if knows_who_came else None,
        counted=sum(counted),
        organisations=len(set(compress(organisations, counted)) - {None}),
        countries=tuple(rules.largest_first(Counter(compress(countries, counted)))),
        kinds=tuple(rules.largest_first(Counter(compress(kinds, counted)))),
        periods=_period_counts(event),
        sessions=_sessions(event.id, now=now),
    )


def as_dict(event: Event, *, now: datetime) -> dict[str, Any]:
    """Return an event's figures as plain values for JSON: moments and days in ISO 8601, shares in per cent."""
    found = figures(event, now=now)
    return {
        "event": event.slug,
        "as_of": found.as_of.isoformat(timespec="seconds"),
        "time_zone": event.timezone,
        "has_begun": found.has_begun,
        "registered": found.registered,
        "confirmed": found.confirmed,
        "reserved_a_seat": found.reserved,
        "attended": found.attended if found.knows_who_came else None,
        "no_shows": found.no_shows,
        "counted_over": "attended" if found.knows_who_came else "confirmed",
        "organisations": found.organisations,
        "countries": _shares(found.countries, found.counted),
        "stakeholder_kinds": _shares(found.kinds, found.counted),
        "registrations_over_time": [
            {"first": period.first.isoformat(), "last": period.last.isoformat(), "registered": period.registered,
             "so_far": period.so_far}
            for period in found.periods
        ],
        "sessions": [
            {"session": session.code, "title": session.title, "seats": session.seats, "reserved": session.reserved,
             "waiting": session.waiting, "here": session.here if session.has_begun else None}
            for session in found.sessions
        ],
        "seats": found.seats,
        "seats_used": found.seats_used,
        "seats_used_share": rules.share(found.seats_used, found.seats),
    }  # fmt: skip


def _shares(rows: Sequence[tuple[str, int]], whole: int) -> list[dict[str, Any]]:
    return [{"name": name or None, "people": people, "share": rules.share(people, whole)} for name, people in rows]


def _session_ids(event_id: int) -> Select[int]:
    return select(EventSession.id).where(EventSession.event_id == event_id)


def _columns(event_id: int) -> tuple[Sequence[Any], ...]:
    """Return five columns with an entry for each registration: confirmed, here (1 or 0), organisation, country, kind.

    Counting 20,000 of them here takes half as long as letting SQLite sort them into groups.
    """
    here = select(CheckIn.person_id).where(CheckIn.event_session_id.in_(_session_ids(event_id)))
    rows = db.session.execute(
        select(
            case((Registration.state == "confirmed", 1), else_=0),
            case((Registration.person_id.in_(here), 1), else_=0),
            Registration.organisation_id, Registration.country, Registration.stakeholder_kind,
        ).where(Registration.event_id == event_id)
    ).all()  # fmt: skip
    return tuple(zip(*rows, strict=True)) or ((),) * 5


def _with_seat(event_id: int) -> int:
    """Return how many people have a seat in at least one session."""
    return (
        db.session.scalar(
            select(func.count(func.distinct(Reservation.person_id))).where(
                Reservation.event_session_id.in_(_session_ids(event_id)), Reservation.state == "confirmed"
            )
        )
        or 0
    )


def _period_counts(event: Event) -> tuple[PeriodCount, ...]:
    """Return the registrations by period: one statement that counts ranges of an index."""
    # Each end by itself is one step into the index; both in one SELECT would be a walk along all of it.
    moment = select(Registration.created_at).where(Registration.event_id == event.id).limit(1)
    ends = (moment.order_by(Registration.created_at), moment.order_by(Registration.created_at.desc()))
    first, last = tuple(db.session.execute(select(*(end.scalar_subquery() for end in ends))).one())
    if first is None:
        return ()
    zone = ZoneInfo(event.timezone)
    periods = rules.periods(first.astimezone(zone).date(), last.astimezone(zone).date())
    counts = [
        select(func.count())
        .where(Registration.event_id == event.id, Registration.created_at >= start, Registration.created_at < end)
        .scalar_subquery()
        .label(f"p{number}")
        for number, (start, end) in enumerate(period.bounds(event.timezone) for period in periods)
    ]
    found: list[PeriodCount] = []
    so_far = 0
    for period, registered in zip(periods, db.session.execute(select(*counts)).one(), strict=True):
        so_far += registered
        found.append(PeriodCount(period.first, period.last, registered, so_far))
    return tuple(found)


def _sessions(event_id: int, *, now: datetime) -> tuple[SessionFigures, ...]:
    """Return the seats of the sessions that took place or will, by start."""
    here = select(func.count()).where(CheckIn.event_session_id == EventSession.id).scalar_subquery()
    let_in = (
        select(func.count())
        .where(
            Reservation.event_session_id == EventSession.id,
            Reservation.state == "waiting",
            exists().where(
                CheckIn.event_session_id == Reservation.event_session_id, CheckIn.person_id == Reservation.person_id
            ),
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            EventSession.code, EventSession.title, EventSession.starts_at,
            SeatCount.event_session_id.is_not(None).label("is_reserved"), SeatCount.capacity,
            func.coalesce(SeatCount.taken, 0).label("taken"),
            (func.coalesce(SeatCount.waiting, 0) - let_in).label("waiting"),
            here.label("here"),
        )
        .outerjoin(SeatCount, SeatCount.event_session_id == EventSession.id)
        .where(
            EventSession.event_id == event_id,
            EventSession.state == "published",
            EventSession.kind != "break",
            EventSession.starts_at.is_not(None),
        )
        .order_by(EventSession.starts_at, EventSession.id)
    )  # fmt: skip
    return tuple(
        SessionFigures(
            row.code,
            row.title,
            row.starts_at <= now,
            bool(row.is_reserved),
            row.capacity,
            row.taken,
            row.waiting,
            row.here,
        )
        for row in rows
    )
