"""The form of an event's registration, and what was answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventdesk.core.db import UTCDateTime, db
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models.programme import Event

KINDS = ("text", "long_text", "choice", "choices", "number", "date", "file", "consent")
STANDARD = ("organisation", "country", "stakeholder_kind", "job_title", "attendance", "dietary", "access")
"""Fields that every organiser knows; the first four are kept on the registration itself."""


class Question(db.Model):  # type: ignore[name-defined,misc]
    """One field of the form, with its purpose, who reads the answers and when they are deleted."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"standard IN {('', *STANDARD)}", name="standard"),
        CheckConstraint("seen_by IN ('organisers', 'door', 'staff')", name="seen_by"),
        CheckConstraint("depends_effect IN ('shown', 'required')", name="depends_effect"),
        CheckConstraint("delete_after_days >= 0", name="delete_after_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(20))
    """Names the field in the form and the column in exports; of a standard field its name."""
    position: Mapped[int]
    standard: Mapped[str] = mapped_column(String(20), default="")
    """Which of the standard fields it is; "" for the organisers' own questions."""
    kind: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(200), default="")
    """The organisers' words; "" of a standard field: its usual name."""
    hint: Mapped[str] = mapped_column(String(300), default="")
    choices: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """Of a choice: `{"id", "text"}` each. Answers keep the id, so that words can be mended."""
    is_required: Mapped[bool] = mapped_column(default=False)
    purpose: Mapped[str] = mapped_column(String(300), default="")
    """Why it is asked; said beside the field (GDPR, article 13)."""
    seen_by: Mapped[str] = mapped_column(String(10), default="organisers")
    """`organisers`, `door` (and moderators), `staff` (and communications)."""
    delete_after_days: Mapped[int | None]
    """Days after the event's last day; None: as long as the registration."""
    depends_on: Mapped[str] = mapped_column(String(20), default="")
    """The code of an earlier question of the event whose answer decides; "" where none does."""
    depends_values: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Answers to it with which this one is shown, or required; of a consent "yes"."""
    depends_effect: Mapped[str] = mapped_column(String(10), default="shown")


class Answer(db.Model):  # type: ignore[name-defined,misc]
    """What somebody answered to one question."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("registration_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    value: Mapped[Any] = mapped_column(JSON)
    """Text, number, ISO date, the id of a choice or a list of them, true for a consent; of a file its
    `{"key", "name", "type", "size"}`."""


class RegistrationPolicy(db.Model):  # type: ignore[name-defined,misc]
    """Who may register for an event, and how many. No row: everyone may, without a limit."""

    __tablename__ = "registration_policy"
    __table_args__ = (CheckConstraint("taken BETWEEN 0 AND places", name="taken"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    places: Mapped[int | None]
    """How many people may come; None: nobody counts."""
    taken: Mapped[int] = mapped_column(default=0)
    """Registrations that are confirmed or held; kept only while `places` is set."""
    requires_approval: Mapped[bool] = mapped_column(default=False)
    requires_code: Mapped[bool] = mapped_column(default=False)
    """Whether only people with an invitation code can register."""
    note: Mapped[str] = mapped_column(Text, default="")
    """Said above the form."""


class Registration(db.Model):  # type: ignore[name-defined,misc]
    """That a person comes to an event, with what they were at the time, so that later changes leave figures alone."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        CheckConstraint("state IN ('unconfirmed', 'pending', 'confirmed', 'rejected', 'cancelled')", name="state"),
        CheckConstraint("(state = 'unconfirmed') = (held_until IS NOT NULL)", name="unconfirmed"),
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
    consents_to_listing: Mapped[bool] = mapped_column(default=False)
    """Whether the person agreed to stand in the report's list of participants."""
    state: Mapped[str] = mapped_column(String(12), default="confirmed")
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
        CheckConstraint("uses BETWEEN 0 AND max_uses", name="uses"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(30))
    """Upper case, as it is compared."""
    note: Mapped[str] = mapped_column(String(160), default="")
    """Whom it is for; organisers alone read it."""
    max_uses: Mapped[int]
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
