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

log = logging.getLogger("eventdesk.reports")

RENDER = "render_report"
"""The kind of the job that prints a report."""


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
    """Keep the texts of an event's report and return it; the same texts again change nothing.

    Raises Invalid for a text that is longer than can be printed.
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
    """Keep what was said in a session and what came of it; the same again changes nothing.

    Raises Invalid for a text that is longer than can be printed.
    """
    _refuse_long({"summary": summary, "outcome": outcome})
    written = outcome_of(event_session.id)
    if written is None:
        written = SessionOutcome(event_session_id=event_session.id, summary="", outcome="", changed_at=now)
        db.session.add(written)
    if (written.summary, written.outcome) != (summary, outcome):
        written.summary, written.outcome, written.changed_at = summary, outcome, now
        report = _report(event_session.event, now=now)
        report.changed_at = now
        if report.state == "published":
            bump_revision(event_session.event_id, now=now)
        audit.record(
            "write_session_outcome", event_session, actor_id=actor_id, now=now, event_id=event_session.event_id
        )
    db.session.flush()
    return written


def request_rendering(event: Event, *, actor_id: int | None, now: datetime) -> EventReport:
    """Queue the printing of an event's report and return it; while one is under way nothing more is queued."""
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
    """Return the report of an event as it is now, printed in a process of its own; nothing is stored.

    It takes seconds, and calls `progress` with the per cent that are done: call it outside of a transaction. Raises
    PrintingFailed where it cannot be printed.
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


def keep_rendering(event: Event, pdf: bytes, data_dir: Path, *, data_as_of: datetime) -> EventReport:
    """Keep a printed report as the event's latest, and return it; its version is one more than before."""
    report = _report(event, now=data_as_of)
    report.file_key = files.store(data_dir, pdf)
    report.data_as_of = data_as_of
    report.version += 1
    db.session.flush()
    return report


def publish_report(event: Event, *, actor_id: int | None, now: datetime) -> EventReport:
    """Let visitors read the latest rendering, and return the report; publishing it twice is harmless.

    Raises Conflict before there is a rendering.
    """
    report = _report(event, now=now)
    if not report.file_key:
        raise Conflict(N_("There is no PDF yet. Make it first, look at it, then publish it."))
    if report.state != "published" or report.published_file_key != report.file_key:
        report.state, report.published_at, report.published_file_key = "published", now, report.file_key
        bump_revision(event.id, now=now)
        audit.record("publish_report", event, actor_id=actor_id, now=now, event_id=event.id, version=report.version)
    return report


def withdraw_report(event: Event, *, actor_id: int | None, now: datetime) -> EventReport:
    """Take the report off the public pages and return it; its texts and its rendering stay. Twice is harmless."""
    report = _report(event, now=now)
    if report.state == "published":
        report.state, report.published_at, report.published_file_key = "draft", None, ""
        bump_revision(event.id, now=now)
        audit.record("withdraw_report", event, actor_id=actor_id, now=now, event_id=event.id)
    return report


def _report(event: Event, *, now: datetime) -> EventReport:
    """Return the event's report, begun where there is none; nobody else changes it meanwhile."""
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
            raise Invalid(field, N_("Shorten this text to %(most)s characters"), most=f"{MAX_LENGTH:,}")
