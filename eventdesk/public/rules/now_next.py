"""What runs now in each place, and what comes next there."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from eventdesk.programme.rules.grid import Column


class Slot(NamedTuple):
    """Something that takes a place for a time."""

    id: int
    column: Column
    start: datetime
    end: datetime


class NowNext(NamedTuple):
    """One place: the ids of what runs there, and of what begins there next."""

    column: Column
    now: list[int]
    next: list[int]


def now_and_next(slots: Sequence[Slot], rooms: Sequence[Column], now: datetime, until: datetime) -> list[NowNext]:
    """Return for each place where something runs at `now` or begins before `until` what that is.

    Rooms come in their order, then other places by name. What begins next are all that begin at the same moment.
    """
    places = [room for room in rooms if any(slot.column == room for slot in slots)]
    places += sorted({slot.column for slot in slots} - set(rooms), key=str)
    found = []
    for place in places:
        here = [slot for slot in slots if slot.column == place]
        running = [slot.id for slot in here if slot.start <= now < slot.end]
        coming = [slot.start for slot in here if now < slot.start < until]
        following = [slot.id for slot in here if coming and slot.start == min(coming)]
        if running or following:
            found.append(NowNext(place, running, following))
    return found
