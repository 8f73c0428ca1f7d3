"""What is planned of an event as its board shows it, in plain values: a thousand objects take longer to make than to draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, case, func, or_, select

from eventdesk.core.db import db
from eventdesk.desk.queries.agenda import People, conflicts_among, people_of_sessions
from eventdesk.programme.models.draft import DraftSession, ProgrammeVersion
from eventdesk.programme.models.programme import Event, EventSession, Room, Track
from eventdesk.programme.queries.draft import latest_version
from eventdesk.programme.rules.schedule_conflict import ScheduleConflict
from eventdesk.seats.models import Reservation, SessionSeats

Entry = Row[Any]
"""A session as it is planned, with the names of `_entries`."""


@dataclass(frozen=True)
class DraftSummary:
    """How much of the plan differs from what visitors see, as the publish bar says it (see `draft.Draft`)."""

    changes: Sequence[Entry]
    latest: ProgrammeVersion | None
    holders: int

    @property
    def number(self) -> int:
        """The number that the next version gets."""
        return self.latest.number + 1 if self.latest else 1


@dataclass(frozen=True)
class ScheduleBoard:
    """What is planned of all sessions of an event, by start and those without a time last, and what conflicts."""

    entries: Sequence[Entry]
    people: People
    conflicts: list[ScheduleConflict]
    pending: DraftSummary


def schedule_board(event: Event) -> ScheduleBoard:
    """Return the board of an event. Six queries, whatever the size."""
    # Of the connection itself: the ORM would take as long again to pass a thousand plain rows on.
    entries = db.session.connection().execute(_entries(), {"event_id": event.id}).all()
    people = people_of_sessions(event.id)
    conflicts = conflicts_among(event, (entry[:11] for entry in entries), people)
    changes = [entry for entry in entries if entry.is_changed or entry.is_new]
    moved = [entry.session_id for entry in changes if entry.is_moved and not entry.is_new]
    holders = select(func.count(Reservation.person_id.distinct())).where(
        Reservation.event_session_id.in_(moved), Reservation.state == "confirmed"
    )
    latest = latest_version(event.id)
    return ScheduleBoard(entries, people, conflicts, DraftSummary(changes, latest, db.session.scalar(holders) or 0))


@cache
def _entries() -> Select[*tuple[Any, ...]]:
    """Return the statement; its first columns are those that conflicts are found by."""
    plan, shown = DraftSession, EventSession
    is_elsewhere = or_(
        plan.room_id.is_distinct_from(shown.room_id), and_(plan.room_id.is_(None), plan.place != shown.place)
    )
    is_moved = or_(
        plan.starts_at.is_distinct_from(shown.starts_at), plan.ends_at.is_distinct_from(shown.ends_at), is_elsewhere
    )
    is_changed = and_(
        shown.state != "draft",
        or_(
            is_moved,
            plan.title != shown.title,
            plan.kind != shown.kind,
            plan.track_id.is_distinct_from(shown.track_id),
            (plan.state == "cancelled") != (shown.state == "cancelled"),
        ),
    )
    is_new = and_(shown.state == "draft", plan.starts_at.is_not(None), plan.state == "planned")
    return (
        select(
            plan.event_session_id.label("session_id"),
            plan.title,
            plan.starts_at,
            plan.ends_at,
            plan.state,
            shown.code,
            plan.room_id,
            Room.name.label("room_name"),
            Room.seats.label("room_seats"),
            SessionSeats.capacity,
            SessionSeats.taken,
            SessionSeats.waiting,
            Room.slug.label("room"),
            plan.place,
            plan.kind,
            plan.minutes,
            plan.version,
            shown.state.label("shown_state"),
            Track.letter,
            Track.name.label("track_name"),
            case((is_moved, 1), else_=0).label("is_moved"),
            case((is_changed, 1), else_=0).label("is_changed"),
            case((is_new, 1), else_=0).label("is_new"),
        )
        .join(shown, shown.id == plan.event_session_id)
        .outerjoin(Room, Room.id == plan.room_id)
        .outerjoin(Track, Track.id == plan.track_id)
        .outerjoin(SessionSeats, SessionSeats.event_session_id == plan.event_session_id)
        .where(plan.event_id == bindparam("event_id"), plan.state != "removed")
        .order_by(plan.starts_at.is_(None), plan.starts_at, plan.event_session_id)
    )
