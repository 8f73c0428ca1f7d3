"""Rooms and tracks of an event: one by its address, all in their order, and how many sessions each has."""

from collections.abc import Sequence
from functools import cache
from typing import Literal

from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.orm import contains_eager

from eventdesk.core.db import db
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, EventSession, Room, Track
from eventdesk.programme.states import DraftState, PublicationState


def room_by_slug(event_slug: str, room_slug: str) -> Room | None:
    """Return the room of this event, or None."""
    return db.session.scalar(
        select(Room)
        .join(Room.event)
        .options(contains_eager(Room.event))
        .where(Event.slug == event_slug, Room.slug == room_slug)
    )


def track_by_slug(event_slug: str, track_slug: str) -> Track | None:
    """Return the track of this event, or None."""
    return db.session.scalar(
        select(Track)
        .join(Track.event)
        .options(contains_eager(Track.event))
        .where(Event.slug == event_slug, Track.slug == track_slug)
    )


def rooms(event_id: int) -> Sequence[Room]:
    """Return the rooms of an event in their order."""
    return db.session.scalars(_rooms(), {"event_id": event_id}).all()


@cache
def _rooms() -> Select[Room]:
    return select(Room).where(Room.event_id == bindparam("event_id")).order_by(Room.position, Room.id)


def tracks(event_id: int) -> Sequence[Track]:
    """Return the tracks of an event in their order."""
    return db.session.scalars(select(Track).where(Track.event_id == event_id).order_by(Track.position, Track.id)).all()


def public_rooms(event_id: int) -> Sequence[Room]:
    """Return the rooms of an event in which visitors see a session, in their order; others may be part of a draft."""
    has_session = exists().where(EventSession.room_id == Room.id, EventSession.state != PublicationState.DRAFT)
    return db.session.scalars(
        select(Room).where(Room.event_id == event_id, has_session).order_by(Room.position, Room.id)
    ).all()


def public_tracks(event_id: int) -> Sequence[Track]:
    """Return the tracks of an event in which visitors see a session, in their order."""
    has_session = exists().where(EventSession.track_id == Track.id, EventSession.state != PublicationState.DRAFT)
    return db.session.scalars(
        select(Track).where(Track.event_id == event_id, has_session).order_by(Track.position, Track.id)
    ).all()


def session_counts(event_id: int, by: Literal["room", "track"]) -> dict[int, int]:
    """Return how many sessions each room or track of an event has in the draft, by its id; without those that have none."""
    column = DraftSession.room_id if by == "room" else DraftSession.track_id
    counts = db.session.execute(
        select(column, func.count())
        .where(DraftSession.event_id == event_id, DraftSession.state != DraftState.REMOVED, column.is_not(None))
        .group_by(column)
    )
    return {row_id: count for row_id, count in counts if row_id is not None}
