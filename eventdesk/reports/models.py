"""The report of an event: the texts that communications staff write, and the PDF made of them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventdesk.core.db import UTCDateTime, db
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.reports.states import ReportState


class EventReport(db.Model):  # type: ignore[name-defined,misc]
    """The texts of an event's report, its latest PDF, and whether it is published."""

    __tablename__ = "event_report"
    __table_args__ = (CheckConstraint("state IN ('draft', 'published')", name="state"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    subtitle: Mapped[str] = mapped_column(String(160), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    conclusions: Mapped[str] = mapped_column(Text, default="")
    funding_note: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=0)
    """The number of the latest PDF; 0 before the first."""
    file_key: Mapped[str] = mapped_column(String(64), default="")
    """The key of the latest PDF among the stored files."""
    data_as_of: Mapped[datetime | None] = mapped_column(UTCDateTime)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_item.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(10), default=ReportState.DRAFT)
    published_file_key: Mapped[str] = mapped_column(String(64), default="")
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()


class SessionOutcome(db.Model):  # type: ignore[name-defined,misc]
    """The summary of a session and its outcomes, written after the event."""

    __tablename__ = "session_outcome"

    event_session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"), primary_key=True)
    summary: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event_session: Mapped[EventSession] = relationship()
