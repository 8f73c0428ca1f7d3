"""Spreadsheets of registrations: the worker writes them, and deletes them after a day."""

from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

from eventdesk.attendees.queries.registrations import RegistrationFilter
from eventdesk.core import audit, outbox
from eventdesk.core.codes import new_code
from eventdesk.core.models import OutboxItem
from eventdesk.core.states import OutboxState
from eventdesk.programme.models.programme import Event

EXPORT_JOB = "export_registrations"
"""The kind of the job that writes a spreadsheet."""
REMOVE_JOB = "remove_export"
"""The kind of the job that deletes it."""
EXPORT_RETENTION = timedelta(days=1)


def request_export(
    event: Event, filters: RegistrationFilter, *, order: str, actor_id: int | None, now: datetime
) -> int:
    """Queue the export of the matching registrations, and its deletion after a day; return the id of the job."""
    file = f"{new_code(20)}.xlsx"
    arguments = {"file": file, "filters": asdict(filters), "order": order}
    item_id = outbox.queue_job(EXPORT_JOB, arguments, now=now, event_id=event.id)
    outbox.queue_job(REMOVE_JOB, {"file": file}, now=now, due_at=now + EXPORT_RETENTION)
    audit.record("export_registrations", event, actor_id=actor_id, now=now, event_id=event.id)
    return item_id


def requested_filter(item: OutboxItem) -> RegistrationFilter:
    """Return the filter of an export job."""
    filters = item.payload["filters"]
    return RegistrationFilter(**{**filters, "answers": tuple(filters["answers"])})


def export_path(data_dir: Path, file: str) -> Path:
    """Return the path of the file of an export."""
    return data_dir / "exports" / Path(file).name


def is_available(item: OutboxItem, *, now: datetime) -> bool:
    """Return whether the file of an export can still be downloaded."""
    return item.state == OutboxState.DONE and now < item.created_at + EXPORT_RETENTION
