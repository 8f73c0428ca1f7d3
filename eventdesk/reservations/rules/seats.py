"""How the seats of a session stand to a reader; when registration is open; what overlaps."""

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
    FEW = "nearly_full"
    FULL = "full"
    FULL_CLOSED = "full-closed"
    """Full, and no waiting list is kept."""
    UNLIMITED = "unlimited"
    """A seat for everybody who reserves."""
    CONFIRMED = "confirmed"
    HELD = "on_hold"
    """One's own, until the e-mail address is confirmed."""
    OFFERED = "offered"
    """Kept for the reader, until they take it or its time is over."""
    WAITING = "waiting"
    PENDING = "pending"
    """Asked for; an organiser decides."""
    INVITED = "invited"
    """The reader may take a seat where others may not."""
    INVITED_ONLY = "invitation"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Access(Enum):
    """Who gets the seats of a session."""

    ANYONE = "anyone"
    APPROVAL = "approval"
    """Whom an organiser gives one."""
    INVITATION = "invitation"
    """Whom an organiser invited."""


OWN_STATES = {
    "confirmed": Seats.CONFIRMED, "held": Seats.HELD, "offered": Seats.OFFERED, "waiting": Seats.WAITING,
    "pending": Seats.PENDING, "invited": Seats.INVITED,
}  # fmt: skip
"""What a live reservation makes of the seats for whoever has it."""


@dataclass(frozen=True)
class Standing:
    """Where one person stands in one session."""

    state: str
    """Of a live reservation: `confirmed`, `held`, `offered`, `waiting`, `pending` or `invited`."""
    position: int = 0
    """1 is the head of the queue; 0 for whoever does not wait."""
    until: datetime | None = None
    """When an offer or an unconfirmed hold ends."""


@dataclass(frozen=True)
class SeatState:
    """The seats of a session as one reader sees them."""

    state: Seats
    capacity: int = 0
    """0 where seats are not counted."""
    taken: int = 0
    waiting: int = 0
    position: int = 0
    kept: int = 0
    """Free seats that others have a right to."""
    until: datetime | None = None
    access: Access = Access.ANYONE

    @property
    def left(self) -> int:
        """Seats that the reader could still have."""
        return max(0, self.capacity - self.taken - self.kept)


FEW_SEATS = 3


def are_few(left: int, capacity: int) -> bool:
    """Return whether the seats left are few: a tenth of all or fewer, or three."""
    return 0 < left <= max(FEW_SEATS, capacity // 10)


def seat_state(
    *,
    is_cancelled: bool,
    has_started: bool,
    is_reserved: bool,
    capacity: int | None,
    taken: int = 0,
    kept: int = 0,
    waiting: int = 0,
    is_open: bool = True,
    has_waiting_list: bool = True,
    access: Access = Access.ANYONE,
    standing: Standing | None = None,
) -> SeatState:
    """Return how the seats of a session stand to a reader.

    `is_reserved`: whether reservations are taken at all; `capacity` None: without a limit; `kept`: free seats that
    quotas keep for others.
    """
    left = None if capacity is None else capacity - taken - kept
    if is_cancelled:
        state = Seats.CANCELLED
    elif standing is not None and (standing.state == "confirmed" or not has_started):
        state = OWN_STATES[standing.state]
    elif not is_reserved:
        state = Seats.CLOSED if has_started else Seats.NOT_NEEDED
    elif has_started or not is_open:
        state = Seats.CLOSED
    elif access is Access.INVITATION:
        state = Seats.INVITED_ONLY
    elif left is None:
        state = Seats.UNLIMITED
    elif left > 0 and not waiting:
        state = Seats.FEW if are_few(left, capacity or 0) else Seats.OPEN
    else:
        state = Seats.FULL if has_waiting_list else Seats.FULL_CLOSED
    position, until = (standing.position, standing.until) if standing else (0, None)
    return SeatState(state, capacity or 0, taken, waiting, position, kept, until, access)


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
