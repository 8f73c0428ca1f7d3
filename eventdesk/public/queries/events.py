"""Reading events and series, with their published reports."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, case, select

from eventdesk.core.db import db
from eventdesk.programme.models.programme import Event, Series
from eventdesk.programme.queries.events import events_of_series, series_by_slug
from eventdesk.reports.models import EventReport


class EventHeader(NamedTuple):
    """The columns of an event that all its pages show."""

    id: int
    slug: str
    title: str
    subtitle: str
    starts_on: date
    ends_on: date
    timezone: str
    is_online: bool
    city: str
    accent: str
    contact_email: str
    state: str
    revision: int
    report_published_at: datetime | None
    """None while visitors cannot read it."""

    @property
    def event_id(self) -> int:
        return self.id

    @property
    def is_public(self) -> bool:
        return self.state != "draft"


_HEADER = (
    select(
        Event.id,
        Event.slug,
        Event.title,
        Event.subtitle,
        Event.starts_on,
        Event.ends_on,
        Event.timezone,
        Event.is_online,
        Event.city,
        Event.accent,
        Event.contact_email,
        Event.state,
        Event.revision,
        case((EventReport.state == "published", EventReport.published_at)).label("report_published_at"),
    )
    .outerjoin(EventReport, EventReport.event_id == Event.id)
    .where(Event.slug == bindparam("event_slug"))
)


def event_header(event_slug: str) -> EventHeader | None:
    """Return the header of the event at this address, or None. One query."""
    row = db.session.execute(_HEADER, {"event_slug": event_slug}).mappings().first()
    return EventHeader(**row) if row else None


def header_of(event: Event, report_published_at: datetime | None) -> EventHeader:
    """Return the header of a loaded event."""
    return EventHeader(
        event.id,
        event.slug,
        event.title,
        event.subtitle,
        event.starts_on,
        event.ends_on,
        event.timezone,
        event.is_online,
        event.city,
        event.accent,
        event.contact_email,
        event.state,
        event.revision,
        report_published_at,
    )


def published_reports(event_ids: Sequence[int]) -> dict[int, datetime | None]:
    """Return when the reports of these events were published, by event id; without those that are not."""
    rows = db.session.execute(
        select(EventReport.event_id, EventReport.published_at).where(
            EventReport.event_id.in_(event_ids), EventReport.state == "published"
        )
    )
    return {row[0]: row[1] for row in rows}


class SeriesWithEvents(NamedTuple):
    """A series with those of its events that visitors can see; a series without any is not public."""

    series: Series
    events: Sequence[Event]
    event_id: int = 0

    @property
    def is_public(self) -> bool:
        return bool(self.events)


def series_with_events(series_slug: str) -> SeriesWithEvents | None:
    """Return the series at this address with its events, or None."""
    series = series_by_slug(series_slug)
    return SeriesWithEvents(series, events_of_series(series.id)) if series else None


def event_with_everything(event_id: int) -> Event:
    """Return an event with its series and organiser. One query."""
    return db.session.scalars(select(Event).where(Event.id == event_id)).one()


def published_report(event_id: int) -> EventReport | None:
    """Return the report of an event if visitors may read it, or None."""
    return db.session.scalar(
        select(EventReport).where(EventReport.event_id == event_id, EventReport.state == "published")
    )
