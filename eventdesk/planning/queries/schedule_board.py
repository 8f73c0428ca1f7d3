"""The draft of an event as its board shows it, in plain values: a thousand objects take longer to make than to draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import BindParameter, Select, and_, bindparam, case, func, or_, select

from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.planning.queries.board_store import BoardRoom, BoardSession, Row, stored_boards
from eventdesk.planning.rules.conflict_updates import ConflictSettings
from eventdesk.planning.rules.schedule_conflict import ScheduleConflict
from eventdesk.programme.models.draft import DraftChange, DraftSession, ProgrammeVersion
from eventdesk.programme.models.programme import Event, EventSession, Room, Track
from eventdesk.programme.states import ChangeState, DraftState, PublicationState
from eventdesk.seats.models import SessionSeats
from eventdesk.seats.queries.reservations import holder_ids
from eventdesk.speakers import queries as speakers
from eventdesk.speakers.models import SpeakerAssignment


class LatestVersion(NamedTuple):
    """The version of the programme that visitors see."""

    number: int
    published_at: datetime


@dataclass(frozen=True)
class DraftSummary:
    """How much of the draft differs from what visitors see, as the publish bar shows it (see `draft_diff.DraftDiff`)."""

    changes: Sequence[BoardSession]
    latest: LatestVersion | None
    """None before the first."""
    holders: int
    """How many people have a seat in a session whose time or place changes."""

    @property
    def number(self) -> int:
        """The number of the next version."""
        return self.latest.number + 1 if self.latest else 1


class DraftHistory(NamedTuple):
    """The changes of a draft that an organiser can take back or repeat, and the latest version."""

    last_change: int
    """The id of the last change by anyone; 0 before the first."""
    latest: LatestVersion | None
    to_undo: DraftChange | None
    to_redo: DraftChange | None


@dataclass(frozen=True)
class ScheduleBoard:
    """All sessions of a draft by start, those without a time last, the conflicts, and the history."""

    sessions: Sequence[BoardSession]
    conflicts: Sequence[ScheduleConflict]
    draft: DraftSummary
    history: DraftHistory


def schedule_board(event: Event, rooms: Sequence[Room], actor_id: int) -> ScheduleBoard:
    """Return the board of an event with these rooms, and what this organiser can undo and redo.

    Four queries, whatever the size.
    """
    settings = ConflictSettings(
        event.starts_on, event.ends_on, event.timezone, event.speaker_gap, speakers.availability_of_event(event.id)
    )
    rows, speaker_rows = _driver_rows(_sessions(), event.id), _driver_rows(_speakers(), event.id)
    board_rooms = tuple(BoardRoom(room.id, room.slug, room.name, room.seats) for room in rooms)
    state = stored_boards.update(event.id, settings, board_rooms, rows, speaker_rows)
    history = draft_history(event.id, actor_id)
    changes = [one for one in state.sessions if one.is_changed or one.is_new]
    draft = DraftSummary(changes, history.latest, state.moved_holders)
    return ScheduleBoard(state.sessions, state.conflicts, draft, history)


def draft_history(event_id: int, actor_id: int) -> DraftHistory:
    """Return the last change of a draft, its latest version, and what this organiser can undo and redo. One query."""
    rows = db.session.execute(_history(), {"event_id": event_id, "actor_id": actor_id}).all()
    last_change, number, published_at, _ = rows[0]
    changes: dict[str, DraftChange] = {row[3].state: row[3] for row in rows if row[3]}
    latest = None if number is None else LatestVersion(number, published_at)
    return DraftHistory(last_change or 0, latest, changes.get(ChangeState.DONE), changes.get(ChangeState.UNDONE))


@cache
def _history() -> Select[*tuple[Any, ...]]:
    event_id: BindParameter[int] = bindparam("event_id")
    actor_id: BindParameter[int] = bindparam("actor_id")
    of_actor = (DraftChange.event_id == event_id, DraftChange.actor_id == actor_id)
    last_change = select(func.max(DraftChange.id)).where(DraftChange.event_id == event_id)
    to_undo = select(func.max(DraftChange.id)).where(*of_actor, DraftChange.state == ChangeState.DONE)
    to_redo = select(func.min(DraftChange.id)).where(*of_actor, DraftChange.state == ChangeState.UNDONE)
    number = select(func.max(ProgrammeVersion.number)).where(ProgrammeVersion.event_id == event_id)
    return (
        select(last_change.scalar_subquery(), ProgrammeVersion.number, ProgrammeVersion.published_at, DraftChange)
        .select_from(Event)
        .outerjoin(DraftChange, DraftChange.id.in_([to_undo.scalar_subquery(), to_redo.scalar_subquery()]))
        .outerjoin(
            ProgrammeVersion,
            and_(ProgrammeVersion.event_id == Event.id, ProgrammeVersion.number == number.scalar_subquery()),
        )
        .where(Event.id == event_id)
    )


def _driver_rows(statement: Select[*tuple[Any, ...]], event_id: int) -> list[Row]:
    """Return rows as the driver returns them: most are only compared, and take twice as long to make as to read."""
    result = db.session.connection().execute(statement, {"event_id": event_id})
    rows = cast("list[Row]", result.cursor.fetchall())
    result.close()
    return rows


@cache
def _speakers() -> Select[*tuple[Any, ...]]:
    """Return the statement of who appears where, in no order: only changed rows are sorted."""
    return (
        select(
            SpeakerAssignment.event_session_id,
            Person.id,
            Person.name,
            SpeakerAssignment.position,
            SpeakerAssignment.id,
        )
        .join(Person, Person.id == SpeakerAssignment.person_id)
        .join(EventSession, EventSession.id == SpeakerAssignment.event_session_id)
        .where(EventSession.event_id == bindparam("event_id"))
    )


@cache
def _sessions() -> Select[*tuple[Any, ...]]:
    """Return the statement: the columns of BoardSession up to `is_edited`, then who has a seat."""
    plan, shown = DraftSession, EventSession
    is_elsewhere = or_(
        plan.room_id.is_distinct_from(shown.room_id), and_(plan.room_id.is_(None), plan.place != shown.place)
    )
    is_moved = or_(
        plan.starts_at.is_distinct_from(shown.starts_at), plan.ends_at.is_distinct_from(shown.ends_at), is_elsewhere
    )
    is_edited = or_(
        plan.title != shown.title,
        plan.kind != shown.kind,
        plan.track_id.is_distinct_from(shown.track_id),
        (plan.state == DraftState.CANCELLED) != (shown.state == PublicationState.CANCELLED),
    )
    return (
        select(
            plan.event_session_id.label("session_id"),
            plan.title,
            plan.starts_at,
            plan.ends_at,
            plan.state,
            shown.code,
            plan.room_id,
            SessionSeats.capacity,
            SessionSeats.taken,
            SessionSeats.waiting,
            plan.place,
            plan.kind,
            plan.minutes,
            plan.version,
            shown.state.label("shown_state"),
            Track.letter,
            Track.name.label("track_name"),
            case((is_moved, 1), else_=0).label("is_moved"),
            case((is_edited, 1), else_=0).label("is_edited"),
            holder_ids(plan.event_session_id).label("holder_ids"),
        )
        .join(shown, shown.id == plan.event_session_id)
        .outerjoin(Track, Track.id == plan.track_id)
        .outerjoin(SessionSeats, SessionSeats.event_session_id == plan.event_session_id)
        .where(plan.event_id == bindparam("event_id"), plan.state != DraftState.REMOVED)
        .order_by(plan.starts_at.is_(None), plan.starts_at, plan.event_session_id)
    )
