"""Locks. Every action takes them in one order: seats by session id, registration policy, registration, people by id.

On SQLite the write transaction itself is the lock. docs/decisions/0012 says why the seats come first.
"""

from sqlalchemy import select

from eventdesk.core.db import db
from eventdesk.registration.models import Registration, RegistrationPolicy


def lock_policy(event_id: int) -> RegistrationPolicy | None:
    """Lock the registration policy of an event, with its count of places, and return it as stored; None without one."""
    return db.session.scalar(
        select(RegistrationPolicy)
        .where(RegistrationPolicy.event_id == event_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def lock_registration(registration: Registration) -> None:
    """Lock a registration and refresh it."""
    db.session.execute(
        select(Registration.id).where(Registration.id == registration.id).with_for_update(key_share=True)
    )
    db.session.refresh(registration)
