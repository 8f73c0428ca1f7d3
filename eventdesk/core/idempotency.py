"""Idempotency keys: a form that is sent twice, by a double click or the back button, is done once."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from eventdesk.core.db import db
from eventdesk.core.models import IdempotencyKey

MAX_KEY_LENGTH = 40
RETENTION = timedelta(days=2)


def earlier_location(key: str) -> str | None:
    """Return where a form led that was sent with this key ("": not recorded), or None if the key is new."""
    return db.session.scalar(select(IdempotencyKey.location).where(IdempotencyKey.key == key))


def store_key(key: str, *, now: datetime) -> None:
    """Store the key of a submitted form. Of two at once the second violates the primary key and is tried again."""
    db.session.execute(insert(IdempotencyKey).values(key=key, location="", at=now))


def store_location(key: str, location: str) -> None:
    """Store where the form with this key led, for the case that it is sent again."""
    db.session.execute(
        update(IdempotencyKey).where(IdempotencyKey.key == key).values(location=location),
        execution_options={"synchronize_session": False},
    )


def purge(*, now: datetime) -> None:
    """Delete the keys that are older than `RETENTION`."""
    db.session.execute(
        delete(IdempotencyKey).where(IdempotencyKey.at < now - RETENTION).execution_options(synchronize_session=False)
    )
