"""Speakers of events and sessions, their availability, and the materials of sessions."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased, contains_eager

from eventdesk.core.db import db
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.states import PublicationState
from eventdesk.speakers.models import AvailabilitySlot, Material, SpeakerAssignment


class SpeakerRow(NamedTuple):
    """A speaker's role in a session as pages show it, without private data."""

    event_session_id: int
    talk_id: int | None
    part: str
    code: str
    name: str
    sort_key: str
    job_title: str
    organisation: str
    country: str
    """The country of the person, else of the organisation; ISO 3166-1 alpha-2, or empty."""


# The statements are built at first use and cached: building one takes longer than running it, and would delay start-up.


@lru_cache
def _speaker_rows() -> Select[*tuple[Any, ...]]:
    """Return the statement for all SpeakerRows. Values of the session come before the present ones of the person."""
    at_session, current = aliased(Organisation), aliased(Organisation)
    return (
        select(
            SpeakerAssignment.event_session_id,
            SpeakerAssignment.talk_id,
            SpeakerAssignment.part,
            Person.code,
            Person.name,
            Person.sort_key,
            func.coalesce(func.nullif(SpeakerAssignment.job_title, ""), Person.job_title),
            func.coalesce(at_session.name, current.name, ""),
            func.coalesce(func.nullif(Person.country, ""), at_session.country, current.country, ""),
        )
        .join(Person, Person.id == SpeakerAssignment.person_id)
        .outerjoin(at_session, at_session.id == SpeakerAssignment.organisation_id)
        .outerjoin(current, current.id == Person.organisation_id)
        .order_by(SpeakerAssignment.position, SpeakerAssignment.id)
    )


@lru_cache
def _of_session() -> Select[*tuple[Any, ...]]:
    return _speaker_rows().where(SpeakerAssignment.event_session_id == bindparam("event_session_id"))


@lru_cache
def _of_event() -> Select[*tuple[Any, ...]]:
    return (
        _speaker_rows()
        .join(EventSession, EventSession.id == SpeakerAssignment.event_session_id)
        .where(EventSession.event_id == bindparam("event_id"), EventSession.state != PublicationState.DRAFT)
    )


def assignments_of_event(event_id: int) -> list[SpeakerRow]:
    """Return the speakers of all sessions of an event that visitors see, in the order of each session."""
    return [SpeakerRow(*row) for row in db.session.execute(_of_event(), {"event_id": event_id}).all()]


def assignments_of_session(event_session_id: int) -> list[SpeakerRow]:
    """Return the speakers of a session in their order."""
    return [SpeakerRow(*row) for row in db.session.execute(_of_session(), {"event_session_id": event_session_id}).all()]


def assignments_of_sessions(event_session_ids: Collection[int]) -> list[SpeakerRow]:
    """Return the speakers of these sessions of any events, in the order of each session."""
    statement = _speaker_rows().where(SpeakerAssignment.event_session_id.in_(event_session_ids))
    return [SpeakerRow(*row) for row in db.session.execute(statement).all()]


class Speaker(NamedTuple):
    """A person who appears in an event; the subject of a speaker page."""

    event: Event
    person: Person

    @property
    def event_id(self) -> int:
        return self.event.id

    @property
    def is_public(self) -> bool:
        return self.event.is_public


def speaker_of_event(event_slug: str, speaker_code: str) -> Speaker | None:
    """Return the person with this code if they appear in a session of the event that visitors see, or None."""
    row = db.session.execute(
        select(Event, Person)
        .join(EventSession, EventSession.event_id == Event.id)
        .join(SpeakerAssignment, SpeakerAssignment.event_session_id == EventSession.id)
        .join(Person, Person.id == SpeakerAssignment.person_id)
        .where(Event.slug == event_slug, EventSession.state != PublicationState.DRAFT, Person.code == speaker_code)
        .limit(1)
    ).first()
    return Speaker(row[0], row[1]) if row else None


def availability_of_event(event_id: int) -> dict[int, list[tuple[datetime, datetime]]]:
    """Return the times at which people can come to an event, by person id; all others can always come. One query."""
    rows = db.session.execute(
        select(AvailabilitySlot.person_id, AvailabilitySlot.starts_at, AvailabilitySlot.ends_at)
        .where(AvailabilitySlot.event_id == event_id)
        .order_by(AvailabilitySlot.person_id, AvailabilitySlot.starts_at)
    )
    slots: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for person_id, starts_at, ends_at in rows:
        slots[person_id].append((starts_at, ends_at))
    return dict(slots)


def availability(event_id: int, person_id: int) -> Sequence[AvailabilitySlot]:
    """Return the times at which a person can come to an event, by start; an empty list means any time."""
    return db.session.scalars(
        select(AvailabilitySlot)
        .where(AvailabilitySlot.event_id == event_id, AvailabilitySlot.person_id == person_id)
        .order_by(AvailabilitySlot.starts_at, AvailabilitySlot.id)
    ).all()


def availability_by_id(event_slug: str, speaker_code: str, window_id: int) -> AvailabilitySlot | None:
    """Return the availability slot with this id if it belongs to this person and event, with both, or None."""
    return db.session.scalar(
        select(AvailabilitySlot)
        .join(AvailabilitySlot.event)
        .join(AvailabilitySlot.person)
        .options(contains_eager(AvailabilitySlot.event), contains_eager(AvailabilitySlot.person))
        .where(Event.slug == event_slug, Person.code == speaker_code, AvailabilitySlot.id == window_id)
    )


def materials(event_session_id: int) -> Sequence[Material]:
    """Return the materials of a session in their order."""
    return db.session.scalars(
        select(Material).where(Material.event_session_id == event_session_id).order_by(Material.position, Material.id)
    ).all()


class MaterialOfSession(NamedTuple):
    """A material with its session; permissions are checked on the event and state of that session."""

    material: Material
    event_session: EventSession

    @property
    def event_id(self) -> int:
        return self.event_session.event_id

    @property
    def is_public(self) -> bool:
        return self.event_session.is_public

    @property
    def is_shown(self) -> bool:
        return self.event_session.is_shown


def material_by_code(event_slug: str, session_code: str, material_code: str) -> MaterialOfSession | None:
    """Return the material with this code if it belongs to this session of this event, or None. One query."""
    material = db.session.scalar(
        select(Material)
        .join(Material.event_session)
        .join(EventSession.event)
        .options(contains_eager(Material.event_session).contains_eager(EventSession.event))
        .where(Event.slug == event_slug, EventSession.code == session_code, Material.code == material_code)
    )
    return MaterialOfSession(material, material.event_session) if material else None
