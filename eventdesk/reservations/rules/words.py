"""Seats as components/seats.html takes them: the state and the numbers from which it makes its words."""

from dataclasses import dataclass

from eventdesk.reservations.rules.seats import OWN_STATES, Access, Seats, SeatState, Standing


@dataclass(frozen=True, slots=True)
class SeatWords:
    """What the component says in words, with a mark."""

    state: str
    left: int | None = 0
    """None: without a limit."""
    waiting: int = 0
    number: int = 0
    """The reader's own place in the queue."""
    until: str = ""
    """When an offer or an unconfirmed hold ends, as it is read."""


_NAMES = {Seats.NOT_NEEDED: "none", Seats.FULL_CLOSED: "full"}
_OF_EVERYBODY = (Seats.OPEN, Seats.FEW, Seats.FULL, Seats.FULL_CLOSED, Seats.UNLIMITED)


def seat_words(seats: SeatState, until: str = "") -> SeatWords:
    """Return the seats of a session as the component takes them."""
    if seats.access is Access.APPROVAL and seats.state in _OF_EVERYBODY:
        return SeatWords("approval", None if seats.state is Seats.UNLIMITED else seats.left)
    waiting = 0 if seats.state is Seats.FULL_CLOSED else seats.waiting
    return SeatWords(_NAMES.get(seats.state, seats.state.value), seats.left, waiting, seats.position, until)


def standing_words(standing: Standing, until: str = "") -> SeatWords:
    """Return what somebody has in a session, as the component takes it, where nothing else of its seats is said."""
    return SeatWords(OWN_STATES[standing.state].value, number=standing.position, until=until)
