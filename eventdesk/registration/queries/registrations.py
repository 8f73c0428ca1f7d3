"""Reading what is somebody's own: their agenda's surroundings, all that is kept of them."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Registration


def registration_by_code(code: str) -> Registration | None:
    """Return the registration with this code, with its event, or None."""
    return db.session.scalar(
        select(Registration).options(joinedload(Registration.event)).where(Registration.code == code)
    )


def registration_of_guest(event_id: int, code: str, link_version: int) -> Registration | None:
    """Return the live registration that a browser came with before, or None where its links were ended meanwhile."""
    found = registration_by_code(code)
    if found is None or (found.event_id, found.link_version) != (event_id, link_version):
        return None
    return found if found.state in ("confirmed", "pending") else None


def registered_by(event_id: int, person_id: int) -> Sequence[Registration]:
    """Return the registrations for an event that somebody made for colleagues, the latest first."""
    return db.session.scalars(
        select(Registration)
        .where(Registration.event_id == event_id, Registration.registered_by_id == person_id)
        .order_by(Registration.id.desc())
    ).all()


def registered_addresses(event_id: int, addresses: Collection[str]) -> set[str]:
    """Return which of these addresses, as `email_key` writes them, are registered for an event."""
    found = db.session.scalars(
        select(Person.email_key)
        .join(Registration, Registration.person_id == Person.id)
        .where(
            Registration.event_id == event_id,
            Registration.state.in_(("confirmed", "pending")),
            Person.email_key.in_(addresses),
        )
    )
    return {address for address in found if address}


_REGISTRATION_OF = select(Registration).where(
    Registration.event_id == bindparam("event_id"), Registration.person_id == bindparam("person_id")
)


def registration_of(event_id: int, person_id: int) -> Registration | None:
    """Return a person's registration for an event, cancelled or not, or None."""
    return db.session.scalar(_REGISTRATION_OF, {"event_id": event_id, "person_id": person_id})


def registrations_of_person(person_id: int) -> Sequence[Registration]:
    """Return a person's registrations with their events, the latest event first."""
    return db.session.scalars(
        select(Registration)
        .join(Registration.event)
        .options(joinedload(Registration.event))
        .where(Registration.person_id == person_id)
        .order_by(Event.starts_on.desc())
    ).all()


def is_registered(event_id: int, person_id: int) -> bool:
    """Return whether a person is registered for an event."""
    registration = registration_of(event_id, person_id)
    return registration is not None and registration.state == "confirmed"
