"""How the seats of a session look to a reader, and which sessions overlap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar

from eventdesk.seats.states import SeatAccess, SeatState

Timed = TypeVar("Timed")


@dataclass(frozen=True)
class ReservationStatus:
    """A person's live reservation in a session."""

    state: str
    """A live `ReservationState`."""
    position: int = 0
    """On the waiting list, from 1; 0 for a person who does not wait."""
    until: datetime | None = None
    """When an offer or an unconfirmed hold ends."""


@dataclass(frozen=True)
class SessionSeatState:
    """The seats of a session as one reader sees them."""

    state: SeatState
    capacity: int = 0
    """0 where seats are not counted."""
    taken: int = 0
    waiting: int = 0
    position: int = 0
    quota_reserved: int = 0
    """Free seats that others have a right to."""
    until: datetime | None = None
    access: SeatAccess = SeatAccess.ANYONE

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
    access: SeatAccess = SeatAccess.ANYONE,
    status: ReservationStatus | None = None,
) -> SessionSeatState:
    """Return how the seats of a session look to a reader.

    `is_reserved`: whether reservations are taken at all; `capacity` None: without a limit; `quota_reserved`: free seats
    that quotas reserve for others.
    """
    left = None if capacity is None else capacity - taken - quota_reserved
    if is_cancelled:
        state = SeatState.CANCELLED
    elif status is not None and (status.state == "confirmed" or not has_started):
        state = SeatState(status.state)
    elif not is_reserved:
        state = SeatState.CLOSED if has_started else SeatState.NOT_NEEDED
    elif has_started or not is_open:
        state = SeatState.CLOSED
    elif access is SeatAccess.INVITATION:
        state = SeatState.INVITATION
    elif left is None:
        state = SeatState.UNLIMITED
    elif left > 0 and not waiting:
        state = SeatState.NEARLY_FULL if is_nearly_full(left, capacity or 0) else SeatState.OPEN
    else:
        state = SeatState.FULL if has_waiting_list else SeatState.FULL_CLOSED
    position, until = (status.position, status.until) if status else (0, None)
    return SessionSeatState(state, capacity or 0, taken, waiting, position, quota_reserved, until, access)


def overlaps(seats: Iterable[tuple[datetime, datetime, Timed]]) -> list[tuple[Timed, Timed]]:
    """Return the pairs among (start, end, item) that share some time; where one ends as another starts none is shared."""
    pairs: list[tuple[Timed, Timed]] = []
    running: list[tuple[datetime, Timed]] = []
    for start, end, item in sorted(seats, key=lambda seat: (seat[0], seat[1])):
        running = [(until, other) for until, other in running if until > start]
        pairs += [(other, item) for _, other in running]
        running.append((end, item))
    return pairs


class SeatLabel(NamedTuple):
    """The seats of a session as components/seats.html shows them."""

    state: SeatState
    left: int | None = 0
    """Free seats; None: without a limit."""
    waiting: int = 0
    """How many people wait."""
    number: int = 0
    """The reader's own position on the waiting list."""
    until: str = ""
    """When an offer or an unconfirmed hold ends, as text."""

    @property
    def css_class(self) -> str:
        """The state as a class of the components: `is-on-hold`."""
        return f"is-{self.state.replace('_', '-')}"

    @property
    def icon(self) -> str:
        """The mark of components/icon.html."""
        return "full" if self.state is SeatState.APPROVAL and self.left == 0 else self.state.icon


_FOR_EVERYONE = (
    SeatState.OPEN, SeatState.NEARLY_FULL, SeatState.FULL, SeatState.FULL_CLOSED, SeatState.UNLIMITED,
)  # fmt: skip


def seat_label(seats: SessionSeatState, until: str = "") -> SeatLabel:
    """Return the seats of a session as the component shows them."""
    if seats.access is SeatAccess.APPROVAL and seats.state in _FOR_EVERYONE:
        return SeatLabel(SeatState.APPROVAL, None if seats.state is SeatState.UNLIMITED else seats.left)
    waiting = 0 if seats.state is SeatState.FULL_CLOSED else seats.waiting
    return SeatLabel(seats.state, seats.left, waiting, seats.position, until)


def status_label(status: ReservationStatus, until: str = "") -> SeatLabel:
    """Return a person's reservation in a session as the component takes it, without the other seats of the session."""
    return SeatLabel(SeatState(status.state), number=status.position, until=until)
