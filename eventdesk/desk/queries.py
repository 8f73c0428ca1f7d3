"""What the desk's pages show of several rooms at once, each in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from eventdesk.accounts.models import EventRole
from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.programme import queries as programme
from eventdesk.programme import rules as programme_rules
from eventdesk.programme.models import Event, EventSession, Room, SessionPlan
from eventdesk.programme.rules import Clash, Slot
from eventdesk.reservations import queries as reservations
from eventdesk.reservations.models import Registration, Reservation, SeatCount
from eventdesk.speakers.models import Appearance, Material


@dataclass(frozen=True)
class Counts:
    """How many sessions and registrations an event has."""

    sessions: int = 0
    unplaced: int = 0
    drafts: int = 0
    rooms: int = 0
    registered: int = 0


def events_of_desk(event_ids: Sequence[int] | None) -> Sequence[Event]:
    """Return these events (None: all), the one that ends last first. One query."""
    found = select(Event).order_by(Event.ends_on.desc(), Event.starts_on.desc(), Event.id.desc())
    if event_ids is not None:
        found = found.where(Event.id.in_(event_ids))
    return db.session.scalars(found).all()


def counts_of_events(event_ids: Sequence[int]) -> dict[int, Counts]:
    """Return the counts of each of these events by its id. Three queries."""
    is_draft = (EventSession.state == "draft") & SessionPlan.starts_at.is_not(None)
    is_unplaced = SessionPlan.starts_at.is_(None)
    sessions = {
        row[0]: (row[1], row[2], row[3])
        for row in db.session.execute(
            select(
                EventSession.event_id,
                func.count(),
                func.sum(case((is_unplaced, 1), else_=0)),
                func.sum(case((is_draft, 1), else_=0)),
            )
            .join(SessionPlan, SessionPlan.event_session_id == EventSession.id)
            .where(EventSession.event_id.in_(event_ids), SessionPlan.kind != "break", SessionPlan.state != "removed")
            .group_by(EventSession.event_id)
        )
    }
    rooms = _grouped(select(Room.event_id, func.count()).where(Room.event_id.in_(event_ids)).group_by(Room.event_id))
    registered = _grouped(
        select(Registration.event_id, func.count())
        .where(Registration.event_id.in_(event_ids), Registration.state == "confirmed")
        .group_by(Registration.event_id)
    )
    found = {}
    for event_id in event_ids:
        count, unplaced, drafts = sessions.get(event_id, (0, 0, 0))
        found[event_id] = Counts(count, unplaced, drafts, rooms.get(event_id, 0), registered.get(event_id, 0))
    return found


def _grouped(found: object) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(found)}  # type: ignore[call-overload]


@dataclass(frozen=True)
class Agenda:
    """What is planned of all sessions of an event, with who appears, the seats, and what clashes."""

    plans: Sequence[SessionPlan]
    people: dict[int, list[tuple[int, str]]]
    """Id and name of who appears, once each, by session id."""
    seats: dict[int, SeatCount]
    clashes: list[Clash]

    def clashes_of(self, event_session_id: int) -> list[Clash]:
        """Return what clashes with one session."""
        return [clash for clash in self.clashes if event_session_id in clash.sessions]


def agenda(event: Event) -> Agenda:
    """Return the agenda of an event as it is planned. Three queries, whatever the size."""
    plans = programme.plans(event.id)
    people = people_of_sessions(event.id)
    seats = reservations.seats_of_event(event.id)
    slots = [
        Slot(
            id=one.event_session_id, title=one.title, starts_at=one.starts_at, ends_at=one.ends_at,
            where=one.room.name if one.room else one.place, room_id=one.room_id,
            room_seats=one.room.seats if one.room else None,
            seats=seats[one.event_session_id].capacity if one.event_session_id in seats else None,
            people=tuple(people.get(one.event_session_id, ())), is_cancelled=one.state == "cancelled",
        )
        for one in plans
    ]  # fmt: skip
    found = programme_rules.clashes(slots, starts_on=event.starts_on, ends_on=event.ends_on, timezone=event.timezone)
    return Agenda(plans, people, seats, found)


def people_of_sessions(event_id: int) -> dict[int, list[tuple[int, str]]]:
    """Return id and name of who appears in each session of an event, drafts too, once each, by session id."""
    rows = db.session.execute(
        select(Appearance.event_session_id, Person.id, Person.name)
        .join(Person, Person.id == Appearance.person_id)
        .join(EventSession, EventSession.id == Appearance.event_session_id)
        .where(EventSession.event_id == event_id)
        .order_by(Appearance.event_session_id, Appearance.position, Appearance.id)
    )
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for session_id, person_id, name in rows:
        found[session_id].setdefault(person_id, name)
    return {session_id: list(people.items()) for session_id, people in found.items()}


@dataclass(frozen=True)
class AppearanceOfSession:
    """An appearance with its session, whose event says who may change it."""

    appearance: Appearance
    event_session: EventSession

    @property
    def event_id(self) -> int:
        return self.event_session.event_id


def appearances(event_session_id: int) -> Sequence[Appearance]:
    """Return who appears in a session, in its order, with persons, organisations and talks."""
    return (
        db.session.scalars(
            select(Appearance)
            .where(Appearance.event_session_id == event_session_id)
            .order_by(Appearance.position, Appearance.id)
        )
        .unique()
        .all()
    )


def appearance_by_id(event_slug: str, session_code: str, appearance_id: int) -> AppearanceOfSession | None:
    """Return the appearance with this id if it is in this session of this event, or None."""
    row = db.session.execute(
        select(Appearance, EventSession)
        .join(EventSession, EventSession.id == Appearance.event_session_id)
        .join(Event, Event.id == EventSession.event_id)
        .where(Event.slug == event_slug, EventSession.code == session_code, Appearance.id == appearance_id)
    ).first()
    return AppearanceOfSession(row[0], row[1]) if row else None


def materials_by_session(event_session_id: int) -> Sequence[Material]:
    """Return the materials of a session in their order."""
    return db.session.scalars(
        select(Material).where(Material.event_session_id == event_session_id).order_by(Material.position, Material.id)
    ).all()


@dataclass(frozen=True)
class SpeakerOfEvent:
    """A person who appears in a session of an event, drafts too."""

    event: Event
    person: Person

    @property
    def event_id(self) -> int:
        return self.event.id


def speakers_of_event(event_id: int) -> Sequence[tuple[Person, int]]:
    """Return everybody who appears in an event, by name, with in how many sessions. One query."""
    count = func.count(Appearance.event_session_id.distinct())
    rows = db.session.execute(
        select(Person, count)
        .join(Appearance, Appearance.person_id == Person.id)
        .join(EventSession, EventSession.id == Appearance.event_session_id)
        .where(EventSession.event_id == event_id)
        .group_by(Person.id)
        .order_by(Person.sort_key, Person.id)
    )
    return [(row[0], row[1]) for row in rows.unique()]


def speaker_by_code(event_slug: str, speaker_code: str) -> SpeakerOfEvent | None:
    """Return who has this code and appears in a session of the event, drafts too, or None."""
    row = db.session.execute(
        select(Event, Person)
        .join(EventSession, EventSession.event_id == Event.id)
        .join(Appearance, Appearance.event_session_id == EventSession.id)
        .join(Person, Person.id == Appearance.person_id)
        .where(Event.slug == event_slug, Person.code == speaker_code)
        .limit(1)
    ).first()
    return SpeakerOfEvent(row[0], row[1]) if row else None


def other_events_of(person_id: int, event_id: int) -> int:
    """Return in how many other events a person appears."""
    return (
        db.session.scalar(
            select(func.count(EventSession.event_id.distinct()))
            .join(Appearance, Appearance.event_session_id == EventSession.id)
            .where(Appearance.person_id == person_id, EventSession.event_id != event_id)
        )
        or 0
    )


@dataclass(frozen=True)
class RoleOfEvent:
    """A role with the event it is held in."""

    role: EventRole
    event: Event

    @property
    def event_id(self) -> int:
        return self.event.id


def role_by_id(event_slug: str, role_id: int) -> RoleOfEvent | None:
    """Return the role with this id if it is held in this event, or None."""
    row = db.session.execute(
        select(EventRole, Event)
        .join(Event, Event.id == EventRole.event_id)
        .where(Event.slug == event_slug, EventRole.id == role_id)
    ).first()
    return RoleOfEvent(row[0], row[1]) if row else None


@dataclass(frozen=True)
class Affected:
    """Somebody who has a part or a seat in sessions that changed."""

    name: str
    email: str
    session_ids: list[int]


def people_of_changes(session_ids: Sequence[int]) -> list[Affected]:
    """Return who appears or has a place in these sessions and can be written to, each with theirs. Two queries."""
    found: dict[int, Affected] = {}
    for person_id, session_id in (Appearance.person_id, Appearance.event_session_id), (
        Reservation.person_id, Reservation.event_session_id,
    ):  # fmt: skip
        wanted = (
            select(Person.id, Person.name, Person.email, session_id)
            .join(Person, Person.id == person_id)
            .where(session_id.in_(session_ids), Person.email.is_not(None))
            .order_by(Person.id, session_id)
            .distinct()
        )
        if session_id is Reservation.event_session_id:
            wanted = wanted.where(Reservation.state.in_(("confirmed", "waiting")))
        for row in db.session.execute(wanted):
            person = found.setdefault(row[0], Affected(row[1], row[2] or "", []))
            if row[3] not in person.session_ids:
                person.session_ids.append(row[3])
    order = {session_id: number for number, session_id in enumerate(session_ids)}
    for person in found.values():
        person.session_ids.sort(key=order.__getitem__)
    return list(found.values())


def registered_addresses(event_id: int) -> Sequence[tuple[str, str]]:
    """Return e-mail address and name of everybody who is registered for an event and can be written to."""
    rows = db.session.execute(
        select(Person.email, Person.name)
        .join(Registration, Registration.person_id == Person.id)
        .where(Registration.event_id == event_id, Registration.state == "confirmed", Person.email.is_not(None))
        .order_by(Registration.id)
    )
    return [(row[0] or "", row[1]) for row in rows]


def session_typed(plan: SessionPlan) -> dict[str, Any]:
    """Return what is planned and written of a session, and its seats, as the session's form shows them."""
    event_session = plan.event_session
    seats = reservations.seats_of(event_session.id)
    typed: dict[str, Any] = {
        name: getattr(event_session, name)
        for name in ("code", "abstract", "course", "expected_outcome", "online_url", "comments_open")
    }
    typed |= {
        "title": plan.title,
        "kind": plan.kind,
        "place": plan.place,
        "room": plan.room.slug if plan.room else "",
        "track": plan.track.slug if plan.track else "",
        "seats": seats.capacity if seats else None,
        "when_full": "list" if seats is None or seats.has_waiting_list else "close",
    }
    typed |= {"day": "", "starts": "", "ends": "", "ends_next_day": False}
    if plan.starts_at and plan.ends_at:
        day, starts, ends, is_next_day = programme_rules.local_times(
            plan.starts_at, plan.ends_at, event_session.event.timezone
        )
        typed |= {
            "day": day.isoformat(),
            "starts": f"{starts:%H:%M}",
            "ends": f"{ends:%H:%M}",
            "ends_next_day": is_next_day,
        }
    return typed


def seats(event_session: EventSession) -> SeatCount | None:
    """Return the seats of a session, or None where no reservation is needed."""
    return reservations.seats_of(event_session.id)
