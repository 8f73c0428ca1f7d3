"""What organisers decide about several people at once who asked for a seat."""

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
    """What came of it, in people."""

    seated: int = 0
    waiting: int = 0
    without: int = 0
    """Who still asks, because all seats are taken and no waiting list is kept."""


def approve_requests(
    event_session: EventSession, codes: Collection[str], *, actor_id: int | None, now: datetime
) -> DecisionResult:
    """Give those who asked, the first to ask first, the seats that are free, and places in the queue after them."""
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
    """Refuse the seats that these people asked for, and return how many. Raises Invalid without a reason."""
    return sum(
        reject_request(one, reason, actor_id=actor_id, now=now) for one in _pending_requests(event_session, codes)
    )


def _pending_requests(event_session: EventSession, codes: Collection[str]) -> list[Reservation]:
    """Lock seats and people, and return the requests with these codes that nobody has decided yet."""
    lock_seats(event_session.id)
    found = list(
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
    lock_people([one.person_id for one in found])
    return found
