"""Tables of registrations that a worker writes, kept for a day."""

from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

from eventdesk.attendees.queries.registrations import RegistrationFilter
from eventdesk.core import audit, outbox
from eventdesk.core.codes import new_code
from eventdesk.core.models import OutboxItem
from eventdesk.programme.models.programme import Event

EXPORT_JOB = "export_registrations"
REMOVE_JOB = "remove_export"
"""The kinds of the worker's jobs."""
EXPORT_RETENTION = timedelta(days=1)


def request_export(event: Event, wanted: RegistrationFilter, *, order: str, actor_id: int | None, now: datetime) -> int:
    """Queue the writing of a table of the wanted registrations, and its removal after a day; return the job's id."""
    file = f"{new_code(20)}.xlsx"
    asked = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(wanted).items()}
    arguments = {"file": file, "wanted": asked, "order": order}
    item_id = outbox.queue_job(EXPORT_JOB, arguments, now=now, event_id=event.id)
    outbox.queue_job(REMOVE_JOB, {"file": file}, now=now, due_at=now + EXPORT_RETENTION)
    audit.record("export_registrations", event, actor_id=actor_id, now=now, event_id=event.id)
    return item_id


def export_path(data_dir: Path, file: str) -> Path:
    """Return where the file of an export lies."""
    return data_dir / "exports" / Path(file).name


def is_available(item: OutboxItem, *, now: datetime) -> bool:
    """Return whether the file of an export may still be fetched."""
    return item.state == "done" and now < item.created_at + EXPORT_RETENTION
