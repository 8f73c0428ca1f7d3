"""The table of check-ins."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventdesk.core.db import UTCDateTime, db
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import EventSession


class CheckIn(db.Model):  # type: ignore[name-defined,misc]
    """A person who was checked in to a session. Undoing a check-in deletes the row; the audit trail records both."""

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("event_session_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """Who checked the person in."""
    is_walk_in: Mapped[bool] = mapped_column(default=False)
    """Whether the person came without a reservation."""

    event_session: Mapped[EventSession] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
