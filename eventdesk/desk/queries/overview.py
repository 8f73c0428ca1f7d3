"""The events of an organiser, and how far each is."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from eventdesk.core.db import db
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, EventSession, Room
from eventdesk.programme.states import DraftState, PublicationState
from eventdesk.registration.models import Registration
from eventdesk.registration.states import RegistrationState


@dataclass(frozen=True)
class Counts:
    """How many sessions and registrations an event has."""

    sessions: int = 0
    published: int = 0
    """How many of them visitors see; people who cannot edit the programme learn no more."""
    unplaced: int = 0
    changes: int = 0
    """How many sessions, breaks included, differ from what visitors see."""
    rooms: int = 0
    registered: int = 0


def events_of_desk(event_ids: Sequence[int] | None) -> Sequence[Event]:
    """Return these events, or all for None, those that end last first. One query."""
    events = select(Event).order_by(Event.ends_on.desc(), Event.starts_on.desc(), Event.id.desc())
    if event_ids is not None:
        events = events.where(Event.id.in_(event_ids))
    return db.session.scalars(events).all()


def counts_of_events(event_ids: Sequence[int]) -> dict[int, Counts]:
    """Return the counts of each of these events by its id. Three queries."""
    is_session = DraftSession.kind != "break"
    sessions = {
        row[0]: (row[1], row[2], row[3], row[4])
        for row in db.session.execute(
            select(
                EventSession.event_id,
                _count_if(is_session),
                _count_if(and_(EventSession.kind != "break", EventSession.state != PublicationState.DRAFT)),
                _count_if(and_(is_session, DraftSession.starts_at.is_(None))),
                _count_if(_would_change()),
            )
            .join(DraftSession, DraftSession.event_session_id == EventSession.id)
            .where(EventSession.event_id.in_(event_ids), DraftSession.state != DraftState.REMOVED)
            .group_by(EventSession.event_id)
        )
    }
    rooms = _grouped(select(Room.event_id, func.count()).where(Room.event_id.in_(event_ids)).group_by(Room.event_id))
    registered = _grouped(
        select(Registration.event_id, func.count())
        .where(Registration.event_id.in_(event_ids), Registration.state == RegistrationState.CONFIRMED)
        .group_by(Registration.event_id)
    )
    return {
        event_id: Counts(*sessions.get(event_id, (0, 0, 0, 0)), rooms.get(event_id, 0), registered.get(event_id, 0))
        for event_id in event_ids
    }


def _count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _would_change() -> ColumnElement[bool]:
    """Return whether publishing would change a session, as programme.queries.draft.pending_changes does."""
    names = ("title", "kind", "room_id", "track_id", "starts_at", "ends_at")
    other_place = and_(
        DraftSession.room_id.is_(None), EventSession.room_id.is_(None), DraftSession.place != EventSession.place
    )
    is_new = and_(
        EventSession.state == PublicationState.DRAFT,
        DraftSession.state == DraftState.PLANNED,
        DraftSession.starts_at.is_not(None),
    )
    is_other = or_(
        *(getattr(DraftSession, name).is_distinct_from(getattr(EventSession, name)) for name in names),
        (DraftSession.state == DraftState.CANCELLED) != (EventSession.state == PublicationState.CANCELLED),
        other_place,
    )
    return or_(is_new, and_(EventSession.state != PublicationState.DRAFT, is_other))


def _grouped(counts: Select[int, int]) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(counts)}
