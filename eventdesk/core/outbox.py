"""The outbox: emails and jobs are queued in the transaction of the action they follow from; a worker does them later.

A worker claims an item in one transaction, does the work outside of any, and marks the item done in another. Just
before an email is handed to the mail server, the item is marked as sending. When a worker dies, its claim ends after
`CLAIM_TIMEOUT`. So nothing is lost. Only an email whose worker died while the mail server was answering can be handed
over twice, and then with the same Message-ID, by which mail systems recognise it.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, insert, or_, select, update

from eventdesk.core.db import db
from eventdesk.core.models import OutboxItem
from eventdesk.core.precompiled import PrecompiledStatement
from eventdesk.core.states import OPEN_STATES, OutboxState

CLAIM_TIMEOUT = timedelta(minutes=10)
MAX_ATTEMPTS = 8

_ITEM = PrecompiledStatement(
    insert(OutboxItem.__table__).returning(OutboxItem.id),
    columns=("kind", "payload", "recipient", "subject_ref", "event_id", "created_at", "due_at", "message_id", "state",
             "attempts", "progress", "error"),
)  # fmt: skip
"""Inserted without the ORM: nearly every action queues an email, and none needs it as an object."""


# Literal values: a generic plan with parameters could not use the partial index of the open items.
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
    """Queue an email with the template `templates/messages/<template>.txt` and plain `values`; return the item's id.

    `subject_ref` is the object it is about, as in "Reservation:17", whose history shows the email. It is written in
    `language` if there are translations for it.
    """
    payload = _payload(template, values)
    if language:
        payload["language"] = language
    item = _item("mail", payload, now=now, event_id=event_id, recipient=recipient, subject_ref=subject_ref)
    return _queue(item)


def queue_mails(
    template: str, mails: Iterable[tuple[str, dict[str, Any], str]], *, now: datetime, event_id: int | None = None
) -> None:
    """Queue many emails with one template at once, each as (recipient, values, subject_ref)."""
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
    """Queue a job for the worker with `arguments` of plain values (ids, never models); return the item's id.

    It is due at `due_at`, or at once. `subject_ref` is the object it is about, by which it can be looked up.
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
        "state": OutboxState.QUEUED.value,
        "attempts": 0,
        "progress": 0,
        "error": "",
    }


def _queue(item: dict[str, Any]) -> int:
    return int(_ITEM.execute(item)[0])


def _due(of_mails: bool, now: datetime) -> Select[int]:
    """Return the query for the ids of items that are due, or whose claim has timed out."""
    return select(OutboxItem.id).where(
        _IS_OPEN,
        (OutboxItem.kind == "mail") == of_mails,
        or_(
            (OutboxItem.state == OutboxState.QUEUED) & (OutboxItem.due_at <= now),
            OutboxItem.state.in_((OutboxState.CLAIMED, OutboxState.SENDING))
            & (OutboxItem.claimed_at < now - CLAIM_TIMEOUT),
        ),
    )


def is_due(*, mails: bool, now: datetime) -> bool:
    """Return whether an email (or else a job) is due. It only reads, so a worker can call it every second."""
    return db.session.scalar(_due(mails, now).limit(1)) is not None


def claim_due(limit: int, *, mails: bool, now: datetime) -> Sequence[OutboxItem]:
    """Claim up to `limit` emails (or else jobs) that are due, oldest first, for the calling worker.

    No other worker gets them, unless this one reports nothing for `CLAIM_TIMEOUT`.
    """
    ids = list(
        db.session.scalars(_due(mails, now).order_by(OutboxItem.id).limit(limit).with_for_update(skip_locked=True))
    )
    if not ids:
        return []
    db.session.execute(
        update(OutboxItem)
        .where(OutboxItem.id.in_(ids))
        .values(state=OutboxState.CLAIMED, claimed_at=now, attempts=OutboxItem.attempts + 1)
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
    """Mark that the work on `item` begins; return False if another worker has claimed it meanwhile.

    Every claim increments `attempts`, so that number identifies the claim.
    """
    begun = db.session.scalar(
        update(OutboxItem)
        .where(OutboxItem.id == item.id, OutboxItem.state == OutboxState.CLAIMED, OutboxItem.attempts == item.attempts)
        .values(state=OutboxState.SENDING, claimed_at=now)
        .returning(OutboxItem.id)
        .execution_options(synchronize_session=False)
    )
    return begun is not None


def release(item: OutboxItem) -> None:
    """Return `item`, claimed but not begun, to the queue, as if it had not been claimed."""
    db.session.execute(
        update(OutboxItem)
        .where(OutboxItem.id == item.id, OutboxItem.state == OutboxState.CLAIMED, OutboxItem.attempts == item.attempts)
        .values(state=OutboxState.QUEUED, attempts=OutboxItem.attempts - 1)
        .execution_options(synchronize_session=False)
    )


def redact_payload(item_id: int, payload: dict[str, Any]) -> None:
    """Replace the payload of an item, once it is sent, by one without its secrets."""
    db.session.execute(
        update(OutboxItem)
        .where(OutboxItem.id == item_id)
        .values(payload=payload)
        .execution_options(synchronize_session=False)
    )


def update_progress(item_id: int, percent: int, *, now: datetime) -> None:
    """Record the progress of a job, and that its worker is still running."""
    db.session.execute(
        update(OutboxItem)
        .where(OutboxItem.id == item_id)
        .values(progress=percent, claimed_at=now)
        .execution_options(synchronize_session=False)
    )


def mark_done(item_id: int, state: OutboxState, *, now: datetime) -> None:
    """Mark the item as `DONE` (sent, finished) or `LOGGED` (only stored, since there is no mail server)."""
    db.session.execute(
        update(OutboxItem)
        .where(OutboxItem.id == item_id)
        .values(state=state, done_at=now, progress=100, error="")
        .execution_options(synchronize_session=False)
    )


def mark_failed(item_id: int, reason: str, *, now: datetime, final: bool = False) -> None:
    """Record why the item could not be done. It is due again after a growing delay, up to `MAX_ATTEMPTS` times."""
    item = db.session.get_one(OutboxItem, item_id)
    item.error = reason[:500]
    if final or item.attempts >= MAX_ATTEMPTS:
        item.state, item.done_at = OutboxState.FAILED, now
    else:
        item.state, item.due_at = OutboxState.QUEUED, now + timedelta(seconds=15 * 4**item.attempts)


def item_by_id(item_id: int) -> OutboxItem | None:
    """Return one item, or None."""
    return db.session.get(OutboxItem, item_id)


def latest(limit: int, before: int | None = None) -> Sequence[OutboxItem]:
    """Return up to `limit` emails, newest first; only those older than the item with the id `before`, if given."""
    query = select(OutboxItem).where(OutboxItem.kind == "mail").order_by(OutboxItem.id.desc()).limit(limit)
    if before is not None:
        query = query.where(OutboxItem.id < before)
    return db.session.scalars(query).all()
