"""Changing the answers of a registration, with the person's profile and the seats that depend on them."""

from datetime import datetime

from eventdesk.people.models import Person
from eventdesk.people.services import change_person
from eventdesk.registration.models import Registration
from eventdesk.registration.services.register import RegistrationInput, change_answers
from eventdesk.seats.queries.waitlist import sessions_to_promote
from eventdesk.seats.services.waitlist import promote_in_sessions


def change_registration(
    registration: Registration, typed: RegistrationInput, *, actor_id: int | None, now: datetime
) -> None:
    """Change the profile and answers of a live registration. Raises Invalid at a field, NotAllowed once it has ended."""
    changed = change_answers(registration, typed, actor_id=actor_id, now=now)
    if "organisation_id" in changed:
        # Sessions can limit the seats of an organisation: a person who was skipped may get a seat now.
        promote_in_sessions(sessions_to_promote(registration.event_id), now=now)


def update_profile(person: Person, typed: RegistrationInput) -> None:
    """Copy name, organisation, country, type and job title from a registration form to the person's profile."""
    change_person(
        person,
        name=typed.name,
        organisation=typed.organisation,
        country=typed.country,
        stakeholder_kind=typed.stakeholder_kind,
        job_title=typed.job_title,
    )
