"""Events and series: by address, by date, and those of a series."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, true

from eventdesk.core.db import db
from eventdesk.programme.models.programme import Event, Series
from eventdesk.programme.states import PublicationState


def event_by_slug(event_slug: str) -> Event | None:
    """Return the event at this address, or None."""
    return db.session.scalar(select(Event).where(Event.slug == event_slug))


def series_by_slug(series_slug: str) -> Series | None:
    """Return the series at this address, or None."""
    return db.session.scalar(select(Series).where(Series.slug == series_slug))


def all_series(*, include_empty: bool = False) -> Sequence[Series]:
    """Return the series that have an event visitors can see, by title; `include_empty` adds the others."""
    with_events = select(Event.series_id).where(Event.state != PublicationState.DRAFT)
    shown = true() if include_empty else Series.id.in_(with_events)
    return db.session.scalars(select(Series).where(shown).order_by(Series.title, Series.id)).all()


def events_of_series(series_id: int) -> Sequence[Event]:
    """Return the events of a series that visitors can see, the latest first."""
    return db.session.scalars(
        select(Event)
        .where(Event.series_id == series_id, Event.state != PublicationState.DRAFT)
        .order_by(Event.starts_on.desc())
    ).all()


def events_from(day: date, limit: int) -> Sequence[Event]:
    """Return up to `limit` events that visitors can see and that end on `day` or later, the next one first."""
    return db.session.scalars(
        select(Event)
        .where(Event.state != PublicationState.DRAFT, Event.ends_on >= day)
        .order_by(Event.starts_on, Event.id)
        .limit(limit)
    ).all()


def events_before(day: date, limit: int, skip: int = 0) -> Sequence[Event]:
    """Return up to `limit` events that visitors can see and that ended before `day`, the latest first."""
    return db.session.scalars(
        select(Event)
        .where(Event.state != PublicationState.DRAFT, Event.ends_on < day)
        .order_by(Event.starts_on.desc(), Event.id.desc())
        .limit(limit)
        .offset(skip)
    ).all()


def public_event(event_slug: str) -> Event | None:
    """Return the event at this address if visitors can see it, or None."""
    event = event_by_slug(event_slug)
    return event if event and event.is_public else None
