"""Outbox items that this worker has claimed: what emails and jobs have in common.

A worker claims items in one short transaction, records in another that it begins with one, works outside of any, and
records the outcome in a third. `core/outbox.py` states what this guarantees.
"""

import logging
from collections.abc import Sequence

from eventdesk.core import clock, outbox
from eventdesk.core.db import db, transaction
from eventdesk.core.models import OutboxItem

log = logging.getLogger("eventdesk.worker")


def claim(limit: int, *, mails: bool) -> Sequence[OutboxItem]:
    """Claim up to `limit` emails (or else jobs) that are due, and return them as they are at this time.

    They are detached from the session: later transactions would reload them, possibly as claimed by another worker.
    """
    if not outbox.is_due(mails=mails, now=clock.now()):
        return []
    with transaction():
        items = outbox.claim_due(limit, mails=mails, now=clock.now())
    for item in items:
        db.session.expunge(item)
    return items


def begin(item: OutboxItem) -> bool:
    """Record that the work on an item begins; return False if another worker has claimed it meanwhile."""
    with transaction():
        return outbox.mark_sending(item, now=clock.now())


def record_failure(item: OutboxItem, reason: str, *, final: bool = False) -> None:
    """Record why an item could not be done; with `final` it is not tried again."""
    log.warning("%s %s: %s", item.kind, item.id, reason)
    with transaction():
        outbox.mark_failed(item.id, reason, now=clock.now(), final=final)
