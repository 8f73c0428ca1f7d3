"""Reading what organisers build: a question or an invitation code together with its event."""

from dataclasses import dataclass

from eventdesk.programme.models import Event
from eventdesk.programme.queries import event_by_slug
from eventdesk.reservations.models import InvitationCode, Question
from eventdesk.reservations.queries.questions import invitation_by_code, questions_of


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
