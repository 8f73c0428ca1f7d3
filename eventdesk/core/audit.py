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
"""Straight to the table: nobody needs the entry as an object, and every deed writes one."""


def record(
    verb: str, subject: object, *, actor_id: int | None, now: datetime, event_id: int | None = None, **detail: Any
) -> None:
    """Note in the present transaction that `actor_id` did `verb` to `subject`: a stored model, or "kind:id"."""
    name = subject if isinstance(subject, str) else f"{type(subject).__name__}:{subject.id}"  # type: ignore[attr-defined]
    entry = {"at": now, "actor_id": actor_id, "event_id": event_id, "verb": verb, "subject": name, "detail": detail}
    _ENTRY.run(entry)


def record_all(
    verb: str,
    subjects: Sequence[str],
    *,
    actor_id: int | None,
    now: datetime,
    event_id: int | None = None,
    **detail: Any,
) -> None:
    """Note the same deed on many things ("kind:id") at once."""
    entry = {"at": now, "actor_id": actor_id, "event_id": event_id, "verb": verb, "detail": detail}
    if subjects:
        db.session.connection().execute(insert(AuditEntry.__table__), [{**entry, "subject": one} for one in subjects])
