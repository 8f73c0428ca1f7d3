"""Forms that are sent twice: by a double click, by the back button, by a browser that asks again."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from eventdesk.core.db import db
from eventdesk.core.models import Deed

LONGEST_KEY = 40
KEPT = timedelta(days=2)


def is_first(key: str, person_id: int, *, now: datetime) -> bool:
    """Note that this person sends the form with this key, and return whether it is the first time.

    Without a key every time is the first. Two at once: the later of them finds the key there, or meets the primary key
    and is tried again by the door.
    """
    if not key:
        return True
    key = key[:LONGEST_KEY]
    if db.session.scalar(select(Deed.at).where(Deed.person_id == person_id, Deed.key == key)):
        return False
    db.session.execute(insert(Deed).values(person_id=person_id, key=key, at=now))
    return True


def purge(*, now: datetime) -> None:
    """Forget the forms of some days ago."""
    db.session.execute(delete(Deed).where(Deed.at < now - KEPT).execution_options(synchronize_session=False))
