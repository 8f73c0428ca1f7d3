"""The list at the door of a session: who is expected, who is here, who waits, who came without a seat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from eventdesk.core.db import db
from eventdesk.core.text import search_key
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models import Event, EventSession
from eventdesk.reservations.models import CheckIn, Registration, Reservation, SeatCount
from eventdesk.reservations.rules import DoorCounts, free_at_door
from eventdesk.speakers.models import Appearance

MOST_WORDS = 6
"""How many words of a search are looked for; nobody types more of a name."""

_HAS_DOOR = (EventSession.kind != "break", EventSession.starts_at.is_not(None))


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


@dataclass(frozen=True)
class AtDoor:
    """A person of an event at the door of one of its sessions: what a deed in a row of the list is about."""

    event_session: EventSession
    person: Person

    @property
    def event_id(self) -> int:
        """The event a permission on this is about."""
        return self.event_session.event_id


@dataclass(frozen=True)
class DoorSession:
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


def door_of_session(event_slug: str, session_code: str) -> EventSession | None:
    """Return a session that has a door, with event, room and track; None for breaks and what has no time."""
    return db.session.scalar(
        select(EventSession)
        .join(EventSession.event)
        .options(contains_eager(EventSession.event), joinedload(EventSession.room), joinedload(EventSession.track))
        .where(Event.slug == event_slug, EventSession.code == session_code, *_HAS_DOOR)
    )


def at_door(event_slug: str, session_code: str, person_code: str) -> AtDoor | None:
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
            *_HAS_DOOR,
            Person.code == person_code,
        )
    ).first()
    return AtDoor(row.EventSession, row.Person) if row else None


def doors(event_id: int, person_id: int) -> Sequence[DoorSession]:
    """Return the published and cancelled sessions of an event by start with their counts. One query."""
    here = select(func.count()).where(CheckIn.event_session_id == EventSession.id).scalar_subquery()
    mine = exists().where(
        Appearance.event_session_id == EventSession.id,
        Appearance.person_id == person_id,
        Appearance.part == "moderator",
    )
    rows = db.session.execute(
        select(
            EventSession, SeatCount.capacity, SeatCount.taken, SeatCount.waiting, here.label("here"), mine.label("mine")
        )
        .outerjoin(SeatCount, SeatCount.event_session_id == EventSession.id)
        .options(joinedload(EventSession.room), joinedload(EventSession.track))
        .where(
            EventSession.event_id == event_id,
            EventSession.state != "draft",
            *_HAS_DOOR,
        )
        .order_by(EventSession.starts_at, EventSession.id)
    )
    return [
        DoorSession(
            row.EventSession, row.taken is not None, row.capacity, row.taken or 0, row.waiting or 0, row.here,
            bool(row.mine),
        )
        for row in rows
    ]  # fmt: skip


def door_counts(event_session: EventSession, *, is_reserved: bool) -> DoorCounts:
    """Return how many are expected, here, walked in and wait, and how many seats are promised. One query."""
    checked_in = _checked_in(event_session)
    expected_count = (
        select(func.count()).select_from(_expected(event_session, is_reserved).subquery()).scalar_subquery()
    )
    here = (
        select(func.count())
        .where(CheckIn.event_session_id == event_session.id, _is_expected(event_session, is_reserved))
        .scalar_subquery()
    )
    in_room = select(func.count()).where(CheckIn.event_session_id == event_session.id).scalar_subquery()
    waiting = (
        select(func.count())
        .where(
            Reservation.event_session_id == event_session.id,
            Reservation.state == "waiting",
            Reservation.person_id.not_in(checked_in),
        )
        .scalar_subquery()
    )
    promised = (
        select(func.count())
        .where(Reservation.event_session_id == event_session.id, Reservation.state.in_(("offered", "held")))
        .scalar_subquery()
    )
    row = db.session.execute(select(expected_count, here, in_room, waiting, promised)).one()
    expected_n, here_n, in_room_n, waiting_n, promised_n = row
    return DoorCounts(
        expected=expected_n, here=here_n, walk_ins=in_room_n - here_n, waiting=waiting_n, promised=promised_n
    )


def free_seats(event_session: EventSession, *, now: datetime) -> int | None:
    """Return how many people without a seat can be let in now; None where nobody counts the seats. Two queries."""
    seats = db.session.execute(select(SeatCount.capacity).where(SeatCount.event_session_id == event_session.id)).first()
    return free_at_door(
        door_counts(event_session, is_reserved=seats is not None),
        is_reserved=seats is not None,
        capacity=seats.capacity if seats else None,
        room_seats=event_session.room.seats if event_session.room else None,
        has_started=event_session.starts_at is not None and event_session.starts_at <= now,
    )


def roster(
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


def queue(event_session: EventSession, *, words: str = "") -> Sequence[Attendee]:
    """Return who waits for a seat, in the order of the queue, those let in meanwhile among them. One query."""
    found = _rows(event_session).where(Reservation.state == "waiting").order_by(Reservation.queue_number)
    wanted = search_key(words).split()[:MOST_WORDS]
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


def registered_elsewhere(event_session: EventSession, words: str, *, limit: int) -> Sequence[Attendee]:
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


def _expected(event_session: EventSession, is_reserved: bool) -> Select[int]:
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


def _walked_in(event_session: EventSession) -> Select[int]:
    """Select the ids of who is here and does not stand in the queue, where their row is."""
    waiting = select(Reservation.person_id).where(
        Reservation.event_session_id == event_session.id, Reservation.state == "waiting"
    )
    return select(CheckIn.person_id).where(
        CheckIn.event_session_id == event_session.id, CheckIn.person_id.not_in(waiting)
    )


def _is_expected(event_session: EventSession, is_reserved: bool) -> ColumnElement[bool]:
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


def _listed(event_session: EventSession, is_reserved: bool, *, words: str, only_to_come: bool) -> Select[int]:
    """Select the ids of who stands on the list and matches: the people alone, so that a page is cut before joining.

    Whoever has a seat or was checked in is registered for the event.
    """
    checked_in = _checked_in(event_session)
    on_list: ColumnElement[bool]
    if not is_reserved:
        on_list = (Registration.state == "confirmed") | Registration.person_id.in_(checked_in)
    else:
        either = _expected(event_session, is_reserved).union(_walked_in(event_session)).subquery()
        on_list = Registration.person_id.in_(select(either.c.person_id))
    found = (
        select(Person.id)
        .join(Registration, Registration.person_id == Person.id)
        .where(Registration.event_id == event_session.event_id, on_list, *_matches(words))
    )
    return found.where(Registration.person_id.not_in(checked_in)) if only_to_come else found


def _checked_in(event_session: EventSession) -> Select[int]:
    return select(CheckIn.person_id).where(CheckIn.event_session_id == event_session.id)


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
        for word in search_key(words).split()[:MOST_WORDS]
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
