"""The revision of an event: one change of its programme at a time, and each makes the pages new."""

from datetime import datetime

from sqlalchemy import select, update

from eventdesk.core.db import db
from eventdesk.programme.models.programme import Event, EventSession


def lock_event(event_id: int) -> None:
    """Let nobody else change this event's programme until the present transaction has ended."""
    db.session.execute(select(Event.id).where(Event.id == event_id).with_for_update())


def bump_revision(event_id: int, *, now: datetime) -> None:
    """Note that something changed that visitors could see: pages and feeds of the event are made anew."""
    db.session.flush()
    db.session.execute(
        update(Event)
        .where(Event.id == event_id)
        .values(revision=Event.revision + 1, changed_at=now)
        .execution_options(synchronize_session=False)
    )
    event = db.session.identity_map.get(db.session.identity_key(Event, event_id))
    if event is not None:
        db.session.expire(event, ["revision", "changed_at"])


def bump_session_revision(event_session: EventSession, *, now: datetime, for_calendars: bool) -> None:
    """Note that a session changed; `for_calendars`: its time, place, title or state did, so its SEQUENCE grows."""
    event_session.changed_at = now
    if for_calendars:
        event_session.sequence += 1
    bump_revision(event_session.event_id, now=now)
