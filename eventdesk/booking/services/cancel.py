"""Cancelling a registration, with the seats that belong to it."""

from datetime import datetime

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.registration.models import Registration
from eventdesk.registration.services.capacity import release_capacity
from eventdesk.registration.services.invitations import release_invitation
from eventdesk.registration.services.locks import lock_policy, lock_registration
from eventdesk.registration.services.notifications import mail_about_registration
from eventdesk.registration.states import RegistrationState
from eventdesk.seats.queries.reservations import live_reservations_of_person
from eventdesk.seats.services.locks import lock_all_seats
from eventdesk.seats.services.release import release_all


def cancel_registration(registration: Registration, *, actor_id: int | None, now: datetime, reason: str = "") -> None:
    """Cancel a registration and release all its seats; cancelling twice is harmless."""
    event_sessions = live_reservations_of_person(registration.event_id, registration.person_id)
    locked = lock_all_seats([event_session.id for event_session in event_sessions])
    policy = lock_policy(registration.event_id)
    lock_registration(registration)
    if registration.state in (RegistrationState.CANCELLED, RegistrationState.REJECTED):
        return
    release_capacity(policy, registration)
    release_invitation(registration)
    registration.state, registration.expires_at, registration.reason = RegistrationState.CANCELLED, None, reason
    registration.changed_at = now
    db.session.flush()
    audit.record(
        "cancel_registration", registration, actor_id=actor_id, now=now, event_id=registration.event_id, reason=reason
    )
    mail_about_registration(registration, "registration_cancelled", registration.event, now=now, reason=reason)
    release_all(event_sessions, locked, registration.person_id, actor_id=actor_id, now=now)
