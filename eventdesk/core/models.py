"""Tables that belong to no feature: audit trail, outbox, idempotency keys, rate limits, worker heartbeats."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from eventdesk.core.db import UTCDateTime, db
from eventdesk.core.partial_index import partial_index
from eventdesk.core.states import OPEN_STATES, OutboxState, sql_list


class AuditEntry(db.Model):  # type: ignore[name-defined,misc]
    """Who did what to which object, and when. Written in the transaction of the action, never changed."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    verb: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(60), index=True)
    """Class and id of the object, as in "Reservation:17"."""
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class OutboxItem(db.Model):  # type: ignore[name-defined,misc]
    """An email or a job that follows from an action: queued in its transaction, done by the worker afterwards."""

    __tablename__ = "outbox_item"
    __table_args__ = (
        CheckConstraint(f"state IN ({sql_list(OutboxState)})", name="state"),
        partial_index("ix_outbox_item_open", "due_at", where=f"state IN ({sql_list(OPEN_STATES)})"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    """`mail`, or the name of a job such as `render_report`."""
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    recipient: Mapped[str] = mapped_column(String(320), default="")
    subject_ref: Mapped[str] = mapped_column(String(60), default="", index=True)
    """Class and id of what an email is about, as in "Reservation:17". Histories show it there."""
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Plain values. Of an email: `template`, `values` and perhaps `language`. Of a job: its arguments, as ids."""
    state: Mapped[str] = mapped_column(String(10), default=OutboxState.QUEUED)
    """An `OutboxState`: queued → claimed → sending → done, logged or failed."""
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    attempts: Mapped[int] = mapped_column(default=0)
    progress: Mapped[int] = mapped_column(default=0)
    """Of a job, in percent."""
    error: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor failed yet."""
        return self.state in OPEN_STATES


class IdempotencyKey(db.Model):  # type: ignore[name-defined,misc]
    """The key of a submitted form: the same key again has no further effect."""

    __tablename__ = "idempotency_key"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    location: Mapped[str] = mapped_column(String(500))
    """The address that the form led to; "" for the page of the form itself."""
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class RateLimitCounter(db.Model):  # type: ignore[name-defined,misc]
    """The number of requests in the current window of a rate limit; shared by all processes."""

    __tablename__ = "rate_limit_counter"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[float]
    """Seconds since 1970."""


class WorkerHeartbeat(db.Model):  # type: ignore[name-defined,misc]
    """When a worker last reported that it is running; `/readyz` reads it."""

    __tablename__ = "worker_heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
