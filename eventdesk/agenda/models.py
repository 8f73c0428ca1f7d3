"""The tables of favourites and of what participants have read."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventdesk.core.db import UTCDateTime, db
from eventdesk.programme.models.programme import EventSession


class Favourite(db.Model):  # type: ignore[name-defined,misc]
    """A session that a person would like to see. It reserves no seat, and nobody else sees it."""

    __tablename__ = "favourite"
    __table_args__ = (UniqueConstraint("person_id", "event_session_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    event_session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event_session: Mapped[EventSession] = relationship()


class ProgrammeReadMarker(db.Model):  # type: ignore[name-defined,misc]
    """Up to which version of an event's programme a person has read the changes on their agenda."""

    __tablename__ = "programme_read_marker"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, index=True)
    version: Mapped[int]
    """`ProgrammeVersion.number`; 0 before the first."""
    at: Mapped[datetime] = mapped_column(UTCDateTime)
