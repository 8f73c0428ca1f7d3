"""The agenda of an event: what is planned, who appears, the seats, and what clashes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.programme import queries as programme
from eventdesk.programme import rules as programme_rules
from eventdesk.programme.models import Event, EventSession, SessionPlan
from eventdesk.programme.rules import Clash, Slot
from eventdesk.reservations import queries as reservations
from eventdesk.reservations.models import SeatCount
from eventdesk.speakers.models import Appearance


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
