"""Seats that organisers give: to whoever asked for one, and beside the queue."""

from datetime import datetime

from eventdesk.core.db import db
from eventdesk.core.errors import NotAllowed, NotFound
from eventdesk.core.text import N_
from eventdesk.seats.models import Reservation
from eventdesk.seats.queries.reservations import reservation_of
from eventdesk.seats.rules.conflicts import LimitReason
from eventdesk.seats.services.locks import lock_people
from eventdesk.seats.services.reservation_context import ReservationResult, load_context_by_id, to_result
from eventdesk.seats.services.reserve import accept_offer, assign_seat_or_queue, current_conflict, lock_session_seats


def approve_request(reservation: Reservation, *, actor_id: int | None, now: datetime) -> ReservationResult:
    """Give somebody the seat they asked for, or, where all are taken, the next place in the queue.

    Raises Refused when they do not ask any more, or when all seats are taken and no waiting list is kept.
    """
    return _as_organiser(reservation.event_session_id, reservation.person_id, "pending", actor_id=actor_id, now=now)


def add_attendee(event_session_id: int, person_id: int, *, actor_id: int | None, now: datetime) -> ReservationResult:
    """Give a registered person a free seat as an organiser does: whoever waits is not asked, nor is approval.

    Limits do not bind organisers; two seats at one time, where those are refused, nobody gets. Raises Refused then, when
    no seat is free, or for whoever is not registered.
    """
    return _as_organiser(event_session_id, person_id, "", actor_id=actor_id, now=now)


def _as_organiser(
    event_session_id: int, person_id: int, was: str, *, actor_id: int | None, now: datetime
) -> ReservationResult:
    before = load_context_by_id(event_session_id, person_id)
    if before is None:
        raise NotFound
    row = before.row
    if row.registration != "confirmed":
        raise NotAllowed(N_("This person is not registered for the event."))
    if row.state == "cancelled":
        raise NotAllowed(N_("This session is cancelled."))
    locked = lock_session_seats(event_session_id)
    lock_people([person_id])
    live = reservation_of(event_session_id, person_id)
    if live is not None:
        db.session.refresh(live)
    if was and (live is None or live.state != was):
        raise NotAllowed(N_("This person does not ask for a seat any more."))
    if live is not None and live.state == "confirmed":
        return to_result(row, person_id, live.id, live.state, None)
    is_kept = live is not None and live.has_seat
    is_free = is_kept or locked.free().has(row.quota_kind or "")
    if not was and not is_free:
        raise NotAllowed(N_("All seats are taken."))
    hindered = current_conflict(row, locked, person_id) if is_free else None
    if hindered is not None and hindered.obstacle is LimitReason.OVERLAP:
        raise NotAllowed(N_("This person has a seat in “%(title)s” at the same time."), title=hindered.title)
    if live is not None and is_kept:
        return accept_offer(row, locked, live, person_id, actor_id=actor_id, now=now)
    return assign_seat_or_queue(row, locked, live, person_id, actor_id=actor_id, now=now, key=None)
