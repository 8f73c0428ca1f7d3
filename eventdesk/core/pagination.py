"""Pages of long lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its number, counted from 1, the rows per page, and the number of rows in the list."""

    number: int
    size: int
    total: int

    @classmethod
    def within(cls, total: int, *, size: int, number: int) -> Self:
        """Return the page with this number, or the first or last page if the number is outside of the list."""
        return cls(min(max(number, 1), cls(1, size, total).count), size, total)

    @property
    def count(self) -> int:
        """The number of pages: at least one, which is empty if the list is."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """The number of rows on the previous pages."""
        return (self.number - 1) * self.size

    @property
    def previous(self) -> int | None:
        """The number of the previous page, or None on the first."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The number of the next page, or None on the last."""
        return self.number + 1 if self.number < self.count else None

    def cut(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Return the rows of this page out of all `rows`."""
        return rows[self.offset : self.offset + self.size]
