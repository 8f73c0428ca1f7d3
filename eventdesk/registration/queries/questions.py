"""The questions of an event's registration form, and the answers to them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from eventdesk.core.db import db
from eventdesk.registration.models import Answer, Question, RegistrationLink, RegistrationPolicy

DEFAULT_QUESTIONS = ("organisation", "country", "stakeholder_kind")
"""The questions, all optional, of an event whose organisers have not built a form yet."""


def default_question(event_id: int, standard: str, position: int) -> Question:
    """Return a new question for a standard field, not stored."""
    kinds = {"country": "choice", "stakeholder_kind": "choice", "attendance": "choice", "access": "long_text"}
    return Question(
        event_id=event_id,
        code=standard,
        standard=standard,
        kind=kinds.get(standard, "text"),
        position=position,
        label="",
        hint="",
        choices=[],
        is_required=False,
        purpose="",
        # The list of attendees at check-in shows organisation and country.
        seen_by="door" if standard in ("organisation", "country") else "organisers",
        # Needs of health and diet are sensitive data.
        delete_after_days=14 if standard in ("dietary", "access") else None,
        depends_on="",
        depends_values=[],
        depends_effect="shown",
    )


def questions_of(event_id: int) -> Sequence[Question]:
    """Return the questions of an event's form in order; the default ones, not stored, if it has no policy yet."""
    stored = db.session.scalars(
        select(Question).where(Question.event_id == event_id).order_by(Question.position, Question.id)
    ).all()
    if stored or db.session.get(RegistrationPolicy, event_id) is not None:
        return stored
    return [default_question(event_id, name, position) for position, name in enumerate(DEFAULT_QUESTIONS)]


def answers_of(registration_id: int) -> dict[str, Any]:
    """Return the answers of a registration, by the code of the question."""
    rows = db.session.execute(
        select(Question.code, Answer.value)
        .join(Answer, Answer.question_id == Question.id)
        .where(Answer.registration_id == registration_id)
    )
    return dict(rows.all())


def file_answers() -> list[Any]:
    """Return all files that were uploaded as answers, in all events and in forms that are not confirmed yet."""
    files = list(
        db.session.scalars(
            select(Answer.value).join(Question, Question.id == Answer.question_id).where(Question.kind == "file")
        )
    )
    for typed in db.session.scalars(select(RegistrationLink.typed)):
        files += [value for value in typed.get("answers", {}).values() if isinstance(value, dict)]
    return files


def answer_counts(event_id: int) -> dict[str, int]:
    """Return how many people answered each question of an event, by its code."""
    rows = db.session.execute(
        select(Question.code, func.count(Answer.id))
        .join(Answer, Answer.question_id == Question.id)
        .where(Question.event_id == event_id)
        .group_by(Question.code)
    )
    return dict(rows.all())
