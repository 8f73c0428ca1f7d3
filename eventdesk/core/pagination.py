"""Long lists, cut into pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its number, counted from 1, the rows that a page holds, and the rows of the whole list."""

    number: int
    size: int
    total: int

    @classmethod
    def within(cls, total: int, *, size: int, number: int) -> Self:
        """Return the page of that number; the first instead of one before it, the last instead of one behind it."""
        return cls(min(max(number, 1), cls(1, size, total).count), size, total)

    @property
    def count(self) -> int:
        """How many pages there are: at least one, which is empty when the list is."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """How many rows stand on the pages before."""
        return (self.number - 1) * self.size

    @property
    def previous(self) -> int | None:
        """The number of the page before, or None on the first."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The number of the page after, or None on the last."""
        return self.number + 1 if self.number < self.count else None

    def cut(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Return those of all `rows` that stand on this page."""
        return rows[self.offset : self.offset + self.size]
