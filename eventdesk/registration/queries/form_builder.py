"""Reading what organisers build: a question or an invitation code together with its event, and how many answered."""

from dataclasses import dataclass

from sqlalchemy import func, select

from eventdesk.core.db import db
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.registration.models import InvitationCode, Question, Registration
from eventdesk.registration.queries.questions import answer_counts, invitation_by_code, questions_of


@dataclass(frozen=True)
class QuestionOfEvent:
    """A question of an event's form; it is not stored while the form is still the usual one."""

    question: Question
    event: Event

    @property
    def event_id(self) -> int:
        return self.event.id


@dataclass(frozen=True)
class InvitationOfEvent:
    """An invitation code with its event."""

    invitation: InvitationCode
    event: Event

    @property
    def event_id(self) -> int:
        return self.event.id


def question_of_event(event_slug: str, question_code: str) -> QuestionOfEvent | None:
    """Return the question of this event's form that has this code, or None."""
    event = event_by_slug(event_slug)
    if event is None:
        return None
    found = next((one for one in questions_of(event.id) if one.code == question_code), None)
    return QuestionOfEvent(found, event) if found else None


def invitation_of_event(event_slug: str, invitation_code: str) -> InvitationOfEvent | None:
    """Return the invitation code of this event that is written so, or None."""
    event = event_by_slug(event_slug)
    found = event and invitation_by_code(event.id, invitation_code)
    return InvitationOfEvent(found, event) if event and found else None


def answered_count(event_id: int) -> dict[str, int]:
    """Return how many people answered each question of an event, by its code, also those kept on the registration."""
    rows = db.session.execute(
        select(
            func.count(Registration.organisation_id).label("organisation"),
            func.count(func.nullif(Registration.country, "")).label("country"),
            func.count(func.nullif(Registration.stakeholder_kind, "")).label("stakeholder_kind"),
            func.count(func.nullif(Registration.job_title, "")).label("job_title"),
        ).where(Registration.event_id == event_id, Registration.state.in_(("confirmed", "pending")))
    ).mappings()
    return {**answer_counts(event_id), **rows.one()}


def capacity_taken(event_id: int) -> int:
    """Return how many places of an event are taken: by people who are registered, or whose address is not confirmed."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Registration.event_id == event_id, Registration.state.in_(("confirmed", "unconfirmed"))
            )
        )
        or 0
    )
