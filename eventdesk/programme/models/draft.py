"""The draft that organisers plan on, the steps that led to it, and the versions that were published of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventdesk.core.db import UTCDateTime, db
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event, EventSession, Room, Track


class DraftSession(db.Model):  # type: ignore[name-defined,misc]
    """What the next version of the programme will say of a session. The session itself holds what visitors see now.

    There is exactly one for each session, made with it.
    """

    __tablename__ = "draft_session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_times"),
        CheckConstraint("state IN ('planned', 'cancelled', 'removed')", name="state"),
        CheckConstraint("kind IN ('session', 'plenary', 'break')", name="kind"),
        Index("ix_session_plan_event_start", "event_id", "starts_at"),
    )

    event_session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10), default="session")
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id", ondelete="SET NULL"), index=True)
    place: Mapped[str] = mapped_column(String(120), default="")
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id", ondelete="SET NULL"), index=True)
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """None: it is in the tray of what has no time yet."""
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    minutes: Mapped[int] = mapped_column(default=45)
    """How long it lasts, also while it has no time."""
    state: Mapped[str] = mapped_column(String(10), default="planned")
    """`removed` sessions were never published and are kept only so that the removal can be undone."""
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every step; a step made from an older one is refused."""

    event_session: Mapped[EventSession] = relationship()
    room: Mapped[Room | None] = relationship()
    track: Mapped[Track | None] = relationship()


class DraftChange(db.Model):  # type: ignore[name-defined,misc]
    """One step of planning by one organiser, with what it changed, so that it can be undone and done again."""

    __tablename__ = "draft_change"
    __table_args__ = (
        CheckConstraint("state IN ('done', 'undone', 'dropped')", name="state"),
        Index("ix_planning_step_event_actor", "event_id", "actor_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    verb: Mapped[str] = mapped_column(String(20))
    """`add`, `move`, `unplace`, `change`, `cancel`, `restore` or `remove`."""
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """For each session its id, and the values before and after of what changed (rules/planning.py: `as_stored`)."""
    state: Mapped[str] = mapped_column(String(10), default="done")
    """An `undone` step can be redone until its organiser takes another, and is deleted then; `dropped`: it can be neither."""

    actor: Mapped[Person | None] = relationship()


class ProgrammeVersion(db.Model):  # type: ignore[name-defined,misc]
    """A version of the programme that was published, with what it changed since the one before. Never changed."""

    __tablename__ = "programme_version"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    number: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """What changed, as plain values (rules/versions.py: `Change`)."""

    event: Mapped[Event] = relationship()
