"""What organisers do with other people's places: approving, refusing, inviting, moving from one session to another."""

from datetime import datetime

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_, clean_line
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.policy import registration_policy
from eventdesk.registration.rules.policy import MAX_REASON
from eventdesk.registration.services.locks import lock_policy, lock_registration
from eventdesk.registration.services.notifications import mail_about_registration
from eventdesk.registration.services.register import release_invitation, reserve_capacity


def approve_registration(registration: Registration, *, actor_id: int | None, now: datetime) -> bool:
    """Agree to a registration and write to the person; return whether it was waiting for that.

    Raises Refused when all places are taken.
    """
    terms = lock_policy(registration.event_id) or registration_policy(registration.event_id)
    lock_registration(registration)
    if registration.state != "pending":
        return False
    reserve_capacity(terms)
    registration.state, registration.reason, registration.changed_at = "confirmed", "", now
    db.session.flush()
    audit.record("approve", registration, actor_id=actor_id, now=now, event_id=registration.event_id)
    mail_about_registration(registration, "registration_confirmed", registration.event, now=now)
    return True


def reject_registration(registration: Registration, reason: str, *, actor_id: int | None, now: datetime) -> bool:
    """Refuse a registration that is pending, with a reason that the person reads; return whether it was.

    Raises Invalid without a reason.
    """
    reason = clean_line(reason)
    if not reason or len(reason) > MAX_REASON:
        raise Invalid("reason", N_("Enter a reason of 300 characters or fewer: the person reads it"))
    lock_registration(registration)
    if registration.state != "pending":
        return False
    release_invitation(registration)
    registration.state, registration.reason, registration.changed_at = "rejected", reason, now
    db.session.flush()
    audit.record("refuse", registration, actor_id=actor_id, now=now, event_id=registration.event_id, reason=reason)
    mail_about_registration(registration, "registration_rejected", registration.event, now=now, reason=reason)
    return True
