"""What organisers decide about several people at once who asked for a seat."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventdesk.core.db import db
from eventdesk.core.errors import Refused
from eventdesk.programme.models import EventSession
from eventdesk.reservations.models import Reservation
from eventdesk.reservations.services.giving import give_seat
from eventdesk.reservations.services.locks import lock_people, lock_seats
from eventdesk.reservations.services.organising import refuse_seat


@dataclass(frozen=True)
class Decided:
    """What came of it, in people."""

    seated: int = 0
    waiting: int = 0
    without: int = 0
    """Who still asks, because all seats are taken and no waiting list is kept."""


def give_seats(event_session: EventSession, codes: Collection[str], *, actor_id: int | None, now: datetime) -> Decided:
    """Give those who asked, the first to ask first, the seats that are free, and places in the queue after them."""
    seated = waiting = without = 0
    for one in _asking(event_session, codes):
        try:
            given = give_seat(one, actor_id=actor_id, now=now)
        except Refused:
            without += 1
            continue
        seated += given.state == "confirmed"
        waiting += given.state == "waiting"
    return Decided(seated, waiting, without)


def refuse_seats(
    event_session: EventSession, codes: Collection[str], reason: str, *, actor_id: int | None, now: datetime
) -> int:
    """Refuse the seats that these people asked for, and return how many. Raises Invalid without a reason."""
    return sum(refuse_seat(one, reason, actor_id=actor_id, now=now) for one in _asking(event_session, codes))


def _asking(event_session: EventSession, codes: Collection[str]) -> list[Reservation]:
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
