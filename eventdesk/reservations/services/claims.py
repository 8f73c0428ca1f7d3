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
from eventdesk.core.errors import Missing, Refused
from eventdesk.core.prepared import Prepared
from eventdesk.core.text import N_
from eventdesk.programme.models import EventSession
from eventdesk.reservations import queries
from eventdesk.reservations.models import Registration, Reservation, SeatCount
from eventdesk.reservations.queries.queue import (
    hindrance_of,
    limits_of,
    seats_by_organisation,
    seats_held_by,
    terms_of,
)
from eventdesk.reservations.rules import Hindrance, Obstacle
from eventdesk.reservations.services.at_once import claim_at_once, is_possible
from eventdesk.reservations.services.claim_parts import (
    HOLD_LASTS,
    MAILS,
    Before,
    Reserved,
    before_in,
    mail_values,
    reserved_as,
    store,
    write,
)
from eventdesk.reservations.services.locks import LockedSeats, lock_people, lock_seats
from eventdesk.reservations.services.newcomers import register_newcomer
from eventdesk.reservations.services.registering import register_at_once

_IS_FREE = (SeatCount.capacity.is_(None) | (SeatCount.taken < SeatCount.capacity)) & (SeatCount.waiting == 0)
_IS_FULL = SeatCount.taken >= SeatCount.capacity
_CLAIM_BY_NEWCOMER = (
    update(SeatCount)
    .where(
        SeatCount.event_session_id == bindparam("session_id"),
        SeatCount.is_open,
        SeatCount.access == "anyone",
        SeatCount.has_quotas.is_(False),
        SeatCount.most_per_organisation.is_(None),
        _IS_FREE | (_IS_FULL & SeatCount.has_waiting_list),
    )
    .values(
        taken=SeatCount.taken + case((_IS_FREE, 1), else_=0),
        waiting=SeatCount.waiting + case((_IS_FREE, 0), else_=1),
        queue_last=SeatCount.queue_last + case((_IS_FREE, 0), else_=1),
        last_claim=case((_IS_FREE, 0), else_=SeatCount.queue_last + 1),
        version=SeatCount.version + 1,
    )
    .returning(SeatCount.last_claim, SeatCount.waiting)
)
_CLAIM = _CLAIM_BY_NEWCOMER.where(
    # What was read before the turn to write came may have ended since.
    select(literal_column("1"))
    .where(
        Registration.event_id == bindparam("event_id"),
        Registration.person_id == bindparam("person_id"),
        Registration.state == literal_column("'confirmed'"),
    )
    .exists()
)
_CLAIMS = {True: Prepared(_CLAIM), False: Prepared(_CLAIM_BY_NEWCOMER)}
"""The statement by whether the person is registered already."""


def reserve_seat(
    event_session_id: int, person_id: int, *, actor_id: int | None, now: datetime, key: str | None = None
) -> Reserved:
    """Give a person a seat, or the next place in the queue, and return it; asking twice is one seat.

    An offered or held seat becomes theirs; where an organiser decides, they have asked for one. `key` names the form:
    the same form sent again changes nothing, even when the seat was given back since. A person who is not registered
    for the event yet is registered with it, and gets one mail about both.

    Raises Refused when the session has begun, is cancelled, needs no reservation, is closed or full without a list, or
    for a limit or an overlap that the organisers do not allow; FormNeeded when the registration asks for more.
    """
    before = before_in(event_session_id, person_id, key)
    if before is None:
        raise Missing
    return claim_seat(before, actor_id=actor_id, now=now, key=key)


def claim_seat(before: Before, *, actor_id: int | None, now: datetime, key: str | None = None) -> Reserved:
    """Do what `reserve_seat` does, where all that matters was read before."""
    row = before.row
    person_id = row.person_id
    if row.reservation_id is not None and row.reservation not in ("offered", "held", "invited"):
        return reserved_as(row, person_id, row.reservation_id, row.reservation, row.queue_number)
    _refuse_now(row, now)
    is_plain = not row.is_limited and row.reservation_id is None
    if is_plain and row.registration is None and row.places is None:
        # Without places to count, a new registration locks nothing that others want: it need not wait for the seat.
        row = register_newcomer(row, actor_id=actor_id, now=now)
    if is_plain and row.registration == "confirmed" and row.email and is_possible():
        drawn = claim_at_once(
            _CLAIM, event_session_id=row.id, event_id=row.event_id, person_id=person_id,
            counted_as=row.counted_as, key=key, recipient=row.email, values=mail_values(row), actor_id=actor_id,
            now=now,
        )  # fmt: skip
        if drawn is not None:
            number, reservation_id = drawn
            return reserved_as(row, person_id, reservation_id, "waiting" if number else "confirmed", number or None)
        is_plain = False
    claimed = _claim(row) if is_plain else None
    if claimed is None:
        return _careful(row, person_id, actor_id=actor_id, now=now, key=key)
    if row.registration != "confirmed":
        row = _registered(row, person_id, actor_id=actor_id, now=now)
    number, waiting = claimed
    state = "waiting" if number else "confirmed"
    return store(row, person_id, state, number or None, waiting, actor_id=actor_id, now=now, key=key)


def hold_seat(event_session_id: int, person_id: int, *, now: datetime) -> Reserved | None:
    """Hold a seat until the person's e-mail address is confirmed, and return it; None where they cannot have one now.

    A hold that is there is renewed. Nobody is written to, and nobody is put into the queue.
    """
    before = before_in(event_session_id, person_id)
    if before is None:
        raise Missing
    row = before.row
    try:
        _refuse_now(row, now)
        locked = lock_claim(event_session_id)
        lock_people([person_id])
    except Refused:
        return None
    live = queries.reservation_of(event_session_id, person_id)
    if live is not None:
        if live.state == "held":
            live.held_until = now + HOLD_LASTS
            db.session.flush()
        return reserved_as(row, person_id, live.id, live.state, live.queue_number)
    kind = row.counted_as or ""
    if locked.count.access != "anyone" or not locked.free().has(kind):
        return None
    if hindrance_now(row, locked, person_id) is not None:
        return None
    locked.add(kind)
    locked.count.version += 1
    db.session.flush()
    return store(row, person_id, "held", None, 0, actor_id=None, now=now)


def _refuse_now(row: Any, now: datetime) -> None:
    if row.state == "cancelled":
        raise Refused(N_("This session is cancelled."))
    if row.starts_at is None:
        raise Refused(N_("This session has no time yet. Seats can be reserved once it has."))
    if row.starts_at <= now:
        raise Refused(N_("Reservation is closed: this session has begun."))


def _claim(row: Any) -> tuple[int, int] | None:
    """Claim a seat: return 0 when it is one, else the number drawn in the queue, and how many wait now.

    One conditional UPDATE decides, and holds the lock of the row until the transaction ends. None: it cannot decide.
    """
    named = {"session_id": row.id, "event_id": row.event_id, "person_id": row.person_id}
    claimed = _CLAIMS[row.registration == "confirmed"].run(named)
    return None if claimed is None else (claimed[0], claimed[1])


def lock_claim(event_session_id: int) -> LockedSeats:
    """Lock the seats of a session and return them. Raises Refused where none need reserving."""
    locked = lock_seats(event_session_id)
    if locked is None:
        raise Refused(N_("No reservation is needed for this session."))
    return locked


def _careful(row: Any, person_id: int, *, actor_id: int | None, now: datetime, key: str | None) -> Reserved:
    """Claim with seats and person under lock, so that all that this person has elsewhere counts, too."""
    locked = lock_claim(row.id)
    row = _read_again(row)
    if row.registration != "confirmed":
        row = _registered(row, person_id, actor_id=actor_id, now=now)
    lock_people([person_id])
    live = queries.reservation_of(row.id, person_id)
    if live is not None:
        db.session.refresh(live)
        if live.is_seated and live.state != "confirmed":
            if live.held_until is not None and live.held_until <= now:
                raise Refused(N_("The time to take this seat is over."))
            if (hindered := hindrance_now(row, locked, person_id)) is not None:
                raise refusal(hindered)
            return accept(row, locked, live, person_id, actor_id=actor_id, now=now)
        if live.state != "invited":
            return reserved_as(row, person_id, live.id, live.state, live.queue_number)
    if not locked.count.is_open:
        raise Refused(N_("Reservation is closed."))
    if live is None and locked.count.access == "approval":
        return store(row, person_id, "pending", None, 0, actor_id=actor_id, now=now, key=key)
    if live is None and locked.count.access == "invitation":
        raise Refused(N_("This session is by invitation."))
    if locked.free().has(row.counted_as or "") and (hindered := hindrance_now(row, locked, person_id)):
        raise refusal(hindered)
    return take(row, locked, live, person_id, actor_id=actor_id, now=now, key=key)


def accept(
    row: Any, locked: LockedSeats, live: Reservation, person_id: int, *, actor_id: int | None, now: datetime
) -> Reserved:
    """Make a seat that was offered or held somebody's own. It is counted as taken already."""
    live.state, live.held_until, live.confirmed_at = "confirmed", None, now
    locked.count.version += 1
    db.session.flush()
    audit.record("take_seat", live, actor_id=actor_id, now=now, event_id=row.event_id)
    write(row, "seat_confirmed", live.id, now=now)
    return reserved_as(row, person_id, live.id, "confirmed", None)


def hindrance_now(row: Any, locked: LockedSeats, person_id: int) -> Hindrance | None:
    """Return why this person cannot take a seat just now, or None. An overlap counts only where it is refused."""
    event_session = db.session.get_one(EventSession, row.id)
    terms = terms_of(row.event_id)
    registration = queries.registration_of(row.event_id, person_id)
    organisation_id = registration.organisation_id if registration else None
    of_organisation = 0
    if locked.count.most_per_organisation is not None and organisation_id is not None:
        of_organisation = seats_by_organisation(event_session)[organisation_id]
        mine = queries.reservation_of(row.id, person_id)
        of_organisation -= mine is not None and mine.is_seated
    held = seats_held_by(event_session, [person_id]).get(person_id, [])
    return hindrance_of(
        event_session, limits_of(terms, locked.count), held, of_organisation, overlaps_count=terms.refuses_overlaps
    )


def refusal(hindered: Hindrance) -> Refused:
    """Return what is said to somebody who cannot take a seat."""
    words = {
        Obstacle.OVERLAP: N_("You have a seat in “%(title)s” at the same time. Give it back first."),
        Obstacle.MOST_SEATS: N_("You have as many seats as one person may have. Give one back first."),
        Obstacle.MOST_A_DAY: N_("You have as many seats on this day as one person may have. Give one back first."),
        Obstacle.ORGANISATION: N_("Your organisation has as many seats in this session as one may have."),
    }
    return Refused(words[hindered.obstacle], title=hindered.title)


def take(
    row: Any,
    locked: LockedSeats,
    live: Reservation | None,
    person_id: int,
    *,
    actor_id: int | None,
    now: datetime,
    key: str | None,
) -> Reserved:
    """Take a free seat or a place in the queue under lock; `live` is what the person has: asked for, invited, waiting.

    A seat that is free although people wait is one that none of them can have.
    """
    kind, seats = row.counted_as or "", locked.count
    if locked.free().has(kind):
        state, number = "confirmed", None
        locked.add(kind)
        if live is not None and live.state == "waiting":
            seats.waiting -= 1
    elif seats.has_waiting_list:
        seats.waiting += 1
        seats.queue_last += 1
        state, number = "waiting", seats.queue_last
    else:
        raise Refused(N_("All seats are taken."))
    seats.version += 1
    db.session.flush()
    if live is None:
        return store(row, person_id, state, number, seats.waiting, actor_id=actor_id, now=now, key=key)
    live.state, live.queue_number, live.counted_as = state, number or live.queue_number, kind
    live.confirmed_at = None if number else now
    db.session.flush()
    audit.record("reserve_seat", live, actor_id=actor_id, now=now, event_id=row.event_id, got=state)
    write(row, MAILS[state], live.id, now=now, position=seats.waiting)
    return reserved_as(row, person_id, live.id, state, number)


def _registered(row: Any, person_id: int, *, actor_id: int | None, now: datetime) -> Any:
    """Register the person with what is known of them, and return `row` as it is then."""
    register_at_once(row.event_id, person_id, actor_id=actor_id, now=now)
    return _read_again(row)


def _read_again(row: Any) -> Any:
    before = before_in(row.id, row.person_id)
    if before is None:
        raise Missing
    return before.row
