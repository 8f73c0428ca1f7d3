"""Tables that belong to no feature: the audit trail, the outbox, the limits' counters."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from eventdesk.core.db import UTCDateTime, db
from eventdesk.core.partial_index import partial_index


class AuditEntry(db.Model):  # type: ignore[name-defined,misc]
    """Who did what to which thing, when. Written in the transaction of the deed, never changed."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    verb: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(60), index=True)
    """The kind and id of the thing, as in "Reservation:17"."""
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class OutboxItem(db.Model):  # type: ignore[name-defined,misc]
    """A mail or job that follows from a deed: written in its transaction, done by the worker afterwards."""

    __tablename__ = "outbox_item"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'claimed', 'sending', 'done', 'logged', 'failed')", name="state"),
        partial_index("ix_outbox_item_open", "due_at", where="state IN ('queued', 'claimed', 'sending')"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    """`mail`, or the name of a job such as `render_report`."""
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    recipient: Mapped[str] = mapped_column(String(320), default="")
    subject_ref: Mapped[str] = mapped_column(String(60), default="", index=True)
    """The kind and id of what a mail tells subject_ref, as in "Reservation:17"; histories show it."""
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Plain values: for a mail `template`, `values` and maybe `language`; for a job its arguments, ids only."""
    state: Mapped[str] = mapped_column(String(10), default="queued")
    """queued → claimed (a worker has it) → sending (the mail server is being handed it) → done, kept or failed."""
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    attempts: Mapped[int] = mapped_column(default=0)
    progress: Mapped[int] = mapped_column(default=0)
    """Of a job, in per cent."""
    error: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class IdempotencyKey(db.Model):  # type: ignore[name-defined,misc]
    """An idempotency key: that a form was sent, and where it led."""

    __tablename__ = "deed"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    location: Mapped[str] = mapped_column(String(500))
    """The address that answered it; "" for the page that the form stood on."""
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class RateLimitCounter(db.Model):  # type: ignore[name-defined,misc]
    """How often a limited address was asked in its present window; shared by all processes."""

    __tablename__ = "rate_limit_counter"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[float]
    """Seconds since 1970."""


class WorkerHeartbeat(db.Model):  # type: ignore[name-defined,misc]
    """When a worker last said that it lives; `/readyz` reads it."""

    __tablename__ = "worker_heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
