"""The agenda of an event: what is planned, who appears, the seats, and what clashes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.programme import queries as programme
from eventdesk.programme import rules as programme_rules
from eventdesk.programme.models import Event, EventSession, Room, SessionPlan
from eventdesk.programme.rules import Clash, Slot
from eventdesk.reservations import queries as reservations
from eventdesk.reservations.models import SeatCount
from eventdesk.speakers import queries as speakers
from eventdesk.speakers.models import Appearance

People = Mapping[int, Sequence[tuple[int, str]]]
"""Id and name of who appears, once each, by session id."""


@dataclass(frozen=True)
class Agenda:
    """What is planned of all sessions of an event, with who appears, the seats, and what clashes."""

    plans: Sequence[SessionPlan]
    people: People
    seats: dict[int, SeatCount]
    clashes: list[Clash]


def agenda(event: Event) -> Agenda:
    """Return the agenda of an event as it is planned. Five queries, whatever the size."""
    plans = programme.plans(event.id)
    people = people_of_sessions(event.id)
    seats = reservations.seats_of_event(event.id)
    return Agenda(plans, people, seats, clashes_among(event, _planned(plans, seats), people))


def clashes_of_event(event: Event) -> list[Clash]:
    """Return what clashes in an event as it is planned, the same as its agenda says. Four queries, whatever the size.

    It reads plain values: objects for a thousand sessions take longer to make than all checks.
    """
    values = {"event_id": event.id}
    connection = db.session.connection()
    people = _by_session(connection.execute(_appearing(), values).all())
    return clashes_among(event, connection.execute(_planned_of_event(), values).all(), people)


def clashes_of_session(plan: SessionPlan) -> list[Clash]:
    """Return those clashes of an event that one session is part of. Four queries, as of the whole event."""
    found = clashes_of_event(plan.event_session.event)
    return [clash for clash in found if plan.event_session_id in clash.sessions]


@cache
def _planned_of_event() -> Select[*tuple[Any, ...]]:
    return (
        select(
            SessionPlan.event_session_id,
            SessionPlan.title,
            SessionPlan.starts_at,
            SessionPlan.ends_at,
            SessionPlan.state,
            EventSession.code,
            SessionPlan.room_id,
            Room.name,
            Room.seats,
            SeatCount.capacity,
            SeatCount.taken,
        )
        .join(EventSession, EventSession.id == SessionPlan.event_session_id)
        .outerjoin(Room, Room.id == SessionPlan.room_id)
        .outerjoin(SeatCount, SeatCount.event_session_id == SessionPlan.event_session_id)
        .where(SessionPlan.event_id == bindparam("event_id"), SessionPlan.state != "removed")
    )


def _planned(plans: Iterable[SessionPlan], seats: Mapping[int, SeatCount]) -> Iterable[Sequence[Any]]:
    """Yield plans as the rows of `_planned_of_event`."""
    for one in plans:
        room, held = one.room, seats.get(one.event_session_id)
        yield (
            one.event_session_id, one.title, one.starts_at, one.ends_at, one.state, one.event_session.code, one.room_id,
            room and room.name, room and room.seats, held and held.capacity, held and held.taken,
        )  # fmt: skip


def clashes_among(event: Event, planned: Iterable[Sequence[Any]], people: People) -> list[Clash]:
    """Return what clashes among rows as `_planned_of_event` has them. Two queries."""
    holders = reservations.holders_of_sessions(event.id)
    slots = [
        Slot(
            id=session_id, title=title, starts_at=starts_at, ends_at=ends_at, code=code, where=room or "",
            room_id=room_id, room_seats=room_seats, seats=capacity, taken=taken or 0, people=people.get(session_id, ()),
            holders=holders.get(session_id, ()), is_cancelled=state == "cancelled",
        )
        for (
            session_id, title, starts_at, ends_at, state, code, room_id, room, room_seats, capacity, taken
        ) in planned
    ]  # fmt: skip
    return programme_rules.clashes(
        slots, starts_on=event.starts_on, ends_on=event.ends_on, timezone=event.timezone,
        speaker_gap=event.speaker_gap, available=speakers.availability_of_event(event.id),
    )  # fmt: skip


def people_of_sessions(event_id: int) -> dict[int, list[tuple[int, str]]]:
    """Return id and name of who appears in each session of an event, drafts too, once each, by session id."""
    in_order = _appearing().order_by(Appearance.position, Appearance.id)
    return _by_session(db.session.connection().execute(in_order, {"event_id": event_id}).all())


def _by_session(rows: Iterable[Sequence[Any]]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for session_id, person_id, name in rows:
        people, person = found[session_id], (person_id, name)
        if person not in people:
            people.append(person)
    return dict(found)


@cache
def _appearing() -> Select[*tuple[Any, ...]]:
    return (
        select(Appearance.event_session_id, Person.id, Person.name)
        .join(Person, Person.id == Appearance.person_id)
        .join(EventSession, EventSession.id == Appearance.event_session_id)
        .where(EventSession.event_id == bindparam("event_id"))
    )
