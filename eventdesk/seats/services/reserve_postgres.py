"""The claim of a seat with all that follows from it as one statement, on PostgreSQL.

Between the UPDATE that claims and the COMMIT all the others wait for the row of the seats, so three further round
trips there are three that everybody waits for. SQLite has no statements that change several tables, and no round trips.
"""

import json
from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, Integer, String, Update, bindparam, case, cast, func, insert, literal, select, true

from eventdesk.core.codes import new_code
from eventdesk.core.db import UTCDateTime, db
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.core.precompiled import PrecompiledStatement
from eventdesk.seats.models import Reservation

POSITION = "@position"
"""Stands in the mail's values for how many wait, which only the statement itself knows."""


def is_supported() -> bool:
    """Return whether the database can do it."""
    return db.engine.dialect.name == "postgresql"


@cache
def _statement(claim_seat: Update) -> PrecompiledStatement:
    claim = claim_seat.cte("claim")
    has_seat = claim.c.last_claim_result == 0
    now = bindparam("now", type_=UTCDateTime)
    reserved = (
        insert(Reservation.__table__)
        .from_select(
            ["code", "event_session_id", "person_id", "key", "state", "queue_number", "quota_kind", "reason",
             "created_at", "confirmed_at"],
            select(
                bindparam("code", type_=String), bindparam("session_id", type_=Integer),
                bindparam("person_id", type_=Integer), bindparam("key", type_=String),
                case((has_seat, "confirmed"), else_="waiting"), func.nullif(claim.c.last_claim_result, 0),
                bindparam("quota_kind", type_=String), literal(""), now, case((has_seat, now)),
            ).select_from(claim),
            include_defaults=False,
        )
        .returning(Reservation.__table__.c.id)
        .cte("reserved")
    )  # fmt: skip
    subject = literal("Reservation:") + cast(reserved.c.id, String)
    both = reserved.join(claim, true())
    trail = (
        insert(AuditEntry.__table__)
        .from_select(
            ["at", "actor_id", "event_id", "verb", "subject", "detail"],
            select(
                now, bindparam("actor_id", type_=Integer), bindparam("event_id", type_=Integer),
                literal("reserve_seat"), subject,
                cast(case((has_seat, '{"got": "confirmed"}'), else_='{"got": "waiting"}'), JSON),
            ).select_from(both),
            include_defaults=False,
        )
        .cte("trail")
    )  # fmt: skip
    written = case(
        (has_seat, bindparam("mail_of_seat", type_=String)),
        else_=func.replace(bindparam("mail_of_queue", type_=String), f'"{POSITION}"', cast(claim.c.waiting, String)),
    )
    mail = (
        insert(OutboxItem.__table__)
        .from_select(
            ["kind", "payload", "recipient", "subject_ref", "event_id", "created_at", "due_at", "message_id", "state",
             "attempts", "progress", "error"],
            select(
                literal("mail"), cast(written, JSON), bindparam("recipient", type_=String), subject,
                bindparam("event_id", type_=Integer), now, now, bindparam("message_id", type_=String),
                literal("queued"), literal(0), literal(0), literal(""),
            ).select_from(both),
            include_defaults=False,
        )
        .cte("mail")
    )  # fmt: skip
    return PrecompiledStatement(select(claim.c.last_claim_result, reserved.c.id).select_from(both).add_cte(trail, mail))


def reserve_in_one_statement(
    claim_seat: Update,
    *,
    event_session_id: int,
    event_id: int,
    person_id: int,
    quota_kind: str,
    key: str | None,
    recipient: str,
    values: dict[str, Any],
    actor_id: int | None,
    now: datetime,
) -> tuple[int, int] | None:
    """Claim a seat, store the reservation, its history and its mail; return the number drawn (0: a seat) and its id.

    None: the conditional UPDATE `claim_seat` cannot decide, and nothing has changed.
    """
    row = _statement(claim_seat).execute(
        {
            "session_id": event_session_id, "event_id": event_id, "person_id": person_id, "quota_kind": quota_kind,
            "key": key, "code": new_code(10), "actor_id": actor_id, "now": now, "recipient": recipient,
            "message_id": f"{uuid4()}@eventdesk",
            "mail_of_seat": json.dumps({"template": "seat_confirmed", "values": values}),
            "mail_of_queue": json.dumps({"template": "seat_waiting", "values": {**values, "position": POSITION}}),
        }
    )  # fmt: skip
    return None if row is None else (row[0], row[1])
