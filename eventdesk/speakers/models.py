"""Speakers of sessions, their availability, and materials."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventdesk.core.db import UTCDateTime, db
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models.programme import Event, EventSession, Talk


class SpeakerAssignment(db.Model):  # type: ignore[name-defined,misc]
    """A person's role in a session or in one of its talks, with job title and organisation at that time."""

    __tablename__ = "appearance"
    __table_args__ = (
        UniqueConstraint("event_session_id", "talk_id", "person_id", "part"),
        CheckConstraint("part IN ('speaker', 'moderator', 'organiser')", name="part"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"), index=True)
    talk_id: Mapped[int | None] = mapped_column(ForeignKey("talk.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    part: Mapped[str] = mapped_column(String(12), default="speaker")
    job_title: Mapped[str] = mapped_column(String(160), default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"))
    position: Mapped[int] = mapped_column(default=0)

    event_session: Mapped[EventSession] = relationship()
    talk: Mapped[Talk | None] = relationship()
    person: Mapped[Person] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")


class AvailabilitySlot(db.Model):  # type: ignore[name-defined,misc]
    """A time at which a person can come to an event. People without any can come at any time."""

    __tablename__ = "availability"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times"),
        Index("ix_availability_event_person", "event_id", "person_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()


class Material(db.Model):  # type: ignore[name-defined,misc]
    """A file to download from the page of a session; it is stored under the hash of its content."""

    __tablename__ = "material"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    event_session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    file_name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(100))
    """Determined from the content, whatever the upload states."""
    size: Mapped[int]
    """In bytes."""
    file_key: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    position: Mapped[int] = mapped_column(default=0)

    event_session: Mapped[EventSession] = relationship()
