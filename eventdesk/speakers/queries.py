"""Finding who appears where, and the materials of sessions."""

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
from eventdesk.speakers.models import AvailabilitySlot, Material, SpeakerAssignment


class SpeakerRow(NamedTuple):
    """One appearance as pages show it: who, as what, from where. It holds no address."""

    event_session_id: int
    talk_id: int | None
    part: str
    code: str
    name: str
    sort_key: str
    job_title: str
    organisation: str
    country: str
    """Of the person, else of the organisation; ISO 3166-1 alpha-2, or empty."""


# Each is written once, when it is first asked: putting so wide a query together takes longer than asking it, and would
# make every start slower.


@lru_cache
def _appearing() -> Select[*tuple[Any, ...]]:
    """Return the query of all appearances. What the appearance itself says counts before what the person says now."""
    then, own = aliased(Organisation), aliased(Organisation)
    return (
        select(
            SpeakerAssignment.event_session_id,
            SpeakerAssignment.talk_id,
            SpeakerAssignment.part,
            Person.code,
            Person.name,
            Person.sort_key,
            func.coalesce(func.nullif(SpeakerAssignment.job_title, ""), Person.job_title),
            func.coalesce(then.name, own.name, ""),
            func.coalesce(func.nullif(Person.country, ""), then.country, own.country, ""),
        )
        .join(Person, Person.id == SpeakerAssignment.person_id)
        .outerjoin(then, then.id == SpeakerAssignment.organisation_id)
        .outerjoin(own, own.id == Person.organisation_id)
        .order_by(SpeakerAssignment.position, SpeakerAssignment.id)
    )


@lru_cache
def _of_session() -> Select[*tuple[Any, ...]]:
    return _appearing().where(SpeakerAssignment.event_session_id == bindparam("event_session_id"))


@lru_cache
def _of_event() -> Select[*tuple[Any, ...]]:
    return (
        _appearing()
        .join(EventSession, EventSession.id == SpeakerAssignment.event_session_id)
        .where(EventSession.event_id == bindparam("event_id"), EventSession.state != "draft")
    )


def assignments_of_event(event_id: int) -> list[SpeakerRow]:
    """Return every appearance in the sessions of an event that visitors see, in the order of each session."""
    return [SpeakerRow(*row) for row in db.session.execute(_of_event(), {"event_id": event_id}).all()]


def assignments_of_session(event_session_id: int) -> list[SpeakerRow]:
    """Return every appearance in one session, in its order."""
    return [SpeakerRow(*row) for row in db.session.execute(_of_session(), {"event_session_id": event_session_id}).all()]


def assignments_of_sessions(event_session_ids: Collection[int]) -> list[SpeakerRow]:
    """Return every appearance in these sessions, of whatever events, in the order of each session."""
    found = _appearing().where(SpeakerAssignment.event_session_id.in_(event_session_ids))
    return [SpeakerRow(*row) for row in db.session.execute(found).all()]


class Speaker(NamedTuple):
    """A person who appears in an event: what the page of a speaker is about."""

    event: Event
    person: Person

    @property
    def event_id(self) -> int:
        return self.event.id

    @property
    def is_public(self) -> bool:
        return self.event.is_public


def speaker_of_event(event_slug: str, speaker_code: str) -> Speaker | None:
    """Return who has this code and appears in a session of the event that visitors see, or None."""
    row = db.session.execute(
        select(Event, Person)
        .join(EventSession, EventSession.event_id == Event.id)
        .join(SpeakerAssignment, SpeakerAssignment.event_session_id == EventSession.id)
        .join(Person, Person.id == SpeakerAssignment.person_id)
        .where(Event.slug == event_slug, EventSession.state != "draft", Person.code == speaker_code)
        .limit(1)
    ).first()
    return Speaker(row[0], row[1]) if row else None


def availability_of_event(event_id: int) -> dict[int, list[tuple[datetime, datetime]]]:
    """Return from when to when people can come to an event, by person id; who is not in it can always. One query."""
    rows = db.session.execute(
        select(AvailabilitySlot.person_id, AvailabilitySlot.starts_at, AvailabilitySlot.ends_at)
        .where(AvailabilitySlot.event_id == event_id)
        .order_by(AvailabilitySlot.person_id, AvailabilitySlot.starts_at)
    )
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for person_id, starts_at, ends_at in rows:
        found[person_id].append((starts_at, ends_at))
    return dict(found)


def availability(event_id: int, person_id: int) -> Sequence[AvailabilitySlot]:
    """Return from when to when somebody can come to an event, by time; nothing: at any time."""
    return db.session.scalars(
        select(AvailabilitySlot)
        .where(AvailabilitySlot.event_id == event_id, AvailabilitySlot.person_id == person_id)
        .order_by(AvailabilitySlot.starts_at, AvailabilitySlot.id)
    ).all()


def availability_by_id(event_slug: str, speaker_code: str, window_id: int) -> AvailabilitySlot | None:
    """Return the time with this id if it is this person's in this event, with event and person, or None."""
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
    """A material with the session it belongs to, whose event and state say who may have it."""

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
