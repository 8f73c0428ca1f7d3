"""Questions with their event, and how many people answered each question."""

from dataclasses import dataclass

from sqlalchemy import func, select

from eventdesk.core.db import db
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.registration.models import Question, Registration
from eventdesk.registration.queries.questions import answer_counts, questions_of
from eventdesk.registration.states import ACTIVE_STATES


@dataclass(frozen=True)
class QuestionOfEvent:
    """A question with its event. It is not stored as long as the event has the default questions."""

    question: Question
    event: Event

    @property
    def event_id(self) -> int:
        return self.event.id


def question_of_event(event_slug: str, question_code: str) -> QuestionOfEvent | None:
    """Return the question with this code in an event's form, or None."""
    event = event_by_slug(event_slug)
    if event is None:
        return None
    questions = (question for question in questions_of(event.id) if question.code == question_code)
    question = next(questions, None)
    return QuestionOfEvent(question, event) if question else None


def answered_count(event_id: int) -> dict[str, int]:
    """Return how many people answered each question of an event, by its code, including profile fields."""
    rows = db.session.execute(
        select(
            func.count(Registration.organisation_id).label("organisation"),
            func.count(func.nullif(Registration.country, "")).label("country"),
            func.count(func.nullif(Registration.stakeholder_kind, "")).label("stakeholder_kind"),
            func.count(func.nullif(Registration.job_title, "")).label("job_title"),
        ).where(Registration.event_id == event_id, Registration.state.in_(ACTIVE_STATES))
    ).mappings()
    return {**answer_counts(event_id), **rows.one()}
