"""Who gets a free seat: quotas with fall-through, limits, and the order of the queue. Values in, answer out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum


def kept_seats(quotas: Iterable[tuple[int, int]]) -> int:
    """Return how many free seats quotas keep, from (seats, taken) of each."""
    return sum(max(0, seats - taken) for seats, taken in quotas)


@dataclass
class Free:
    """The free seats of a session: those for everybody, and those that a quota keeps for a kind of stakeholder.

    Only the number of people of each kind counts, not on which chair they came in: when a seat of their quota becomes
    free, one of them passes to it in thought and leaves a seat for everybody.
    """

    for_all: int | None
    """None: without a limit."""
    quotas: dict[str, tuple[int, int]] = field(default_factory=dict)
    """(seats, taken by people of the kind) by kind of stakeholder."""
    left: int | None = None
    """All that can be given yet: fewer than quotas keep where more seats are taken than the quotas would leave. None:
    no fewer."""

    @classmethod
    def of(
        cls,
        capacity: int | None,
        taken: int,
        quotas: Mapping[str, tuple[int, int]],
        *,
        shrink_to: int | None = None,
    ) -> "Free":
        """Return what is free in a session of `capacity` seats (None: no limit) of which `taken` are.

        `shrink_to`: the smaller number of seats that there really are, and that quotas keep more of than are free.
        """
        if capacity is None:
            return cls(None, dict(quotas))
        return cls(capacity - taken - kept_seats(quotas.values()), dict(quotas), (shrink_to or capacity) - taken)

    @property
    def kinds(self) -> list[str] | None:
        """Which kinds of people could take a seat; None: all."""
        if self.for_all is None or self.for_all > 0:
            return None
        return [kind for kind in self.quotas if self.has(kind)]

    def has(self, kind: str) -> bool:
        """Return whether somebody of this kind could take a seat."""
        if self.left is not None and self.left <= 0:
            return False
        seats, taken = self.quotas.get(kind, (0, 0))
        return taken < seats or self.for_all is None or self.for_all > 0

    def take(self, kind: str) -> bool:
        """Take a seat for somebody of this kind, of their quota first; return whether there was one."""
        if not self.has(kind):
            return False
        seats, taken = self.quotas.get(kind, (0, 0))
        if taken >= seats and self.for_all is not None:
            self.for_all -= 1
        if kind in self.quotas:
            self.quotas[kind] = (seats, taken + 1)
        if self.left is not None:
            self.left -= 1
        return True

    @property
    def none_left(self) -> bool:
        """Whether nobody at all could take a seat."""
        return self.kinds == []


@dataclass(frozen=True)
class Held:
    """A seat that somebody has in another session of the event."""

    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    day: date | None
    """At the place of the event."""


@dataclass(frozen=True)
class Limits:
    """How many seats anybody may have; None: as many as they like."""

    most_seats: int | None = None
    most_a_day: int | None = None
    most_per_organisation: int | None = None


class Obstacle(Enum):
    """Why somebody cannot take a seat just now, though one is free."""

    OVERLAP = "overlap"
    MOST_SEATS = "most_seats"
    MOST_A_DAY = "most_a_day"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class Hindrance:
    """An obstacle, with the title of the session that is in the way, if it is one."""

    obstacle: Obstacle
    title: str = ""


def overlapping(held: Iterable[Held], starts_at: datetime | None, ends_at: datetime | None) -> Held | None:
    """Return the first of the seats held that shares some time with a session, or None."""
    if starts_at is None or ends_at is None:
        return None
    found = [
        one for one in held if one.starts_at and one.ends_at and one.starts_at < ends_at and one.ends_at > starts_at
    ]
    return min(found, key=lambda one: one.starts_at or starts_at, default=None)


def hindrance(
    held: Iterable[Held],
    limits: Limits,
    *,
    starts_at: datetime | None,
    ends_at: datetime | None,
    day: date | None,
    of_organisation: int,
    overlaps_count: bool = True,
) -> Hindrance | None:
    """Return why somebody who holds these other seats cannot take one more in a session, or None.

    `day`: the session's, at the place of the event; `of_organisation`: seats that their organisation has in it.
    """
    seats = list(held)
    if overlaps_count and (other := overlapping(seats, starts_at, ends_at)):
        return Hindrance(Obstacle.OVERLAP, other.title)
    if limits.most_seats is not None and len(seats) >= limits.most_seats:
        return Hindrance(Obstacle.MOST_SEATS)
    if limits.most_a_day is not None and day and sum(one.day == day for one in seats) >= limits.most_a_day:
        return Hindrance(Obstacle.MOST_A_DAY)
    if limits.most_per_organisation is not None and of_organisation >= limits.most_per_organisation:
        return Hindrance(Obstacle.ORGANISATION)
    return None
