"""How a session's door counts, and whom it can let in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CheckInCounts:
    """The people of a session as its door counts them."""

    expected: int
    """With a seat; where no reservation is needed, registered for the event."""
    here: int
    """Those of the expected who were checked in."""
    walk_ins: int
    """Checked in without being expected."""
    waiting: int
    """In the queue and not let in yet."""
    promised: int = 0
    """Seats that are kept for somebody who has not taken them yet: offered, or held for an address to be confirmed."""

    @property
    def to_come(self) -> int:
        """Expected and not here yet."""
        return self.expected - self.here

    @property
    def in_room(self) -> int:
        """Everybody who was checked in."""
        return self.here + self.walk_ins


def walk_in_capacity(
    counts: CheckInCounts, *, is_reserved: bool, capacity: int | None, room_seats: int | None, has_started: bool
) -> int | None:
    """Return how many people without a seat can be let in; None where nobody counts the seats.

    Where reservations are taken without a limit (`capacity` None) the room's seats bind. Reserved seats are kept until
    the session starts; from then on only the people in the room fill them.
    """
    seats = capacity if capacity is not None else room_seats
    if seats is None:
        return None
    kept = counts.to_come + counts.promised if is_reserved and not has_started else 0
    return max(0, seats - counts.in_room - kept)
