"""Writing, printing and publishing a report."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from eventdesk.core import audit, files, outbox
from eventdesk.core.db import db
from eventdesk.core.errors import Conflict, Invalid
from eventdesk.core.markup import MAX_LENGTH
from eventdesk.core.text import N_
from eventdesk.printing.html import Translations
from eventdesk.printing.pdf import Printer
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.services.revision import bump_revision, lock_event
from eventdesk.reports.html import document_html
from eventdesk.reports.models import EventReport, SessionOutcome
from eventdesk.reports.queries.build_document import report_document
from eventdesk.reports.queries.published import outcome_of, rendering_of, report_of
from eventdesk.reports.states import ReportState

log = logging.getLogger("eventdesk.reports")

RENDER = "render_report"
"""The kind of the outbox job that creates the PDF of a report."""


def write_report(
    event: Event,
    *,
    subtitle: str = "",
    summary: str,
    conclusions: str,
    funding_note: str = "",
    actor_id: int | None,
    now: datetime,
) -> EventReport:
    """Save the texts of an event's report and return it; saving the same texts again changes nothing.

    Raises Invalid for a text that is too long to be printed.
    """
    texts = {"subtitle": subtitle, "summary": summary, "conclusions": conclusions, "funding_note": funding_note}
    _refuse_long({"summary": summary, "conclusions": conclusions})
    report = _report(event, now=now)
    if any(getattr(report, name) != text for name, text in texts.items()):
        for name, text in texts.items():
            setattr(report, name, text)
        report.changed_at = now
        db.session.flush()
        audit.record("write_report", event, actor_id=actor_id, now=now, event_id=event.id)
    return report


def write_session_outcome(
    event_session: EventSession, *, summary: str, outcome: str, actor_id: int | None, now: datetime
) -> SessionOutcome:
    """Save the summary of a session and its outcomes; saving the same texts again changes nothing.

    Raises Invalid for a text that is too long to be printed.
    """
    _refuse_long({"summary": summary, "outcome": outcome})
    stored = outcome_of(event_session.id)
    if stored is None:
        stored = SessionOutcome(event_session_id=event_session.id, summary="", outcome="", changed_at=now)
        db.session.add(stored)
    if (stored.summary, stored.outcome) != (summary, outcome):
        stored.summary, stored.outcome, stored.changed_at = summary, outcome, now
        report = _report(event_session.event, now=now)
        report.changed_at = now
        if report.state == ReportState.PUBLISHED:
            bump_revision(event_session.event_id, now=now)
        audit.record(
            "write_session_outcome", event_session, actor_id=actor_id, now=now, event_id=event_session.event_id
        )
    db.session.flush()
    return stored


def request_rendering(event: Event, *, actor_id: int | None, now: datetime) -> EventReport:
    """Queue a job that creates the PDF of an event's report, unless one is queued or running; return the report."""
    report = _report(event, now=now)
    job = rendering_of(report)
    if job is None or not job.is_open:
        report.job_id = outbox.queue_job(RENDER, {"event_id": event.id}, now=now, event_id=event.id)
        audit.record("request_rendering", event, actor_id=actor_id, now=now, event_id=event.id)
    return report


def make_pdf(
    event: Event,
    *,
    now: datetime,
    base_url: str = "",
    translations: Translations | None = None,
    progress: Callable[[int], None] = lambda _percent: None,
) -> bytes:
    """Return the report of an event as a PDF, printed in a process of its own; nothing is stored.

    It takes seconds and calls `progress` with the percentage done: call it outside of a transaction. Raises
    PrintingFailed if it cannot be printed.
    """
    printer = Printer()
    try:
        document = report_document(event, now=now, base_url=base_url)
        progress(10)
        html = document_html(document, translations)
        progress(20)
    except BaseException:
        printer.stop()
        raise
    problems: list[str] = []
    printed = printer.print(html, problems)
    for problem in problems:
        log.warning("report of %s: %s", event.slug, problem)
    progress(100)
    return printed


def store_rendering(event: Event, pdf: bytes, data_dir: Path, *, data_as_of: datetime) -> EventReport:
    """Store a PDF as the latest version of an event's report, and return the report."""
    report = _report(event, now=data_as_of)
    report.file_key = files.store(data_dir, pdf)
    report.data_as_of = data_as_of
    report.version += 1
    db.session.flush()
    return report


def publish_report(event: Event, *, actor_id: int | None, now: datetime) -> EventReport:
    """Let visitors read the latest PDF, and return the report; publishing it twice is harmless.

    Raises Conflict if no PDF has been created.
    """
    report = _report(event, now=now)
    if not report.file_key:
        raise Conflict(N_("There is no PDF yet. Create it and check it before you publish it."))
    if report.state != ReportState.PUBLISHED or report.published_file_key != report.file_key:
        report.state, report.published_at, report.published_file_key = ReportState.PUBLISHED, now, report.file_key
        bump_revision(event.id, now=now)
        audit.record("publish_report", event, actor_id=actor_id, now=now, event_id=event.id, version=report.version)
    return report


def unpublish_report(event: Event, *, actor_id: int | None, now: datetime) -> EventReport:
    """Remove the report from the public pages and return it; its texts and its PDF stay. Twice is harmless."""
    report = _report(event, now=now)
    if report.state == ReportState.PUBLISHED:
        report.state, report.published_at, report.published_file_key = ReportState.DRAFT, None, ""
        bump_revision(event.id, now=now)
        audit.record("unpublish_report", event, actor_id=actor_id, now=now, event_id=event.id)
    return report


def _report(event: Event, *, now: datetime) -> EventReport:
    """Lock the event and return its report, created if there is none."""
    lock_event(event.id)
    report = report_of(event.id)
    if report is None:
        report = EventReport(event_id=event.id, changed_at=now)
        db.session.add(report)
        db.session.flush()
    return report


def _refuse_long(texts: dict[str, str]) -> None:
    for field, text in texts.items():
        if len(text) > MAX_LENGTH:
            raise Invalid(field, N_("Enter %(maximum)s characters or fewer"), maximum=f"{MAX_LENGTH:,}")
