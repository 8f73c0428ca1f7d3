"""Tables of registration: questions and answers, policy, registrations, invitation codes, confirmation links."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventdesk.core.db import UTCDateTime, db
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models.programme import Event

KINDS = ("text", "long_text", "choice", "choices", "number", "date", "file", "consent")
STANDARD = ("organisation", "country", "stakeholder_kind", "job_title", "attendance", "dietary", "access")
"""Questions with a fixed meaning; the first four are stored on the registration itself."""


class Question(db.Model):  # type: ignore[name-defined,misc]
    """A question of a registration form, with its purpose, who sees the answers and when they are deleted."""

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
    """The name of the field in the form and of the column in exports; for a standard field its name."""
    position: Mapped[int]
    standard: Mapped[str] = mapped_column(String(20), default="")
    """Which standard field it is; "" for a question that organisers wrote."""
    kind: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(200), default="")
    """The text of the question; "" for a standard field with its default label."""
    hint: Mapped[str] = mapped_column(String(300), default="")
    choices: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """The choices as `{"id", "text"}`. Answers store the id, so that the text can be edited."""
    is_required: Mapped[bool] = mapped_column(default=False)
    purpose: Mapped[str] = mapped_column(String(300), default="")
    """Why it is asked; shown next to the field (GDPR, article 13)."""
    seen_by: Mapped[str] = mapped_column(String(10), default="organisers")
    """`organisers`; `door`: moderators too; `staff`: communications staff too."""
    delete_after_days: Mapped[int | None]
    """Days after the event's last day; None: answers are stored as long as the registration."""
    depends_on: Mapped[str] = mapped_column(String(20), default="")
    """The code of an earlier question on whose answer this one depends; "" for no condition."""
    depends_values: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The answers to it with which this question is shown, or required; "yes" for a consent."""
    depends_effect: Mapped[str] = mapped_column(String(10), default="shown")


class Answer(db.Model):  # type: ignore[name-defined,misc]
    """The answer of one registration to one question."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("registration_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    value: Mapped[Any] = mapped_column(JSON)
    """A text, number or ISO date, the id of a choice or a list of ids, true for a consent, `{"key", "name", "type", "size"}`
    for a file."""


class RegistrationPolicy(db.Model):  # type: ignore[name-defined,misc]
    """Who can register for an event, and how many. Without a row: everyone, without a limit."""

    __tablename__ = "registration_policy"
    __table_args__ = (CheckConstraint("taken BETWEEN 0 AND places", name="taken"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    places: Mapped[int | None]
    """The capacity of the event; None: no limit."""
    taken: Mapped[int] = mapped_column(default=0)
    """Confirmed and unconfirmed registrations; only counted while `places` is set."""
    requires_approval: Mapped[bool] = mapped_column(default=False)
    requires_code: Mapped[bool] = mapped_column(default=False)
    """Whether only people with an invitation code can register."""
    note: Mapped[str] = mapped_column(Text, default="")
    """Markdown, shown above the form."""


class Registration(db.Model):  # type: ignore[name-defined,misc]
    """A person's registration for an event, with a copy of their profile, so that later changes do not change figures."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        CheckConstraint("state IN ('unconfirmed', 'pending', 'confirmed', 'rejected', 'cancelled')", name="state"),
        CheckConstraint("(state = 'unconfirmed') = (expires_at IS NOT NULL)", name="unconfirmed"),
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
    """Whether the person agreed to be listed in the report."""
    state: Mapped[str] = mapped_column(String(12), default="confirmed")
    """A RegistrationState."""
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When an unconfirmed registration loses its place."""
    reason: Mapped[str] = mapped_column(String(300), default="")
    """Why it was rejected or cancelled; the person sees it."""
    invitation_code_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitation_code.id", ondelete="SET NULL"), index=True
    )
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """The colleague who registered this person."""
    link_version: Mapped[int] = mapped_column(default=0)
    """Part of the signed link to the personal page: increasing it revokes the links sent so far."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship(lazy="joined", foreign_keys=[person_id])
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")

    @property
    def ref(self) -> tuple[str, int]:
        """What the signed link to the registration's page is made of: its code and its link version."""
        return self.code, self.link_version


class InvitationCode(db.Model):  # type: ignore[name-defined,misc]
    """A code with which people can register, a limited number of times."""

    __tablename__ = "invitation_code"
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        CheckConstraint("uses BETWEEN 0 AND max_uses", name="uses"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(30))
    """In upper case."""
    note: Mapped[str] = mapped_column(String(160), default="")
    """Who it is for; only organisers see it."""
    max_uses: Mapped[int]
    uses: Mapped[int] = mapped_column(default=0)
    """Pending and confirmed registrations that used it."""
    skips_approval: Mapped[bool] = mapped_column(default=True)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class RegistrationLink(db.Model):  # type: ignore[name-defined,misc]
    """A link that confirms the address of a person who registered without signing in.

    Opening it shows a button; only the button uses the link. The form's input is stored here until then.
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
