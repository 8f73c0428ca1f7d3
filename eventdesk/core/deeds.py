"""Idempotency keys: a form that is sent twice, by a double click or the back button, is done once."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from eventdesk.core.db import db
from eventdesk.core.models import Deed

LONGEST_KEY = 40
KEPT = timedelta(days=2)


def earlier_location(key: str) -> str | None:
    """Return where the form with this key led when it was sent before ("": nothing is noted); None for a new one."""
    return db.session.scalar(select(Deed.location).where(Deed.key == key))


def store_key(key: str, *, now: datetime) -> None:
    """Store that the form with this key is sent. Of two at once the later meets the primary key, and is tried again."""
    db.session.execute(insert(Deed).values(key=key, location="", at=now))


def store_location(key: str, location: str) -> None:
    """Store where the form with this key led, for when it is sent again."""
    db.session.execute(
        update(Deed).where(Deed.key == key).values(location=location),
        execution_options={"synchronize_session": False},
    )


def purge(*, now: datetime) -> None:
    """Forget the forms of some days ago."""
    db.session.execute(delete(Deed).where(Deed.at < now - KEPT).execution_options(synchronize_session=False))
