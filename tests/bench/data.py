"""Large events, stored by bulk inserts."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from eventdesk.checkin.models import CheckIn
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.text import search_key
from eventdesk.people.models import STAKEHOLDER_KINDS, Organisation, Person
from eventdesk.people.rules import sort_key
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, EventSession, Room, Talk, Track
from eventdesk.registration.models import Registration
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.speakers.models import SpeakerAssignment

DAYS = 3
GIVEN = [
    "Ana",
    "Bo",
    "Cleo",
    "Dita",
    "Eero",
    "Fay",
    "Gio",
    "Hana",
    "Ivo",
    "Jana",
    "Kai",
    "Lea",
    "Mio",
    "Nia",
    "Olle",
    "Pia",
]
FAMILY = [
    "Novak",
    "Berg",
    "Costa",
    "Dvořák",
    "Eriksen",
    "Ferrari",
    "Gelashvili",
    "Horvat",
    "Ivanova",
    "Jansen",
    "Kallas",
    "Lund",
    "Melnyk",
    "Nagy",
]
COUNTRIES = ["AT", "BE", "CZ", "DE", "EE", "FI", "FR", "GE", "GR", "IT", "LT", "LV", "NL", "PL", "PT", "RO", "SE", "UA"]


def _store(model: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), rows)


def add_event(slug: str, first_day: date, now: datetime, *, days: int = DAYS) -> Event:
    """Store a published event."""
    event = Event(
        slug=slug,
        title=f"Large event {slug}",
        starts_on=first_day,
        ends_on=first_day + timedelta(days=days - 1),
        timezone="Europe/Vienna",
        city="Graz",
        country="AT",
        state="published",
        created_at=now,
        changed_at=now,
    )
    db.session.add(event)
    db.session.flush()
    return event


def add_people(number: int, prefix: str, now: datetime) -> list[int]:
    """Store people with organisations (one for each five of them) and return their ids."""
    organisations = [
        {
            "name": f"{prefix} organisation {n}",
            "name_key": search_key(f"{prefix} organisation {n}"),
            "country": COUNTRIES[n % len(COUNTRIES)],
        }
        for n in range(number // 5 + 1)
    ]
    _store(Organisation, organisations)
    ids = {row.name: row.id for row in db.session.query(Organisation).filter(Organisation.name.startswith(prefix))}
    kinds = list(STAKEHOLDER_KINDS)
    people = []
    for n in range(number):
        name = f"{GIVEN[n % len(GIVEN)]} {FAMILY[n // len(GIVEN) % len(FAMILY)]} {n}"
        people.append(
            {
                "code": new_code(10),
                "name": name,
                "sort_key": sort_key(name),
                "email": f"{prefix}{n}@bench.example",
                "email_key": f"{prefix}{n}@bench.example",
                "organisation_id": ids[f"{prefix} organisation {n // 5}"],
                "country": COUNTRIES[n % len(COUNTRIES)],
                "stakeholder_kind": kinds[n % len(kinds)],
                "created_at": now,
            }
        )
    _store(Person, people)
    return list(
        db.session.scalars(
            db.select(Person.id).where(Person.email_key.like(f"{prefix}%@bench.example")).order_by(Person.id)
        )
    )


def add_programme(
    event: Event, now: datetime, *, sessions: int = 200, speakers: int = 300, rooms_at_once: int = 8
) -> list[int]:
    """Store rooms, tracks, sessions with a talk each, seats and speakers; return the sessions' ids."""
    rooms = [
        Room(event_id=event.id, slug=f"room-{n}", name=f"Room {n}", seats=80, position=n) for n in range(rooms_at_once)
    ]
    tracks = [
        Track(event_id=event.id, slug=f"t{n}", letter="ABCDE"[n], name=f"Track {n}", position=n) for n in range(5)
    ]
    db.session.add_all([*rooms, *tracks])
    db.session.flush()
    days = (event.ends_on - event.starts_on).days + 1
    midnight = datetime.combine(event.starts_on, datetime.min.time(), UTC)
    rows = []
    for n in range(sessions):
        day, slot, room = n % days, n // days // len(rooms), n // days % len(rooms)
        starts = midnight + timedelta(days=day, hours=7, minutes=50 * slot)
        rows.append(
            {
                "event_id": event.id,
                "code": f"S{n}",
                "uid": f"{event.slug}-{n}",
                "title": f"Session {n} about clusters",
                "abstract": "What was tried, what it cost and what came of it. " * 6,
                "room_id": rooms[room].id,
                "track_id": tracks[n % len(tracks)].id,
                "starts_at": starts,
                "ends_at": starts + timedelta(minutes=45),
                "state": "published",
                "created_at": now,
                "changed_at": now,
            }
        )
    _store(EventSession, rows)
    of_event = db.select(EventSession.id).where(EventSession.event_id == event.id).order_by(EventSession.id)
    ids = list(db.session.scalars(of_event))
    left_out = ("code", "uid", "abstract", "created_at", "changed_at")
    planned = [{name: value for name, value in row.items() if name not in left_out} for row in rows]
    _store(
        DraftSession,
        [
            {**row, "event_session_id": id_, "state": "planned", "minutes": 45}
            for id_, row in zip(ids, planned, strict=True)
        ],
    )
    _store(SessionSeats, [{"event_session_id": i, "capacity": 80, "taken": 0} for i in ids])
    _store(Talk, [{"event_session_id": i, "title": f"A talk of {i}", "position": 1} for i in ids])
    people = add_people(speakers, f"speaker-{event.slug}-", now)
    appearances = [
        {
            "event_session_id": ids[n % len(ids)],
            "person_id": person,
            "part": "speaker",
            "position": n,
            "job_title": "Lead",
        }
        for n, person in enumerate(people)
    ]
    _store(SpeakerAssignment, appearances)
    return ids


def add_registrations(event: Event, people: list[int], now: datetime) -> None:
    """Register people over ten weeks."""
    kinds = list(STAKEHOLDER_KINDS)
    organisations = dict(db.session.execute(db.select(Person.id, Person.organisation_id)).tuples().all())
    _store(
        Registration,
        [
            {
                "code": f"{event.id}R{n}",
                "event_id": event.id,
                "person_id": person,
                "organisation_id": organisations.get(person),
                "country": COUNTRIES[n % len(COUNTRIES)],
                "stakeholder_kind": kinds[n % len(kinds)],
                "state": "cancelled" if n % 50 == 0 else "confirmed",
                "created_at": now - timedelta(minutes=5 * n),
                "changed_at": now,
            }
            for n, person in enumerate(people)
        ],
    )


def seat(event_session_id: int, people: list[int], now: datetime, *, here: int = 0) -> None:
    """Give all of `people` a seat in a session that grows to hold them, and check the first `here` in."""
    seats = db.session.get_one(SessionSeats, event_session_id)
    seats.capacity, seats.taken = len(people), len(people)
    _store(
        Reservation,
        [
            {
                "code": f"{event_session_id}V{n}",
                "event_session_id": event_session_id,
                "person_id": person,
                "state": "confirmed",
                "created_at": now,
                "confirmed_at": now,
            }
            for n, person in enumerate(people)
        ],
    )
    _store(
        CheckIn,
        [{"event_session_id": event_session_id, "person_id": person, "at": now} for person in people[:here]],
    )


def let_wait(event_session_id: int, people: list[int], now: datetime) -> None:
    """Put all of `people` into the queue of a session, in this order."""
    seats = db.session.get_one(SessionSeats, event_session_id)
    seats.waiting, seats.last_queue_number = len(people), len(people)
    _store(
        Reservation,
        [
            {
                "code": f"{event_session_id}Q{n}",
                "event_session_id": event_session_id,
                "person_id": person,
                "state": "waiting",
                "queue_number": n,
                "created_at": now,
            }
            for n, person in enumerate(people, 1)
        ],
    )


def spread_seats(event_session_ids: list[int], people: list[int], now: datetime, *, each: int) -> None:
    """Give each of `people` a seat in `each` sessions, over the whole programme."""
    count = len(event_session_ids)
    reserved = {
        (event_session_ids[(n * 7 + k * (count // each)) % count], p) for n, p in enumerate(people) for k in range(each)
    }
    taken = Counter(event_session_id for event_session_id, _ in reserved)
    for seats in db.session.scalars(
        db.select(SessionSeats).where(SessionSeats.event_session_id.in_(event_session_ids))
    ):
        seats.taken = taken[seats.event_session_id]
    _store(
        Reservation,
        [
            {
                "code": f"{event_session_id}W{person}",
                "event_session_id": event_session_id,
                "person_id": person,
                "state": "confirmed",
                "created_at": now,
                "confirmed_at": now,
            }
            for event_session_id, person in sorted(reserved)
        ],
    )


def let_moderate(event_session_ids: list[int], *, later: int) -> None:
    """Let the speakers of a session moderate the one `later` places after it in the list."""
    after = dict(zip(event_session_ids, event_session_ids[later:], strict=False))
    spoken = db.session.execute(
        db.select(SpeakerAssignment.event_session_id, SpeakerAssignment.person_id).where(
            SpeakerAssignment.event_session_id.in_(after), SpeakerAssignment.part == "speaker"
        )
    )
    _store(
        SpeakerAssignment,
        [
            {"event_session_id": after[id_], "person_id": person, "part": "moderator", "position": 99, "job_title": ""}
            for id_, person in spoken
        ],
    )
