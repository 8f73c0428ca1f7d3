"""Registering for an event, by oneself or at the door; changing what was said; and leaving again."""

from datetime import datetime

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.registration.models import Registration
from eventdesk.registration.services.locks import lock_policy, lock_registration
from eventdesk.registration.services.notifications import mail_about_registration
from eventdesk.registration.services.register import release_invitation
from eventdesk.seats.queries.reservations import live_reservations_of_person
from eventdesk.seats.services.locks import lock_all_seats
from eventdesk.seats.services.release import release_all


def cancel_registration(registration: Registration, *, actor_id: int | None, now: datetime, reason: str = "") -> None:
    """Cancel a registration and give back every seat that came with it; cancelling twice is harmless."""
    held = live_reservations_of_person(registration.event_id, registration.person_id)
    locked = lock_all_seats([one.id for one in held])
    terms = lock_policy(registration.event_id)
    lock_registration(registration)
    if registration.state in ("cancelled", "rejected"):
        return
    if terms is not None and terms.places is not None and registration.state in ("confirmed", "unconfirmed"):
        terms.taken -= 1
    release_invitation(registration)
    registration.state, registration.held_until, registration.changed_at = "cancelled", None, now
    registration.reason = reason
    db.session.flush()
    audit.record(
        "cancel_registration", registration, actor_id=actor_id, now=now, event_id=registration.event_id, reason=reason
    )
    mail_about_registration(registration, "registration_cancelled", registration.event, now=now, reason=reason)
    release_all(held, locked, registration.person_id, actor_id=actor_id, now=now)
