"""The attendee list of a session: who is expected, who is checked in, who waits, who came without a seat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from eventdesk.checkin.models import CheckIn
from eventdesk.checkin.queries.check_in import checked_in_ids, expected_ids
from eventdesk.checkin.states import AttendeeStatus
from eventdesk.core.db import db
from eventdesk.core.text import search_key
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.models import Registration
from eventdesk.registration.states import RegistrationState
from eventdesk.seats.models import Reservation
from eventdesk.seats.queries.reservations import ahead_in_waitlist
from eventdesk.seats.states import ReservationState

MAX_SEARCH_TERMS = 6
"""Further terms of a search are ignored."""


@dataclass(frozen=True)
class Attendee:
    """One person on the attendee list of a session, as registered for the event."""

    code: str
    name: str
    sort_key: str
    organisation: str
    country: str
    status: AttendeeStatus
    waitlist_position: int
    """From 1; 0 for people who are not on the waiting list."""
    checked_in_at: datetime | None


def attendee_list(
    event_session: EventSession,
    *,
    is_reserved: bool,
    search: str = "",
    only_outstanding: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[Sequence[Attendee], int]:
    """Return the people expected and the walk-ins by family name, and how many there are in all pages.

    People on the waiting list are in `waiting_attendees`. `search` matches name and organisation, whatever the case
    and accents. Beyond the last page the list is empty and the count 0. One query: a search reads the list once.
    """
    page = (
        _listed(event_session, is_reserved, search=search, only_outstanding=only_outstanding)
        .add_columns(func.count().over().label("total"))
        .order_by(Person.sort_key, Person.id)
        .limit(limit)
        .offset(offset)
        .subquery()
    )
    rows = db.session.execute(
        _rows(event_session)
        .add_columns(page.c.total)
        .join(page, page.c.id == Person.id)
        .order_by(Person.sort_key, Person.id)
    ).all()
    return [_attendee(row, is_reserved=is_reserved) for row in rows], rows[0].total if rows else 0


def waiting_attendees(event_session: EventSession, *, search: str = "") -> Sequence[Attendee]:
    """Return the people on the waiting list in its order, also those who were checked in. One query."""
    statement = _rows(event_session).where(Reservation.state == ReservationState.WAITING)
    terms = search_key(search).split()[:MAX_SEARCH_TERMS]
    return [
        _attendee(row, position)
        for position, row in enumerate(db.session.execute(statement.order_by(Reservation.queue_number)), start=1)
        if all(term in f"{row.sort_key} {row.name_key or ''}" for term in terms)
    ]


def attendee(event_session: EventSession, person_code: str, *, is_reserved: bool) -> Attendee:
    """Return one person of the event as the list of a session shows them. One query."""
    row = db.session.execute(
        _rows(event_session)
        .add_columns(ahead_in_waitlist(Reservation).label("ahead"))
        .where(Person.code == person_code)
    ).one()
    position = row.ahead + 1 if row.state == ReservationState.WAITING else 0
    return _attendee(row, position, is_reserved=is_reserved)


def registered_without_seat(event_session: EventSession, search: str, *, limit: int) -> Sequence[Attendee]:
    """Return registered people who match `search` and are not on the list of the session. One query."""
    listed = (
        select(Reservation.person_id)
        .where(
            Reservation.event_session_id == event_session.id,
            Reservation.state.in_((ReservationState.CONFIRMED, ReservationState.WAITING)),
        )
        .union(select(CheckIn.person_id).where(CheckIn.event_session_id == event_session.id))
        .subquery()
    )
    statement = _rows(event_session).where(
        Registration.state == RegistrationState.CONFIRMED,
        Person.id.not_in(select(listed.c.person_id)),
        *_matches(search),
    )
    return [_attendee(row) for row in db.session.execute(statement.order_by(Person.sort_key).limit(limit))]


def _walk_ins(event_session: EventSession) -> Select[int]:
    """Select the ids of the people checked in, without those on the waiting list: their row is there."""
    waiting = select(Reservation.person_id).where(
        Reservation.event_session_id == event_session.id, Reservation.state == ReservationState.WAITING
    )
    return select(CheckIn.person_id).where(
        CheckIn.event_session_id == event_session.id, CheckIn.person_id.not_in(waiting)
    )


def _listed(event_session: EventSession, is_reserved: bool, *, search: str, only_outstanding: bool) -> Select[int]:
    """Select the ids of the people on the list who match `search`.

    Only ids, so that a page is cut before names and organisations are joined. Everyone with a seat or a check-in is
    registered for the event.
    """
    checked_in = checked_in_ids(event_session)
    on_list: ColumnElement[bool]
    if not is_reserved:
        on_list = (Registration.state == RegistrationState.CONFIRMED) | Registration.person_id.in_(checked_in)
    else:
        either = expected_ids(event_session, is_reserved).union(_walk_ins(event_session)).subquery()
        on_list = Registration.person_id.in_(select(either.c.person_id))
    people = (
        select(Person.id)
        .join(Registration, Registration.person_id == Person.id)
        .where(Registration.event_id == event_session.event_id, on_list, *_matches(search))
    )
    return people.where(Registration.person_id.not_in(checked_in)) if only_outstanding else people


def _rows(event_session: EventSession) -> Select[*tuple[Any, ...]]:
    """Select the columns of `_attendee` for everyone; callers add which people of the event they mean."""
    return (
        select(
            Person.code,
            Person.name,
            Person.sort_key,
            func.coalesce(Organisation.name, "").label("organisation"),
            func.coalesce(Registration.country, "").label("country"),
            Reservation.state,
            Organisation.name_key,
            CheckIn.at,
            CheckIn.is_walk_in,
        )
        .select_from(Person)
        .outerjoin(
            Registration,
            (Registration.person_id == Person.id) & (Registration.event_id == event_session.event_id),
        )
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .outerjoin(
            Reservation,
            (Reservation.person_id == Person.id)
            & (Reservation.event_session_id == event_session.id)
            & Reservation.state.in_((ReservationState.CONFIRMED, ReservationState.WAITING)),
        )
        .outerjoin(CheckIn, (CheckIn.person_id == Person.id) & (CheckIn.event_session_id == event_session.id))
    )


def _matches(search: str) -> list[ColumnElement[bool]]:
    """Return the conditions that each term of a search is in the name, or in the organisation of the registration."""
    return [
        Person.sort_key.contains(term, autoescape=True)
        | Registration.organisation_id.in_(
            select(Organisation.id).where(Organisation.name_key.contains(term, autoescape=True))
        )
        for term in search_key(search).split()[:MAX_SEARCH_TERMS]
    ]


def _attendee(row: Any, position: int = 0, *, is_reserved: bool = True) -> Attendee:
    """Return a row of `_rows` as an attendee. Only confirmed and waiting reservations are in these rows."""
    if row.state:
        status = AttendeeStatus(row.state)
    elif is_reserved or row.is_walk_in:
        status = AttendeeStatus.WALK_IN
    else:
        status = AttendeeStatus.REGISTERED
    return Attendee(
        code=row.code,
        name=row.name,
        sort_key=row.sort_key,
        organisation=row.organisation,
        country=row.country,
        status=status,
        waitlist_position=position,
        checked_in_at=row.at,
    )
