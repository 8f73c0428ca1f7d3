"""Who may register for an event, how many places are left, and which registrations were not confirmed in time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from eventdesk.core.db import db
from eventdesk.registration.models import Registration, RegistrationPolicy


def registration_policy(event_id: int) -> RegistrationPolicy:
    """Return the terms of an event; where none are stored, new ones that bind nobody."""
    stored = db.session.get(RegistrationPolicy, event_id)
    return stored or RegistrationPolicy(
        event_id=event_id, places=None, taken=0, requires_approval=False, requires_code=False, note=""
    )


def overdue_registrations(*, now: datetime) -> Sequence[int]:
    """Return the ids of the registrations whose address was not confirmed in time."""
    return db.session.scalars(
        select(Registration.id).where(Registration.state == "unconfirmed", Registration.held_until <= now)
    ).all()


def is_event_full(terms: RegistrationPolicy) -> bool:
    """Return whether all places of an event are taken."""
    return terms.places is not None and terms.taken >= terms.places
