"""The figures of an event: every count of people and seats that a page, a file or a report shows."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import compress
from operator import gt
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select, tuple_

from eventdesk.checkin.models import CheckIn
from eventdesk.core.db import db
from eventdesk.figures import rules
from eventdesk.figures.rules import Group
from eventdesk.figures.values import EventFigures, Participation, PeriodCount, SeatFigures, SessionFigures
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.states import PublicationState
from eventdesk.registration.models import Registration
from eventdesk.registration.states import RegistrationState
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.seats.states import ReservationState


def event_figures(
    event: Event, *, now: datetime, max_periods: int = rules.MAX_PERIODS, organisations_by_group: bool = False
) -> EventFigures:
    """Return the figures of an event as of `now`. Four queries; three if no one has registered.

    The groups have their `organisation_ids` only with `organisations_by_group`.
    """
    # One entry for each registration: confirmed and checked in as 1 or 0, organisation, country, type.
    confirmed, checked_in, organisations, countries, kinds = _columns(event.id)
    has_begun, attended = _has_begun(event, now), sum(checked_in)
    has_attendance = rules.has_attendance(has_begun=has_begun, attended=attended)
    counted = checked_in if has_attendance else confirmed
    of_counted = list(compress(organisations, counted))
    of_groups = of_counted if organisations_by_group else []
    reserved, period_counts = _seats_and_periods(event, max_periods)
    return EventFigures(
        as_of=now,
        has_begun=has_begun,
        registered=len(confirmed),
        confirmed=sum(confirmed),
        reserved=reserved,
        attended=attended,
        no_shows=sum(map(gt, confirmed, checked_in)) if has_attendance else None,
        counted=sum(counted),
        organisations=len(set(of_counted) - {None}),
        countries=_groups(compress(countries, counted), of_groups),
        kinds=_groups(compress(kinds, counted), of_groups),
        periods=period_counts,
        sessions=_sessions(event.id, now=now),
    )


def participation(events: Sequence[Event], *, now: datetime) -> dict[int, Participation]:
    """Return how many took part in each of these events, by event id; events without participants are left out.

    One query. The numbers are `counted` and `organisations` of `event_figures`.
    """
    event_ids = [event.id for event in events]
    confirmed, attended = Registration.state == RegistrationState.CONFIRMED, _was_checked_in(event_ids)
    organisation = Registration.organisation_id
    rows = db.session.execute(
        select(
            Registration.event_id,
            func.count(case((confirmed, 1))).label("confirmed"),
            func.count(case((attended, 1))).label("attended"),
            func.count(case((confirmed, organisation)).distinct()).label("confirmed_organisations"),
            func.count(case((attended, organisation)).distinct()).label("attended_organisations"),
        )
        .where(Registration.event_id.in_(event_ids))
        .group_by(Registration.event_id)
    )
    begun = {event.id: _has_begun(event, now) for event in events}
    by_event: dict[int, Participation] = {}
    for row in rows:
        if rules.has_attendance(has_begun=begun[row.event_id], attended=row.attended):
            by_event[row.event_id] = Participation(row.attended, row.attended_organisations)
        elif row.confirmed:
            by_event[row.event_id] = Participation(row.confirmed, row.confirmed_organisations)
    return by_event


def counted_registrations(event_id: int, *, has_attendance: bool) -> ColumnElement[bool]:
    """Return the condition on Registration for the people whom `EventFigures.counted` counts."""
    counts = _was_checked_in([event_id]) if has_attendance else Registration.state == RegistrationState.CONFIRMED
    return and_(Registration.event_id == event_id, counts)


def _has_begun(event: Event, now: datetime) -> bool:
    """Return whether the first day of the event has begun in its time zone."""
    return now.astimezone(ZoneInfo(event.timezone)).date() >= event.starts_on


def _session_ids(event_id: int) -> Select[int]:
    return select(EventSession.id).where(EventSession.event_id == event_id)


def _was_checked_in(event_ids: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition that the person of a registration was checked in to a session of its event.

    The list of those checked in is built once: a subquery for each of 20,000 registrations takes four times as long.
    """
    checked_in = (
        select(EventSession.event_id, CheckIn.person_id)
        .join(CheckIn, CheckIn.event_session_id == EventSession.id)
        .where(EventSession.event_id.in_(event_ids))
    )
    return tuple_(Registration.event_id, Registration.person_id).in_(checked_in)


def _columns(event_id: int) -> tuple[Sequence[Any], ...]:
    """Return five columns with one entry for each registration, as `event_figures` counts them.

    Counting 20,000 of them here takes half as long as letting SQLite sort them into groups.
    """
    rows = db.session.execute(
        select(
            case((Registration.state == RegistrationState.CONFIRMED, 1), else_=0),
            case((_was_checked_in([event_id]), 1), else_=0),
            Registration.organisation_id, Registration.country, Registration.stakeholder_kind,
        ).where(Registration.event_id == event_id)
    ).all()  # fmt: skip
    return tuple(zip(*rows, strict=True)) or ((),) * 5


def _groups(answers: Iterable[str], organisations: Sequence[int | None]) -> tuple[Group, ...]:
    """Return the people for each answer, and their organisations if these are given, the largest group first."""
    of_people = list(answers)
    people = Counter(of_people)
    named: dict[str, set[int]] = {answer: set() for answer in people}
    for answer, organisation in set(zip(of_people, organisations, strict=False)):
        if organisation:
            named[answer].add(organisation)
    return tuple(rules.sort_by_count(Group(answer, count, named[answer]) for answer, count in people.items()))


def _seats_and_periods(event: Event, max_periods: int) -> tuple[int, tuple[PeriodCount, ...]]:
    """Return how many people have a seat in at least one session, and the registrations by period."""
    with_seat = select(func.count(func.distinct(Reservation.person_id))).where(
        Reservation.event_session_id.in_(_session_ids(event.id)), Reservation.state == ReservationState.CONFIRMED
    )
    # The first and the last are read separately: each is one step into the index, min() and max() together scan it.
    moment = select(Registration.created_at).where(Registration.event_id == event.id).limit(1)
    ends = (moment.order_by(Registration.created_at), moment.order_by(Registration.created_at.desc()))
    reserved, first, last = tuple(
        db.session.execute(select(*(part.scalar_subquery() for part in (with_seat, *ends)))).one()
    )
    if first is None:
        return reserved, ()
    zone = ZoneInfo(event.timezone)
    periods = rules.periods(first.astimezone(zone).date(), last.astimezone(zone).date(), max_periods)
    counts = [
        select(func.count())
        .where(Registration.event_id == event.id, Registration.created_at >= start, Registration.created_at < end)
        .scalar_subquery()
        .label(f"p{number}")
        for number, (start, end) in enumerate(period.bounds(event.timezone) for period in periods)
    ]
    counted: list[PeriodCount] = []
    total = 0
    for period, registered in zip(periods, db.session.execute(select(*counts)).one(), strict=True):
        total += registered
        counted.append(PeriodCount(period.first, period.last, registered, total))
    return reserved, tuple(counted)


def _sessions(event_id: int, *, now: datetime) -> tuple[SessionFigures, ...]:
    """Return the published sessions with their seats and attendance, by start; without breaks."""
    was_checked_in = exists().where(
        CheckIn.event_session_id == Reservation.event_session_id, CheckIn.person_id == Reservation.person_id
    )
    reservations, check_ins = Reservation.event_session_id, CheckIn.event_session_id
    rows = db.session.execute(
        select(
            EventSession.id, EventSession.code, EventSession.title,
            (EventSession.starts_at <= now).label("has_begun"),
            SessionSeats.event_session_id.is_not(None).label("takes_reservations"), SessionSeats.capacity,
            _count(reservations, Reservation.state == ReservationState.CONFIRMED).label("reserved"),
            _count(reservations, Reservation.state == ReservationState.WAITING, ~was_checked_in).label("waiting"),
            _count(check_ins).label("attended"),
            _count(check_ins, CheckIn.is_walk_in.is_(True)).label("walk_ins"),
        )
        .outerjoin(SessionSeats, SessionSeats.event_session_id == EventSession.id)
        .where(
            EventSession.event_id == event_id,
            EventSession.state == PublicationState.PUBLISHED,
            EventSession.kind != "break",
            EventSession.starts_at.is_not(None),
        )
        .order_by(EventSession.starts_at, EventSession.id)
    )  # fmt: skip
    return tuple(
        SessionFigures(
            row.id, row.code, row.title, row.has_begun,
            SeatFigures(
                row.takes_reservations, row.capacity, row.reserved, row.waiting, row.attended,
                row.walk_ins if row.takes_reservations else 0,
            ),
        )
        for row in rows
    )  # fmt: skip


def _count(of_session: Any, *conditions: ColumnElement[bool]) -> Any:
    """Return the number of rows that belong to a session and meet the conditions."""
    return select(func.count()).where(of_session == EventSession.id, *conditions).scalar_subquery()
