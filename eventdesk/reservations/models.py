"""Registrations, seats and check-ins. The constraints here have the last word on who sits where."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventdesk.core.db import UTCDateTime, db
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models import Event, EventSession


class Registration(db.Model):  # type: ignore[name-defined,misc]
    """That a person comes to an event, with what they were at the time, so that later changes leave figures alone."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        CheckConstraint("state IN ('confirmed', 'cancelled')", name="state"),
        Index("ix_registration_event_created", "event_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"), index=True)
    country: Mapped[str] = mapped_column(String(2), default="")
    stakeholder_kind: Mapped[str] = mapped_column(String(30), default="")
    job_title: Mapped[str] = mapped_column(String(160), default="")
    may_be_named: Mapped[bool] = mapped_column(default=False)
    """Whether the person agreed to stand in the report's list of participants."""
    state: Mapped[str] = mapped_column(String(10), default="confirmed")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")


class SeatCount(db.Model):  # type: ignore[name-defined,misc]
    """The seats of one session. No row: no reservation is needed. Every claim goes through this row, under its lock."""

    __tablename__ = "seat_count"
    __table_args__ = (
        CheckConstraint("taken BETWEEN 0 AND capacity", name="taken"),
        CheckConstraint("waiting >= 0", name="waiting"),
    )

    event_session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"), primary_key=True)
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    queue_last: Mapped[int] = mapped_column(default=0)
    """The last number given out in the queue; numbers are never given twice."""
    is_open: Mapped[bool] = mapped_column(default=True)
    has_waiting_list: Mapped[bool] = mapped_column(default=True)
    last_claim: Mapped[int] = mapped_column(default=0)
    """What the last claim got: 0 a seat, else its number in the queue."""
    version: Mapped[int] = mapped_column(default=0)
    """Grows with every change; pages that show seats are cached by it."""

    event_session: Mapped[EventSession] = relationship()


LIVE = "state IN ('confirmed', 'waiting')"


class Reservation(db.Model):  # type: ignore[name-defined,misc]
    """A person's seat in a session, or their place in its queue."""

    __tablename__ = "reservation"
    __table_args__ = (
        CheckConstraint("state IN ('confirmed', 'waiting', 'cancelled')", name="state"),
        CheckConstraint("(state = 'waiting') <= (queue_number IS NOT NULL)", name="queued"),
        UniqueConstraint("event_session_id", "queue_number"),
        Index(
            "ux_reservation_live",
            "event_session_id",
            "person_id",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        Index("ix_reservation_session_state", "event_session_id", "state", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    event_session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    queue_number: Mapped[int | None]
    """The number drawn on arrival; the position shown is how many wait with lower ones, plus one."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    event_session: Mapped[EventSession] = relationship()
    person: Mapped[Person] = relationship()


class CheckIn(db.Model):  # type: ignore[name-defined,misc]
    """That a person was seen at the door of a session. Undoing removes the row; the audit trail keeps both deeds."""

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("event_session_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    is_walk_in: Mapped[bool] = mapped_column(default=False)
    """Whether the person came without a reservation."""

    event_session: Mapped[EventSession] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Star(db.Model):  # type: ignore[name-defined,misc]
    """That somebody marked a session as one they would like to see. It holds no seat, and nobody else sees it."""

    __tablename__ = "star"
    __table_args__ = (UniqueConstraint("person_id", "event_session_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    event_session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event_session: Mapped[EventSession] = relationship()
