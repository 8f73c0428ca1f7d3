"""What is on now in each location, and what starts next there."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from eventdesk.programme.rules.grid import Column


class Slot(NamedTuple):
    """A session in a location for a time."""

    id: int
    column: Column
    start: datetime
    end: datetime


class NowNext(NamedTuple):
    """One location, with the ids of the sessions that are on there and of those that start there next."""

    column: Column
    now: list[int]
    next: list[int]


def now_and_next(slots: Sequence[Slot], rooms: Sequence[Column], now: datetime, until: datetime) -> list[NowNext]:
    """Return each location in which a session is on at `now` or starts before `until`.

    Rooms come in their order, then other locations by name. All sessions that start next at the same moment are included.
    """
    locations = [room for room in rooms if any(slot.column == room for slot in slots)]
    locations += sorted({slot.column for slot in slots} - set(rooms), key=str)
    rows = []
    for location in locations:
        here = [slot for slot in slots if slot.column == location]
        running = [slot.id for slot in here if slot.start <= now < slot.end]
        coming = [slot.start for slot in here if now < slot.start < until]
        following = [slot.id for slot in here if coming and slot.start == min(coming)]
        if running or following:
            rows.append(NowNext(location, running, following))
    return rows
