"""Claiming a seat: the one deed that hundreds of people do in the same second.

It reads everything in one statement and writes to the tables directly, since each millisecond under the lock of the
seats is one that all the others wait for. Where only the number of seats decides, one conditional UPDATE gives one;
where more does (a limit, a quota, an overlap that is refused), the claim is made with seats and person under lock.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, literal_column, select, update

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import NotAllowed, NotFound
from eventdesk.core.precompiled import PrecompiledStatement
from eventdesk.core.text import N_
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.registrations import registration_of
from eventdesk.registration.services.auto_register import auto_register
from eventdesk.registration.services.register import register_with_profile
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.seats.queries.policy import event_seat_policy
from eventdesk.seats.queries.reservations import reservation_of
from eventdesk.seats.queries.waitlist import (
    find_seat_conflict,
    other_seats_by_person,
    seat_limits,
    seats_by_organisation,
)
from eventdesk.seats.rules.conflicts import LimitReason, SeatConflict
from eventdesk.seats.services.locks import SeatLock, lock_people, lock_seats
from eventdesk.seats.services.reservation_context import (
    HOLD_DURATION,
    MAILS,
    ReservationContext,
    ReservationResult,
    insert_reservation,
    load_context_by_id,
    mail_values,
    queue_seat_mail,
    to_result,
)
from eventdesk.seats.services.reserve_postgres import is_supported, reserve_in_one_statement

_IS_FREE = (SessionSeats.capacity.is_(None) | (SessionSeats.taken < SessionSeats.capacity)) & (
    SessionSeats.waiting == 0
)
_IS_FULL = SessionSeats.taken >= SessionSeats.capacity
_CLAIM_UNREGISTERED = (
    update(SessionSeats)
    .where(
        SessionSeats.event_session_id == bindparam("session_id"),
        SessionSeats.is_open,
        SessionSeats.access == "anyone",
        SessionSeats.has_quotas.is_(False),
        SessionSeats.max_per_organisation.is_(None),
        _IS_FREE | (_IS_FULL & SessionSeats.has_waiting_list),
    )
    .values(
        taken=SessionSeats.taken + case((_IS_FREE, 1), else_=0),
        waiting=SessionSeats.waiting + case((_IS_FREE, 0), else_=1),
        last_queue_number=SessionSeats.last_queue_number + case((_IS_FREE, 0), else_=1),
        last_claim_result=case((_IS_FREE, 0), else_=SessionSeats.last_queue_number + 1),
        version=SessionSeats.version + 1,
    )
    .returning(SessionSeats.last_claim_result, SessionSeats.waiting)
)
_CLAIM = _CLAIM_UNREGISTERED.where(
    # What was read before the turn to write came may have ended since.
    select(literal_column("1"))
    .where(
        Registration.event_id == bindparam("event_id"),
        Registration.person_id == bindparam("person_id"),
        Registration.state == literal_column("'confirmed'"),
    )
    .exists()
)
_CLAIMS = {True: PrecompiledStatement(_CLAIM), False: PrecompiledStatement(_CLAIM_UNREGISTERED)}
"""The statement by whether the person is registered already."""


def reserve_seat(
    event_session_id: int, person_id: int, *, actor_id: int | None, now: datetime, key: str | None = None
) -> ReservationResult:
    """Give a person a seat, or the next place in the queue, and return it; asking twice is one seat.

    An offered or held seat becomes theirs; where an organiser decides, they have asked for one. `key` names the form:
    the same form sent again changes nothing, even when the seat was given back since. A person who is not registered
    for the event yet is registered with it, and gets one mail about both.

    Raises Refused when the session has begun, is cancelled, needs no reservation, is closed or full without a list, or
    for a limit or an overlap that the organisers do not allow; FormNeeded when the registration asks for more.
    """
    before = load_context_by_id(event_session_id, person_id, key)
    if before is None:
        raise NotFound
    return reserve_in_context(before, actor_id=actor_id, now=now, key=key)


def reserve_in_context(
    before: ReservationContext, *, actor_id: int | None, now: datetime, key: str | None = None
) -> ReservationResult:
    """Do what `reserve_seat` does, where all that matters was read before."""
    row = before.row
    person_id = row.person_id
    if row.reservation_id is not None and row.reservation not in ("offered", "on_hold", "invited"):
        return to_result(row, person_id, row.reservation_id, row.reservation, row.queue_number)
    _require_bookable(row, now)
    is_plain = not row.is_limited and row.reservation_id is None
    if is_plain and row.registration is None and row.places is None:
        # Without places to count, a new registration locks nothing that others want: it need not wait for the seat.
        row = auto_register(row, actor_id=actor_id, now=now)
    if is_plain and row.registration == "confirmed" and row.email and is_supported():
        drawn = reserve_in_one_statement(
            _CLAIM, event_session_id=row.id, event_id=row.event_id, person_id=person_id,
            quota_kind=row.quota_kind, key=key, recipient=row.email, values=mail_values(row), actor_id=actor_id,
            now=now,
        )  # fmt: skip
        if drawn is not None:
            number, reservation_id = drawn
            return to_result(row, person_id, reservation_id, "waiting" if number else "confirmed", number or None)
        is_plain = False
    claimed = _reserve_fast(row) if is_plain else None
    if claimed is None:
        return _reserve_locked(row, person_id, actor_id=actor_id, now=now, key=key)
    if row.registration != "confirmed":
        row = _registered(row, person_id, actor_id=actor_id, now=now)
    number, waiting = claimed
    state = "waiting" if number else "confirmed"
    return insert_reservation(row, person_id, state, number or None, waiting, actor_id=actor_id, now=now, key=key)


def hold_seat(event_session_id: int, person_id: int, *, now: datetime) -> ReservationResult | None:
    """Hold a seat until the person's e-mail address is confirmed, and return it; None where they cannot have one now.

    A hold that is there is renewed. Nobody is written to, and nobody is put into the queue.
    """
    before = load_context_by_id(event_session_id, person_id)
    if before is None:
        raise NotFound
    row = before.row
    try:
        _require_bookable(row, now)
        locked = lock_session_seats(event_session_id)
        lock_people([person_id])
    except NotAllowed:
        return None
    live = reservation_of(event_session_id, person_id)
    if live is not None:
        if live.state == "on_hold":
            live.held_until = now + HOLD_DURATION
            db.session.flush()
        return to_result(row, person_id, live.id, live.state, live.queue_number)
    kind = row.quota_kind or ""
    if locked.count.access != "anyone" or not locked.free().has(kind):
        return None
    if current_conflict(row, locked, person_id) is not None:
        return None
    locked.add(kind)
    locked.count.version += 1
    db.session.flush()
    return insert_reservation(row, person_id, "on_hold", None, 0, actor_id=None, now=now)


def _require_bookable(row: Any, now: datetime) -> None:
    if row.state == "cancelled":
        raise NotAllowed(N_("This session is cancelled."))
    if row.starts_at is None:
        raise NotAllowed(N_("This session has no time yet. Seats can be reserved once it has."))
    if row.starts_at <= now:
        raise NotAllowed(N_("Reservation is closed: this session has begun."))


def _reserve_fast(row: Any) -> tuple[int, int] | None:
    """Claim a seat: return 0 when it is one, else the number drawn in the queue, and how many wait now.

    One conditional UPDATE decides, and holds the lock of the row until the transaction ends. None: it cannot decide.
    """
    named = {"session_id": row.id, "event_id": row.event_id, "person_id": row.person_id}
    claimed = _CLAIMS[row.registration == "confirmed"].execute(named)
    return None if claimed is None else (claimed[0], claimed[1])


def lock_session_seats(event_session_id: int) -> SeatLock:
    """Lock the seats of a session and return them. Raises Refused where none need reserving."""
    locked = lock_seats(event_session_id)
    if locked is None:
        raise NotAllowed(N_("No reservation is needed for this session."))
    return locked


def _reserve_locked(
    row: Any, person_id: int, *, actor_id: int | None, now: datetime, key: str | None
) -> ReservationResult:
    """Claim with seats and person under lock, so that all that this person has elsewhere counts, too."""
    locked = lock_session_seats(row.id)
    row = _read_again(row)
    if row.registration != "confirmed":
        row = _registered(row, person_id, actor_id=actor_id, now=now)
    lock_people([person_id])
    live = reservation_of(row.id, person_id)
    if live is not None:
        db.session.refresh(live)
        if live.has_seat and live.state != "confirmed":
            if live.held_until is not None and live.held_until <= now:
                raise NotAllowed(N_("The time to take this seat is over."))
            if (hindered := current_conflict(row, locked, person_id)) is not None:
                raise conflict_error(hindered)
            return accept_offer(row, locked, live, person_id, actor_id=actor_id, now=now)
        if live.state != "invited":
            return to_result(row, person_id, live.id, live.state, live.queue_number)
    if not locked.count.is_open:
        raise NotAllowed(N_("Reservation is closed."))
    if live is None and locked.count.access == "approval":
        return insert_reservation(row, person_id, "pending", None, 0, actor_id=actor_id, now=now, key=key)
    if live is None and locked.count.access == "invitation":
        raise NotAllowed(N_("This session is by invitation."))
    if locked.free().has(row.quota_kind or "") and (hindered := current_conflict(row, locked, person_id)):
        raise conflict_error(hindered)
    return assign_seat_or_queue(row, locked, live, person_id, actor_id=actor_id, now=now, key=key)


def accept_offer(
    row: Any, locked: SeatLock, live: Reservation, person_id: int, *, actor_id: int | None, now: datetime
) -> ReservationResult:
    """Make a seat that was offered or held somebody's own. It is counted as taken already."""
    live.state, live.held_until, live.confirmed_at = "confirmed", None, now
    locked.count.version += 1
    db.session.flush()
    audit.record("take_seat", live, actor_id=actor_id, now=now, event_id=row.event_id)
    queue_seat_mail(row, "seat_confirmed", live.id, now=now)
    return to_result(row, person_id, live.id, "confirmed", None)


def current_conflict(row: Any, locked: SeatLock, person_id: int) -> SeatConflict | None:
    """Return why this person cannot take a seat just now, or None. An overlap counts only where it is refused."""
    event_session = db.session.get_one(EventSession, row.id)
    policy = event_seat_policy(row.event_id)
    registration = registration_of(row.event_id, person_id)
    organisation_id = registration.organisation_id if registration else None
    of_organisation = 0
    if locked.count.max_per_organisation is not None and organisation_id is not None:
        of_organisation = seats_by_organisation(event_session)[organisation_id]
        mine = reservation_of(row.id, person_id)
        of_organisation -= mine is not None and mine.has_seat
    held = other_seats_by_person(event_session, [person_id]).get(person_id, [])
    return find_seat_conflict(
        event_session, seat_limits(policy, locked.count), held, of_organisation, overlaps_count=policy.forbids_overlaps
    )


def conflict_error(hindered: SeatConflict) -> NotAllowed:
    """Return what is said to somebody who cannot take a seat."""
    words = {
        LimitReason.OVERLAP: N_("You have a seat in “%(title)s” at the same time. Give it back first."),
        LimitReason.MOST_SEATS: N_("You have as many seats as one person may have. Give one back first."),
        LimitReason.MOST_A_DAY: N_("You have as many seats on this day as one person may have. Give one back first."),
        LimitReason.ORGANISATION: N_("Your organisation has as many seats in this session as one may have."),
    }
    return NotAllowed(words[hindered.obstacle], title=hindered.title)


def assign_seat_or_queue(
    row: Any,
    locked: SeatLock,
    live: Reservation | None,
    person_id: int,
    *,
    actor_id: int | None,
    now: datetime,
    key: str | None,
) -> ReservationResult:
    """Take a free seat or a place in the queue under lock; `live` is what the person has: asked for, invited, waiting.

    A seat that is free although people wait is one that none of them can have.
    """
    kind, seats = row.quota_kind or "", locked.count
    if locked.free().has(kind):
        state, number = "confirmed", None
        locked.add(kind)
        if live is not None and live.state == "waiting":
            seats.waiting -= 1
    elif seats.has_waiting_list:
        seats.waiting += 1
        seats.last_queue_number += 1
        state, number = "waiting", seats.last_queue_number
    else:
        raise NotAllowed(N_("All seats are taken."))
    seats.version += 1
    db.session.flush()
    if live is None:
        return insert_reservation(row, person_id, state, number, seats.waiting, actor_id=actor_id, now=now, key=key)
    live.state, live.queue_number, live.quota_kind = state, number or live.queue_number, kind
    live.confirmed_at = None if number else now
    db.session.flush()
    audit.record("reserve_seat", live, actor_id=actor_id, now=now, event_id=row.event_id, got=state)
    queue_seat_mail(row, MAILS[state], live.id, now=now, position=seats.waiting)
    return to_result(row, person_id, live.id, state, number)


def _registered(row: Any, person_id: int, *, actor_id: int | None, now: datetime) -> Any:
    """Register the person with what is known of them, and return `row` as it is then."""
    register_with_profile(row.event_id, person_id, actor_id=actor_id, now=now)
    return _read_again(row)


def _read_again(row: Any) -> Any:
    before = load_context_by_id(row.id, row.person_id)
    if before is None:
        raise NotFound
    return before.row
