"""Finding events, sessions, rooms and tracks."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from eventdesk.core.db import db
from eventdesk.programme.models import Event, EventSession, Room, Series, Talk, Track


def event_by_slug(event_slug: str) -> Event | None:
    """Return the event at this address, or None."""
    return db.session.scalar(select(Event).where(Event.slug == event_slug))


def series_by_slug(series_slug: str) -> Series | None:
    """Return the series at this address, or None."""
    return db.session.scalar(select(Series).where(Series.slug == series_slug))


def session_by_code(event_slug: str, session_code: str) -> EventSession | None:
    """Return the session of this event with its event, room and track, or None. One query."""
    return db.session.scalar(
        select(EventSession)
        .join(EventSession.event)
        .options(
            contains_eager(EventSession.event), joinedload(EventSession.room), joinedload(EventSession.track)
        )
        .where(Event.slug == event_slug, EventSession.code == session_code)
    )


def room_by_slug(event_slug: str, room_slug: str) -> Room | None:
    """Return the room of this event, or None."""
    return db.session.scalar(
        select(Room).join(Room.event).options(contains_eager(Room.event))
        .where(Event.slug == event_slug, Room.slug == room_slug)
    )


def track_by_slug(event_slug: str, track_slug: str) -> Track | None:
    """Return the track of this event, or None."""
    return db.session.scalar(
        select(Track).join(Track.event).options(contains_eager(Track.event))
        .where(Event.slug == event_slug, Track.slug == track_slug)
    )


def rooms(event_id: int) -> Sequence[Room]:
    """Return the rooms of an event in their order."""
    return db.session.scalars(select(Room).where(Room.event_id == event_id).order_by(Room.position, Room.id)).all()


def tracks(event_id: int) -> Sequence[Track]:
    """Return the tracks of an event in their order."""
    return db.session.scalars(select(Track).where(Track.event_id == event_id).order_by(Track.position, Track.id)).all()


def sessions(event_id: int, *, drafts: bool = False) -> Sequence[EventSession]:
    """Return the sessions of an event by start, then room, with room and track; `drafts` adds unpublished ones."""
    found = (
        select(EventSession)
        .options(joinedload(EventSession.room), joinedload(EventSession.track))
        .where(EventSession.event_id == event_id)
        .order_by(EventSession.starts_at, EventSession.id)
    )
    if not drafts:
        found = found.where(EventSession.state != "draft")
    return db.session.scalars(found).unique().all()


def talks(event_session_id: int) -> Sequence[Talk]:
    """Return the talks of a session in their order."""
    return db.session.scalars(
        select(Talk).where(Talk.event_session_id == event_session_id).order_by(Talk.position, Talk.id)
    ).all()
