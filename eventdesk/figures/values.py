"""The figures of an event as plain values, as `queries` reads them."""

from datetime import date, datetime
from typing import NamedTuple

from eventdesk.figures import rules
from eventdesk.figures.rules import Group


class PeriodCount(NamedTuple):
    """Registrations from the first to the last day of a period, and the total up to its end."""

    first: date
    last: date
    registered: int
    total: int


class SeatFigures(NamedTuple):
    """The seats of a session, and how many people attended it."""

    takes_reservations: bool
    capacity: int | None
    """None: no reservation is needed, or the number of seats is not limited."""
    reserved: int
    waiting: int
    """People on the waiting list, without those who were checked in as walk-ins."""
    attended: int
    walk_ins: int = 0
    """How many of those who attended had reserved no seat, where the session takes reservations."""

    @property
    def used(self) -> int:
        """How many of the reserved seats were used."""
        return self.attended - self.walk_ins


class SessionFigures(NamedTuple):
    """A session with its seats."""

    id: int
    code: str
    title: str
    has_begun: bool
    seats: SeatFigures

    @property
    def capacity(self) -> int:
        """How many seats there are; 0 if their number is not limited."""
        return self.seats.capacity or 0


class EventFigures(NamedTuple):
    """The figures of an event at one moment; definitions.py says what each of them counts."""

    as_of: datetime
    has_begun: bool
    registered: int
    confirmed: int
    reserved: int
    attended: int
    no_shows: int | None
    """None while attendance is not known."""
    counted: int
    """The people over whom organisations, countries and types are counted: see `rules.has_attendance`."""
    organisations: int
    countries: tuple[Group, ...]
    """By ISO code, the largest first."""
    kinds: tuple[Group, ...]
    """By type of organisation, the largest first."""
    periods: tuple[PeriodCount, ...]
    sessions: tuple[SessionFigures, ...]

    @property
    def has_attendance(self) -> bool:
        """Whether attendance is known."""
        return rules.has_attendance(has_begun=self.has_begun, attended=self.attended)

    @property
    def named_countries(self) -> int:
        """How many countries people came from."""
        return sum(1 for group in self.countries if group.key)

    @property
    def all_begun(self) -> bool:
        """Whether every session has begun."""
        return all(session.has_begun for session in self.sessions)

    @property
    def capacity(self) -> int:
        """Seats of the sessions with limited seats; once attendance is known, of those that have begun."""
        return sum(session.capacity for session in self._with_seats)

    @property
    def seats_used(self) -> int:
        """How many of these seats were taken by people who attended or, before that is known, are reserved."""
        if self.has_attendance:
            return sum(session.seats.attended for session in self._with_seats)
        return sum(session.seats.reserved for session in self._with_seats)

    @property
    def _with_seats(self) -> list[SessionFigures]:
        return [
            session for session in self.sessions if session.capacity and (session.has_begun or not self.has_attendance)
        ]


class Participation(NamedTuple):
    """How many people took part in an event, and from how many organisations."""

    people: int
    organisations: int
