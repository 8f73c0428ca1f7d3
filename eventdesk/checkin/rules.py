"""Counting the attendees of a session, and how many more people can be checked in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CheckInCounts:
    """How many people of a session are expected, checked in and waiting."""

    expected: int
    """With a seat; where no reservation is needed, registered for the event."""
    checked_in: int
    """Checked in, of the expected."""
    walk_ins: int
    """Checked in without being expected."""
    waiting: int
    """On the waiting list and not checked in."""
    on_hold: int = 0
    """Seats reserved for people who have not accepted them yet: offered, or until an email address is confirmed."""

    @property
    def outstanding(self) -> int:
        """Expected and not checked in yet."""
        return self.expected - self.checked_in

    @property
    def in_room(self) -> int:
        """Everyone who was checked in."""
        return self.checked_in + self.walk_ins


def walk_in_capacity(
    counts: CheckInCounts, *, is_reserved: bool, capacity: int | None, room_seats: int | None, has_started: bool
) -> int | None:
    """Return how many people without a seat can be checked in; None where the capacity is not known.

    `capacity` is that of the session; where it is None the room's seats count. Until the session starts, the seats of
    people who are not checked in yet stay reserved for them; from then on only the people in the room take seats.
    """
    seats = capacity if capacity is not None else room_seats
    if seats is None:
        return None
    reserved = counts.outstanding + counts.on_hold if is_reserved and not has_started else 0
    return max(0, seats - counts.in_room - reserved)
