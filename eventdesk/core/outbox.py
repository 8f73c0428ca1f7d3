"""The outbox: what follows from a deed is queued in the deed's own transaction and done by a worker afterwards.

A worker claims an item in one transaction, does it outside of any, and says in another that it is done. Just before a
mail is handed to the mail server the item is marked `sending`. A worker that dies leaves its claim behind, which is
given up after `CLAIM_LASTS`. So nothing is lost; only a mail whose worker died while the server was answering can be
handed over again, and then under the same Message-ID, by which mail systems know it for the same mail.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, insert, or_, select, update

from eventdesk.core.db import db
from eventdesk.core.models import OutboxItem
from eventdesk.core.precompiled import PrecompiledStatement

CLAIM_TIMEOUT = timedelta(minutes=10)
MAX_ATTEMPTS = 8
OPEN_STATES = ("queued", "claimed", "sending")
"""What an item is in before it is done, kept or failed."""

_ITEM = PrecompiledStatement(
    insert(OutboxItem.__table__).returning(OutboxItem.id),
    columns=("kind", "payload", "recipient", "subject_ref", "event_id", "created_at", "due_at", "message_id", "state",
             "attempts", "progress", "error"),
)  # fmt: skip
"""Straight to the table: nearly every deed queues a mail, and none needs it as an object."""


# Written into the statement: else a plan made once for all states could not use the index of the open items.
_IS_OPEN = OutboxItem.state.in_(bindparam(None, list(OPEN_STATES), expanding=True, literal_execute=True))


def queue_mail(
    template: str,
    recipient: str,
    values: dict[str, Any],
    *,
    now: datetime,
    event_id: int | None = None,
    subject_ref: str = "",
    language: str = "",
) -> int:
    """Queue a mail made from `templates/messages/<template>.txt` and plain `values`; return its item's id.

    `subject_ref` names what it tells about, as in "Reservation:17"; histories show it there. It is written in `language`
    where there are texts in it.
    """
    payload = _payload(template, values)
    if language:
        payload["language"] = language
    item = _item("mail", payload, now=now, event_id=event_id, recipient=recipient, subject_ref=subject_ref)
    return _queue(item)


def queue_mails(
    template: str, mails: Iterable[tuple[str, dict[str, Any], str]], *, now: datetime, event_id: int | None = None
) -> None:
    """Queue many mails of one template at once, each of (recipient, values, subject_ref)."""
    items = [
        _item(
            "mail", _payload(template, values), now=now, event_id=event_id, recipient=recipient, subject_ref=subject_ref
        )
        for recipient, values, subject_ref in mails
    ]
    if items:
        db.session.connection().execute(insert(OutboxItem.__table__), items)


def queue_job(
    kind: str,
    arguments: dict[str, Any],
    *,
    now: datetime,
    event_id: int | None = None,
    due_at: datetime | None = None,
    subject_ref: str = "",
) -> int:
    """Queue a job for the worker with `arguments` of plain values (ids, never models); return its item's id.

    It is done from `due_at` on, or at once. By `subject_ref` it is found again.
    """
    return _queue(
        {**_item(kind, arguments, now=now, event_id=event_id, subject_ref=subject_ref), "due_at": due_at or now}
    )


def _payload(template: str, values: dict[str, Any]) -> dict[str, Any]:
    return {"template": template, "values": values}


def _item(
    kind: str,
    payload: dict[str, Any],
    *,
    now: datetime,
    event_id: int | None,
    recipient: str = "",
    subject_ref: str = "",
) -> dict[str, Any]:
    return {
        "kind": kind,
        "payload": payload,
        "recipient": recipient,
        "subject_ref": subject_ref,
        "event_id": event_id,
        "created_at": now,
        "due_at": now,
        "message_id": f"{uuid.uuid4()}@eventdesk",
        "state": "queued",
        "attempts": 0,
        "progress": 0,
        "error": "",
    }


def _queue(item: dict[str, Any]) -> int:
    return int(_ITEM.run(item)[0])


def _due(of_mails: bool, now: datetime) -> Select[int]:
    """Return the query for the ids of what is due, or was claimed by a worker that then fell silent."""
    return select(OutboxItem.id).where(
        _IS_OPEN,
        (OutboxItem.kind == "mail") == of_mails,
        or_(
            (OutboxItem.state == "queued") & (OutboxItem.due_at <= now),
            OutboxItem.state.in_(("claimed", "sending")) & (OutboxItem.claimed_at < now - CLAIM_TIMEOUT),
        ),
    )


def is_due(*, mails: bool, now: datetime) -> bool:
    """Return whether a mail, or else a job, is due. It only reads, so asking every second costs nearly nothing."""
    return db.session.scalar(_due(mails, now).limit(1)) is not None


def claim_due(most: int, *, mails: bool, now: datetime) -> Sequence[OutboxItem]:
    """Take up to `most` mails, or else jobs, that are due, oldest first, for the calling worker.

    No other worker gets them, unless this one says nothing for `CLAIM_LASTS`.
    """
    ids = list(
        db.session.scalars(_due(mails, now).order_by(OutboxItem.id).limit(most).with_for_update(skip_locked=True))
    )
    if not ids:
        return []
    db.session.execute(
        update(OutboxItem)
        .where(OutboxItem.id.in_(ids))
        .values(state="claimed", claimed_at=now, attempts=OutboxItem.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    return list(
        db.session.scalars(
            select(OutboxItem)
            .where(OutboxItem.id.in_(ids))
            .order_by(OutboxItem.id)
            .execution_options(populate_existing=True)
        )
    )


def mark_sending(item: OutboxItem, *, now: datetime) -> bool:
    """Note that the work on `item` begins now; return False when the claim has passed to another worker meanwhile.

    Every claim counts `attempts` up, so that number tells the claims apart.
    """
    begun = db.session.scalar(
        update(OutboxItem)
        .where(OutboxItem.id == item.id, OutboxItem.state == "claimed", OutboxItem.attempts == item.attempts)
        .values(state="sending", claimed_at=now)
        .returning(OutboxItem.id)
        .execution_options(synchronize_session=False)
    )
    return begun is not None


def release(item: OutboxItem) -> None:
    """Put `item`, claimed but not begun, back for the next worker, as if it had not been claimed."""
    db.session.execute(
        update(OutboxItem)
        .where(OutboxItem.id == item.id, OutboxItem.state == "claimed", OutboxItem.attempts == item.attempts)
        .values(state="queued", attempts=OutboxItem.attempts - 1)
        .execution_options(synchronize_session=False)
    )


def redact_payload(item_id: int, payload: dict[str, Any]) -> None:
    """Keep `payload` in place of what the item held: without its secrets, once they are sent."""
    db.session.execute(
        update(OutboxItem)
        .where(OutboxItem.id == item_id)
        .values(payload=payload)
        .execution_options(synchronize_session=False)
    )


def update_progress(item_id: int, percent: int, *, now: datetime) -> None:
    """Note how much of a job is done, and that its worker still works on it."""
    db.session.execute(
        update(OutboxItem)
        .where(OutboxItem.id == item_id)
        .values(progress=percent, claimed_at=now)
        .execution_options(synchronize_session=False)
    )


def mark_done(item_id: int, state: str, *, now: datetime) -> None:
    """Note that the item is `done` (sent, finished), or `kept` (no mail server is set: it is read in the desk)."""
    db.session.execute(
        update(OutboxItem)
        .where(OutboxItem.id == item_id)
        .values(state=state, done_at=now, progress=100, error="")
        .execution_options(synchronize_session=False)
    )


def mark_failed(item_id: int, reason: str, *, now: datetime, final: bool = False) -> None:
    """Note why the item could not be done; it is due again later, at growing distances, `MOST_ATTEMPTS` times."""
    item = db.session.get_one(OutboxItem, item_id)
    item.error = reason[:500]
    if final or item.attempts >= MAX_ATTEMPTS:
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
