"""The limits on the seats of an event."""

from eventdesk.core.db import db
from eventdesk.seats.models import EventSeatPolicy


def event_seat_policy(event_id: int) -> EventSeatPolicy:
    """Return the seat limits of an event; where none are stored, an unsaved row without limits."""
    stored = db.session.get(EventSeatPolicy, event_id)
    return stored or EventSeatPolicy(
        event_id=event_id, forbids_overlaps=False, max_seats_per_person=None, max_seats_per_day=None
    )
