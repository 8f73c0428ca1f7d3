"""Starring sessions: a mark for oneself, that takes no seat and tells nobody."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from eventdesk.agenda.models import Favourite
from eventdesk.core.db import db
from eventdesk.programme.models.programme import Event, EventSession

MAX_IMPORTED = 2_000
"""Stars that a device may bring along in one go: as many as a programme has sessions."""


def add_favourite(event_session_id: int, person_id: int, *, now: datetime) -> None:
    """Star a session for a person; starring it again changes nothing."""
    _add({event_session_id}, person_id, now=now)


def remove_favourite(event_session_id: int, person_id: int) -> None:
    """Take a person's star from a session, if it has one."""
    db.session.execute(
        delete(Favourite)
        .where(Favourite.event_session_id == event_session_id, Favourite.person_id == person_id)
        .execution_options(synchronize_session=False)
    )


def import_device_favourites(event_id: int, session_codes: Collection[str], person_id: int, *, now: datetime) -> int:
    """Give a person the stars that their device kept before they signed in; return how many were new.

    Codes of no session that visitors see are passed over: the programme may have changed since.
    """
    # PostgreSQL takes no NUL, and no code has one.
    wanted = sorted(filter(str.isprintable, set(session_codes)))[:MAX_IMPORTED]
    found = db.session.scalars(
        select(EventSession.id)
        .join(Event, Event.id == EventSession.event_id)
        .where(
            EventSession.event_id == event_id,
            EventSession.code.in_(wanted),
            EventSession.kind != "break",
            EventSession.state != "draft",
            Event.state != "draft",
        )
    )
    return _add(set(found), person_id, now=now)


def _add(event_session_ids: set[int], person_id: int, *, now: datetime) -> int:
    """Store the stars that are not there yet; a second click at the same moment is tried again by the door."""
    starred = db.session.scalars(
        select(Favourite.event_session_id).where(
            Favourite.person_id == person_id, Favourite.event_session_id.in_(event_session_ids)
        )
    )
    missing = sorted(event_session_ids - set(starred))
    db.session.add_all(Favourite(person_id=person_id, event_session_id=one, created_at=now) for one in missing)
    db.session.flush()
    return len(missing)
