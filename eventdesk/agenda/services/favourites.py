"""Adding sessions to a person's favourites and removing them. A favourite takes no seat and nobody is notified."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from eventdesk.agenda.models import Favourite
from eventdesk.core.db import db
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.states import PublicationState

MAX_IMPORTED = 2_000
"""Favourites of a device that are imported at once: as many as a programme can have sessions."""


def add_favourite(event_session_id: int, person_id: int, *, now: datetime) -> None:
    """Add a session to a person's favourites; adding it again changes nothing."""
    _add({event_session_id}, person_id, now=now)


def remove_favourite(event_session_id: int, person_id: int) -> None:
    """Remove a session from a person's favourites, if it is one."""
    db.session.execute(
        delete(Favourite)
        .where(Favourite.event_session_id == event_session_id, Favourite.person_id == person_id)
        .execution_options(synchronize_session=False)
    )


def import_device_favourites(event_id: int, session_codes: Collection[str], person_id: int, *, now: datetime) -> int:
    """Add favourites that a device stored before its user signed in; return how many were new.

    Codes of sessions that visitors cannot see are ignored: the programme may have changed since.
    """
    # PostgreSQL accepts no NUL, and no code contains one.
    codes = sorted(filter(str.isprintable, set(session_codes)))[:MAX_IMPORTED]
    session_ids = db.session.scalars(
        select(EventSession.id)
        .join(Event, Event.id == EventSession.event_id)
        .where(
            EventSession.event_id == event_id,
            EventSession.code.in_(codes),
            EventSession.kind != "break",
            EventSession.state != PublicationState.DRAFT,
            Event.state != PublicationState.DRAFT,
        )
    )
    return _add(set(session_ids), person_id, now=now)


def _add(session_ids: set[int], person_id: int, *, now: datetime) -> int:
    """Store the favourites that are missing and return how many.

    Two requests at the same moment violate the unique constraint; the guard then runs the later one again.
    """
    stored = db.session.scalars(
        select(Favourite.event_session_id).where(
            Favourite.person_id == person_id, Favourite.event_session_id.in_(session_ids)
        )
    )
    missing = sorted(session_ids - set(stored))
    db.session.add_all(
        Favourite(person_id=person_id, event_session_id=session_id, created_at=now) for session_id in missing
    )
    db.session.flush()
    return len(missing)
