"""Ending reservations, and giving the seats that become free to the people who wait."""

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
from eventdesk.seats.states import EndedBy

_VERBS = {EndedBy.PARTICIPANT: "give_back_seat", EndedBy.ORGANISER: "remove_seat"}


def release_seat(event_session: EventSession, person_id: int, *, actor_id: int | None, now: datetime) -> None:
    """Release a person's own reservation in a session; a free seat goes to the first who waits, who gets an email.

    Releasing what one does not have is harmless. Raises NotAllowed once the session has begun.
    """
    _release(event_session, person_id, EndedBy.PARTICIPANT, "seat_released", {}, actor_id=actor_id, now=now)


def remove_reservation(reservation: Reservation, *, reason: str = "", actor_id: int | None, now: datetime) -> None:
    """End a reservation as an organiser, and tell the person so, with the reason if there is one.

    A reservation that the person made since then stays. Raises NotAllowed once the session has begun.
    """
    event_session, person_id = reservation.event_session, reservation.person_id
    current = reservation_of(event_session.id, person_id)
    if current is not None and current.id == reservation.id:
        _release(
            event_session, person_id, EndedBy.ORGANISER, "seat_removed", {"reason": reason}, actor_id=actor_id, now=now
        )


def _release(
    event_session: EventSession,
    person_id: int,
    ended_by: EndedBy,
    template: str,
    more: dict[str, object],
    *,
    actor_id: int | None,
    now: datetime,
) -> None:
    # This seat may have kept the person from getting one where they wait, so those sessions are promoted, too.
    locked = lock_all_seats([event_session.id, *is_waiting_in(event_session.event_id, person_id)])
    seats = locked.get(event_session.id)
    reservation = reservation_of(event_session.id, person_id)
    if seats is None or reservation is None:
        return
    db.session.refresh(reservation)
    if event_session.starts_at is not None and event_session.starts_at <= now and event_session.state != "cancelled":
        raise NotAllowed(N_("This session has begun. The seat can no longer be released."))
    had_seat = reservation.has_seat
    release_reservation(reservation, seats, "cancelled", ended_by, now=now)
    audit.record(_VERBS[ended_by], reservation, actor_id=actor_id, now=now, event_id=event_session.event_id)
    notify(reservation, template, event_session, now=now, had_seat=had_seat, **more)
    if had_seat:
        promote_in_sessions(locked, now=now)


def release_all(
    event_sessions: Sequence[EventSession],
    locked: Mapping[int, SeatLock],
    person_id: int,
    *,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Release a person's reservations in these sessions, without an email for each, and pass the seats on.

    `locked` has the seats of the sessions under lock.
    """
    ended_by = EndedBy.PARTICIPANT if actor_id == person_id else EndedBy.ORGANISER
    for event_session in event_sessions:
        reservation = reservation_of(event_session.id, person_id)
        if reservation is None or event_session.id not in locked:
            continue
        db.session.refresh(reservation)
        release_reservation(reservation, locked[event_session.id], "cancelled", ended_by, now=now)
        audit.record(_VERBS[ended_by], reservation, actor_id=actor_id, now=now, event_id=event_session.event_id)
    for event_session in event_sessions:
        if event_session.id in locked:
            promote_from_waitlist(event_session, locked[event_session.id], now=now)
