"""Idempotency keys: a form that is sent twice, by a double click or the back button, is done once."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from eventdesk.core.db import db
from eventdesk.core.models import IdempotencyKey

MAX_KEY_LENGTH = 40
RETENTION = timedelta(days=2)


def earlier_location(key: str) -> str | None:
    """Return where the form with this key led when it was sent before ("": nothing is noted); None for a new one."""
    return db.session.scalar(select(IdempotencyKey.location).where(IdempotencyKey.key == key))


def store_key(key: str, *, now: datetime) -> None:
    """Store that the form with this key is sent. Of two at once the later meets the primary key, and is tried again."""
    db.session.execute(insert(IdempotencyKey).values(key=key, location="", at=now))


def store_location(key: str, location: str) -> None:
    """Store where the form with this key led, for when it is sent again."""
    db.session.execute(
        update(IdempotencyKey).where(IdempotencyKey.key == key).values(location=location),
        execution_options={"synchronize_session": False},
    )


def purge(*, now: datetime) -> None:
    """Forget the forms of some days ago."""
    db.session.execute(
        delete(IdempotencyKey).where(IdempotencyKey.at < now - RETENTION).execution_options(synchronize_session=False)
    )
