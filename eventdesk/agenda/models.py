"""Seats, queues, check-ins, stars."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventdesk.core.db import UTCDateTime, db
from eventdesk.programme.models.programme import EventSession


class Favourite(db.Model):  # type: ignore[name-defined,misc]
    """That somebody marked a session as one they would like to see. It holds no seat, and nobody else sees it."""

    __tablename__ = "star"
    __table_args__ = (UniqueConstraint("person_id", "event_session_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    event_session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event_session: Mapped[EventSession] = relationship()


class ProgrammeReadMarker(db.Model):  # type: ignore[name-defined,misc]
    """Up to which version of an event's programme somebody has seen the changes on their agenda."""

    __tablename__ = "programme_read_marker"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, index=True)
    version: Mapped[int]
    """`ProgrammeVersion.number`; 0 before the first."""
    at: Mapped[datetime] = mapped_column(UTCDateTime)
