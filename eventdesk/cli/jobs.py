"""The jobs that the worker does, by the kind of their outbox item. Each opens its own transactions, like a command."""

import random
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
from eventdesk.cli.context import settings_of
from eventdesk.core import clock, outbox
from eventdesk.core.db import db, is_retryable, transaction
from eventdesk.core.models import OutboxItem
from eventdesk.core.settings import Settings
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Registration
from eventdesk.reports import services as reports
from eventdesk.web.filters import country_name

MAX_ATTEMPTS = 5


def render_report(item: OutboxItem) -> None:
    """Print the report of an event and keep it as the latest."""
    event = db.session.get(Event, item.payload["event_id"])
    if event is None:
        return  # It was deleted meanwhile, and its report with it.
    _render(event, settings_of(current_app), now=clock.now())


def render_and_publish(event: Event, settings: Settings, *, actor_id: int | None, now: datetime) -> None:
    """Print an event's report as of `now`, keep and publish it at once: what the demo shows from the start."""
    _render(event, settings, now=now)
    with transaction():
        reports.publish_report(event, actor_id=actor_id, now=now)


def _render(event: Event, settings: Settings, *, now: datetime) -> None:
    pdf = reports.make_pdf(event, now=now, base_url=settings.base_url)
    with transaction():
        reports.store_rendering(event, pdf, settings.data_dir, data_as_of=now)


def print_ticket(item: OutboxItem) -> None:
    """Print the ticket of a registration, unless it is printed already."""
    registration = db.session.get(Registration, item.payload["registration_id"])
    if registration is None:
        return  # It was erased meanwhile.
    settings = settings_of(current_app)
    tickets.print_ticket(registration, settings.data_dir, base_url=settings.base_url)


def change_registrations(item: OutboxItem) -> None:
    """Do one deed for many registrations, a block in each transaction."""
    while _next_block(item.id):
        pass


def _next_block(item_id: int) -> bool:
    """Do the next block of a task, again where the database asks for another try; return whether there are more."""
    for attempt in range(MAX_ATTEMPTS):
        try:
            with transaction():
                return process_batch(item_id, now=clock.now())
        except DBAPIError as problem:
            if not is_retryable(problem) or attempt == MAX_ATTEMPTS - 1:
                raise
            time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 - spreading tries, no secret
    return False


def export_registrations(item: OutboxItem) -> None:
    """Write the table of registrations that was asked for."""
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
    """Remove the file of an export whose day is over."""
    export_path(settings_of(current_app).data_dir, item.payload["file"]).unlink(missing_ok=True)


JOBS: dict[str, Callable[[OutboxItem], None]] = {
    reports.RENDER: render_report,
    PRINT_TICKET: print_ticket,
    BULK_JOB: change_registrations,
    EXPORT_JOB: export_registrations,
    REMOVE_JOB: remove_export,
}
