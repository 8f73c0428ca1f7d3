"""Who gets a free seat: quotas with fall-through, limits, and the order of the queue. Values in, answer out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


def quota_reserved_seats(quotas: Iterable[tuple[int, int]]) -> int:
    """Return how many free seats quotas keep, from (seats, taken) of each."""
    return sum(max(0, seats - taken) for seats, taken in quotas)


@dataclass
class SeatAvailability:
    """The free seats of a session: those for everyone, and those that a quota reserves for a type of organisation.

    Only the number of people of each kind counts, not which seat each of them got: when a seat of a quota becomes
    free, it counts as taken by a person of that kind, whose seat becomes free for everyone.
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
        target_capacity: int | None = None,
    ) -> "SeatAvailability":
        """Return what is free in a session of `capacity` seats (None: no limit) of which `taken` are.

        `target_capacity`: the smaller number of seats that there really are, and that quotas keep more of than are free.
        """
        if capacity is None:
            return cls(None, dict(quotas))
        return cls(
            capacity - taken - quota_reserved_seats(quotas.values()),
            dict(quotas),
            (target_capacity or capacity) - taken,
        )

    @property
    def kinds(self) -> list[str] | None:
        """Which kinds of people could take a seat; None: all."""
        if self.for_all is None or self.for_all > 0:
            return None
        return [kind for kind in self.quotas if self.has(kind)]

    def has(self, kind: str) -> bool:
        """Return whether a person of this kind can take a seat."""
        if self.left is not None and self.left <= 0:
            return False
        seats, taken = self.quotas.get(kind, (0, 0))
        return taken < seats or self.for_all is None or self.for_all > 0

    def take(self, kind: str) -> bool:
        """Take a seat for a person of this kind, from their quota first; return whether there was one."""
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
        """Whether no one can take a seat."""
        return self.kinds == []
