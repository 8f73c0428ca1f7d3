"""Approving or rejecting several requests for a seat at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventdesk.core.db import db
from eventdesk.core.errors import NotAllowed
from eventdesk.programme.models.programme import EventSession
from eventdesk.seats.models import Reservation
from eventdesk.seats.services.locks import lock_people, lock_seats
from eventdesk.seats.services.organiser import reject_request
from eventdesk.seats.services.reserve import approve_request


@dataclass(frozen=True)
class DecisionResult:
    """The outcome, in people."""

    seated: int = 0
    waiting: int = 0
    without: int = 0
    """Whose request stays open, because all seats are taken and there is no waiting list."""


def approve_requests(
    event_session: EventSession, codes: Collection[str], *, actor_id: int | None, now: datetime
) -> DecisionResult:
    """Approve requests, the oldest first: they get the free seats, and then places on the waiting list."""
    seated = waiting = without = 0
    for one in _pending_requests(event_session, codes):
        try:
            given = approve_request(one, actor_id=actor_id, now=now)
        except NotAllowed:
            without += 1
            continue
        seated += given.state == "confirmed"
        waiting += given.state == "waiting"
    return DecisionResult(seated, waiting, without)


def reject_requests(
    event_session: EventSession, codes: Collection[str], reason: str, *, actor_id: int | None, now: datetime
) -> int:
    """Reject these requests, and return how many. Raises Invalid without a reason."""
    return sum(
        reject_request(one, reason, actor_id=actor_id, now=now) for one in _pending_requests(event_session, codes)
    )


def _pending_requests(event_session: EventSession, codes: Collection[str]) -> list[Reservation]:
    """Lock seats and people, and return the open requests with these codes."""
    lock_seats(event_session.id)
    requests = list(
        db.session.scalars(
            select(Reservation)
            .where(
                Reservation.event_session_id == event_session.id,
                Reservation.state == "pending",
                Reservation.code.in_(codes),
            )
            .order_by(Reservation.created_at, Reservation.id)
        )
    )
    lock_people([request.person_id for request in requests])
    return requests
