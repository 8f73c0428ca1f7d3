"""Setting the seats of a session, and giving them back. Every change of a seat happens under the lock of its row."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import NotAllowed
from eventdesk.core.text import N_
from eventdesk.programme.models.programme import EventSession
from eventdesk.seats.models import Reservation
from eventdesk.seats.queries.reservations import is_waiting_in, reservation_of
from eventdesk.seats.services.locks import SeatLock, lock_all_seats
from eventdesk.seats.services.waitlist import notify, promote_from_waitlist, promote_in_sessions, release_reservation


def release_seat(
    event_session: EventSession, person_id: int, *, actor_id: int | None, now: datetime, is_told: bool = True
) -> None:
    """Take a person's seat or place in the queue back; a free seat goes to the head of the queue, who gets a mail.

    Where this person waits themself, the seat they gave back may have been in the way: those queues are looked at, too.
    Giving back what one does not have is harmless. Raises Refused once the session has begun.
    """
    locked = lock_all_seats([event_session.id, *is_waiting_in(event_session.event_id, person_id)])
    seats = locked.get(event_session.id)
    reservation = reservation_of(event_session.id, person_id)
    if seats is None or reservation is None:
        return
    db.session.refresh(reservation)
    if event_session.starts_at is not None and event_session.starts_at <= now and event_session.state != "cancelled":
        raise NotAllowed(N_("This session has begun; the seat cannot be given back any more."))
    was_seated = reservation.has_seat
    release_reservation(reservation, seats, "cancelled", now=now)
    audit.record("give_back_seat", reservation, actor_id=actor_id, now=now, event_id=event_session.event_id)
    if is_told:
        notify(reservation, "seat_released", event_session, now=now, had_seat=was_seated)
    if was_seated:
        promote_in_sessions(locked, now=now)


def release_all(
    held: Sequence[EventSession],
    locked: Mapping[int, SeatLock],
    person_id: int,
    *,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Take a person's places in these sessions back, without a mail for each, and pass the seats on.

    `locked` has the seats of the sessions under lock.
    """
    for event_session in held:
        reservation = reservation_of(event_session.id, person_id)
        if reservation is None or event_session.id not in locked:
            continue
        db.session.refresh(reservation)
        release_reservation(reservation, locked[event_session.id], "cancelled", now=now)
        audit.record("give_back_seat", reservation, actor_id=actor_id, now=now, event_id=event_session.event_id)
    for event_session in held:
        if event_session.id in locked:
            promote_from_waitlist(event_session, locked[event_session.id], now=now)


def remove_reservation(reservation: Reservation, *, actor_id: int | None, now: datetime) -> None:
    """Release a reservation as an organiser. One that the person got since then stays. Raises DomainError."""
    event_session, person_id = reservation.event_session, reservation.person_id
    current = reservation_of(event_session.id, person_id)
    if current is not None and current.id == reservation.id:
        release_seat(event_session, person_id, actor_id=actor_id, now=now)
