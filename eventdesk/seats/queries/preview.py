"""The preview of other seat settings for a session: who would get a seat, and who would be skipped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from eventdesk.core.db import db
from eventdesk.programme.models.programme import EventSession
from eventdesk.seats.models import SEATED_STATES, Reservation, SessionSeats
from eventdesk.seats.queries.policy import event_seat_policy
from eventdesk.seats.queries.waitlist import Promotions, next_promotions
from eventdesk.seats.rules.allocation import SeatAvailability, quota_reserved_seats
from eventdesk.seats.rules.conflicts import SeatLimits


@dataclass(frozen=True)
class Preview:
    """The immediate effect of other seat settings on a session."""

    next: Promotions
    taken: int
    waiting: int
    to_release: int
    """How many seats have to be released until a smaller capacity is reached; no one loses a seat."""
    free: int | None
    """Seats that remain free after that, including those reserved by quotas; None: without a limit."""
    is_at_rest: bool
    """Whether no one gets a seat because the session has begun, is cancelled or is closed."""


def preview_settings(
    event_session: EventSession, *, capacity: int | None, max_per_organisation: int | None, quotas: Mapping[str, int],
    now: datetime,
) -> Preview:  # fmt: skip
    """Return what `change_seats` with these settings would do to a session, without changing anything."""
    seats = db.session.get(SessionSeats, event_session.id)
    taken, waiting = (seats.taken, seats.waiting) if seats else (0, 0)
    by_kind = _seated_by_kind(event_session.id) if quotas else {}
    shares = {kind: (number, by_kind.get(kind, 0)) for kind, number in quotas.items()}
    reached = None if capacity is None else max(capacity, taken + quota_reserved_seats(shares.values()))
    free = SeatAvailability.of(reached, taken, shares, target_capacity=None if reached == capacity else capacity)
    policy = event_seat_policy(event_session.event_id)
    limits = SeatLimits(policy.max_seats_per_person, policy.max_seats_per_day, max_per_organisation)
    start, event = event_session.starts_at, event_session.event
    is_at_rest = (
        "cancelled" in (event_session.state, event.state)
        or (start is not None and start <= now)
        or (seats is not None and not seats.is_open)
    )
    promotions = next_promotions(event_session, free, limits) if waiting and not is_at_rest else Promotions()
    after = taken + len(promotions.seated)
    return Preview(
        next=promotions,
        taken=taken,
        waiting=waiting - len(promotions.seated),
        to_release=0 if capacity is None else max(0, taken - capacity),
        free=None if capacity is None else max(0, capacity - after),
        is_at_rest=is_at_rest,
    )


def _seated_by_kind(event_session_id: int) -> dict[str, int]:
    rows = db.session.execute(
        select(Reservation.quota_kind, func.count())
        .where(Reservation.event_session_id == event_session_id, Reservation.state.in_(SEATED_STATES))
        .group_by(Reservation.quota_kind)
    )
    return dict(rows.all())
