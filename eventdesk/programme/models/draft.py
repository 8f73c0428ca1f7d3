"""The draft that organisers plan on, the changes that led to it, and the published versions of the programme."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventdesk.core.db import UTCDateTime, db
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event, EventSession, Room, Track
from eventdesk.programme.states import ChangeState, DraftState


class DraftSession(db.Model):  # type: ignore[name-defined,misc]
    """A session as the next version of the programme will show it; its EventSession holds what visitors see now.

    Each session has exactly one, created with it.
    """

    __tablename__ = "draft_session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_times"),
        CheckConstraint("state IN ('planned', 'cancelled', 'removed')", name="state"),
        CheckConstraint("kind IN ('session', 'plenary', 'break')", name="kind"),
        Index("ix_draft_session_event_start", "event_id", "starts_at"),
    )

    event_session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10), default="session")
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id", ondelete="SET NULL"), index=True)
    place: Mapped[str] = mapped_column(String(120), default="")
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id", ondelete="SET NULL"), index=True)
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """None while the session is unscheduled."""
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    minutes: Mapped[int] = mapped_column(default=45)
    """The length of the session, also while it is unscheduled."""
    state: Mapped[str] = mapped_column(String(10), default=DraftState.PLANNED.value)
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every change; a change made from an older version is refused."""

    event_session: Mapped[EventSession] = relationship()
    room: Mapped[Room | None] = relationship()
    track: Mapped[Track | None] = relationship()


class DraftChange(db.Model):  # type: ignore[name-defined,misc]
    """One change of the draft by one organiser, stored so that it can be undone and redone."""

    __tablename__ = "draft_change"
    __table_args__ = (
        CheckConstraint("state IN ('done', 'undone', 'dropped')", name="state"),
        Index("ix_draft_change_event_actor", "event_id", "actor_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    verb: Mapped[str] = mapped_column(String(20))
    """`add`, `move`, `unplace`, `change`, `cancel`, `restore` or `remove`."""
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """For each session its id, and the changed values before and after (`rules/draft.py: as_stored`)."""
    state: Mapped[str] = mapped_column(String(10), default=ChangeState.DONE.value)

    actor: Mapped[Person | None] = relationship()


class ProgrammeVersion(db.Model):  # type: ignore[name-defined,misc]
    """A published version of the programme, with its differences from the version before. Rows are never changed."""

    __tablename__ = "programme_version"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    number: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The differences, as plain values (`rules/versions.py: Change`)."""

    event: Mapped[Event] = relationship()
