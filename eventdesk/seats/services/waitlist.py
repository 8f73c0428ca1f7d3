"""Waiting lists: promoting people, expiring offers and holds, and changing the order."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid, NotAllowed
from eventdesk.core.text import N_
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.registrations import registration_of
from eventdesk.registration.rules.policy import MAX_REASON_LENGTH
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.seats.queries.policy import event_seat_policy
from eventdesk.seats.queries.waitlist import WaitlistEntry, next_promotions, seat_limits, waitlist_of_overdue_people
from eventdesk.seats.rules.conflicts import SeatConflict
from eventdesk.seats.services.locks import SeatLock, lock_all_seats, lock_people, lock_seats
from eventdesk.seats.services.notifications import mail_about_session, mail_to_all
from eventdesk.seats.states import EndedBy


def promote_from_waitlist(event_session: EventSession, locked: SeatLock, *, now: datetime) -> int:
    """Assign or offer a session's free seats to the people who wait, in order, and tell them; return how many.

    Call it under the lock of the seats, after anything that may have freed one. A person with a conflict is skipped,
    keeps their position and is told once.
    """
    seats = locked.count
    _reduce_capacity(seats)
    has_begun = event_session.starts_at is not None and event_session.starts_at <= now
    is_off = event_session.state == "cancelled" or event_session.event.state == "cancelled"
    free = locked.free()
    if not seats.waiting or not seats.is_open or free.none_left or is_off or has_begun:
        db.session.flush()
        return 0
    promotions = next_promotions(
        event_session, free, seat_limits(event_seat_policy(event_session.event_id), seats), lock_people
    )
    for one in promotions.seated:
        locked.add(one.quota_kind)
    seats.waiting -= len(promotions.seated)
    seats.version += bool(promotions.seated)
    db.session.flush()
    if promotions.seated:
        _promote(event_session, seats, promotions.seated, now=now)
    _notify_skipped(event_session, promotions.passed, now=now)
    return len(promotions.seated)


def _reduce_capacity(seats: SessionSeats) -> None:
    """Let a capacity that is to become smaller follow the seats that were given back."""
    if seats.target_capacity is None or seats.capacity is None:
        return
    seats.capacity = max(seats.target_capacity, seats.taken + seats.quota_reserved)
    if seats.capacity == seats.target_capacity:
        seats.target_capacity = None


def _promote(event_session: EventSession, seats: SessionSeats, people: list[WaitlistEntry], *, now: datetime) -> None:
    values: dict[str, object] = {"skipped_at": None}
    until = None
    if seats.offer_minutes is None:
        template, verb = "seat_promoted", "promote"
        values |= {"state": "confirmed", "confirmed_at": now}
    else:
        template, verb = "seat_offered", "offer_seat"
        until = now + timedelta(minutes=seats.offer_minutes)
        if event_session.starts_at is not None:
            until = min(until, event_session.starts_at)
        values |= {"state": "offered", "expires_at": until}
    _change([one.id for one in people], values)
    subject_ref = [f"Reservation:{one.id}" for one in people]
    audit.record_all(verb, subject_ref, actor_id=None, now=now, event_id=event_session.event_id)
    more = {"until": until.isoformat()} if until else {}
    mail_to_all(
        template,
        event_session,
        ((one.email, one.name, name, one.registration, more) for one, name in zip(people, subject_ref, strict=True)),
        now=now,
    )


def _notify_skipped(
    event_session: EventSession, passed: list[tuple[WaitlistEntry, SeatConflict]], *, now: datetime
) -> None:
    new = [(one, conflict) for one, conflict in passed if one.skipped_at is None]
    if not new:
        return
    _change([one.id for one, _ in new], {"skipped_at": now})
    subject_ref = [f"Reservation:{one.id}" for one, _ in new]
    audit.record_all("pass_over", subject_ref, actor_id=None, now=now, event_id=event_session.event_id)
    mail_to_all(
        "seat_skipped",
        event_session,
        (
            (one.email, one.name, f"Reservation:{one.id}", one.registration,
             {"why": conflict.reason.value, "other": conflict.title})
            for one, conflict in new
        ),
        now=now,
    )  # fmt: skip


def _change(reservation_ids: list[int], values: dict[str, object]) -> None:
    db.session.execute(update(Reservation).where(Reservation.id.in_(reservation_ids)).values(**values))


def promote_in_sessions(event_session_ids: Iterable[int], *, now: datetime) -> int:
    """Lock the seats of these sessions and promote in each; return how many people got or were offered a seat."""
    locked = lock_all_seats(event_session_ids)
    sessions = db.session.scalars(select(EventSession).where(EventSession.id.in_(locked)).order_by(EventSession.id))
    return sum(promote_from_waitlist(event_session, locked[event_session.id], now=now) for event_session in sessions)


def release_reservation(
    reservation: Reservation, locked: SeatLock, state: str, ended_by: EndedBy, *, now: datetime
) -> None:
    """End a live reservation as `state`, and free its seat or position. The seats are under lock."""
    if reservation.has_seat:
        locked.add(reservation.quota_kind, -1)
    elif reservation.state == "waiting":
        locked.count.waiting -= 1
    locked.count.version += 1
    reservation.state, reservation.cancelled_at, reservation.expires_at = state, now, None
    reservation.ended_by = ended_by.value
    db.session.flush()


def expire_in_session(event_session: EventSession, *, now: datetime) -> int:
    """End the offers and holds of a session that have expired, and promote others; return how many ended.

    The end of an offer is mailed; that of an unconfirmed hold is not, since the address may not be the person's.
    """
    # The people may wait elsewhere, where that very seat was the conflict.
    all_locked = lock_all_seats([event_session.id, *waitlist_of_overdue_people(event_session, now=now)])
    locked = all_locked.get(event_session.id)
    if locked is None:
        return 0
    over = db.session.scalars(
        select(Reservation)
        .where(Reservation.event_session_id == event_session.id, Reservation.expires_at <= now)
        .order_by(Reservation.id)
        .execution_options(populate_existing=True)
    ).all()
    for reservation in over:
        was_offered = reservation.state == "offered"
        release_reservation(reservation, locked, "expired", EndedBy.SYSTEM, now=now)
        audit.record("lapse", reservation, actor_id=None, now=now, event_id=event_session.event_id)
        if was_offered:
            notify(reservation, "seat_offer_expired", event_session, now=now)
    promote_in_sessions(all_locked, now=now)
    return len(over)


def move_in_waitlist(
    event_session: EventSession, reservation_id: int, position: int, *, reason: str, actor_id: int | None, now: datetime
) -> None:
    """Move a person on the waiting list to another position, from 1, for a reason that their history shows.

    The queue numbers stay the same set; they are only assigned to others. Raises Invalid without a reason or for a
    position out of range, NotAllowed when the person does not wait any more.
    """
    if not reason:
        raise Invalid("reason", N_("Enter a reason. It is stored in the person's history"))
    locked = lock_seats(event_session.id)
    waiting = list(
        db.session.scalars(
            select(Reservation)
            .where(Reservation.event_session_id == event_session.id, Reservation.state == "waiting")
            .order_by(Reservation.queue_number)
            .execution_options(populate_existing=True)
        )
    )
    moved = next((one for one in waiting if one.id == reservation_id), None)
    if locked is None or moved is None:
        raise NotAllowed(N_("This person is no longer on the waiting list."))
    if not 1 <= position <= len(waiting):
        raise Invalid("position", N_("Enter a number from 1 to %(max)s"), max=len(waiting))
    numbers = [one.queue_number for one in waiting]
    before = waiting.index(moved) + 1
    waiting.remove(moved)
    waiting.insert(position - 1, moved)
    if before == position:
        return
    changed = [(one, number) for one, number in zip(waiting, numbers, strict=True) if one.queue_number != number]
    # Queue numbers are unique at every moment: first all of them become negative.
    for one, number in changed:
        one.queue_number = -(number or 0)
    db.session.flush()
    for one, number in changed:
        one.queue_number = number
    moved.reason = reason[:MAX_REASON_LENGTH]
    locked.count.version += 1
    db.session.flush()
    audit.record(
        "move_in_queue", moved, actor_id=actor_id, now=now, event_id=event_session.event_id, before=before,
        after=position, reason=moved.reason,
    )  # fmt: skip
    promote_from_waitlist(event_session, locked, now=now)


def notify(
    reservation: Reservation, template: str, event_session: EventSession, *, now: datetime, **more: object
) -> None:
    """Queue a mail to the person of a reservation."""
    registration: Registration | None = registration_of(event_session.event_id, reservation.person_id)
    ref = (registration.code, registration.link_version) if registration else None
    subject_ref = f"Reservation:{reservation.id}"
    mail_about_session(reservation.person, template, event_session, subject_ref=subject_ref, ref=ref, now=now, **more)
