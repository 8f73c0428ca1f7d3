"""Registering colleagues: several people of one organisation at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventdesk.core.db import db
from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_
from eventdesk.people import queries as people
from eventdesk.people.models import Person
from eventdesk.people.services import add_person
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.policy import registration_policy
from eventdesk.registration.services.capacity import reserve_capacity
from eventdesk.registration.services.locks import lock_policy
from eventdesk.registration.services.notifications import mail_about_registration
from eventdesk.registration.services.register import RegistrationInput, register_person
from eventdesk.registration.states import ACTIVE_STATES, RegistrationState

MAX_GROUP = 20
"""Colleagues that one person can register with one form."""


@dataclass(frozen=True)
class Colleague:
    """A person whom a colleague registers."""

    name: str
    email: str
    job_title: str = ""


def register_group(
    event: Event, colleagues: Sequence[Colleague], typed: RegistrationInput, *, actor: Person, now: datetime
) -> list[Registration]:
    """Register several people of one organisation, all or none, email each of them, and return their registrations.

    `typed` holds the answers they share: organisation, country, type, invitation code. Each person answers the other
    questions on their personal page. People who are already registered are left as they are. Raises Invalid at
    `people` for no people, too many, or the same address twice; NotAllowed when there are not enough places.
    """
    addresses = [colleague.email.strip().casefold() for colleague in colleagues]
    if not 1 <= len(colleagues) <= MAX_GROUP:
        raise Invalid("people", N_("Enter 1 to %(max)s people"), max=MAX_GROUP)
    if len(set(addresses)) < len(addresses):
        raise Invalid("people", N_("Each person needs their own email address"))
    policy = lock_policy(event.id) or registration_policy(event.id)
    people_in_group = [_person_of(colleague, typed, now=now) for colleague in colleagues]
    active = _active_registrations(event.id, people_in_group)
    new_count = len(people_in_group) - len(active)
    if not policy.requires_approval and policy.places is not None and policy.taken + new_count > policy.places:
        # Not enough places: refuse the group with the number that is left, before anybody is registered.
        reserve_capacity(policy, new_count)
    return [
        active.get(person.id) or _register_colleague(event, person, colleague, typed, actor=actor, now=now)
        for person, colleague in zip(people_in_group, colleagues, strict=True)
    ]


def _active_registrations(event_id: int, members: Sequence[Person]) -> dict[int, Registration]:
    """Return the active registrations of these people, by the id of the person."""
    registrations = db.session.scalars(
        select(Registration).where(
            Registration.event_id == event_id,
            Registration.person_id.in_([person.id for person in members]),
            Registration.state.in_(ACTIVE_STATES),
        )
    )
    return {registration.person_id: registration for registration in registrations}


def _register_colleague(
    event: Event, person: Person, colleague: Colleague, typed: RegistrationInput, *, actor: Person, now: datetime
) -> Registration:
    profile = RegistrationInput(
        name=person.name,
        organisation=typed.organisation,
        country=typed.country,
        stakeholder_kind=typed.stakeholder_kind,
        job_title=colleague.job_title,
        invitation=typed.invitation,
    )
    registration = register_person(
        event, person.id, actor_id=actor.id, now=now, typed=profile, with_mail=False, answers_later=True
    )
    registration.registered_by_id = actor.id
    is_pending = registration.state == RegistrationState.PENDING
    mail_about_registration(
        registration, "registered_by_colleague", event, now=now, by=actor.name, is_pending=is_pending
    )
    return registration


def _person_of(colleague: Colleague, typed: RegistrationInput, *, now: datetime) -> Person:
    return people.person_by_email(colleague.email) or add_person(
        colleague.name,
        email=colleague.email,
        now=now,
        organisation=typed.organisation,
        country=typed.country,
        stakeholder_kind=typed.stakeholder_kind,
        job_title=colleague.job_title,
    )
