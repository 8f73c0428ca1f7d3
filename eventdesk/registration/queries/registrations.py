"""Registrations: by code, by person, of the guest of a browser, and those made for colleagues."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Registration
from eventdesk.registration.states import ACTIVE_STATES, RegistrationState


def registration_by_code(code: str) -> Registration | None:
    """Return the registration with this code, with its event, or None."""
    return db.session.scalar(
        select(Registration).options(joinedload(Registration.event)).where(Registration.code == code)
    )


def guest_registration(event_id: int, ref: tuple[str, int] | None) -> Registration | None:
    """Return the active registration that a browser's cookie refers to, or None.

    `ref` is the code and link version in the cookie; links that were revoked since then no longer count. Without `ref`
    no query is made.
    """
    registration = registration_by_code(ref[0]) if ref else None
    if registration is None or (registration.event_id, registration.ref) != (event_id, ref):
        return None
    return registration if registration.state in ACTIVE_STATES else None


def registered_by(event_id: int, person_id: int) -> Sequence[Registration]:
    """Return the registrations for an event that a person made for colleagues, the latest first."""
    return db.session.scalars(
        select(Registration)
        .where(Registration.event_id == event_id, Registration.registered_by_id == person_id)
        .order_by(Registration.id.desc())
    ).all()


def registered_addresses(event_id: int, addresses: Collection[str]) -> set[str]:
    """Return which of these addresses, as `email_key` writes them, are registered for an event."""
    keys = db.session.scalars(
        select(Person.email_key)
        .join(Registration, Registration.person_id == Person.id)
        .where(
            Registration.event_id == event_id,
            Registration.state.in_(ACTIVE_STATES),
            Person.email_key.in_(addresses),
        )
    )
    return {key for key in keys if key}


_REGISTRATION_OF = select(Registration).where(
    Registration.event_id == bindparam("event_id"), Registration.person_id == bindparam("person_id")
)


def registration_of(event_id: int, person_id: int) -> Registration | None:
    """Return a person's registration for an event in any state, or None."""
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
    """Return whether a person has a confirmed registration for an event."""
    registration = registration_of(event_id, person_id)
    return registration is not None and registration.state == RegistrationState.CONFIRMED
