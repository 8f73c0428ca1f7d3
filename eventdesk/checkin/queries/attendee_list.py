"""The list at the door of a session: who is expected, who is here, who waits, who came without a seat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from eventdesk.checkin.models import CheckIn
from eventdesk.checkin.queries.check_in import checked_in_ids, expected_ids
from eventdesk.core.db import db
from eventdesk.core.text import search_key
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.models import Registration
from eventdesk.seats.models import Reservation

MAX_SEARCH_TERMS = 6
"""How many words of a search are looked for; nobody types more of a name."""


@dataclass(frozen=True)
class Attendee:
    """One person on the list at a door, as who they registered."""

    code: str
    name: str
    sort_key: str
    organisation: str
    country: str
    standing: str
    """`confirmed` (a seat), `registered` (of a session without reservations), `waiting`, or `walk-in`."""
    place_in_queue: int
    """1 is the head of the queue; 0 for everybody who does not wait."""
    here_at: datetime | None


def attendee_list(
    event_session: EventSession,
    *,
    is_reserved: bool,
    words: str = "",
    only_to_come: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[Sequence[Attendee], int]:
    """Return who is expected and who walked in, by family name, and how many they are without `limit` and `offset`.

    Those who wait are in `queue`. `words` are looked for in name and organisation, in any spelling of case and
    accents. Beyond the last of them nobody is returned, and 0. One query: a search reads the list once.
    """
    page = (
        _listed(event_session, is_reserved, words=words, only_to_come=only_to_come)
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


def waiting_attendees(event_session: EventSession, *, words: str = "") -> Sequence[Attendee]:
    """Return who waits for a seat, in the order of the queue, those let in meanwhile among them. One query."""
    found = _rows(event_session).where(Reservation.state == "waiting").order_by(Reservation.queue_number)
    wanted = search_key(words).split()[:MAX_SEARCH_TERMS]
    return [
        _attendee(row, place)
        for place, row in enumerate(db.session.execute(found), start=1)
        if all(word in f"{row.sort_key} {row.name_key or ''}" for word in wanted)
    ]


def attendee(event_session: EventSession, person: Person, *, is_reserved: bool) -> Attendee:
    """Return one person of the event as they stand at the door of a session. One query; two of somebody who waits."""
    row = db.session.execute(_rows(event_session).where(Person.id == person.id)).one()
    if row.state != "waiting":
        return _attendee(row, is_reserved=is_reserved)
    ahead = db.session.scalar(
        select(func.count()).where(
            Reservation.event_session_id == event_session.id,
            Reservation.state == "waiting",
            Reservation.queue_number < row.queue_number,
        )
    )
    return _attendee(row, (ahead or 0) + 1)


def registered_without_seat(event_session: EventSession, words: str, *, limit: int) -> Sequence[Attendee]:
    """Return people of the event who match `words` but are neither expected here nor wait nor here. One query."""
    taken = (
        select(Reservation.person_id)
        .where(Reservation.event_session_id == event_session.id, Reservation.state.in_(("confirmed", "waiting")))
        .union(select(CheckIn.person_id).where(CheckIn.event_session_id == event_session.id))
        .subquery()
    )
    found = _rows(event_session).where(
        Registration.state == "confirmed",
        Person.id.not_in(select(taken.c.person_id)),
        *_matches(words),
    )
    return [_attendee(row) for row in db.session.execute(found.order_by(Person.sort_key).limit(limit))]


def check_in_of(event_session_id: int, person_id: int) -> CheckIn | None:
    """Return that a person was seen in a session, or None."""
    return db.session.scalar(
        select(CheckIn).where(CheckIn.event_session_id == event_session_id, CheckIn.person_id == person_id)
    )


def _walk_ins(event_session: EventSession) -> Select[int]:
    """Select the ids of who is here and does not stand in the queue, where their row is."""
    waiting = select(Reservation.person_id).where(
        Reservation.event_session_id == event_session.id, Reservation.state == "waiting"
    )
    return select(CheckIn.person_id).where(
        CheckIn.event_session_id == event_session.id, CheckIn.person_id.not_in(waiting)
    )


def _listed(event_session: EventSession, is_reserved: bool, *, words: str, only_to_come: bool) -> Select[int]:
    """Select the ids of who stands on the list and matches: the people alone, so that a page is cut before joining.

    Whoever has a seat or was checked in is registered for the event.
    """
    seen = checked_in_ids(event_session)
    on_list: ColumnElement[bool]
    if not is_reserved:
        on_list = (Registration.state == "confirmed") | Registration.person_id.in_(seen)
    else:
        either = expected_ids(event_session, is_reserved).union(_walk_ins(event_session)).subquery()
        on_list = Registration.person_id.in_(select(either.c.person_id))
    found = (
        select(Person.id)
        .join(Registration, Registration.person_id == Person.id)
        .where(Registration.event_id == event_session.event_id, on_list, *_matches(words))
    )
    return found.where(Registration.person_id.not_in(seen)) if only_to_come else found


def _rows(event_session: EventSession) -> Select[*tuple[Any, ...]]:
    """Select the columns of Attendee for people of the session's event; its callers say which people."""
    return (
        select(
            Person.code,
            Person.name,
            Person.sort_key,
            func.coalesce(Organisation.name, "").label("organisation"),
            func.coalesce(Registration.country, "").label("country"),
            Reservation.state,
            Reservation.queue_number,
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
            & Reservation.state.in_(("confirmed", "waiting")),
        )
        .outerjoin(CheckIn, (CheckIn.person_id == Person.id) & (CheckIn.event_session_id == event_session.id))
    )


def _matches(words: str) -> list[ColumnElement[bool]]:
    """Return the conditions that each word of a search stands in the name, or in the organisation at the event."""
    return [
        Person.sort_key.contains(word, autoescape=True)
        | Registration.organisation_id.in_(
            select(Organisation.id).where(Organisation.name_key.contains(word, autoescape=True))
        )
        for word in search_key(words).split()[:MAX_SEARCH_TERMS]
    ]


def _attendee(row: Any, place: int = 0, *, is_reserved: bool = True) -> Attendee:
    """Return a row of `_rows` as a value; without a seat one is registered where none is needed, else a walk-in."""
    usual = "registered" if not is_reserved and not row.is_walk_in else "walk-in"
    return Attendee(
        code=row.code,
        name=row.name,
        sort_key=row.sort_key,
        organisation=row.organisation,
        country=row.country,
        standing=row.state or usual,
        place_in_queue=place,
        here_at=row.at,
    )
