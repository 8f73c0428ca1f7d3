"""Changing the answers of a registration, and what follows for the seats of its event."""

from datetime import datetime

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
