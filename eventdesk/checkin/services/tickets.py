"""Requesting the ticket of a registration, and printing it."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from eventdesk.checkin.queries.tickets import PRINT_TICKET, latest_print_job, ticket_of, ticket_subject
from eventdesk.checkin.tickets import store_ticket, ticket_html, ticket_path
from eventdesk.core import outbox
from eventdesk.printing.pdf import render_apart
from eventdesk.registration.models import Registration

log = logging.getLogger("eventdesk.checkin")


def request_ticket(registration: Registration, *, now: datetime) -> None:
    """Queue the printing of a registration's ticket, unless a job for it is still open."""
    job = latest_print_job(registration.id)
    if job is None or not job.is_open:
        outbox.queue_job(
            PRINT_TICKET,
            {"registration_id": registration.id},
            now=now,
            event_id=registration.event_id,
            subject_ref=ticket_subject(registration.id),
        )


def print_ticket(registration: Registration, data_dir: Path, *, base_url: str) -> Path:
    """Print the present ticket of a registration, unless its file exists, and return the path of the file.

    Printing takes a second or two: call it outside of a transaction. Raises PrintingFailed.
    """
    ticket = ticket_of(registration, base_url=base_url)
    path = ticket_path(data_dir, ticket.key)
    if not path.is_file():
        problems: list[str] = []
        store_ticket(data_dir, ticket.key, render_apart(ticket_html(ticket), problems))
        for problem in problems:
            log.warning("ticket %s: %s", ticket.code, problem)
    return path
