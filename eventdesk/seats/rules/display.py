"""How the seats of a session stand to a reader; when registration is open; what overlaps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeVar

Timed = TypeVar("Timed")


class SeatDisplayState(Enum):
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


RESERVED_STATES = {
    "confirmed": SeatDisplayState.CONFIRMED,
    "on_hold": SeatDisplayState.HELD,
    "offered": SeatDisplayState.OFFERED,
    "waiting": SeatDisplayState.WAITING,
    "pending": SeatDisplayState.PENDING,
    "invited": SeatDisplayState.INVITED,
}
"""What a live reservation makes of the seats for whoever has it."""


@dataclass(frozen=True)
class ReservationStatus:
    """Where one person stands in one session."""

    state: str
    """Of a live reservation: `confirmed`, `held`, `offered`, `waiting`, `pending` or `invited`."""
    position: int = 0
    """1 is the head of the queue; 0 for whoever does not wait."""
    until: datetime | None = None
    """When an offer or an unconfirmed hold ends."""


@dataclass(frozen=True)
class SessionSeatState:
    """The seats of a session as one reader sees them."""

    state: SeatDisplayState
    capacity: int = 0
    """0 where seats are not counted."""
    taken: int = 0
    waiting: int = 0
    position: int = 0
    quota_reserved: int = 0
    """Free seats that others have a right to."""
    until: datetime | None = None
    access: Access = Access.ANYONE

    @property
    def left(self) -> int:
        """Seats that the reader could still have."""
        return max(0, self.capacity - self.taken - self.quota_reserved)


NEARLY_FULL_SEATS = 3


def is_nearly_full(left: int, capacity: int) -> bool:
    """Return whether the seats left are few: a tenth of all or fewer, or three."""
    return 0 < left <= max(NEARLY_FULL_SEATS, capacity // 10)


def seat_state(
    *,
    is_cancelled: bool,
    has_started: bool,
    is_reserved: bool,
    capacity: int | None,
    taken: int = 0,
    quota_reserved: int = 0,
    waiting: int = 0,
    is_open: bool = True,
    has_waiting_list: bool = True,
    access: Access = Access.ANYONE,
    standing: ReservationStatus | None = None,
) -> SessionSeatState:
    """Return how the seats of a session stand to a reader.

    `is_reserved`: whether reservations are taken at all; `capacity` None: without a limit; `kept`: free seats that
    quotas keep for others.
    """
    left = None if capacity is None else capacity - taken - quota_reserved
    if is_cancelled:
        state = SeatDisplayState.CANCELLED
    elif standing is not None and (standing.state == "confirmed" or not has_started):
        state = RESERVED_STATES[standing.state]
    elif not is_reserved:
        state = SeatDisplayState.CLOSED if has_started else SeatDisplayState.NOT_NEEDED
    elif has_started or not is_open:
        state = SeatDisplayState.CLOSED
    elif access is Access.INVITATION:
        state = SeatDisplayState.INVITED_ONLY
    elif left is None:
        state = SeatDisplayState.UNLIMITED
    elif left > 0 and not waiting:
        state = SeatDisplayState.FEW if is_nearly_full(left, capacity or 0) else SeatDisplayState.OPEN
    else:
        state = SeatDisplayState.FULL if has_waiting_list else SeatDisplayState.FULL_CLOSED
    position, until = (standing.position, standing.until) if standing else (0, None)
    return SessionSeatState(state, capacity or 0, taken, waiting, position, quota_reserved, until, access)


def overlaps(seats: Iterable[tuple[datetime, datetime, Timed]]) -> list[tuple[Timed, Timed]]:
    """Return the pairs among (start, end, thing) that share some time; where one ends as another starts none is shared."""
    pairs: list[tuple[Timed, Timed]] = []
    running: list[tuple[datetime, Timed]] = []
    for start, end, thing in sorted(seats, key=lambda seat: (seat[0], seat[1])):
        running = [(until, other) for until, other in running if until > start]
        pairs += [(other, thing) for _, other in running]
        running.append((end, thing))
    return pairs


@dataclass(frozen=True, slots=True)
class SeatLabel:
    """What the component says in words, with a mark."""

    state: str
    left: int | None = 0
    """None: without a limit."""
    waiting: int = 0
    number: int = 0
    """The reader's own place in the queue."""
    until: str = ""
    """When an offer or an unconfirmed hold ends, as it is read."""


_NAMES = {SeatDisplayState.NOT_NEEDED: "none", SeatDisplayState.FULL_CLOSED: "full"}
_FOR_EVERYONE = (
    SeatDisplayState.OPEN,
    SeatDisplayState.FEW,
    SeatDisplayState.FULL,
    SeatDisplayState.FULL_CLOSED,
    SeatDisplayState.UNLIMITED,
)


def seat_label(seats: SessionSeatState, until: str = "") -> SeatLabel:
    """Return the seats of a session as the component takes them."""
    if seats.access is Access.APPROVAL and seats.state in _FOR_EVERYONE:
        return SeatLabel("approval", None if seats.state is SeatDisplayState.UNLIMITED else seats.left)
    waiting = 0 if seats.state is SeatDisplayState.FULL_CLOSED else seats.waiting
    return SeatLabel(_NAMES.get(seats.state, seats.state.value), seats.left, waiting, seats.position, until)


def status_label(standing: ReservationStatus, until: str = "") -> SeatLabel:
    """Return what somebody has in a session, as the component takes it, where nothing else of its seats is said."""
    return SeatLabel(RESERVED_STATES[standing.state].value, number=standing.position, until=until)
