"""Setting how the seats of a session are assigned, always under the lock of its row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_
from eventdesk.people.models import STAKEHOLDER_KINDS
from eventdesk.programme.models.programme import EventSession
from eventdesk.seats.models import SEATED_STATES, Reservation, SeatQuota, SessionSeats
from eventdesk.seats.queries.reservations import live_count, session_quotas, session_seats
from eventdesk.seats.rules.allocation import quota_reserved_seats
from eventdesk.seats.services.locks import SeatLock, lock_seats
from eventdesk.seats.services.waitlist import promote_from_waitlist
from eventdesk.seats.states import SeatAccess

MAX_SEATS = 100_000
MAX_OFFER = 14 * 24 * 60
"""Minutes that an offer may last."""


@dataclass(frozen=True)
class SeatSettings:
    """How the seats of a session are given."""

    capacity: int | None = None
    """None: everyone who reserves gets a seat."""
    access: SeatAccess = SeatAccess.ANYONE
    has_waiting_list: bool = True
    offer_minutes: int | None = None
    """None: who waits gets a free seat at once."""
    max_per_organisation: int | None = None
    quotas: Mapping[str, int] = field(default_factory=dict)
    """Seats kept for kinds of stakeholder."""

    @property
    def is_simple(self) -> bool:
        """Whether a number of seats, with a waiting list or without one, says all of it."""
        return self == SeatSettings(self.capacity or 1, has_waiting_list=self.has_waiting_list)


def seat_settings(event_session_id: int) -> SeatSettings | None:
    """Return how the seats of a session are given, or None where no reservation is needed."""
    seats = session_seats(event_session_id)
    if seats is None:
        return None
    return SeatSettings(
        seats.capacity if seats.target_capacity is None else seats.target_capacity,
        SeatAccess(seats.access),
        seats.has_waiting_list,
        seats.offer_minutes,
        seats.max_per_organisation,
        session_quotas(event_session_id) if seats.has_quotas else {},
    )


def set_seats(
    event_session: EventSession, capacity: int | None, *, waiting_list: bool = True, actor_id: int | None, now: datetime
) -> None:
    """Set how many seats can be reserved (None: no reservation is needed) and leave all other settings as they are.

    Raises Invalid at `seats` when there are fewer than are taken, or, without a number, when any are taken.
    """
    present = seat_settings(event_session.id)
    if capacity is None:
        # None is also what a form shows for a session without a limit, whose settings must stay.
        if present is None or present.capacity is not None:
            change_seats(event_session, None, actor_id=actor_id, now=now)
        return
    locked = lock_seats(event_session.id)
    if locked is not None and capacity < locked.count.taken and capacity != locked.count.target_capacity:
        raise Invalid("seats", N_("%(taken)s seats are taken: enter that number or more"), taken=locked.count.taken)
    settings = replace(present or SeatSettings(), capacity=capacity, has_waiting_list=waiting_list)
    change_seats(event_session, settings, actor_id=actor_id, now=now)


def change_seats(
    event_session: EventSession, settings: SeatSettings | None, *, actor_id: int | None, now: datetime
) -> int:
    """Change the seat settings of a session (None: no reservation is needed); return how many people got a seat or an offer.

    Additional seats go to people on the waiting list. If there are fewer seats than are taken, no one loses a seat, and
    released seats are not assigned again until the number is reached.

    Raises Invalid at `seats`, `quotas`, `offer_minutes` or `max_per_organisation`.
    """
    locked = lock_seats(event_session.id)
    if settings is None:
        _remove_seats(event_session, locked, actor_id=actor_id, now=now)
        return 0
    check_settings(settings)
    before = seat_settings(event_session.id)
    if before == settings:
        return 0
    if locked is None:
        seats = SessionSeats(
            event_session_id=event_session.id,
            taken=0,
            quota_reserved=0,
            waiting=0,
            last_queue_number=0,
            last_claim_result=0,
            version=0,
            is_open=event_session.state != "cancelled",
        )
        db.session.add(seats)
        locked = SeatLock(seats, {})
    seats = locked.count
    seats.access, seats.has_waiting_list = settings.access.value, settings.has_waiting_list
    seats.offer_minutes, seats.max_per_organisation = settings.offer_minutes, settings.max_per_organisation
    _set_numbers(event_session, locked, settings)
    seats.version += 1
    db.session.flush()
    audit.record(
        "set_seats", event_session, actor_id=actor_id, now=now, event_id=event_session.event_id,
        before=before.capacity if before else None, after=settings.capacity,
    )  # fmt: skip
    return promote_from_waitlist(event_session, locked, now=now)


def check_settings(settings: SeatSettings) -> None:
    """Raise Invalid at the field of what no session can have."""
    capacity = settings.capacity
    if capacity is not None and not 1 <= capacity <= MAX_SEATS:
        raise Invalid("seats", N_("Enter a number from 1 to %(max)s"), max=MAX_SEATS)
    if settings.offer_minutes is not None and not 1 <= settings.offer_minutes <= MAX_OFFER:
        raise Invalid("offer_minutes", N_("Enter a number from 1 to %(max)s"), max=MAX_OFFER)
    if settings.max_per_organisation is not None and settings.max_per_organisation < 1:
        raise Invalid("max_per_organisation", N_("Enter a number from 1 to %(max)s"), max=MAX_SEATS)
    if any(kind not in STAKEHOLDER_KINDS or seats < 1 for kind, seats in settings.quotas.items()):
        raise Invalid("quotas", N_("Enter a number from 1 to %(max)s"), max=MAX_SEATS)
    if settings.quotas and (capacity is None or sum(settings.quotas.values()) > capacity):
        raise Invalid("quotas", N_("The session has fewer seats than are reserved here"))


def _set_numbers(event_session: EventSession, locked: SeatLock, settings: SeatSettings) -> None:
    """Set capacity and quotas together, so that what is taken and kept never exceeds what there is."""
    seats = locked.count
    db.session.execute(delete(SeatQuota).where(SeatQuota.event_session_id == event_session.id))
    seated = _seated_by_kind(event_session.id) if settings.quotas else {}
    locked.quotas = {
        kind: SeatQuota(event_session_id=event_session.id, kind=kind, seats=number, taken=seated.get(kind, 0))
        for kind, number in settings.quotas.items()
    }
    seats.has_quotas = bool(settings.quotas)
    seats.quota_reserved = quota_reserved_seats((quota.seats, quota.taken) for quota in locked.quotas.values())
    seats.target_capacity = None
    seats.capacity = settings.capacity
    if settings.capacity is not None and seats.taken + seats.quota_reserved > settings.capacity:
        seats.capacity, seats.target_capacity = seats.taken + seats.quota_reserved, settings.capacity
    db.session.flush()
    db.session.add_all(locked.quotas.values())
    db.session.flush()


def _seated_by_kind(event_session_id: int) -> dict[str, int]:
    rows = db.session.execute(
        select(Reservation.quota_kind, func.count())
        .where(Reservation.event_session_id == event_session_id, Reservation.state.in_(SEATED_STATES))
        .group_by(Reservation.quota_kind)
    )
    return dict(rows.all())


def _remove_seats(event_session: EventSession, locked: SeatLock | None, *, actor_id: int | None, now: datetime) -> None:
    if locked is None:
        return
    live = live_count(event_session.id)
    if live:
        raise Invalid("seats", N_("%(taken)s people already have a seat: enter a number"), taken=live)
    db.session.delete(locked.count)
    db.session.flush()
    audit.record("set_seats", event_session, actor_id=actor_id, now=now, event_id=event_session.event_id, after=None)


def close_seats(event_session: EventSession) -> None:
    """Close the reservation of a session that is cancelled. The seats stay, so that restoring it gives them back."""
    locked = lock_seats(event_session.id)
    if locked is not None and locked.count.is_open:
        locked.count.is_open = False
        locked.count.version += 1


def reopen_seats(event_session: EventSession, *, now: datetime) -> None:
    """Open the reservation of a session that is on again; seats given back meanwhile go to the people waiting."""
    locked = lock_seats(event_session.id)
    if locked is not None and not locked.count.is_open:
        locked.count.is_open = True
        locked.count.version += 1
        promote_from_waitlist(event_session, locked, now=now)


COPIED_FIELDS = (
    "capacity", "access", "has_waiting_list", "offer_minutes", "max_per_organisation", "has_quotas",
)  # fmt: skip


def copy_seats(pairs: Sequence[tuple[int, int]]) -> None:
    """Give the second session of each pair seats with the settings of its first, none of them taken."""
    session_ids = {session_id for pair in pairs for session_id in pair}
    seats = {
        one.event_session_id: one
        for one in db.session.scalars(select(SessionSeats).where(SessionSeats.event_session_id.in_(session_ids)))
    }
    quotas: dict[int, list[SeatQuota]] = {}
    for quota in db.session.scalars(select(SeatQuota).where(SeatQuota.event_session_id.in_(session_ids))):
        quotas.setdefault(quota.event_session_id, []).append(quota)
    new = [(original, copy) for original, copy in pairs if original in seats and copy not in seats]
    if not new:
        return
    db.session.execute(
        insert(SessionSeats.__table__),
        [
            {
                "event_session_id": copy,
                **{name: getattr(seats[original], name) for name in COPIED_FIELDS},
                "capacity": seats[original].target_capacity or seats[original].capacity,
                "quota_reserved": sum(quota.seats for quota in quotas.get(original, ())),
            }
            for original, copy in new
        ],
    )
    copied = [
        {"event_session_id": copy, "kind": quota.kind, "seats": quota.seats}
        for original, copy in new
        for quota in quotas.get(original, ())
    ]
    if copied:
        db.session.execute(insert(SeatQuota.__table__), copied)
