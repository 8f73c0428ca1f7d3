"""The form of an event's registration, and what was answered."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventdesk.core.db import db

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
