"""The people to notify when the programme is published or the event is cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.registration.models import Registration
from eventdesk.registration.states import RegistrationState
from eventdesk.seats.models import NOTIFIED_STATES, Reservation
from eventdesk.speakers.models import SpeakerAssignment


@dataclass(frozen=True)
class Recipient:
    """A person with a part or a seat in changed sessions, and the ids of these sessions."""

    name: str
    email: str
    session_ids: list[int]


def people_of_changes(session_ids: Sequence[int]) -> list[Recipient]:
    """Return the people with an email address who have a part or a seat in these sessions. Two queries."""
    recipients: dict[int, Recipient] = {}
    for person_id, session_id in (
        (SpeakerAssignment.person_id, SpeakerAssignment.event_session_id),
        (Reservation.person_id, Reservation.event_session_id),
    ):
        people = (
            select(Person.id, Person.name, Person.email, session_id)
            .join(Person, Person.id == person_id)
            .where(session_id.in_(session_ids), Person.email.is_not(None))
            .order_by(Person.id, session_id)
            .distinct()
        )
        if session_id is Reservation.event_session_id:
            people = people.where(Reservation.state.in_(NOTIFIED_STATES))
        for row in db.session.execute(people):
            person = recipients.setdefault(row[0], Recipient(row[1], row[2] or "", []))
            if row[3] not in person.session_ids:
                person.session_ids.append(row[3])
    order = {session_id: number for number, session_id in enumerate(session_ids)}
    for person in recipients.values():
        person.session_ids.sort(key=order.__getitem__)
    return list(recipients.values())


def registered_addresses(event_id: int) -> Sequence[tuple[str, str]]:
    """Return email address and name of the people who are registered for an event and have an address."""
    rows = db.session.execute(
        select(Person.email, Person.name)
        .join(Registration, Registration.person_id == Person.id)
        .where(
            Registration.event_id == event_id,
            Registration.state == RegistrationState.CONFIRMED,
            Person.email.is_not(None),
        )
        .order_by(Registration.id)
    )
    return [(row[0] or "", row[1]) for row in rows]
