"""Who is to be told of what is published."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.reservations.models import TOLD_STATES, Registration, Reservation
from eventdesk.speakers.models import Appearance


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
            wanted = wanted.where(Reservation.state.in_(TOLD_STATES))
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
