"""The lock and the revision of an event: one change of its programme at a time, and each outdates cached pages."""

from datetime import datetime

from sqlalchemy import select, update

from eventdesk.core.db import db
from eventdesk.programme.models.programme import Event, EventSession


def lock_event(event_id: int) -> None:
    """Lock the programme of an event against other changes until the transaction ends."""
    db.session.execute(select(Event.id).where(Event.id == event_id).with_for_update())


def bump_revision(event_id: int, *, now: datetime) -> None:
    """Increase the revision of an event after a change that visitors can see; cached pages and feeds become outdated."""
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
    """Note that a session changed; with `for_calendars` (time, location, title or state changed) its SEQUENCE grows."""
    event_session.changed_at = now
    if for_calendars:
        event_session.sequence += 1
    bump_revision(event_session.event_id, now=now)
