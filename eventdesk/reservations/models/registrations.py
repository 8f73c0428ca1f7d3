"""Who may come to an event, and who does."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventdesk.core.db import UTCDateTime, db
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models import Event


class RegistrationTerms(db.Model):  # type: ignore[name-defined,misc]
    """On what terms people register for an event and reserve seats in it. No row: everybody may, without limits."""

    __tablename__ = "registration_terms"
    __table_args__ = (CheckConstraint("taken BETWEEN 0 AND places", name="taken"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    places: Mapped[int | None]
    """How many people may come; None: nobody counts."""
    taken: Mapped[int] = mapped_column(default=0)
    """Registrations that are confirmed or held; kept only while `places` is set."""
    needs_approval: Mapped[bool] = mapped_column(default=False)
    needs_code: Mapped[bool] = mapped_column(default=False)
    """Whether only people with an invitation code can register."""
    refuses_overlaps: Mapped[bool] = mapped_column(default=False)
    """Whether nobody may hold two seats at one time; otherwise they are warned."""
    most_seats: Mapped[int | None]
    """How many seats one person may hold in the event; None: as many as they like."""
    most_seats_a_day: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    """Said above the form."""


class Registration(db.Model):  # type: ignore[name-defined,misc]
    """That a person comes to an event, with what they were at the time, so that later changes leave figures alone."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        CheckConstraint("state IN ('held', 'pending', 'confirmed', 'refused', 'cancelled')", name="state"),
        CheckConstraint("(state = 'held') = (held_until IS NOT NULL)", name="held"),
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
    """`held`: the e-mail address is not confirmed yet; `pending`: an organiser has to agree."""
    held_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(String(300), default="")
    """Why it was refused; the person reads it."""
    invitation_code_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitation_code.id", ondelete="SET NULL"), index=True
    )
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """Who registered them, where it was a colleague."""
    link_version: Mapped[int] = mapped_column(default=0)
    """Part of the key in the address of the personal page: counting it up ends the links that were sent."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship(lazy="joined", foreign_keys=[person_id])
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")


class InvitationCode(db.Model):  # type: ignore[name-defined,misc]
    """A code that lets people in, a number of times."""

    __tablename__ = "invitation_code"
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        CheckConstraint("uses BETWEEN 0 AND most_uses", name="uses"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(30))
    """Upper case, as it is compared."""
    note: Mapped[str] = mapped_column(String(160), default="")
    """Whom it is for; organisers alone read it."""
    most_uses: Mapped[int]
    uses: Mapped[int] = mapped_column(default=0)
    """Registrations that came with it, pending or confirmed."""
    skips_approval: Mapped[bool] = mapped_column(default=True)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class RegistrationLink(db.Model):  # type: ignore[name-defined,misc]
    """A link sent to an address that somebody registered without signing in, to show that it is theirs.

    Opening it shows a button; only pressing it uses the link up. What was typed waits here until then.
    """

    __tablename__ = "registration_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    typed: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()
