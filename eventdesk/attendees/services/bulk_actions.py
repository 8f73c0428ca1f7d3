"""Bulk actions: the same change to many registrations, done by the worker in short transactions.

A job in the outbox holds the ids that are not done yet. Each batch of them is done and removed in one transaction, so a
worker that stops, or two workers at once, do nothing twice.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventdesk.attendees.rules import BulkAction
from eventdesk.booking.services.cancel import cancel_registration
from eventdesk.core import audit, idempotency, outbox
from eventdesk.core.db import db
from eventdesk.core.errors import DomainError, Invalid
from eventdesk.core.models import OutboxItem
from eventdesk.core.states import OutboxState
from eventdesk.core.text import N_, clean_line, clean_text
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.registration.models import Registration
from eventdesk.registration.rules.policy import MAX_REASON_LENGTH
from eventdesk.registration.services.approvals import approve_registration, reject_registration
from eventdesk.registration.services.locks import lock_policy
from eventdesk.registration.services.notifications import registration_ref
from eventdesk.registration.states import RegistrationState
from eventdesk.seats.models import LIVE_STATES, Reservation
from eventdesk.seats.services.locks import lock_all_seats
from eventdesk.seats.services.organiser import move_reservation

BULK_JOB = "change_registrations"
"""The kind of the job."""
BATCH = {
    BulkAction.APPROVE: 50,
    BulkAction.REJECT: 50,
    BulkAction.CANCEL: 20,
    BulkAction.MOVE: 20,
    BulkAction.MESSAGE: 500,
}
"""Registrations in one transaction, which takes some tenths of a second."""
MAX_NAMED = 200
"""Failures that are stored with name and reason; further ones are counted."""
MAX_SUBJECT = 150
MAX_MESSAGE = 10_000
SAME_SESSION = N_("Choose two different sessions")


def start_bulk_action(
    event: Event,
    action: BulkAction,
    registration_ids: Sequence[int],
    arguments: Mapping[str, Any],
    *,
    actor_id: int,
    now: datetime,
) -> int:
    """Start a bulk action and return the id of its job; a single batch is done at once, more by the worker.

    `arguments` are `reason` (reject, cancel), `subject` and `text` (message), or `source` and `target`, ids of sessions
    (move). Raises Invalid at one of these fields.
    """
    arguments = _validated(event, action, arguments)
    payload = {
        "action": action,
        "arguments": arguments,
        "actor_id": actor_id,
        "ids": list(registration_ids),
        "total": len(registration_ids),
        "done": 0,
        "unchanged": 0,
        "failures": 0,
        "failed": [],
    }
    item_id = outbox.queue_job(BULK_JOB, payload, now=now, event_id=event.id)
    if len(registration_ids) <= BATCH[action]:
        process_batch(item_id, now=now)
        outbox.mark_done(item_id, OutboxState.DONE, now=now)
    db.session.flush()
    return item_id


def _validated(event: Event, action: BulkAction, arguments: Mapping[str, Any]) -> dict[str, Any]:
    if action in (BulkAction.REJECT, BulkAction.CANCEL):
        reason = clean_line(arguments["reason"])
        if len(reason) > MAX_REASON_LENGTH or (action is BulkAction.REJECT and not reason):
            raise Invalid("reason", N_("Enter a reason of 300 characters or fewer: the person reads it"))
        return {"reason": reason}
    if action is BulkAction.MOVE:
        return _validated_move(event, arguments)
    return mail_message(arguments["subject"], arguments["text"]) if action is BulkAction.MESSAGE else {}


def _validated_move(event: Event, arguments: Mapping[str, Any]) -> dict[str, Any]:
    for field in ("source", "target"):
        event_session = db.session.get(EventSession, arguments[field] or 0)
        if event_session is None or event_session.event_id != event.id:
            raise Invalid(field, N_("Choose a session"))
    if arguments["source"] == arguments["target"]:
        raise Invalid("target", SAME_SESSION)
    return {"source": arguments["source"], "target": arguments["target"]}


def mail_message(subject: str, text: str) -> dict[str, str]:
    """Return subject and text of a message as they are stored. Raises Invalid at a field."""
    subject, text = clean_line(subject), clean_text(text)
    for field, value, limit, missing in (
        ("subject", subject, MAX_SUBJECT, N_("Enter a subject")),
        ("text", text, MAX_MESSAGE, N_("Enter the text")),
    ):
        if not value:
            raise Invalid(field, missing)
        if len(value) > limit:
            raise Invalid(field, N_("Enter %(limit)s characters or fewer"), limit=limit)
    return {"subject": subject, "text": text}


def process_batch(item_id: int, *, now: datetime) -> bool:
    """Do the next batch of a job, and return whether there are more."""
    item = db.session.scalar(
        select(OutboxItem).where(OutboxItem.id == item_id).with_for_update().execution_options(populate_existing=True)
    )
    event = db.session.get(Event, item.event_id) if item else None
    if item is None or event is None or not item.payload["ids"]:
        return False
    payload = dict(item.payload)
    action = BulkAction(payload["action"])
    size = BATCH[action]
    batch, payload["ids"] = payload["ids"][:size], payload["ids"][size:]
    registrations = db.session.scalars(
        select(Registration)
        .where(Registration.event_id == event.id, Registration.id.in_(batch))
        .order_by(Registration.id)
    ).all()
    failed: list[tuple[Registration, DomainError]] = []
    if action is BulkAction.MESSAGE:
        done = send_message(event, registrations, payload["arguments"], failed, actor_id=payload["actor_id"], now=now)
    else:
        done = _apply_to_each(event, registrations, payload, failed, now=now)
    payload["done"] += done
    payload["unchanged"] += len(batch) - done - len(failed)
    payload["failures"] += len(failed)
    payload["failed"] = [*payload["failed"], *(_failure(*failure) for failure in failed)][:MAX_NAMED]
    item.payload = payload
    item.progress = 100 - 100 * len(payload["ids"]) // payload["total"]
    item.claimed_at = now if item.claimed_at else None
    db.session.flush()
    return bool(payload["ids"])


def _failure(registration: Registration, problem: DomainError) -> dict[str, Any]:
    return {
        "code": registration.code,
        "name": registration.person.name,
        "why": problem.message,
        "params": problem.params,
    }


def _apply_to_each(
    event: Event,
    registrations: Sequence[Registration],
    payload: Mapping[str, Any],
    failed: list[tuple[Registration, DomainError]],
    *,
    now: datetime,
) -> int:
    """Change the registrations one by one; return how many were changed."""
    action = BulkAction(payload["action"])
    change = _change(action, payload["arguments"], actor_id=payload["actor_id"], now=now)
    _lock(event, registrations, action, payload["arguments"])
    done = 0
    for registration in registrations:
        try:
            # A change that fails half way is undone completely.
            with db.session.begin_nested():
                done += change(registration)
        except DomainError as problem:
            failed.append((registration, problem))
    return done


def _lock(
    event: Event, registrations: Sequence[Registration], action: BulkAction, arguments: Mapping[str, Any]
) -> None:
    """Take the locks of a batch in the order of docs/decisions/0012: seats, the event's capacity, then each person."""
    if action in (BulkAction.CANCEL, BulkAction.MOVE):
        session_ids = db.session.scalars(
            select(Reservation.event_session_id)
            .join(EventSession, EventSession.id == Reservation.event_session_id)
            .where(
                EventSession.event_id == event.id,
                Reservation.person_id.in_([registration.person_id for registration in registrations]),
                Reservation.state.in_(LIVE_STATES),
            )
            .distinct()
        )
        lock_all_seats([*session_ids, *(arguments.get(name, 0) for name in ("source", "target"))])
    if action is not BulkAction.MOVE:
        lock_policy(event.id)


def _change(
    action: BulkAction, arguments: Mapping[str, Any], *, actor_id: int, now: datetime
) -> Callable[[Registration], bool]:
    """Return what changes one registration, and returns whether it did."""

    def cancel(registration: Registration) -> bool:
        before = registration.state
        cancel_registration(registration, actor_id=actor_id, now=now, reason=arguments["reason"])
        return before not in (RegistrationState.CANCELLED, RegistrationState.REJECTED)

    def move(registration: Registration) -> bool:
        source = db.session.get_one(EventSession, arguments["source"])
        target = db.session.get_one(EventSession, arguments["target"])
        move_reservation(registration, source, target, actor_id=actor_id, now=now)
        return True

    changes: dict[BulkAction, Callable[[Registration], bool]] = {
        BulkAction.APPROVE: lambda registration: approve_registration(registration, actor_id=actor_id, now=now),
        BulkAction.REJECT: lambda registration: reject_registration(
            registration, arguments["reason"], actor_id=actor_id, now=now
        ),
        BulkAction.CANCEL: cancel,
        BulkAction.MOVE: move,
    }
    return changes[action]


def send_message(
    event: Event,
    registrations: Sequence[Registration],
    arguments: Mapping[str, str],
    failed: list[tuple[Registration, DomainError]],
    *,
    actor_id: int,
    now: datetime,
) -> int:
    """Queue a message to each of these people and return how many; add people without an email address to `failed`."""
    reached = []
    for registration in registrations:
        if registration.person.email and registration.state != RegistrationState.UNCONFIRMED:
            reached.append(registration)
        else:
            failed.append((registration, Invalid("", N_("They have no confirmed email address."))))
    refs = [f"Registration:{registration.id}" for registration in reached]
    audit.record_all("write", refs, actor_id=actor_id, now=now, event_id=event.id, subject=arguments["subject"])
    outbox.queue_mails(
        "organiser_message",
        (
            (registration.person.email or "", message_values(event, registration, arguments), ref)
            for registration, ref in zip(reached, refs, strict=True)
        ),
        now=now,
        event_id=event.id,
    )
    return len(reached)


def message_values(event: Event, registration: Registration, arguments: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of the mail template `organiser_message` for one registered person."""
    return {
        "name": registration.person.name,
        "organisation": registration.organisation.name if registration.organisation else "",
        "event": event.title,
        "event_slug": event.slug,
        "subject": arguments["subject"],
        "text": arguments["text"],
        "ref": registration_ref(registration),
    }


def send_test(
    event: Event, sample: Registration, arguments: Mapping[str, str], *, key: str, actor: Person, now: datetime
) -> bool:
    """Queue the message for `sample` to the organiser instead, once for each form; return False without an address.

    The link to the participant's page is left out: only they may have it. Raises Invalid at a field.
    """
    values = {**message_values(event, sample, mail_message(**arguments)), "ref": None}
    if not actor.email:
        return False
    key = f"{actor.id}-{key}"[: idempotency.MAX_KEY_LENGTH] if key else ""
    if not key or idempotency.earlier_location(key) is None:
        if key:
            idempotency.store_key(key, now=now)
        outbox.queue_mail("organiser_message", actor.email, values, now=now, event_id=event.id)
    return True
