"""Writing the audit trail."""

from datetime import datetime
from typing import Any

from eventdesk.core.db import db
from eventdesk.core.models import AuditEntry


def record(
    verb: str, subject: object, *, actor_id: int | None, now: datetime, event_id: int | None = None, **detail: Any
) -> None:
    """Note in the present transaction that `actor_id` did `verb` to `subject` (a model with an id)."""
    name = f"{type(subject).__name__}:{subject.id}"  # type: ignore[attr-defined]
    db.session.add(AuditEntry(at=now, actor_id=actor_id, event_id=event_id, verb=verb, subject=name, detail=detail))
