"""The outbox: what follows from a deed is queued in the deed's own transaction and done by a worker afterwards.

A worker claims an item in one transaction, does it outside of any, and says in another that it is done. Just before a
mail is handed to the mail server the item is marked `sending`. A worker that dies leaves its claim behind, which is
given up after `CLAIM_LASTS`. So nothing is lost; only a mail whose worker died while the server was answering can be
handed over again, and then under the same Message-ID, by which mail systems know it for the same mail.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from eventdesk.core.db import db
from eventdesk.core.models import OutboxItem

CLAIM_LASTS = timedelta(minutes=10)
MOST_ATTEMPTS = 8


def queue_mail(
    template: str, recipient: str, values: dict[str, Any], *, now: datetime, event_id: int | None = None
) -> OutboxItem:
    """Queue a mail made from `templates/mail/<template>.txt` and plain `values`; return its outbox item (flush for its id)."""
    return _queue("mail", {"template": template, "values": values}, now=now, event_id=event_id, recipient=recipient)


def queue_job(kind: str, arguments: dict[str, Any], *, now: datetime, event_id: int | None = None) -> OutboxItem:
    """Queue a job for the worker with `arguments` of plain values (ids, never models); return its outbox item (flush for its id)."""
    return _queue(kind, arguments, now=now, event_id=event_id)


def _queue(
    kind: str, payload: dict[str, Any], *, now: datetime, event_id: int | None, recipient: str = ""
) -> OutboxItem:
    item = OutboxItem(
        kind=kind, payload=payload, recipient=recipient, event_id=event_id, created_at=now, due_at=now,
        message_id=f"{uuid.uuid4()}@eventdesk", state="queued", attempts=0, progress=0, error="",
    )
    db.session.add(item)
    return item


def claim_due(most: int, *, now: datetime) -> Sequence[OutboxItem]:
    """Take up to `most` items that are due, oldest first, for the calling worker; no other worker gets them."""
    given_up = now - CLAIM_LASTS
    due = (
        select(OutboxItem.id)
        .where(
            or_(
                (OutboxItem.state == "queued") & (OutboxItem.due_at <= now),
                OutboxItem.state.in_(("claimed", "sending")) & (OutboxItem.claimed_at < given_up),
            )
        )
        .order_by(OutboxItem.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    ids = list(db.session.scalars(due))
    if not ids:
        return []
    db.session.execute(
        update(OutboxItem)
        .where(OutboxItem.id.in_(ids))
        .values(state="claimed", claimed_at=now, attempts=OutboxItem.attempts + 1)
    )
    return list(
        db.session.scalars(
            select(OutboxItem).where(OutboxItem.id.in_(ids)).order_by(OutboxItem.id)
            .execution_options(populate_existing=True)
        )
    )


def mark_sending(item_id: int) -> None:
    """Note that the mail server is being handed this mail now."""
    db.session.execute(update(OutboxItem).where(OutboxItem.id == item_id).values(state="sending"))


def mark_done(item_id: int, state: str, *, now: datetime) -> None:
    """Note that the item is `done` (sent, finished), or `kept` (no mail server is set: it is read in the desk)."""
    db.session.execute(
        update(OutboxItem).where(OutboxItem.id == item_id).values(state=state, done_at=now, progress=100, error="")
    )


def mark_failed(item_id: int, reason: str, *, now: datetime, final: bool = False) -> None:
    """Note why the item could not be done; it is due again later, at growing distances, `MOST_ATTEMPTS` times."""
    item = db.session.get_one(OutboxItem, item_id)
    item.error = reason[:500]
    if final or item.attempts >= MOST_ATTEMPTS:
        item.state, item.done_at = "failed", now
    else:
        item.state, item.due_at = "queued", now + timedelta(seconds=15 * 4**item.attempts)


def item_by_id(item_id: int) -> OutboxItem | None:
    """Return one item, or None."""
    return db.session.get(OutboxItem, item_id)


def latest(most: int, before: int | None = None) -> Sequence[OutboxItem]:
    """Return up to `most` mails, newest first, older than the item with id `before` if it is given."""
    found = select(OutboxItem).where(OutboxItem.kind == "mail").order_by(OutboxItem.id.desc()).limit(most)
    if before is not None:
        found = found.where(OutboxItem.id < before)
    return db.session.scalars(found).all()
