"""What organisers do with other people's places: approving, refusing, inviting, moving from one session to another."""

from datetime import datetime

from eventdesk.core import audit
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid, Refused
from eventdesk.core.text import N_, clean_line
from eventdesk.programme.models import EventSession
from eventdesk.reservations import queries
from eventdesk.reservations.models import Registration, Reservation
from eventdesk.reservations.queries.queue import terms_of
from eventdesk.reservations.services.claim_parts import Reserved
from eventdesk.reservations.services.giving import put_in
from eventdesk.reservations.services.locks import (
    lock_all_seats,
    lock_people,
    lock_registration,
    lock_seats,
    lock_terms,
)
from eventdesk.reservations.services.queue import LONGEST_REASON, end, settle_all, tell
from eventdesk.reservations.services.registering import give_use_back, take_place
from eventdesk.reservations.services.telling import write_about_registration


def approve_registration(registration: Registration, *, actor_id: int | None, now: datetime) -> bool:
    """Agree to a registration and write to the person; return whether it was waiting for that.

    Raises Refused when all places are taken.
    """
    terms = lock_terms(registration.event_id) or terms_of(registration.event_id)
    lock_registration(registration)
    if registration.state != "pending":
        return False
    take_place(terms)
    registration.state, registration.reason, registration.changed_at = "confirmed", "", now
    db.session.flush()
    audit.record("approve", registration, actor_id=actor_id, now=now, event_id=registration.event_id)
    write_about_registration(registration, "registration_confirmed", registration.event, now=now)
    return True


def refuse_registration(registration: Registration, reason: str, *, actor_id: int | None, now: datetime) -> bool:
    """Refuse a registration that is pending, with a reason that the person reads; return whether it was.

    Raises Invalid without a reason.
    """
    reason = clean_line(reason)
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid("reason", N_("Enter a reason of 300 characters or fewer: the person reads it"))
    lock_registration(registration)
    if registration.state != "pending":
        return False
    give_use_back(registration)
    registration.state, registration.reason, registration.changed_at = "refused", reason, now
    db.session.flush()
    audit.record("refuse", registration, actor_id=actor_id, now=now, event_id=registration.event_id, reason=reason)
    write_about_registration(registration, "registration_refused", registration.event, now=now, reason=reason)
    return True


def refuse_seat(reservation: Reservation, reason: str, *, actor_id: int | None, now: datetime) -> bool:
    """Refuse a seat that somebody asked for, with a reason that they read; return whether they were asking.

    Raises Invalid without a reason.
    """
    reason = clean_line(reason)
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid("reason", N_("Enter a reason of 300 characters or fewer: the person reads it"))
    locked = lock_seats(reservation.event_session_id)
    db.session.refresh(reservation)
    if locked is None or reservation.state != "pending":
        return False
    event_session = reservation.event_session
    end(reservation, locked, "refused", now=now)
    reservation.reason = reason
    db.session.flush()
    audit.record("refuse_seat", reservation, actor_id=actor_id, now=now, event_id=event_session.event_id, reason=reason)
    tell(reservation, "seat_refused", event_session, now=now, reason=reason)
    return True


def invite_to_session(
    event_session: EventSession, person_id: int, *, actor_id: int | None, now: datetime
) -> Reservation:
    """Let a person take a seat where others may not, and write to them; return their place. Twice invites once.

    Raises Refused where no reservation is needed or the session is cancelled.
    """
    if event_session.state == "cancelled":
        raise Refused(N_("This session is cancelled."))
    locked = lock_seats(event_session.id)
    if locked is None:
        raise Refused(N_("No reservation is needed for this session."))
    if known := queries.reservation_of(event_session.id, person_id):
        return known
    invited = Reservation(
        code=new_code(10), event_session_id=event_session.id, person_id=person_id, state="invited", created_at=now
    )
    db.session.add(invited)
    locked.count.version += 1
    db.session.flush()
    audit.record("invite", invited, actor_id=actor_id, now=now, event_id=event_session.event_id)
    tell(invited, "seat_invited", event_session, now=now)
    return invited


def move_seat(
    registration: Registration, origin: EventSession, goal: EventSession, *, actor_id: int | None, now: datetime
) -> Reserved:
    """Move a person's seat from one session to a free one in another, and write to them; return what they have there.

    The seat they leave goes to whoever waits for it. Raises Refused when they have none in the first, or when no seat
    is free in the second; then nothing has changed.
    """
    person_id = registration.person_id
    locked = lock_all_seats([origin.id, goal.id, *queries.waits_in(registration.event_id, person_id)])
    lock_people([person_id])
    reservation = queries.reservation_of(origin.id, person_id)
    if reservation is not None:
        db.session.refresh(reservation)
    if reservation is None or not reservation.is_seated or origin.id not in locked:
        raise Refused(N_("This person has no seat in the session."))
    end(reservation, locked[origin.id], "cancelled", now=now)
    audit.record("move_seat", reservation, actor_id=actor_id, now=now, event_id=origin.event_id, to=goal.code)
    reserved = put_in(goal.id, person_id, actor_id=actor_id, now=now)
    tell(reservation, "seat_moved", origin, now=now, goal=goal.title, goal_code=goal.code)
    settle_all(locked, now=now)
    return reserved
