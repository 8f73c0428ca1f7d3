"""The agenda of an event: its draft with speakers, seats and conflicts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.planning.rules.conflicts import schedule_conflicts
from eventdesk.planning.rules.schedule_conflict import ScheduleConflict, Slot
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, EventSession, Room
from eventdesk.programme.queries.draft import draft_sessions
from eventdesk.programme.states import DraftState
from eventdesk.seats.models import SessionSeats
from eventdesk.seats.queries.reservations import reservation_holders, seats_of_event
from eventdesk.speakers import queries as speakers
from eventdesk.speakers.models import SpeakerAssignment

People = Mapping[int, Sequence[tuple[int, str]]]
"""Id and name of the people who appear, once each, by session id."""


@dataclass(frozen=True)
class Agenda:
    """The drafts of all sessions of an event, with speakers, seats and conflicts."""

    plans: Sequence[DraftSession]
    people: People
    seats: dict[int, SessionSeats]
    conflicts: list[ScheduleConflict]


def agenda(event: Event) -> Agenda:
    """Return the agenda of an event. Five queries, whatever the size."""
    plans = draft_sessions(event.id)
    people = people_of_sessions(event.id)
    seats = seats_of_event(event.id)
    return Agenda(plans, people, seats, conflicts_among(event, _planned(plans, seats), people))


def conflicts_of_event(event: Event) -> list[ScheduleConflict]:
    """Return the conflicts in the draft of an event, as `agenda` does. Four queries, whatever the size.

    It reads plain values: creating a thousand objects takes longer than all checks.
    """
    values = {"event_id": event.id}
    connection = db.session.connection()
    people = _by_session(connection.execute(_appearing(), values).all())
    return conflicts_among(event, connection.execute(_planned_of_event(), values).all(), people)


def conflicts_of_session(plan: DraftSession) -> list[ScheduleConflict]:
    """Return the conflicts of one session. Four queries, as for the whole event."""
    conflicts = conflicts_of_event(plan.event_session.event)
    return [conflict for conflict in conflicts if plan.event_session_id in conflict.sessions]


@cache
def _planned_of_event() -> Select[*tuple[Any, ...]]:
    return (
        select(
            DraftSession.event_session_id,
            DraftSession.title,
            DraftSession.starts_at,
            DraftSession.ends_at,
            DraftSession.state,
            EventSession.code,
            DraftSession.room_id,
            Room.name,
            Room.seats,
            SessionSeats.capacity,
            SessionSeats.taken,
        )
        .join(EventSession, EventSession.id == DraftSession.event_session_id)
        .outerjoin(Room, Room.id == DraftSession.room_id)
        .outerjoin(SessionSeats, SessionSeats.event_session_id == DraftSession.event_session_id)
        .where(DraftSession.event_id == bindparam("event_id"), DraftSession.state != DraftState.REMOVED)
    )


def _planned(plans: Iterable[DraftSession], seats: Mapping[int, SessionSeats]) -> Iterable[Sequence[Any]]:
    """Yield drafts as the rows of `_planned_of_event`."""
    for plan in plans:
        room, session_seats = plan.room, seats.get(plan.event_session_id)
        yield (
            plan.event_session_id,
            plan.title,
            plan.starts_at,
            plan.ends_at,
            plan.state,
            plan.event_session.code,
            plan.room_id,
            room and room.name,
            room and room.seats,
            session_seats and session_seats.capacity,
            session_seats and session_seats.taken,
        )


def conflicts_among(event: Event, planned: Iterable[Sequence[Any]], people: People) -> list[ScheduleConflict]:
    """Return the conflicts among sessions, given as rows of `_planned_of_event`. Two queries."""
    holders = reservation_holders(event.id)
    slots = [
        Slot(
            id=session_id,
            title=title,
            starts_at=starts_at,
            ends_at=ends_at,
            code=code,
            where=room or "",
            room_id=room_id,
            room_seats=room_seats,
            seats=capacity,
            taken=taken or 0,
            people=people.get(session_id, ()),
            holders=holders.get(session_id, ()),
            is_cancelled=state == DraftState.CANCELLED,
        )
        for (session_id, title, starts_at, ends_at, state, code, room_id, room, room_seats, capacity, taken) in planned
    ]
    return schedule_conflicts(
        slots,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        timezone=event.timezone,
        speaker_gap=event.speaker_gap,
        available=speakers.availability_of_event(event.id),
    )


def people_of_sessions(event_id: int) -> dict[int, list[tuple[int, str]]]:
    """Return id and name of the people who appear in each session of an event, drafts too, once each, by session id."""
    in_order = _appearing().order_by(SpeakerAssignment.position, SpeakerAssignment.id)
    return _by_session(db.session.connection().execute(in_order, {"event_id": event_id}).all())


def _by_session(rows: Iterable[Sequence[Any]]) -> dict[int, list[tuple[int, str]]]:
    by_session: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for session_id, person_id, name in rows:
        people, person = by_session[session_id], (person_id, name)
        if person not in people:
            people.append(person)
    return dict(by_session)


@cache
def _appearing() -> Select[*tuple[Any, ...]]:
    return (
        select(SpeakerAssignment.event_session_id, Person.id, Person.name)
        .join(Person, Person.id == SpeakerAssignment.person_id)
        .join(EventSession, EventSession.id == SpeakerAssignment.event_session_id)
        .where(EventSession.event_id == bindparam("event_id"))
    )
