"""Writing the audit trail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from eventdesk.core.db import db
from eventdesk.core.models import AuditEntry
from eventdesk.core.precompiled import PrecompiledStatement

_ENTRY = PrecompiledStatement(
    insert(AuditEntry.__table__), columns=("at", "actor_id", "event_id", "verb", "subject", "detail")
)
"""Inserted without the ORM: every action writes an entry, and no caller needs it as an object."""


def record(
    verb: str, subject: object, *, actor_id: int | None, now: datetime, event_id: int | None = None, **detail: Any
) -> None:
    """Record in the current transaction that `actor_id` did `verb` to `subject`: a stored model, or "Kind:id"."""
    name = subject if isinstance(subject, str) else f"{type(subject).__name__}:{subject.id}"  # type: ignore[attr-defined]
    entry = {"at": now, "actor_id": actor_id, "event_id": event_id, "verb": verb, "subject": name, "detail": detail}
    _ENTRY.execute(entry)


def record_all(
    verb: str,
    subjects: Sequence[str],
    *,
    actor_id: int | None,
    now: datetime,
    event_id: int | None = None,
    **detail: Any,
) -> None:
    """Record the same action on many subjects ("Kind:id") at once."""
    entry = {"at": now, "actor_id": actor_id, "event_id": event_id, "verb": verb, "detail": detail}
    if subjects:
        db.session.connection().execute(
            insert(AuditEntry.__table__), [{**entry, "subject": subject} for subject in subjects]
        )
