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
from eventdesk.registration.services.locks import lock_policy
from eventdesk.registration.services.notifications import mail_about_registration
from eventdesk.registration.services.register import RegistrationInput, register_person, reserve_capacity

MAX_GROUP = 20
"""Colleagues that one person can register in one go."""


@dataclass(frozen=True)
class Colleague:
    """Somebody whom a colleague registers."""

    name: str
    email: str
    job_title: str = ""


def register_group(
    event: Event, colleagues: Sequence[Colleague], typed: RegistrationInput, *, actor: Person, now: datetime
) -> list[Registration]:
    """Register several people of one organisation at once, all or none, and write to each; return them.

    `typed` holds what they share: organisation, country, kind, invitation code; what else is asked each answers on the
    personal page. Whoever is registered already stays so.
    Raises Invalid at `people` for none, too many or one address twice, Refused when there are not so many places.
    """
    addresses = [one.email.strip().casefold() for one in colleagues]
    if not 1 <= len(colleagues) <= MAX_GROUP:
        raise Invalid("people", N_("Enter 1 to %(most)s people"), most=MAX_GROUP)
    if len(set(addresses)) < len(addresses):
        raise Invalid("people", N_("Each person needs an e-mail address of their own"))
    terms = lock_policy(event.id) or registration_policy(event.id)
    persons = [_person_of(one, typed, now=now) for one in colleagues]
    known = {
        one.person_id: one
        for one in db.session.scalars(
            select(Registration).where(
                Registration.event_id == event.id, Registration.person_id.in_([one.id for one in persons])
            )
        )
    }
    new = [one for one in persons if one.id not in known or known[one.id].state not in ("confirmed", "pending")]
    if not terms.requires_approval and terms.places is not None and terms.taken + len(new) > terms.places:
        reserve_capacity(terms, len(new))
    made = []
    for person, colleague in zip(persons, colleagues, strict=True):
        if person not in new:
            made.append(known[person.id])
            continue
        theirs = RegistrationInput(
            name=person.name, organisation=typed.organisation, country=typed.country,
            stakeholder_kind=typed.stakeholder_kind, job_title=colleague.job_title, invitation=typed.invitation,
        )  # fmt: skip
        registration = register_person(
            event, person.id, actor_id=actor.id, now=now, typed=theirs, with_mail=False, answers_later=True
        )
        registration.registered_by_id = actor.id
        mail_about_registration(registration, "registered_by_colleague", event, now=now, by=actor.name,
                                 is_pending=registration.state == "pending")  # fmt: skip
        made.append(registration)
    return made


def _person_of(colleague: Colleague, typed: RegistrationInput, *, now: datetime) -> Person:
    known = people.person_by_email(colleague.email)
    return known or add_person(
        colleague.name, email=colleague.email, now=now, organisation=typed.organisation, country=typed.country,
        stakeholder_kind=typed.stakeholder_kind, job_title=colleague.job_title,
    )  # fmt: skip
