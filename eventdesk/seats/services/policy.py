"""Setting the limits on the seats of an event."""

from datetime import datetime

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.programme.models.programme import Event
from eventdesk.seats.models import EventSeatPolicy
from eventdesk.seats.queries.policy import event_seat_policy
from eventdesk.seats.queries.waitlist import sessions_to_promote
from eventdesk.seats.services.locks import lock_all_seats
from eventdesk.seats.services.waitlist import promote_in_sessions

_FIELDS = ("forbids_overlaps", "max_seats_per_person", "max_seats_per_day")


def set_seat_policy(
    event: Event,
    *,
    forbids_overlaps: bool,
    max_seats_per_person: int | None,
    max_seats_per_day: int | None,
    actor_id: int | None,
    now: datetime,
) -> EventSeatPolicy:
    """Set the maximum number of seats per person in an event. No one loses a seat; people on waiting lists may get one.

    Locks the seats of sessions with a waiting list: call it before anything locks the registration policy.
    """
    locked = lock_all_seats(sessions_to_promote(event.id))
    policy = event_seat_policy(event.id)
    db.session.add(policy)
    values = (forbids_overlaps, max_seats_per_person, max_seats_per_day)
    changed = {name: value for name, value in zip(_FIELDS, values, strict=True) if getattr(policy, name) != value}
    for name, value in changed.items():
        setattr(policy, name, value)
    db.session.flush()
    if changed:
        audit.record("set_seat_policy", event, actor_id=actor_id, now=now, event_id=event.id, **changed)
    if locked:
        promote_in_sessions(locked, now=now)
    return policy


def copy_seat_policy(source_id: int, copy_id: int) -> None:
    """Copy the seat limits of an event to another that has none."""
    stored = db.session.get(EventSeatPolicy, source_id)
    if stored is not None:
        db.session.add(EventSeatPolicy(event_id=copy_id, **{name: getattr(stored, name) for name in _FIELDS}))
        db.session.flush()
