"""The texts of a report, its job and its published PDF."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from eventdesk.core import outbox
from eventdesk.core.db import db
from eventdesk.core.models import OutboxItem
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.states import PublicationState
from eventdesk.reports.models import EventReport, SessionOutcome
from eventdesk.reports.states import ReportState


def report_of(event_id: int) -> EventReport | None:
    """Return the report of an event, or None before its first text or PDF."""
    return db.session.get(EventReport, event_id)


class PublishedReport(NamedTuple):
    """A published report with its event."""

    event: Event
    report: EventReport

    @property
    def event_id(self) -> int:
        return self.event.id

    @property
    def is_public(self) -> bool:
        return self.event.is_public


def published_report(event_slug: str) -> PublishedReport | None:
    """Return the report of this event if it is published, or None. One statement."""
    report = db.session.scalar(
        select(EventReport)
        .join(EventReport.event)
        .options(contains_eager(EventReport.event))
        .where(Event.slug == event_slug, EventReport.state == ReportState.PUBLISHED)
    )
    return PublishedReport(report.event, report) if report else None


def outcome_of(event_session_id: int) -> SessionOutcome | None:
    """Return the summary and outcomes of a session, or None."""
    return db.session.get(SessionOutcome, event_session_id)


def sessions_with_outcomes(event_id: int) -> list[tuple[EventSession, SessionOutcome | None]]:
    """Return the published sessions of an event by start, without breaks, each with its summary and outcomes."""
    rows = db.session.execute(
        select(EventSession, SessionOutcome)
        .outerjoin(SessionOutcome, SessionOutcome.event_session_id == EventSession.id)
        .where(
            EventSession.event_id == event_id,
            EventSession.state == PublicationState.PUBLISHED,
            EventSession.kind != "break",
        )
        .order_by(EventSession.starts_at, EventSession.id)
    )
    return [(event_session, outcome) for event_session, outcome in rows]


def rendering_of(report: EventReport | None) -> OutboxItem | None:
    """Return the latest job that creates or created the PDF of this report, or None."""
    return outbox.item_by_id(report.job_id) if report and report.job_id else None
