"""The jobs that the worker runs, by the kind of their outbox item. Each opens its own transactions, like a command."""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy.exc import DBAPIError

from eventdesk.attendees.queries.registrations import RegistrationFilter, matching_ids
from eventdesk.attendees.registration_table import RegistrationTable
from eventdesk.attendees.services.bulk_actions import BULK_JOB, process_batch
from eventdesk.attendees.services.exports import EXPORT_JOB, REMOVE_JOB, export_path
from eventdesk.attendees.xlsx import write_xlsx
from eventdesk.checkin.queries.tickets import PRINT_TICKET
from eventdesk.checkin.services import tickets
from eventdesk.cli.claims import begin, claim, record_failure
from eventdesk.cli.context import settings_of
from eventdesk.core import clock, outbox
from eventdesk.core.db import db, is_retryable, transaction
from eventdesk.core.models import OutboxItem
from eventdesk.core.settings import Settings
from eventdesk.core.states import OutboxState
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Registration
from eventdesk.reports import services as reports
from eventdesk.web.filters import country_name

MAX_BATCH_ATTEMPTS = 5

log = logging.getLogger("eventdesk.worker")


def render_report(item: OutboxItem) -> None:
    """Create the report of an event and store it as the latest."""
    event = db.session.get(Event, item.payload["event_id"])
    if event is None:
        return  # It has been deleted, and its report with it.
    _render(event, settings_of(current_app), now=clock.now())


def render_and_publish(event: Event, settings: Settings, *, actor_id: int | None, now: datetime) -> None:
    """Create an event's report as of `now` and publish it at once, as the demo does."""
    _render(event, settings, now=now)
    with transaction():
        reports.publish_report(event, actor_id=actor_id, now=now)


def _render(event: Event, settings: Settings, *, now: datetime) -> None:
    pdf = reports.make_pdf(event, now=now, base_url=settings.base_url)
    with transaction():
        reports.store_rendering(event, pdf, settings.data_dir, data_as_of=now)


def print_ticket(item: OutboxItem) -> None:
    """Create the ticket of a registration, unless it exists."""
    registration = db.session.get(Registration, item.payload["registration_id"])
    if registration is None:
        return  # It has been erased.
    settings = settings_of(current_app)
    tickets.print_ticket(registration, settings.data_dir, base_url=settings.base_url)


def change_registrations(item: OutboxItem) -> None:
    """Run a bulk action on many registrations, one batch per transaction."""
    while _process_next_batch(item.id):
        pass


def _process_next_batch(item_id: int) -> bool:
    """Process the next batch, with retries after database errors that allow them; return whether there are more."""
    for attempt in range(MAX_BATCH_ATTEMPTS):
        try:
            with transaction():
                return process_batch(item_id, now=clock.now())
        except DBAPIError as problem:
            if not is_retryable(problem) or attempt == MAX_BATCH_ATTEMPTS - 1:
                raise
            time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 - spreads the attempts, no secret
    return False


def export_registrations(item: OutboxItem) -> None:
    """Write the requested table of registrations to a file."""
    event = db.session.get(Event, item.event_id)
    if event is None:
        return
    asked = item.payload["wanted"]
    wanted = RegistrationFilter(**{**asked, "answers": tuple(asked["answers"])})
    ids = matching_ids(event.id, wanted, order=item.payload["order"])
    path = export_path(settings_of(current_app).data_dir, item.payload["file"])
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    try:
        with force_locale("en_GB"):
            table = RegistrationTable(event, words=gettext, country=country_name)
            rows = _with_progress(table.rows(ids), len(ids), item.id)
            write_xlsx(draft, gettext("Registrations"), table.heads, rows)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _with_progress(rows: Iterator[Sequence[Any]], total: int, item_id: int) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows):
        if number and number % 2000 == 0:
            with transaction():
                outbox.update_progress(item_id, 100 * number // total, now=clock.now())
        yield row


def remove_export(item: OutboxItem) -> None:
    """Remove the file of an export that has expired."""
    export_path(settings_of(current_app).data_dir, item.payload["file"]).unlink(missing_ok=True)


JOBS: dict[str, Callable[[OutboxItem], None]] = {
    reports.RENDER: render_report,
    PRINT_TICKET: print_ticket,
    BULK_JOB: change_registrations,
    EXPORT_JOB: export_registrations,
    REMOVE_JOB: remove_export,
}


def run_due_job(_stop: threading.Event) -> int:
    """Run one job that is due; return how many were claimed."""
    items = claim(1, mails=False)
    for item in items:
        _run(item)
    return len(items)


def _run(item: OutboxItem) -> None:
    """Run one job and record the outcome."""
    started = time.monotonic()
    if not begin(item):
        return
    if item.kind not in JOBS:
        record_failure(item, "There is no such job.", final=True)
        return
    if item.attempts > outbox.MAX_ATTEMPTS:
        record_failure(item, "The worker stopped too often while running this job.", final=True)
        return
    try:
        JOBS[item.kind](item)
    except Exception as problem:
        log.exception("job %s (%s)", item.id, item.kind)
        db.session.rollback()
        record_failure(item, f"{type(problem).__name__}: {problem}")
    else:
        with transaction():
            outbox.mark_done(item.id, OutboxState.DONE, now=clock.now())
        log.info("job %s (%s) took %.1f s", item.id, item.kind, time.monotonic() - started)
