"""The events of somebody at the desk, and how far each is."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from eventdesk.core.db import db
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, EventSession, Room
from eventdesk.registration.models import Registration


@dataclass(frozen=True)
class Counts:
    """How many sessions and registrations an event has."""

    sessions: int = 0
    published: int = 0
    """How many of them visitors see: all that somebody learns who plans nothing."""
    unplaced: int = 0
    changes: int = 0
    """How many sessions publishing would change, breaks too."""
    rooms: int = 0
    registered: int = 0


def events_of_desk(event_ids: Sequence[int] | None) -> Sequence[Event]:
    """Return these events (None: all), the one that ends last first. One query."""
    found = select(Event).order_by(Event.ends_on.desc(), Event.starts_on.desc(), Event.id.desc())
    if event_ids is not None:
        found = found.where(Event.id.in_(event_ids))
    return db.session.scalars(found).all()


def counts_of_events(event_ids: Sequence[int]) -> dict[int, Counts]:
    """Return the counts of each of these events by its id. Three queries."""
    is_session = DraftSession.kind != "break"
    sessions = {
        row[0]: (row[1], row[2], row[3], row[4])
        for row in db.session.execute(
            select(
                EventSession.event_id,
                _how_many(is_session),
                _how_many(and_(EventSession.kind != "break", EventSession.state != "draft")),
                _how_many(and_(is_session, DraftSession.starts_at.is_(None))),
                _how_many(_would_change()),
            )
            .join(DraftSession, DraftSession.event_session_id == EventSession.id)
            .where(EventSession.event_id.in_(event_ids), DraftSession.state != "removed")
            .group_by(EventSession.event_id)
        )
    }
    rooms = _grouped(select(Room.event_id, func.count()).where(Room.event_id.in_(event_ids)).group_by(Room.event_id))
    registered = _grouped(
        select(Registration.event_id, func.count())
        .where(Registration.event_id.in_(event_ids), Registration.state == "confirmed")
        .group_by(Registration.event_id)
    )
    found = {}
    for event_id in event_ids:
        of_sessions = sessions.get(event_id, (0, 0, 0, 0))
        found[event_id] = Counts(*of_sessions, rooms.get(event_id, 0), registered.get(event_id, 0))
    return found


def _how_many(is_so: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((is_so, 1), else_=0))


def _would_change() -> ColumnElement[bool]:
    """Return whether publishing would change a session, as programme.queries.pending_changes finds it."""
    names = ("title", "kind", "room_id", "track_id", "starts_at", "ends_at")
    other_place = and_(
        DraftSession.room_id.is_(None), EventSession.room_id.is_(None), DraftSession.place != EventSession.place
    )
    is_new = and_(EventSession.state == "draft", DraftSession.state == "planned", DraftSession.starts_at.is_not(None))
    is_other = or_(
        *(getattr(DraftSession, name).is_distinct_from(getattr(EventSession, name)) for name in names),
        (DraftSession.state == "cancelled") != (EventSession.state == "cancelled"),
        other_place,
    )
    return or_(is_new, and_(EventSession.state != "draft", is_other))


def _grouped(found: object) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(found)}  # type: ignore[call-overload]
