"""Asking for the ticket of a registration, and printing it."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from eventdesk.checkin import tickets
from eventdesk.checkin.queries.tickets import PRINT_TICKET, about_ticket, printing_of, ticket_of
from eventdesk.core import outbox
from eventdesk.printing.pdf import render_apart
from eventdesk.registration.models import Registration

log = logging.getLogger("eventdesk.checkin")


def request_ticket(registration: Registration, *, now: datetime) -> None:
    """Queue the printing of a registration's ticket; while it is under way nothing more is queued."""
    job = printing_of(registration.id)
    if job is None or not job.is_open:
        outbox.queue_job(
            PRINT_TICKET, {"registration_id": registration.id},
            now=now, event_id=registration.event_id, subject_ref=about_ticket(registration.id),
        )  # fmt: skip


def print_ticket(registration: Registration, data_dir: Path, *, base_url: str) -> Path:
    """Print the ticket of a registration as it is now, unless it is there, and return where it lies.

    It takes a second or two: call it outside of a transaction. Raises PrintingFailed where it cannot be printed.
    """
    ticket = ticket_of(registration, base_url=base_url)
    path = tickets.path_of(data_dir, ticket.key)
    if not path.is_file():
        problems: list[str] = []
        tickets.keep(data_dir, ticket.key, render_apart(tickets.ticket_html(ticket), problems))
        for problem in problems:
            log.warning("ticket %s: %s", ticket.code, problem)
    return path
