"""Decisions about seats and registration: values in, answer out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeVar

Thing = TypeVar("Thing")


class Seats(Enum):
    """How the seats of a session stand to one reader; the page has words and a mark for each."""

    NOT_NEEDED = "free"
    OPEN = "open"
    FEW = "few"
    FULL = "full"
    FULL_CLOSED = "full-closed"
    """Full, and no waiting list is kept."""
    CONFIRMED = "mine"
    WAITING = "waiting"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Standing:
    """Where one person stands in one session."""

    state: str
    """`confirmed` or `waiting`."""
    position: int = 0
    """1 is the head of the queue; 0 for a confirmed seat."""


@dataclass(frozen=True)
class SeatState:
    """The seats of a session as one reader sees them."""

    state: Seats
    capacity: int = 0
    taken: int = 0
    waiting: int = 0
    position: int = 0

    @property
    def left(self) -> int:
        """Seats that nobody has."""
        return self.capacity - self.taken


FEW_SEATS = 3


def are_few(left: int, capacity: int) -> bool:
    """Return whether the seats left are few: a tenth of all or fewer, or three."""
    return 0 < left <= max(FEW_SEATS, capacity // 10)


def seat_state(
    *,
    is_cancelled: bool,
    has_started: bool,
    capacity: int | None,
    taken: int = 0,
    waiting: int = 0,
    is_open: bool = True,
    has_waiting_list: bool = True,
    standing: Standing | None = None,
) -> SeatState:
    """Return how the seats of a session stand to a reader. `capacity` None: no reservation is needed."""
    if is_cancelled:
        state = Seats.CANCELLED
    elif standing is not None and (standing.state == "confirmed" or not has_started):
        state = Seats.CONFIRMED if standing.state == "confirmed" else Seats.WAITING
    elif capacity is None:
        state = Seats.CLOSED if has_started else Seats.NOT_NEEDED
    elif has_started or not is_open:
        state = Seats.CLOSED
    elif taken < capacity and not waiting:
        state = Seats.FEW if are_few(capacity - taken, capacity) else Seats.OPEN
    else:
        state = Seats.FULL if has_waiting_list else Seats.FULL_CLOSED
    position = standing.position if standing else 0
    return SeatState(state, capacity or 0, taken, waiting, position)


def registration_is_open(*, opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> bool:
    """Return whether people can register at `now`; a bound that is not set does not bind."""
    return (opens_at is None or opens_at <= now) and (closes_at is None or now < closes_at)


def overlaps(seats: Iterable[tuple[datetime, datetime, Thing]]) -> list[tuple[Thing, Thing]]:
    """Return the pairs among (start, end, thing) that share some time; where one ends as another starts none is shared."""
    pairs: list[tuple[Thing, Thing]] = []
    running: list[tuple[datetime, Thing]] = []
    for start, end, thing in sorted(seats, key=lambda seat: (seat[0], seat[1])):
        running = [(until, other) for until, other in running if until > start]
        pairs += [(other, thing) for _, other in running]
        running.append((end, thing))
    return pairs


@dataclass(frozen=True)
class DoorCounts:
    """The people of a session as its door counts them."""

    expected: int
    """With a seat; where no reservation is needed, registered for the event."""
    here: int
    """Those of the expected who were checked in."""
    walk_ins: int
    """Checked in without being expected."""
    waiting: int
    """In the queue and not let in yet."""

    @property
    def to_come(self) -> int:
        """Expected and not here yet."""
        return self.expected - self.here

    @property
    def in_room(self) -> int:
        """Everybody who was checked in."""
        return self.here + self.walk_ins


def free_at_door(counts: DoorCounts, *, capacity: int | None, room_seats: int | None, has_started: bool) -> int | None:
    """Return how many people without a seat can be let in; None where nobody counts the seats.

    Reserved seats are kept until the session starts; from then on only the people in the room fill them.
    """
    seats = capacity if capacity is not None else room_seats
    if seats is None:
        return None
    kept = counts.to_come if capacity is not None and not has_started else 0
    return max(0, seats - counts.in_room - kept)
