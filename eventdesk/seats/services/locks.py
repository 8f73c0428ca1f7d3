"""Locks, always taken in this order: seats by session id, the registration policy, a registration, people by id.

On SQLite the write transaction itself is the lock. Why the seats come first: docs/decisions/0012.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.seats.models import SeatQuota, SessionSeats
from eventdesk.seats.rules.allocation import SeatAvailability, quota_reserved_seats


@dataclass
class SeatLock:
    """The seats of one session under lock, with its quotas by type of organisation."""

    count: SessionSeats
    quotas: dict[str, SeatQuota]

    def free(self) -> SeatAvailability:
        """Return the seats that are free now."""
        quotas = {kind: (quota.seats, quota.taken) for kind, quota in self.quotas.items()}
        return SeatAvailability.of(
            self.count.capacity, self.count.taken, quotas, target_capacity=self.count.target_capacity
        )

    def add(self, kind: str, number: int = 1) -> None:
        """Count seats of people of this kind as taken; a negative number releases seats."""
        self.count.taken += number
        if quota := self.quotas.get(kind):
            quota.taken += number
        self.count.quota_reserved = quota_reserved_seats((quota.seats, quota.taken) for quota in self.quotas.values())


def lock_seats(event_session_id: int) -> SeatLock | None:
    """Lock the seats of a session and return them as they are now, or None where there are none."""
    return lock_all_seats([event_session_id]).get(event_session_id)


def lock_all_seats(event_session_ids: Iterable[int]) -> dict[int, SeatLock]:
    """Lock the seats of several sessions and return them as they are now, by session id, in its order."""
    ids = sorted(set(event_session_ids))
    counts = db.session.scalars(
        select(SessionSeats)
        .where(SessionSeats.event_session_id.in_(ids))
        .order_by(SessionSeats.event_session_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    locked = {seats.event_session_id: SeatLock(seats, {}) for seats in counts}
    with_quotas = [session_id for session_id, seats in locked.items() if seats.count.has_quotas]
    if with_quotas:
        for quota in db.session.scalars(
            select(SeatQuota)
            .where(SeatQuota.event_session_id.in_(with_quotas))
            .execution_options(populate_existing=True)
        ):
            locked[quota.event_session_id].quotas[quota.kind] = quota
    return locked


def lock_people(person_ids: Iterable[int]) -> None:
    """Lock people, so that concurrent seats for the same person are assigned one after the other."""
    db.session.execute(
        select(Person.id)
        .where(Person.id.in_(sorted(set(person_ids))))
        .order_by(Person.id)
        .with_for_update(key_share=True)
    )
