"""Reading a person's favourites."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import contains_eager, joinedload

from eventdesk.agenda.models import Favourite
from eventdesk.core.db import db
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.states import PublicationState

_FAVOURITE_CODES = (
    select(EventSession.code)
    .join(Favourite, Favourite.event_session_id == EventSession.id)
    .where(
        EventSession.event_id == bindparam("event_id"),
        Favourite.person_id == bindparam("person_id"),
        EventSession.state != PublicationState.DRAFT,
    )
    .order_by(EventSession.code)
)


def favourite_codes(event_id: int, person_id: int) -> list[str]:
    """Return the codes of a person's favourites in an event, in order; only sessions that visitors can see."""
    return list(db.session.scalars(_FAVOURITE_CODES, {"event_id": event_id, "person_id": person_id}))


def favourite_sessions(person_id: int) -> list[tuple[EventSession, datetime]]:
    """Return a person's favourites in all events, by start, each with the time it was added. One query.

    Only sessions that visitors can see; with event, room and track.
    """
    rows = db.session.execute(
        select(EventSession, Favourite.created_at)
        .join(Favourite, Favourite.event_session_id == EventSession.id)
        .join(EventSession.event)
        .options(contains_eager(EventSession.event), joinedload(EventSession.room), joinedload(EventSession.track))
        .where(
            Favourite.person_id == person_id,
            EventSession.state != PublicationState.DRAFT,
            Event.state != PublicationState.DRAFT,
        )
        .order_by(EventSession.starts_at, EventSession.id)
    )
    return [(row.EventSession, row.created_at) for row in rows]
