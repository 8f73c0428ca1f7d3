"""One deed for many registrations, by a worker in short transactions, so that nobody else waits long to write.

The task is an item of the outbox. Its payload holds the ids that are still to come; each block of them is done and
taken off in one transaction, so that a worker that dies, or two of them at once, do nothing twice.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

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
from eventdesk.seats.models import LIVE_STATES, Reservation
from eventdesk.seats.services.locks import lock_all_seats
from eventdesk.seats.services.organiser import move_reservation

BULK_JOB = "change_registrations"
"""The kind of the worker's job."""
ALLOWED_STATES = {
    "approve": ("pending",),
    "refuse": ("pending",),
    "cancel": ("confirmed", "pending", "unconfirmed"),
    "move": ("confirmed",),
    "write": ("confirmed", "pending", "rejected", "cancelled"),
}
"""The deeds, and the states of the registrations that each is for. A held one's address may be anybody's."""
BATCH = {"approve": 50, "refuse": 50, "cancel": 20, "move": 20, "write": 500}
"""Registrations in one transaction: some tenths of a second."""
MAX_NAMED = 200
"""Failures that are kept with name and reason; the others are counted."""
MAX_SUBJECT = 150
MAX_MESSAGE = 10_000


def start_bulk_action(
    event: Event,
    deed: str,
    registration_ids: Sequence[int],
    arguments: Mapping[str, Any],
    *,
    actor_id: int,
    now: datetime,
) -> int:
    """Begin one of the deeds of STATES_FOR and return the id of its task; a few are done at once, more by the worker.

    Raises Invalid at a field: `reason` of a refusal; `subject` and `text` of a mail; `origin` and `goal`, ids of
    sessions, of a move.
    """
    arguments = _checked(event, deed, arguments)
    payload = {
        "deed": deed, "arguments": arguments, "actor_id": actor_id, "ids": list(registration_ids),
        "total": len(registration_ids), "done": 0, "unchanged": 0, "failures": 0, "failed": [],
    }  # fmt: skip
    item_id = outbox.queue_job(BULK_JOB, payload, now=now, event_id=event.id)
    if len(registration_ids) <= BATCH[deed]:
        process_batch(item_id, now=now)
        outbox.mark_done(item_id, OutboxState.DONE, now=now)
    db.session.flush()
    return item_id


def _checked(event: Event, deed: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    if deed in ("refuse", "cancel"):
        reason = clean_line(arguments["reason"])
        if len(reason) > MAX_REASON_LENGTH or (deed == "refuse" and not reason):
            raise Invalid("reason", N_("Enter a reason of 300 characters or fewer: the person reads it"))
        return {"reason": reason}
    if deed == "move":
        return _checked_move(event, arguments)
    return mail_message(arguments["subject"], arguments["text"]) if deed == "write" else {}


def _checked_move(event: Event, arguments: Mapping[str, Any]) -> dict[str, Any]:
    for field in ("origin", "goal"):
        one = db.session.get(EventSession, arguments[field] or 0)
        if one is None or one.event_id != event.id:
            raise Invalid(field, N_("Choose a session"))
    if arguments["origin"] == arguments["goal"]:
        raise Invalid("goal", N_("Choose another session than the one they leave"))
    return {"origin": arguments["origin"], "goal": arguments["goal"]}


def mail_message(subject: str, text: str) -> dict[str, str]:
    """Return subject and text of a mail to registered people as they are kept. Raises Invalid at a field."""
    subject, text = clean_line(subject), clean_text(text)
    for field, words, most in (("subject", subject, MAX_SUBJECT), ("text", text, MAX_MESSAGE)):
        if not words:
            raise Invalid(field, N_("Enter a subject") if field == "subject" else N_("Write the mail"))
        if len(words) > most:
            raise Invalid(field, N_("Enter %(most)s characters or fewer"), most=most)
    return {"subject": subject, "text": text}


def process_batch(item_id: int, *, now: datetime) -> bool:
    """Do the deed of a task for the next of its registrations, and return whether there are more after them."""
    item = db.session.scalar(
        select(OutboxItem).where(OutboxItem.id == item_id).with_for_update().execution_options(populate_existing=True)
    )
    event = db.session.get(Event, item.event_id) if item else None
    if item is None or event is None or not item.payload["ids"]:
        return False
    payload = dict(item.payload)
    size = BATCH[payload["deed"]]
    block, payload["ids"] = payload["ids"][:size], payload["ids"][size:]
    registrations = db.session.scalars(
        select(Registration)
        .where(Registration.event_id == event.id, Registration.id.in_(block))
        .order_by(Registration.id)
    ).all()
    failed: list[tuple[Registration, DomainError]] = []
    if payload["deed"] == "write":
        done = send_message(event, registrations, payload["arguments"], failed, actor_id=payload["actor_id"], now=now)
    else:
        done = _apply_to_each(event, registrations, payload, failed, now=now)
    payload["done"] += done
    payload["unchanged"] += len(block) - done - len(failed)
    payload["failures"] += len(failed)
    payload["failed"] = [*payload["failed"], *(_failure(*one) for one in failed)][:MAX_NAMED]
    item.payload = payload
    item.progress = 100 - 100 * len(payload["ids"]) // payload["total"]
    item.claimed_at = now if item.claimed_at else None
    db.session.flush()
    return bool(payload["ids"])


def _failure(registration: Registration, problem: DomainError) -> dict[str, Any]:
    return {
        "code": registration.code, "name": registration.person.name, "why": problem.message, "params": problem.params,
    }  # fmt: skip


def _apply_to_each(
    event: Event,
    registrations: Sequence[Registration],
    payload: Mapping[str, Any],
    failed: list[tuple[Registration, DomainError]],
    *,
    now: datetime,
) -> int:
    """Do a deed for each registration, one by one as single ones are done; return for how many it changed anything."""
    deed = _action(payload["deed"], payload["arguments"], actor_id=payload["actor_id"], now=now)
    _lock(event, registrations, payload)
    done = 0
    for registration in registrations:
        try:
            # A deed that is refused half way leaves nothing of itself behind.
            with db.session.begin_nested():
                done += deed(registration)
        except DomainError as problem:
            failed.append((registration, problem))
    return done


def _lock(event: Event, registrations: Sequence[Registration], payload: Mapping[str, Any]) -> None:
    """Take all locks of the block in the order of docs/decisions/0012: seats, the event's places, then each person."""
    if payload["deed"] in ("cancel", "move"):
        held = db.session.scalars(
            select(Reservation.event_session_id)
            .join(EventSession, EventSession.id == Reservation.event_session_id)
            .where(
                EventSession.event_id == event.id,
                Reservation.person_id.in_([one.person_id for one in registrations]),
                Reservation.state.in_(LIVE_STATES),
            )
            .distinct()
        )
        lock_all_seats([*held, *(payload["arguments"].get(name, 0) for name in ("origin", "goal"))])
    if payload["deed"] != "move":
        lock_policy(event.id)


def _action(name: str, arguments: Mapping[str, Any], *, actor_id: int, now: datetime) -> Callable[[Registration], bool]:
    def cancel(registration: Registration) -> bool:
        before = registration.state
        cancel_registration(registration, actor_id=actor_id, now=now, reason=arguments["reason"])
        return before not in ("cancelled", "rejected")

    def move(registration: Registration) -> bool:
        origin = db.session.get_one(EventSession, arguments["origin"])
        goal = db.session.get_one(EventSession, arguments["goal"])
        move_reservation(registration, origin, goal, actor_id=actor_id, now=now)
        return True

    deeds: dict[str, Callable[[Registration], bool]] = {
        "approve": lambda registration: approve_registration(registration, actor_id=actor_id, now=now),
        "refuse": lambda registration: reject_registration(
            registration, arguments["reason"], actor_id=actor_id, now=now
        ),
        "cancel": cancel,
        "move": move,
    }
    return deeds[name]


def send_message(
    event: Event,
    registrations: Sequence[Registration],
    arguments: Mapping[str, str],
    failed: list[tuple[Registration, DomainError]],
    *,
    actor_id: int,
    now: datetime,
) -> int:
    """Queue an organiser's mail to each of these people and return to how many; note those without an address."""
    reached = []
    for registration in registrations:
        if registration.person.email and registration.state != "unconfirmed":
            reached.append(registration)
        else:
            failed.append((registration, Invalid("", N_("There is no e-mail address that is known to be theirs."))))
    subject_ref = [f"Registration:{one.id}" for one in reached]
    audit.record_all(
        "write", subject_ref, actor_id=actor_id, now=now, event_id=event.id, subject=arguments["subject"]
    )  # fmt: skip
    outbox.queue_mails(
        "organiser_message",
        (
            (one.person.email or "", message_values(event, one, arguments), name)
            for one, name in zip(reached, subject_ref, strict=True)
        ),
        now=now,
        event_id=event.id,
    )
    return len(reached)


def message_values(event: Event, registration: Registration, arguments: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of an organiser's mail to a registered person."""
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
    """Queue to the organiser themself what `sample` would get, once for each form; return whether there is an address.

    The link to the personal page is left out: it is the person's own. Raises Invalid at a field.
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
