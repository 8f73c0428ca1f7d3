"""The registration policy of an event, its places, and the registrations that were not confirmed in time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from eventdesk.core.db import db
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Registration, RegistrationPolicy
from eventdesk.registration.rules.policy import registration_is_open
from eventdesk.registration.states import CAPACITY_STATES, RegistrationState


def registration_policy(event_id: int) -> RegistrationPolicy:
    """Return the registration policy of an event; where none is stored, a new one without any limit."""
    stored = db.session.get(RegistrationPolicy, event_id)
    return stored or RegistrationPolicy(
        event_id=event_id, places=None, taken=0, requires_approval=False, requires_code=False, note=""
    )


def is_registration_open(event: Event, *, now: datetime) -> bool:
    """Return whether people can register for an event at `now`, apart from its capacity."""
    return event.state == "published" and registration_is_open(
        opens_at=event.registration_opens_at, closes_at=event.registration_closes_at, now=now
    )


def overdue_registrations(*, now: datetime) -> Sequence[int]:
    """Return the ids of the registrations that were not confirmed in time."""
    return db.session.scalars(
        select(Registration.id).where(
            Registration.state == RegistrationState.UNCONFIRMED, Registration.expires_at <= now
        )
    ).all()


def capacity_taken(event_id: int) -> int:
    """Return how many places of an event are taken, by confirmed and by not yet confirmed registrations."""
    count = select(func.count()).where(Registration.event_id == event_id, Registration.state.in_(CAPACITY_STATES))
    return db.session.scalar(count) or 0


def is_event_full(policy: RegistrationPolicy) -> bool:
    """Return whether all places of an event are taken."""
    return policy.places is not None and policy.taken >= policy.places
