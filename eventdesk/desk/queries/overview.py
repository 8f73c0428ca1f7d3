"""The events of somebody at the desk, and how far each is."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select

from eventdesk.core.db import db
from eventdesk.programme.models import Event, EventSession, Room, SessionPlan
from eventdesk.reservations.models import Registration


@dataclass(frozen=True)
class Counts:
    """How many sessions and registrations an event has."""

    sessions: int = 0
    unplaced: int = 0
    drafts: int = 0
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
    is_draft = (EventSession.state == "draft") & SessionPlan.starts_at.is_not(None)
    is_unplaced = SessionPlan.starts_at.is_(None)
    sessions = {
        row[0]: (row[1], row[2], row[3])
        for row in db.session.execute(
            select(
                EventSession.event_id,
                func.count(),
                func.sum(case((is_unplaced, 1), else_=0)),
                func.sum(case((is_draft, 1), else_=0)),
            )
            .join(SessionPlan, SessionPlan.event_session_id == EventSession.id)
            .where(EventSession.event_id.in_(event_ids), SessionPlan.kind != "break", SessionPlan.state != "removed")
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
        count, unplaced, drafts = sessions.get(event_id, (0, 0, 0))
        found[event_id] = Counts(count, unplaced, drafts, rooms.get(event_id, 0), registered.get(event_id, 0))
    return found


def _grouped(found: object) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(found)}  # type: ignore[call-overload]
