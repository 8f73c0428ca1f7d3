"""Locks, in the one order that every deed takes them: seats by session id, an event's places, a registration, people by id.

On SQLite the write transaction itself is the lock. Why the seats come first: docs/decisions/0012.
"""

from sqlalchemy import select

from eventdesk.core.db import db
from eventdesk.registration.models import Registration, RegistrationPolicy


def lock_policy(event_id: int) -> RegistrationPolicy | None:
    """Lock the terms of an event, with the count of its places, and return them as they are now."""
    return db.session.scalar(
        select(RegistrationPolicy)
        .where(RegistrationPolicy.event_id == event_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def lock_registration(registration: Registration) -> None:
    """Lock a registration and read it as it is now."""
    db.session.execute(
        select(Registration.id).where(Registration.id == registration.id).with_for_update(key_share=True)
    )
    db.session.refresh(registration)
