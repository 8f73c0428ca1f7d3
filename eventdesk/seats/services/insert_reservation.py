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
    FromClause,
    Insert,
    Integer,
    String,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal_column,
    null,
    select,
    true,
    update,
)

from eventdesk.core.codes import new_code
from eventdesk.core.db import UTCDateTime, db
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.core.outbox import queue_mail
from eventdesk.core.precompiled import PrecompiledStatement
from eventdesk.registration.models import Registration
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.seats.rules.reservation import Decision, ReservationContext

HOLD_DURATION = timedelta(minutes=15)
"""How long a seat is on hold until the person's email address is confirmed."""
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


_BOUND: dict[str, Any] = {
    name: bindparam(name, type_=sql_type)
    for sql_type, names in (
        (String, "code key quota_kind state verb recipient message_id mail_of_seat mail_of_queue"),
        (Integer, "event_session_id event_id person_id actor_id queue_number id"),
        (JSON, "detail payload"),
        (UTCDateTime, "now expires_at"),
    )
    for name in names.split()
}
_IS_FREE = (SessionSeats.capacity.is_(None) | (SessionSeats.taken < SessionSeats.capacity)) & (
    SessionSeats.waiting == 0
)
_CLAIM = (
    update(SessionSeats)
    .where(
        SessionSeats.event_session_id == _BOUND["event_session_id"],
        SessionSeats.is_open,
        SessionSeats.access == literal_column("'anyone'"),
        SessionSeats.has_quotas.is_(False),
        SessionSeats.max_per_organisation.is_(None),
        _IS_FREE | ((SessionSeats.taken >= SessionSeats.capacity) & SessionSeats.has_waiting_list),
        # The registration that was read before may have ended since.
        select(literal_column("1"))
        .where(
            Registration.event_id == _BOUND["event_id"],
            Registration.person_id == _BOUND["person_id"],
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
_POSITION = "@position"
"""Stands in the mail's values for how many wait, which only the statement itself knows."""


def _insert_reservation(state: Any, queue_number: Any, expires_at: Any, claim: FromClause | None = None) -> Insert:
    """Return the INSERT of a reservation; with `claim`, one that happens where the claim gave a row."""
    names = ("code", "event_session_id", "person_id", "key", "quota_kind")
    values = {name: _BOUND[name] for name in names} | {
        "state": state, "queue_number": queue_number, "expires_at": expires_at, "reason": literal_column("''"),
        "created_at": _BOUND["now"], "confirmed_at": case((state == literal_column("'confirmed'"), _BOUND["now"])),
    }  # fmt: skip
    return _insert(Reservation, values, claim).returning(Reservation.id)


def _insert_audit_entry(subject: Any, detail: Any, source: FromClause | None = None) -> Insert:
    values = {name: _BOUND[name] for name in ("actor_id", "event_id", "verb")}
    return _insert(AuditEntry, values | {"at": _BOUND["now"], "subject": subject, "detail": detail}, source)


def _insert_mail(subject: Any, payload: Any, source: FromClause | None = None) -> Insert:
    values = {name: _BOUND[name] for name in ("recipient", "event_id", "message_id")} | {
        "kind": literal_column("'mail'"), "payload": payload, "subject_ref": subject, "created_at": _BOUND["now"],
        "due_at": _BOUND["now"], "state": literal_column("'queued'"), "attempts": literal_column("0"),
        "progress": literal_column("0"), "error": literal_column("''"),
    }  # fmt: skip
    return _insert(OutboxItem, values, source)


def _insert(table: Any, values: dict[str, Any], source: FromClause | None) -> Insert:
    columns = select(*values.values())
    columns = columns if source is None else columns.select_from(source)
    return insert(table.__table__).from_select(list(values), columns, include_defaults=False)


def _subject(reservation_id: Any) -> ColumnElement[str]:
    text: ColumnElement[str] = literal_column("'Reservation:'", String)
    return text + cast(reservation_id, String)


def _claim_and_insert() -> PrecompiledStatement:
    """Return the claim with all that follows from it as one statement of PostgreSQL."""
    claim = _CLAIM.cte("claim")
    has_seat = claim.c.last_claim_result == literal_column("0")
    state = case((has_seat, literal_column("'confirmed'")), else_=literal_column("'waiting'"))
    number = func.nullif(claim.c.last_claim_result, literal_column("0"))
    reservation = _insert_reservation(state, number, null(), claim).cte("reservation_stored")
    subject, both = _subject(reservation.c.id), reservation.join(claim, true())
    payload = case(
        (has_seat, _BOUND["mail_of_seat"]),
        else_=func.replace(_BOUND["mail_of_queue"], f'"{_POSITION}"', cast(claim.c.waiting, String)),
    )
    detail = func.json_build_object(literal_column("'got'"), state)
    return PrecompiledStatement(
        select(claim.c.last_claim_result, claim.c.waiting, reservation.c.id)
        .select_from(both)
        .add_cte(_insert_audit_entry(subject, detail, both).cte("audit_stored"))
        .add_cte(_insert_mail(subject, cast(payload, JSON), both).cte("mail_stored"))
    )


_INSERT_RESERVATION = _insert_reservation(_BOUND["state"], _BOUND["queue_number"], _BOUND["expires_at"])
_INSERT_AUDIT_ENTRY = _insert_audit_entry(_subject(_BOUND["id"]), _BOUND["detail"])
_INSERT_MAIL = _insert_mail(_subject(_BOUND["id"]), _BOUND["payload"])
_INSERTS = {
    True: PrecompiledStatement(_INSERT_RESERVATION, _INSERT_AUDIT_ENTRY, _INSERT_MAIL),
    False: PrecompiledStatement(_INSERT_RESERVATION, _INSERT_AUDIT_ENTRY),
}
"""By whether a mail goes out."""
_CLAIM_ALONE = PrecompiledStatement(_CLAIM)
_CLAIM_AND_INSERT = _claim_and_insert()
_LOCKS = [Lock() for _ in range(64)]
"""By session id: who wants the same row waits here, asleep, and not in PostgreSQL, which would wake all of them."""


def claim_seat(
    context: ReservationContext, *, actor_id: int | None, now: datetime, is_alone: bool = False
) -> ReservationResult | None:
    """Store a seat, or else the next place on the waiting list, for a registered person without limits.

    None: more than the number of seats decides, and nothing has changed. `is_alone`: on PostgreSQL, without a
    transaction around it.
    """
    if not context.email or db.engine.dialect.name != "postgresql":
        row = _CLAIM_ALONE.execute(
            {"event_session_id": context.event_session_id, "event_id": context.event_id, "person_id": context.person_id}
        )
        if row is None:
            return None
        decision = Decision("waiting", row[0]) if row[0] else Decision("confirmed")
        return insert_reservation(context, decision, row[1], actor_id=actor_id, now=now)
    values = _values(context, VERB, actor_id=actor_id, now=now)
    for name, state in (("mail_of_seat", "confirmed"), ("mail_of_queue", "waiting")):
        values[name] = json.dumps({"template": MAILS[state], "values": _mail_values(context, state, _POSITION)})
    if is_alone:
        with _LOCKS[context.event_session_id % len(_LOCKS)]:
            row = _CLAIM_AND_INSERT.execute_alone(values)
    else:
        row = _CLAIM_AND_INSERT.execute(values)
    if row is None:
        return None
    return result_of(context, row[2], Decision("waiting", row[0]) if row[0] else Decision("confirmed"))


def insert_reservation(
    context: ReservationContext, decision: Decision, waiting: int, *, actor_id: int | None, now: datetime
) -> ReservationResult:
    """Store a reservation with its audit entry and, unless it is only on hold, its mail. The seats are counted already.

    `waiting`: how many people wait now, the person among them.
    """
    state = str(decision.state)
    is_hold = state == "on_hold"
    values = _values(context, "hold_seat" if is_hold else VERB, actor_id=actor_id, now=now)
    values |= {
        "state": state, "queue_number": decision.queue_number, "detail": {"got": state},
        "expires_at": now + HOLD_DURATION if is_hold else None,
    }  # fmt: skip
    has_mail = bool(context.email) and not is_hold
    if has_mail:
        values["payload"] = {"template": MAILS[state], "values": _mail_values(context, state, waiting)}
    row = _INSERTS[has_mail].execute(values)
    return result_of(context, row[0], decision)


def _values(context: ReservationContext, verb: str, *, actor_id: int | None, now: datetime) -> dict[str, Any]:
    """Return what every reservation stores, whatever is decided."""
    return {
        "code": new_code(10), "event_session_id": context.event_session_id, "event_id": context.event_id,
        "person_id": context.person_id, "key": context.key, "quota_kind": context.stakeholder_kind or "",
        "actor_id": actor_id, "now": now, "verb": verb, "recipient": context.email,
        "message_id": f"{uuid4()}@eventdesk",
    }  # fmt: skip


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
