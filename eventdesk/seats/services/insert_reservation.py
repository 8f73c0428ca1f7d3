"""Storing a reservation with its audit entry and its mail, on either database.

`claim_seat` is for the many who reserve in the same second: one conditional UPDATE of the seats decides. All the others
wait for that row until the COMMIT, so on PostgreSQL everything is one statement, without a round trip in between.
SQLite has no statements that change several tables, and no round trips.
"""

import json
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import (
    JSON,
    ColumnElement,
    Integer,
    String,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    literal_column,
    select,
    true,
    update,
)  # fmt: skip

from eventdesk.core import audit
from eventdesk.core.codes import new_code
from eventdesk.core.db import UTCDateTime, db
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.core.outbox import queue_mail
from eventdesk.core.precompiled import PrecompiledStatement
from eventdesk.registration.models import Registration
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.seats.rules.reservation import Decision, ReservationContext

HOLD_DURATION = timedelta(minutes=15)
"""How long a seat is on hold for somebody whose e-mail address is not confirmed yet."""
MAILS = {"confirmed": "seat_confirmed", "waiting": "seat_waiting", "pending": "seat_requested"}
"""The mail about each state that a participant's request can lead to."""
VERB = "reserve_seat"


class ReservationResult(NamedTuple):
    """What a person has in a session now."""

    id: int
    event_session_id: int
    person_id: int
    state: str
    queue_number: int | None
    overlaps_with: str | None
    """The title of another session in which the person has a reservation at this time; of several, the first."""
    overlaps: int
    """How many there are."""


_IS_FREE = (SessionSeats.capacity.is_(None) | (SessionSeats.taken < SessionSeats.capacity)) & (
    SessionSeats.waiting == 0
)
_CLAIM = (
    update(SessionSeats)
    .where(
        SessionSeats.event_session_id == bindparam("event_session_id", type_=Integer),
        SessionSeats.is_open,
        SessionSeats.access == literal_column("'anyone'"),
        SessionSeats.has_quotas.is_(False),
        SessionSeats.max_per_organisation.is_(None),
        _IS_FREE | ((SessionSeats.taken >= SessionSeats.capacity) & SessionSeats.has_waiting_list),
        # The registration that was read before may have ended since.
        select(literal_column("1"))
        .where(
            Registration.event_id == bindparam("event_id", type_=Integer),
            Registration.person_id == bindparam("person_id", type_=Integer),
            Registration.state == literal_column("'confirmed'"),
        )
        .exists(),
    )
    .values(
        taken=SessionSeats.taken + case((_IS_FREE, 1), else_=0),
        waiting=SessionSeats.waiting + case((_IS_FREE, 0), else_=1),
        last_queue_number=SessionSeats.last_queue_number + case((_IS_FREE, 0), else_=1),
        last_claim_result=case((_IS_FREE, 0), else_=SessionSeats.last_queue_number + 1),
        version=SessionSeats.version + 1,
    )
    .returning(SessionSeats.last_claim_result, SessionSeats.waiting)
)
_CLAIM_ALONE = PrecompiledStatement(_CLAIM)
_INSERT = PrecompiledStatement(
    insert(Reservation.__table__).returning(Reservation.id),
    "code", "event_session_id", "person_id", "key", "state", "queue_number", "quota_kind", "held_until", "reason",
    "created_at", "confirmed_at",
)  # fmt: skip
_POSITION = "@position"
"""Stands in the mail's values for how many wait, which only the statement itself knows."""


def _claim_and_insert() -> PrecompiledStatement:
    """Return the claim with all that follows from it as one statement of PostgreSQL."""
    claim = _CLAIM.cte("claim")
    has_seat = claim.c.last_claim_result == literal_column("0")
    now = bindparam("now", type_=UTCDateTime)
    reserved = (
        insert(Reservation.__table__)
        .from_select(
            ["code", "event_session_id", "person_id", "key", "state", "queue_number", "quota_kind", "reason",
             "created_at", "confirmed_at"],
            select(
                bindparam("code", type_=String), bindparam("event_session_id", type_=Integer),
                bindparam("person_id", type_=Integer), bindparam("key", type_=String),
                case((has_seat, literal_column("'confirmed'")), else_=literal_column("'waiting'")),
                func.nullif(claim.c.last_claim_result, literal_column("0")),
                bindparam("quota_kind", type_=String), literal_column("''"), now, case((has_seat, now)),
            ).select_from(claim),
            include_defaults=False,
        )
        .returning(Reservation.__table__.c.id)
        .cte("reserved")
    )  # fmt: skip
    subject: ColumnElement[str] = literal_column("'Reservation:'") + cast(reserved.c.id, String)
    both = reserved.join(claim, true())
    trail = (
        insert(AuditEntry.__table__)
        .from_select(
            ["at", "actor_id", "event_id", "verb", "subject", "detail"],
            select(
                now, bindparam("actor_id", type_=Integer), bindparam("event_id", type_=Integer), literal(VERB), subject,
                cast(case((has_seat, json.dumps({"got": "confirmed"})), else_=json.dumps({"got": "waiting"})), JSON),
            ).select_from(both),
            include_defaults=False,
        )
        .cte("trail")
    )  # fmt: skip
    payload = case(
        (has_seat, bindparam("mail_of_seat", type_=String)),
        else_=func.replace(bindparam("mail_of_queue", type_=String), f'"{_POSITION}"', cast(claim.c.waiting, String)),
    )
    mail = (
        insert(OutboxItem.__table__)
        .from_select(
            ["kind", "payload", "recipient", "subject_ref", "event_id", "created_at", "due_at", "message_id", "state",
             "attempts", "progress", "error"],
            select(
                literal("mail"), cast(payload, JSON), bindparam("recipient", type_=String), subject,
                bindparam("event_id", type_=Integer), now, now, bindparam("message_id", type_=String),
                literal("queued"), literal_column("0"), literal_column("0"), literal_column("''"),
            ).select_from(both),
            include_defaults=False,
        )
        .cte("mail")
    )  # fmt: skip
    return PrecompiledStatement(
        select(claim.c.last_claim_result, claim.c.waiting, reserved.c.id).select_from(both).add_cte(trail, mail)
    )


_CLAIM_AND_INSERT = _claim_and_insert()
_LOCKS = [Lock() for _ in range(64)]
"""By session id: who wants the same row waits here, asleep, and not in PostgreSQL, which would wake all of them."""


def is_one_statement() -> bool:
    """Return whether the database stores a reservation with all that follows from it in one statement."""
    return db.engine.dialect.name == "postgresql"


def claim_seat(
    context: ReservationContext, *, actor_id: int | None, now: datetime, is_alone: bool = False
) -> ReservationResult | None:
    """Store a seat, or else the next place on the waiting list, for a registered person whom no limits bind.

    None: more than the number of seats decides, and nothing has changed. `is_alone`: without a transaction around it,
    where `is_one_statement`.
    """
    values: dict[str, Any] = {
        "event_session_id": context.event_session_id, "event_id": context.event_id, "person_id": context.person_id,
    }  # fmt: skip
    if not is_one_statement() or not context.email:
        row = _CLAIM_ALONE.run(values)
        if row is None:
            return None
        decision = Decision("waiting", row[0]) if row[0] else Decision("confirmed")
        return insert_reservation(context, decision, row[1], actor_id=actor_id, now=now)
    seat, queue = (_mail_values(context, state, _POSITION) for state in ("confirmed", "waiting"))
    values |= {
        "quota_kind": context.stakeholder_kind, "key": context.key, "code": new_code(10), "actor_id": actor_id,
        "now": now, "recipient": context.email, "message_id": f"{uuid4()}@eventdesk",
        "mail_of_seat": json.dumps({"template": MAILS["confirmed"], "values": seat}),
        "mail_of_queue": json.dumps({"template": MAILS["waiting"], "values": queue}),
    }  # fmt: skip
    if is_alone:
        with _LOCKS[context.event_session_id % len(_LOCKS)]:
            row = _CLAIM_AND_INSERT.run_alone(values)
    else:
        row = _CLAIM_AND_INSERT.run(values)
    if row is None:
        return None
    return result_of(context, row[2], Decision("waiting", row[0]) if row[0] else Decision("confirmed"))


def insert_reservation(
    context: ReservationContext, decision: Decision, waiting: int, *, actor_id: int | None, now: datetime
) -> ReservationResult:
    """Store a reservation with its audit entry and, unless it is only on hold, its mail. The seats are counted already.

    `waiting`: how many people wait now, the person among them.
    """
    is_hold = decision.state == "on_hold"
    row = _INSERT.run(
        {
            "code": new_code(10), "event_session_id": context.event_session_id, "person_id": context.person_id,
            "key": context.key, "state": str(decision.state), "queue_number": decision.queue_number,
            "quota_kind": context.stakeholder_kind or "", "held_until": now + HOLD_DURATION if is_hold else None,
            "reason": "", "created_at": now, "confirmed_at": now if decision.state == "confirmed" else None,
        }
    )  # fmt: skip
    result = result_of(context, row[0], decision)
    audit.record(
        "hold_seat" if is_hold else VERB, f"Reservation:{result.id}", actor_id=actor_id, now=now,
        event_id=context.event_id, got=str(decision.state),
    )  # fmt: skip
    if not is_hold:
        queue_seat_mail(context, decision.state, result.id, waiting, now=now)
    return result


def queue_seat_mail(
    context: ReservationContext, state: str, reservation_id: int, waiting: int, *, now: datetime
) -> None:
    """Queue the mail about what the person has in the session now."""
    if context.email:
        queue_mail(
            MAILS[state], context.email, _mail_values(context, state, waiting), now=now, event_id=context.event_id,
            subject_ref=f"Reservation:{reservation_id}",
        )  # fmt: skip


def _mail_values(context: ReservationContext, state: str, waiting: object) -> dict[str, object]:
    values: dict[str, object] = {
        "name": context.name,
        "ref": (context.registration_code, context.link_version) if context.registration_code else None,
        "title": context.title,
        "session_code": context.session_code,
        "event": context.event_title,
        "event_slug": context.event_slug,
        "timezone": context.timezone,
        "starts_at": context.starts_at.isoformat() if context.starts_at else "",
        "place": context.room or context.location,
    }
    if state == "waiting":
        values |= {"position": waiting, "offer_minutes": context.offer_minutes}
    return values


def result_of(context: ReservationContext, reservation_id: int, decision: Decision) -> ReservationResult:
    """Return what the person of `context` has now."""
    return ReservationResult(
        reservation_id, context.event_session_id, context.person_id, str(decision.state), decision.queue_number,
        context.overlapping_title, context.overlap_count,
    )  # fmt: skip
