"""Approving and rejecting registrations."""

from datetime import datetime

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_, clean_line
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.policy import registration_policy
from eventdesk.registration.rules.policy import MAX_REASON_LENGTH
from eventdesk.registration.services.capacity import reserve_capacity
from eventdesk.registration.services.invitations import release_invitation
from eventdesk.registration.services.locks import lock_policy, lock_registration
from eventdesk.registration.services.notifications import mail_about_registration
from eventdesk.registration.states import RegistrationState


def approve_registration(registration: Registration, *, actor_id: int | None, now: datetime) -> bool:
    """Approve a registration and email the person; return whether it was pending.

    Raises NotAllowed when all places are taken.
    """
    policy = lock_policy(registration.event_id) or registration_policy(registration.event_id)
    lock_registration(registration)
    if registration.state != RegistrationState.PENDING:
        return False
    reserve_capacity(policy)
    registration.state, registration.reason, registration.changed_at = RegistrationState.CONFIRMED, "", now
    db.session.flush()
    audit.record("approve", registration, actor_id=actor_id, now=now, event_id=registration.event_id)
    mail_about_registration(registration, "registration_confirmed", registration.event, now=now)
    return True


def reject_registration(registration: Registration, reason: str, *, actor_id: int | None, now: datetime) -> bool:
    """Reject a pending registration and email the person the reason; return whether it was pending.

    Raises Invalid at `reason` without a reason, or for one that is too long.
    """
    reason = clean_line(reason)
    if not reason or len(reason) > MAX_REASON_LENGTH:
        raise Invalid("reason", N_("Enter a reason of 300 characters or fewer. The person will see it."))
    lock_registration(registration)
    if registration.state != RegistrationState.PENDING:
        return False
    release_invitation(registration)
    registration.state, registration.reason, registration.changed_at = RegistrationState.REJECTED, reason, now
    db.session.flush()
    audit.record("refuse", registration, actor_id=actor_id, now=now, event_id=registration.event_id, reason=reason)
    mail_about_registration(registration, "registration_rejected", registration.event, now=now, reason=reason)
    return True
