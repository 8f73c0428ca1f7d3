"""The speakers of an event and of its sessions, and the people with a role in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from eventdesk.accounts.models import EventRole
from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.states import DraftState
from eventdesk.speakers.models import SpeakerAssignment


@dataclass(frozen=True)
class AssignmentOfSession:
    """An assignment with its session, whose event decides who may change it."""

    appearance: SpeakerAssignment
    event_session: EventSession

    @property
    def event_id(self) -> int:
        return self.event_session.event_id


def assignments(event_session_id: int) -> Sequence[SpeakerAssignment]:
    """Return the assignments of a session in their order, with people, organisations and talks."""
    return (
        db.session.scalars(
            select(SpeakerAssignment)
            .where(SpeakerAssignment.event_session_id == event_session_id)
            .order_by(SpeakerAssignment.position, SpeakerAssignment.id)
        )
        .unique()
        .all()
    )


def assignment_by_id(event_slug: str, session_code: str, appearance_id: int) -> AssignmentOfSession | None:
    """Return the assignment with this id if it belongs to this session of this event, or None."""
    row = db.session.execute(
        select(SpeakerAssignment, EventSession)
        .join(EventSession, EventSession.id == SpeakerAssignment.event_session_id)
        .join(Event, Event.id == EventSession.event_id)
        .where(Event.slug == event_slug, EventSession.code == session_code, SpeakerAssignment.id == appearance_id)
    ).first()
    return AssignmentOfSession(row[0], row[1]) if row else None


@dataclass(frozen=True)
class SpeakerOfEvent:
    """A person who appears in a session of an event, drafts too."""

    event: Event
    person: Person

    @property
    def event_id(self) -> int:
        return self.event.id


def speakers_of_event(event_id: int) -> Sequence[tuple[Person, int]]:
    """Return the people who appear in the draft of an event by name, each with the number of their sessions. One query."""
    count = func.count(SpeakerAssignment.event_session_id.distinct())
    rows = db.session.execute(
        select(Person, count)
        .join(SpeakerAssignment, SpeakerAssignment.person_id == Person.id)
        .join(DraftSession, DraftSession.event_session_id == SpeakerAssignment.event_session_id)
        .where(DraftSession.event_id == event_id, DraftSession.state != DraftState.REMOVED)
        .group_by(Person.id)
        .order_by(Person.sort_key, Person.id)
    )
    return [(row[0], row[1]) for row in rows.unique()]


def speaker_by_code(event_slug: str, speaker_code: str) -> SpeakerOfEvent | None:
    """Return the person with this code if they appear in a session of the event, drafts too, or None."""
    row = db.session.execute(
        select(Event, Person)
        .join(EventSession, EventSession.event_id == Event.id)
        .join(SpeakerAssignment, SpeakerAssignment.event_session_id == EventSession.id)
        .join(Person, Person.id == SpeakerAssignment.person_id)
        .where(Event.slug == event_slug, Person.code == speaker_code)
        .limit(1)
    ).first()
    return SpeakerOfEvent(row[0], row[1]) if row else None


def other_events_of(person_id: int, event_id: int) -> int:
    """Return the number of other events in which a person appears."""
    return (
        db.session.scalar(
            select(func.count(EventSession.event_id.distinct()))
            .join(SpeakerAssignment, SpeakerAssignment.event_session_id == EventSession.id)
            .where(SpeakerAssignment.person_id == person_id, EventSession.event_id != event_id)
        )
        or 0
    )


@dataclass(frozen=True)
class RoleOfEvent:
    """A role of a person in an event, with the event."""

    role: EventRole
    event: Event

    @property
    def event_id(self) -> int:
        return self.event.id


def role_by_id(event_slug: str, role_id: int) -> RoleOfEvent | None:
    """Return the role with this id if it belongs to this event, or None."""
    row = db.session.execute(
        select(EventRole, Event)
        .join(Event, Event.id == EventRole.event_id)
        .where(Event.slug == event_slug, EventRole.id == role_id)
    ).first()
    return RoleOfEvent(row[0], row[1]) if row else None
