"""Seats that organisers give: to whoever asked for one, and beside the queue."""

from datetime import datetime

from eventdesk.core.db import db
from eventdesk.core.errors import Missing, Refused
from eventdesk.core.text import N_
from eventdesk.reservations import queries
from eventdesk.reservations.models import Reservation
from eventdesk.reservations.rules import Obstacle
from eventdesk.reservations.services.claim_parts import Reserved, before_in, reserved_as
from eventdesk.reservations.services.claims import accept, hindrance_now, lock_claim, take
from eventdesk.reservations.services.locks import lock_people


def give_seat(reservation: Reservation, *, actor_id: int | None, now: datetime) -> Reserved:
    """Give somebody the seat they asked for, or, where all are taken, the next place in the queue.

    Raises Refused when they do not ask any more, or when all seats are taken and no waiting list is kept.
    """
    return _as_organiser(reservation.event_session_id, reservation.person_id, "pending", actor_id=actor_id, now=now)


def put_in(event_session_id: int, person_id: int, *, actor_id: int | None, now: datetime) -> Reserved:
    """Give a registered person a free seat as an organiser does: whoever waits is not asked, nor is approval.

    Limits do not bind organisers; two seats at one time, where those are refused, nobody gets. Raises Refused then, when
    no seat is free, or for whoever is not registered.
    """
    return _as_organiser(event_session_id, person_id, "", actor_id=actor_id, now=now)


def _as_organiser(event_session_id: int, person_id: int, was: str, *, actor_id: int | None, now: datetime) -> Reserved:
    before = before_in(event_session_id, person_id)
    if before is None:
        raise Missing
    row = before.row
    if row.registration != "confirmed":
        raise Refused(N_("This person is not registered for the event."))
    if row.state == "cancelled":
        raise Refused(N_("This session is cancelled."))
    locked = lock_claim(event_session_id)
    lock_people([person_id])
    live = queries.reservation_of(event_session_id, person_id)
    if live is not None:
        db.session.refresh(live)
    if was and (live is None or live.state != was):
        raise Refused(N_("This person does not ask for a seat any more."))
    if live is not None and live.state == "confirmed":
        return reserved_as(row, person_id, live.id, live.state, None)
    is_kept = live is not None and live.is_seated
    is_free = is_kept or locked.free().has(row.counted_as or "")
    if not was and not is_free:
        raise Refused(N_("All seats are taken."))
    hindered = hindrance_now(row, locked, person_id) if is_free else None
    if hindered is not None and hindered.obstacle is Obstacle.OVERLAP:
        raise Refused(N_("This person has a seat in “%(title)s” at the same time."), title=hindered.title)
    if live is not None and is_kept:
        return accept(row, locked, live, person_id, actor_id=actor_id, now=now)
    return take(row, locked, live, person_id, actor_id=actor_id, now=now, key=None)
