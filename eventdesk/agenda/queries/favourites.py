"""Reading which sessions somebody starred."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import contains_eager, joinedload

from eventdesk.agenda.models import Favourite
from eventdesk.core.db import db
from eventdesk.programme.models.programme import Event, EventSession

_STARRED_CODES = (
    select(EventSession.code)
    .join(Favourite, Favourite.event_session_id == EventSession.id)
    .where(
        EventSession.event_id == bindparam("event_id"),
        Favourite.person_id == bindparam("person_id"),
        EventSession.state != "draft",
    )
    .order_by(EventSession.code)
)


def favourite_codes(event_id: int, person_id: int) -> list[str]:
    """Return the codes of the sessions of an event that a person starred and visitors see, in order."""
    return list(db.session.scalars(_STARRED_CODES, {"event_id": event_id, "person_id": person_id}))


def favourite_sessions(person_id: int) -> list[tuple[EventSession, datetime]]:
    """Return the sessions that a person starred and visitors see, of all events, and when they starred each.

    Event, room and track are loaded.
    """
    rows = db.session.execute(
        select(EventSession, Favourite.created_at)
        .join(Favourite, Favourite.event_session_id == EventSession.id)
        .join(EventSession.event)
        .options(contains_eager(EventSession.event), joinedload(EventSession.room), joinedload(EventSession.track))
        .where(Favourite.person_id == person_id, EventSession.state != "draft", Event.state != "draft")
        .order_by(EventSession.starts_at, EventSession.id)
    )
    return [(row.EventSession, row.created_at) for row in rows]
