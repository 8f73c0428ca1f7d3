"""Reading events, sessions and series, with what is published of their reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, exists, select

from eventdesk.core.db import db
from eventdesk.programme.models.programme import Comment, Event, EventSession, Link, Series, Talk
from eventdesk.programme.queries.events import events_of_series, series_by_slug
from eventdesk.programme.queries.sessions import session_by_code
from eventdesk.reports.models import EventReport, SessionOutcome
from eventdesk.seats.models import SessionSeats
from eventdesk.speakers.models import Material


@dataclass(frozen=True, slots=True)
class EventHeader:
    """What stands at the head of every page of an event."""

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
        Event.id, Event.slug, Event.title, Event.subtitle, Event.starts_on, Event.ends_on, Event.timezone,
        Event.is_online, Event.city, Event.accent, Event.contact_email, Event.state,
        Event.revision,
        case((EventReport.state == "published", EventReport.published_at)).label("report_published_at"),
    )
    .outerjoin(EventReport, EventReport.event_id == Event.id)
    .where(Event.slug == bindparam("event_slug"))
)  # fmt: skip


def event_header(event_slug: str) -> EventHeader | None:
    """Return the head of the event at this address, or None. One query."""
    row = db.session.execute(_HEADER, {"event_slug": event_slug}).mappings().first()
    return EventHeader(**row) if row else None


def header_of(event: Event, report_published_at: datetime | None) -> EventHeader:
    """Return the head of an event that is loaded already."""
    return EventHeader(
        event.id, event.slug, event.title, event.subtitle, event.starts_on, event.ends_on, event.timezone,
        event.is_online, event.city, event.accent, event.contact_email, event.state, event.revision, report_published_at,
    )  # fmt: skip


def session_for_page(event_slug: str, session_code: str) -> EventSession | None:
    """Return the session of this event with its event, room and track, or None. A break has no page of its own."""
    event_session = session_by_code(event_slug, session_code)
    return None if event_session is None or event_session.kind == "break" else event_session


@dataclass(frozen=True, slots=True)
class SessionExtras:
    """What is known of a session's seats and, once the report is published, of what came of it."""

    seats: SessionSeats | None
    report_published_at: datetime | None
    summary: str
    outcome: str
    has_talks: bool
    has_links: bool
    has_materials: bool
    has_comments: bool


@cache
def _aftermath() -> Select[*tuple[Any, ...]]:
    """Return the statement, put together at its first use: at import it would configure every mapper."""
    return (
        select(
            SessionSeats, EventReport.published_at, SessionOutcome.summary, SessionOutcome.outcome,
            *(exists().where(part.event_session_id == EventSession.id) for part in (Talk, Link, Material, Comment)),
        )
        .select_from(EventSession)
        .outerjoin(SessionSeats, SessionSeats.event_session_id == EventSession.id)
        .outerjoin(EventReport, (EventReport.event_id == EventSession.event_id) & (EventReport.state == "published"))
        .outerjoin(
            SessionOutcome,
            (SessionOutcome.event_session_id == EventSession.id) & EventReport.event_id.is_not(None),
        )
        .where(EventSession.id == bindparam("event_session_id"))
    )  # fmt: skip


def session_extras(event_session: EventSession) -> SessionExtras:
    """Return seats and published outcome of a session, and which other parts it has at all. One query."""
    row = db.session.execute(_aftermath(), {"event_session_id": event_session.id}).one()
    return SessionExtras(row[0], row[1], row[2] or "", row[3] or "", *map(bool, row[4:]))


def published_reports(event_ids: Sequence[int]) -> dict[int, datetime | None]:
    """Return when the report of each of these events was published, by event; only of those that are."""
    rows = db.session.execute(
        select(EventReport.event_id, EventReport.published_at).where(
            EventReport.event_id.in_(event_ids), EventReport.state == "published"
        )
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class SeriesWithEvents:
    """A series with those of its events that visitors can see; without any it is nobody's to see."""

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
