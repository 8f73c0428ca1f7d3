"""Shares, periods and groups of the figures: plain values in, plain values out."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

MAX_PERIODS = 24
"""A chart on a phone has room for this many columns with their numbers."""
MAX_DAYS = 21
"""Over more days than these, registrations are counted by week."""
MIN_GROUP_SIZE = 5
"""Smaller groups of people are not counted separately where everyone can read the figures."""


class Group(NamedTuple):
    """People with the same answer; the key "" means no answer."""

    key: str
    people: int
    organisation_ids: AbstractSet[int] = frozenset()


class Period(NamedTuple):
    """Whole days in the event's time zone, from the first to the last."""

    first: date
    last: date

    def bounds(self, timezone: str) -> tuple[datetime, datetime]:
        """Return the moment at which the period begins and the moment at which it has ended."""
        zone = ZoneInfo(timezone)
        after = self.last + timedelta(days=1)
        return datetime.combine(self.first, time(), zone), datetime.combine(after, time(), zone)

    @property
    def days(self) -> int:
        """The number of days of the period."""
        return (self.last - self.first).days + 1


def periods(first: date, last: date, max_periods: int = MAX_PERIODS) -> list[Period]:
    """Return the days, weeks or groups of weeks, all of one length, that contain every day from `first` to `last`.

    Weeks begin on Monday, and the last period ends with `last`. There are at most `max_periods` periods; those without
    a registration are included.
    """
    days = (last - first).days + 1
    if days <= min(MAX_DAYS, max_periods):
        return [Period(day, day) for day in (first + timedelta(days=n) for n in range(days))]
    monday = first - timedelta(days=first.weekday())
    weeks = (last - monday).days // 7 + 1
    weeks_each = 1 if weeks <= max_periods else 4 * -(-weeks // (4 * max_periods))
    width = timedelta(weeks=weeks_each)
    starts = [monday + n * width for n in range(-(-weeks // weeks_each))]
    return [Period(start, min(start + width - timedelta(days=1), last)) for start in starts]


def has_attendance(*, has_begun: bool, attended: int) -> bool:
    """Return whether attendance is known: the event has begun and someone was checked in.

    Organisations, countries and types are then counted over those who attended, otherwise over everyone confirmed.
    """
    return has_begun and attended > 0


def share(part: int, whole: int) -> float | None:
    """Return `part` as a percentage of `whole` with one decimal, or None if `whole` is 0."""
    return round(100 * part / whole, 1) if whole else None


def percent(part: int, whole: int) -> int | None:
    """Return `part` as a percentage of `whole` in whole numbers, halves rounded up, or None if `whole` is 0."""
    return int(100 * part / whole + 0.5) if whole else None


def sort_by_count(groups: Iterable[Group]) -> list[Group]:
    """Return the groups with the largest first; people who gave no answer come last, however many they are."""
    return sorted(groups, key=lambda group: (not group.key, -group.people, group.key))


def group_others(groups: Sequence[Group], max_rows: int) -> tuple[list[Group], list[Group]]:
    """Return the groups to list separately and those to combine in one row, together at most `max_rows` rows.

    People who gave no answer keep a row of their own.
    """
    if len(groups) <= max_rows:
        return list(groups), []
    answered = [group for group in groups if group.key]
    no_answer = [group for group in groups if not group.key]
    listed = max_rows - 1 - len(no_answer)
    return [*answered[:listed], *no_answer], answered[listed:]


def combine_small_groups(sizes: Sequence[tuple[str, int]]) -> tuple[list[str], list[str]]:
    """Return the labels to list separately, largest first, and the labels to combine.

    The combined groups are at least two with at least `MIN_GROUP_SIZE` people in all, so that subtracting the others
    from the total reveals nothing: if the small groups are fewer, the next larger ones are added to them.
    """
    by_size = sorted(sizes, key=lambda group: (group[1], group[0]))
    combined = [group for group in by_size if group[1] < MIN_GROUP_SIZE]
    for group in by_size[len(combined) :]:
        if not combined or sum(size for _, size in combined) >= MIN_GROUP_SIZE:
            break
        combined.append(group)
    if len(combined) == 1 and len(by_size) > 1:
        combined.append(by_size[1])
    hidden = {label for label, _ in combined}
    listed = sorted((group for group in sizes if group[0] not in hidden), key=lambda group: (-group[1], group[0]))
    return [label for label, _ in listed], sorted(hidden)
