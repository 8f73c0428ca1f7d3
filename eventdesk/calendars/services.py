"""Creating and revoking the secret address of a person's agenda."""

import secrets
from datetime import datetime

from sqlalchemy import select

from eventdesk.calendars import rules
from eventdesk.calendars.models import CalendarFeed
from eventdesk.core import audit
from eventdesk.core.codes import token_hash
from eventdesk.core.db import db
from eventdesk.people.models import Person


def make_feed_address(person_id: int, *, secret: str, now: datetime) -> str:
    """Return the token of a new secret address, derived from the installation's `secret`; the earlier one stops working."""
    # Two clicks at once take turns, so that only the later address works.
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    revoke_feed_address(person_id, now=now)
    feed = CalendarFeed(person_id=person_id, token_hash=secrets.token_hex(32), created_at=now)
    db.session.add(feed)
    db.session.flush()
    token = rules.feed_token(feed.id, secret)
    feed.token_hash = token_hash(token)
    audit.record("calendar:address", feed, actor_id=person_id, now=now)
    db.session.flush()
    return token


def revoke_feed_address(person_id: int, *, now: datetime) -> None:
    """Deactivate the person's secret address, if there is one."""
    feeds = db.session.scalars(
        select(CalendarFeed).where(CalendarFeed.person_id == person_id, CalendarFeed.revoked_at.is_(None))
    )
    for feed in feeds:
        feed.revoked_at = now
        audit.record("calendar:revoke", feed, actor_id=person_id, now=now)
    db.session.flush()
