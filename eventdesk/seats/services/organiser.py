"""What organisers do with people's reservations: rejecting requests, inviting, moving to another session."""

from datetime import datetime

from eventdesk.core import audit
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid, NotAllowed
from eventdesk.core.text import N_, clean_line
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.models import Registration
from eventdesk.registration.rules.policy import MAX_REASON_LENGTH
from eventdesk.seats.models import Reservation
from eventdesk.seats.queries.reservations import is_waiting_in, reservation_of
from eventdesk.seats.services.insert_reservation import ReservationResult
from eventdesk.seats.services.locks import lock_all_seats, lock_people, lock_seats
from eventdesk.seats.services.reserve import add_attendee
from eventdesk.seats.services.waitlist import notify, promote_in_sessions, release_reservation
from eventdesk.seats.states import EndedBy


def reject_request(reservation: Reservation, reason: str, *, actor_id: int | None, now: datetime) -> bool:
    """Reject a request for a seat, with a reason that the person reads; return whether it was open.

    Raises Invalid without a reason.
    """
    reason = clean_line(reason)
    if not reason or len(reason) > MAX_REASON_LENGTH:
        raise Invalid("reason", N_("Enter a reason of up to 300 characters. It is sent to the person"))
    locked = lock_seats(reservation.event_session_id)
    db.session.refresh(reservation)
    if locked is None or reservation.state != "pending":
        return False
    event_session = reservation.event_session
    release_reservation(reservation, locked, "rejected", EndedBy.ORGANISER, now=now)
    reservation.reason = reason
    db.session.flush()
    audit.record("refuse_seat", reservation, actor_id=actor_id, now=now, event_id=event_session.event_id, reason=reason)
    notify(reservation, "seat_request_rejected", event_session, now=now, reason=reason)
    return True


def invite_to_session(
    event_session: EventSession, person_id: int, *, actor_id: int | None, now: datetime
) -> Reservation:
    """Let a person reserve a seat where others may not, and tell them; return the reservation. Inviting twice is harmless.

    Raises NotAllowed where no reservation is needed or the session is cancelled.
    """
    if event_session.state == "cancelled":
        raise NotAllowed(N_("This session is cancelled."))
    locked = lock_seats(event_session.id)
    if locked is None:
        raise NotAllowed(N_("No reservation is needed for this session."))
    if existing := reservation_of(event_session.id, person_id):
        return existing
    invited = Reservation(
        code=new_code(10), event_session_id=event_session.id, person_id=person_id, state="invited", created_at=now
    )
    db.session.add(invited)
    locked.count.version += 1
    db.session.flush()
    audit.record("invite", invited, actor_id=actor_id, now=now, event_id=event_session.event_id)
    notify(invited, "seat_invited", event_session, now=now)
    return invited


def move_reservation(
    registration: Registration, origin: EventSession, goal: EventSession, *, actor_id: int | None, now: datetime
) -> ReservationResult:
    """Move a person's seat from one session to a free one in another, and write to them; return what they have there.

    The seat they leave goes to the first person who waits for it. Raises NotAllowed when they have none in the first
    session, or when no seat is free in the second; then nothing has changed.
    """
    person_id = registration.person_id
    locked = lock_all_seats([origin.id, goal.id, *is_waiting_in(registration.event_id, person_id)])
    lock_people([person_id])
    reservation = reservation_of(origin.id, person_id)
    if reservation is not None:
        db.session.refresh(reservation)
    if reservation is None or not reservation.has_seat or origin.id not in locked:
        raise NotAllowed(N_("This person has no seat in the session."))
    release_reservation(reservation, locked[origin.id], "cancelled", EndedBy.ORGANISER, now=now)
    audit.record("move_seat", reservation, actor_id=actor_id, now=now, event_id=origin.event_id, to=goal.code)
    reserved = add_attendee(goal.id, person_id, actor_id=actor_id, now=now)
    notify(reservation, "seat_moved", origin, now=now, goal=goal.title, goal_code=goal.code)
    promote_in_sessions(locked, now=now)
    return reserved
