"""Reserving a seat: as a participant, with or without an account, and for a person as an organiser.

Where only the number of seats decides, `claim_seat` lets the database decide in one go. Where more does (a limit, a
quota, approval, an offer), seats and person are locked, everything is read again, and `rules.reservation` decides.
"""

from datetime import datetime

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import NotAllowed, NotFound
from eventdesk.core.text import N_
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.services.auto_register import auto_register
from eventdesk.seats.models import Reservation
from eventdesk.seats.queries.policy import event_seat_policy
from eventdesk.seats.queries.reservation_context import context_by_id
from eventdesk.seats.queries.waitlist import (
    find_seat_conflict,
    other_seats_by_person,
    seat_limits,
    seats_by_organisation,
)
from eventdesk.seats.rules.conflicts import SeatConflict
from eventdesk.seats.rules.reservation import (
    Decision,
    ReservationContext,
    SeatFigures,
    decide,
    decide_early,
    decide_for_organiser,
)
from eventdesk.seats.services.insert_reservation import (
    HOLD_DURATION,
    VERB,
    ReservationResult,
    claim_seat,
    insert_reservation,
    queue_seat_mail,
    result_of,
)
from eventdesk.seats.services.locks import SeatLock, lock_people, lock_seats
from eventdesk.seats.states import SeatAccess


def reserve_seat(
    event_session_id: int, person_id: int, *, actor_id: int | None, now: datetime, key: str | None = None
) -> ReservationResult:
    """Give a person a seat, or the next place on the waiting list, and return it; asking twice is one seat.

    An offered or held seat becomes theirs; where an organiser decides, they have requested one. `key` names the form:
    the same form sent again changes nothing, even when the seat was released since. A person who is not registered for
    the event yet is registered with it, and gets one mail about both.

    Raises NotAllowed when the session has begun, is cancelled, needs no reservation, is closed or full without a
    waiting list, or for a limit or an overlap that the organisers do not allow; FormRequired when registering asks for
    more than is known.
    """
    context = _existing(context_by_id(event_session_id, person_id, key))
    return reserve_in_context(context, actor_id=actor_id, now=now)


def reserve_in_context(context: ReservationContext, *, actor_id: int | None, now: datetime) -> ReservationResult:
    """Do what `reserve_seat` does, where the context was read before."""
    early = decide_early(context, now=now)
    if early is not None:
        return result_of(context, context.reservation_id or 0, early)
    if context.reservation_id is None and not context.has_limits:
        if context.registration_state is None and not context.counts_capacity:
            # Without a capacity to count, a new registration locks nothing: it need not wait for the seats.
            context = _registered(context, actor_id=actor_id, now=now)
        if context.registration_state == "confirmed":
            result = claim_seat(context, actor_id=actor_id, now=now)
            if result is not None:
                return result
    return _reserve_under_lock(context, actor_id=actor_id, now=now)


def reserve_in_one_statement(
    context: ReservationContext, *, actor_id: int | None, now: datetime
) -> ReservationResult | None:
    """Do and commit what `reserve_in_context` does, where PostgreSQL can in one statement; None: nothing has changed.

    Not inside a transaction: the statement is one.
    """
    is_plain = context.reservation_id is None and not context.has_limits
    if not is_plain or context.registration_state != "confirmed" or not context.email:
        return None
    if db.engine.dialect.name != "postgresql":
        return None
    decide_early(context, now=now)
    return claim_seat(context, actor_id=actor_id, now=now, is_alone=True)


def _reserve_under_lock(context: ReservationContext, *, actor_id: int | None, now: datetime) -> ReservationResult:
    """Decide with seats and person under lock, so that everything the person has elsewhere counts, too."""
    locked = lock_session_seats(context.event_session_id)
    context = _read_again(context)
    if context.registration_state != "confirmed":
        context = _registered(context, actor_id=actor_id, now=now)
    context = _lock_person(context)
    figures = _figures(locked, context)
    decision = decide(context, figures, _conflict(context, locked, figures), now=now)
    return _store(context, locked, decision, actor_id=actor_id, now=now)


def reserve_as_organiser(
    event_session_id: int, person_id: int, *, is_approval: bool, actor_id: int | None, now: datetime
) -> ReservationResult:
    """Reserve a seat for a person as an organiser does: by approving their request, or by adding them.

    Raises NotAllowed when the person is not registered, or when `rules.reservation.decide_for_organiser` does.
    """
    locked = lock_session_seats(event_session_id)
    context = _lock_person(_existing(context_by_id(event_session_id, person_id)))
    figures = _figures(locked, context)
    conflict = _conflict(context, locked, figures)
    decision = decide_for_organiser(context, figures, conflict, is_approval=is_approval)
    return _store(context, locked, decision, actor_id=actor_id, now=now)


def approve_request(reservation: Reservation, *, actor_id: int | None, now: datetime) -> ReservationResult:
    """Give a person the seat they requested, or, where all are taken, the next place on the waiting list.

    Raises NotAllowed when they do not request one any more, or when all seats are taken and there is no waiting list.
    """
    return reserve_as_organiser(
        reservation.event_session_id, reservation.person_id, is_approval=True, actor_id=actor_id, now=now
    )


def add_attendee(event_session_id: int, person_id: int, *, actor_id: int | None, now: datetime) -> ReservationResult:
    """Give a registered person a free seat: before the people who wait, and without approval.

    Raises NotAllowed when no seat is free, or when the person is not registered.
    """
    return reserve_as_organiser(event_session_id, person_id, is_approval=False, actor_id=actor_id, now=now)


def hold_seat(event_session_id: int, person_id: int, *, now: datetime) -> ReservationResult | None:
    """Hold a seat until the person's email address is confirmed, and return it; None where they cannot have one now.

    An existing hold is renewed. No email is sent, and no one joins the waiting list.
    """
    context = _existing(context_by_id(event_session_id, person_id))
    try:
        decide_early(context, now=now)
        locked = lock_session_seats(event_session_id)
    except NotAllowed:
        return None
    context = _lock_person(context)
    if context.reservation_id is not None:
        if context.reservation_state == "on_hold":
            _live(context).expires_at = now + HOLD_DURATION
            db.session.flush()
        return _unchanged(context)
    figures = _figures(locked, context)
    if figures.access is not SeatAccess.ANYONE or not figures.has_free_seat or _conflict(context, locked, figures):
        return None
    return _store(context, locked, Decision("on_hold"), actor_id=None, now=now)


def lock_session_seats(event_session_id: int) -> SeatLock:
    """Lock the seats of a session and return them. Raises NotAllowed where no reservation is needed."""
    locked = lock_seats(event_session_id)
    if locked is None:
        raise NotAllowed(N_("No reservation is needed for this session."))
    return locked


def _lock_person(context: ReservationContext) -> ReservationContext:
    """Lock the person, whose other seats count, and return the context as it is then."""
    lock_people([context.person_id])
    return _read_again(context)


def _figures(locked: SeatLock, context: ReservationContext) -> SeatFigures:
    seats = locked.count
    return SeatFigures(
        SeatAccess(seats.access), seats.is_open, locked.free().has(context.stakeholder_kind or ""),
        seats.has_waiting_list, seats.last_queue_number + 1,
    )  # fmt: skip


def _conflict(context: ReservationContext, locked: SeatLock, figures: SeatFigures) -> SeatConflict | None:
    """Return what keeps the person from taking a seat that is free or offered to them. Overlaps count where forbidden."""
    if context.reservation_state == "confirmed" or not (figures.has_free_seat or context.has_seat):
        return None
    event_session = db.session.get_one(EventSession, context.event_session_id)
    policy = event_seat_policy(context.event_id)
    of_organisation = 0
    if locked.count.max_per_organisation is not None and context.organisation_id is not None:
        of_organisation = seats_by_organisation(event_session)[context.organisation_id] - context.has_seat
    other_seats = other_seats_by_person(event_session, [context.person_id]).get(context.person_id, [])
    limits = seat_limits(policy, locked.count)
    return find_seat_conflict(
        event_session, limits, other_seats, of_organisation, overlaps_count=policy.forbids_overlaps
    )


def _store(
    context: ReservationContext, locked: SeatLock, decision: Decision, *, actor_id: int | None, now: datetime
) -> ReservationResult:
    """Store what was decided, in the counts of the seats too, with audit entry and mail."""
    if decision.state == context.reservation_state:
        return _unchanged(context)
    seats, had_seat, gets_seat = locked.count, context.has_seat, decision.state in ("confirmed", "on_hold")
    if gets_seat and not had_seat:
        locked.add(context.stakeholder_kind or "")
    seats.waiting += (decision.state == "waiting") - (context.reservation_state == "waiting")
    seats.last_queue_number = decision.queue_number or seats.last_queue_number
    seats.version += 1
    db.session.flush()
    if context.reservation_id is None:
        return insert_reservation(context, decision, seats.waiting, actor_id=actor_id, now=now)
    reservation = _live(context)
    reservation.state, reservation.expires_at = str(decision.state), None
    reservation.confirmed_at = now if gets_seat else None
    if not had_seat:
        reservation.quota_kind = context.stakeholder_kind or ""
        reservation.queue_number = decision.queue_number or reservation.queue_number
    db.session.flush()
    verb, detail = ("take_seat", {}) if had_seat else (VERB, {"got": reservation.state})
    audit.record(verb, reservation, actor_id=actor_id, now=now, event_id=context.event_id, **detail)
    queue_seat_mail(context, decision.state, reservation.id, seats.waiting, now=now)
    return result_of(context, reservation.id, decision)


def _unchanged(context: ReservationContext) -> ReservationResult:
    state, number = context.reservation_state or "", context.queue_number
    return result_of(context, context.reservation_id or 0, Decision(state, number))


def _live(context: ReservationContext) -> Reservation:
    return db.session.get_one(Reservation, context.reservation_id, populate_existing=True)


def _registered(context: ReservationContext, *, actor_id: int | None, now: datetime) -> ReservationContext:
    """Register the person with their profile, and return the context as it is then."""
    registered = auto_register(context.event_id, context.person_id, actor_id=actor_id, now=now)
    return context._replace(
        registration_state="confirmed", registration_code=registered.code, link_version=registered.link_version,
        organisation_id=registered.organisation_id, stakeholder_kind=registered.stakeholder_kind,
    )  # fmt: skip


def _read_again(context: ReservationContext) -> ReservationContext:
    return _existing(context_by_id(context.event_session_id, context.person_id, context.key))


def _existing(context: ReservationContext | None) -> ReservationContext:
    if context is None:
        raise NotFound
    return context
