"""Shares and periods: values in, answer out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST_PERIODS = 24
"""A chart holds this many columns with their numbers on a phone."""
MOST_DAYS = 21
"""Longer than this, registrations are counted by week."""


@dataclass(frozen=True)
class Period:
    """Whole days of the event's zone over which registrations are counted."""

    first: date
    last: date

    def bounds(self, timezone: str) -> tuple[datetime, datetime]:
        """Return the moments between which it lies, the second one not included."""
        zone = ZoneInfo(timezone)
        after = self.last + timedelta(days=1)
        return datetime.combine(self.first, time(), zone), datetime.combine(after, time(), zone)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def periods(first: date, last: date) -> list[Period]:
    """Return the days, weeks or groups of weeks, all of one length, that hold every day from `first` to `last`.

    Weeks begin on Monday; there are at most `MOST_PERIODS` periods, those without a registration among them.
    """
    if (last - first).days < MOST_DAYS:
        return [Period(day, day) for day in (first + timedelta(days=n) for n in range((last - first).days + 1))]
    monday = first - timedelta(days=first.weekday())
    weeks = (last - monday).days // 7 + 1
    each = 1 if weeks <= MOST_PERIODS else 4 * -(-weeks // (4 * MOST_PERIODS))
    width = timedelta(weeks=each)
    starts = [monday + n * width for n in range(-(-weeks // each))]
    return [Period(start, start + width - timedelta(days=1)) for start in starts]


def share(part: int, whole: int) -> float | None:
    """Return `part` of `whole` in per cent, to one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def largest_first(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Return names and numbers, the largest first; the empty name ("not said") comes last, whatever its number."""
    return sorted(counts.items(), key=lambda entry: (not entry[0], -entry[1], entry[0]))


def with_rest(rows: Sequence[tuple[str, int]], most: int) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Return the rows to show one by one, at most `most` with the line of the rest, and those that become the rest.

    Those who did not say keep a line of their own.
    """
    if len(rows) <= most:
        return list(rows), []
    named = [row for row in rows if row[0]]
    not_said = [row for row in rows if not row[0]]
    kept = most - 1 - len(not_said)
    return [*named[:kept], *not_said], named[kept:]
