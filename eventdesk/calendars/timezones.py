"""The offsets of a time zone over some years, as the observances of a VTIMEZONE (RFC 5545, 3.6.5).

Python's `zoneinfo` returns the offset of a moment but not the rules, so they are derived: every change of offset in the
requested years is located, and a change that comes every year on the same weekday of the month becomes a yearly rule.
Where a zone changed its rules in those years, or follows the moon (Africa/Casablanca), each change is listed by itself.
"""

import calendar
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_ZERO = timedelta(0)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# The last one, or the first to the fourth one of a month.
_ORDINALS = (-1, 1, 2, 3, 4)
# Within eleven years every weekday has been on every day of its month's last week, so that
# "the last Sunday" and "the fourth Sunday" cannot be confused.
_YEARS_TO_DISTINGUISH_ORDINALS = 11


class YearlyRule(NamedTuple):
    """The same weekday of the same month, every year; `ordinal` -1 is the last one of the month."""

    month: int
    ordinal: int
    weekday: str


class Observance(NamedTuple):
    """From `starts` (wall-clock time under `offset_from`) on, the zone is `offset_to` ahead of UTC."""

    starts: datetime
    offset_from: timedelta
    offset_to: timedelta
    name: str
    daylight: bool
    rule: YearlyRule | None = None


class _Shape(NamedTuple):
    """What stays the same about a change that comes every year."""

    month: int
    weekday: int
    at: time
    offset_from: timedelta
    offset_to: timedelta
    name: str


@lru_cache(maxsize=512)
def observances(timezone: str, first_year: int, last_year: int) -> tuple[Observance, ...]:
    """Return the zone\'s observances, right for every instant in the years from `first_year` to `last_year`.

    They begin one year earlier, so that the first January already stands under a known offset.
    Raises `zoneinfo.ZoneInfoNotFoundError` for a name that is not in the IANA database.
    """
    zone = ZoneInfo(timezone)
    years = range(first_year - 1, last_year + 2)
    changes = _changes(zone, years)
    if yearly := _yearly(zone, changes, years):
        return yearly
    start = datetime(years[0], 1, 1, tzinfo=zone)
    initial = Observance(
        starts=start.replace(tzinfo=None),
        offset_from=_offset(start),
        offset_to=_offset(start),
        name=start.tzname() or timezone,
        daylight=_saving(start) > _ZERO,
    )
    return (initial, *changes)


def _changes(zone: ZoneInfo, years: range) -> tuple[Observance, ...]:
    """Return every change of offset between the first instant of `years` and the last, in order."""
    changes = []
    before = datetime(years[0], 1, 1, tzinfo=zone).astimezone(UTC)
    end = datetime(years[-1] + 1, 1, 1, tzinfo=zone).astimezone(UTC)
    while before < end:
        # No zone has changed its offset twice within a day since 1970.
        after = before + _DAY
        if _offset(before.astimezone(zone)) != _offset(after.astimezone(zone)):
            changes.append(_change(zone, _onset(zone, before, after)))
        before = after
    return tuple(changes)


def _change(zone: ZoneInfo, onset: datetime) -> Observance:
    """Return the observance that begins at `onset` (UTC)."""
    before = (onset - _SECOND).astimezone(zone)
    after = onset.astimezone(zone)
    # Where the database counts winter as the exception (Europe/Dublin, Africa/Casablanca: a saving of
    # minus one hour), the end of winter is still what calendars call the beginning of daylight time.
    daylight = _saving(after) > _ZERO or _saving(before) < _ZERO
    return Observance(
        starts=(onset + _offset(before)).replace(tzinfo=None),
        offset_from=_offset(before),
        offset_to=_offset(after),
        name=after.tzname() or zone.key,
        daylight=daylight,
    )


def _onset(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the first second of the offset that holds at `after` but not at `before` (both UTC)."""
    offset_before = _offset(before.astimezone(zone))
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        if _offset(middle.astimezone(zone)) == offset_before:
            before = middle
        else:
            after = middle
    return after


def _yearly(zone: ZoneInfo, changes: tuple[Observance, ...], years: range) -> tuple[Observance, ...] | None:
    """Return the changes as yearly rules, or None where they do not recur every year in the same way."""
    by_shape: defaultdict[_Shape, list[Observance]] = defaultdict(list)
    for change in changes:
        wall = change.starts
        shape = _Shape(wall.month, wall.weekday(), wall.time(), change.offset_from, change.offset_to, change.name)
        by_shape[shape].append(change)
    ruled = []
    for shape, same in by_shape.items():
        walls = [change.starts for change in same]
        ordinal = _ordinal(zone, shape, walls)
        if ordinal is None or [wall.year for wall in walls] != list(years):
            return None
        ruled.append(same[0]._replace(rule=YearlyRule(shape.month, ordinal, _WEEKDAYS[shape.weekday])))
    return tuple(ruled) or None


def _ordinal(zone: ZoneInfo, shape: _Shape, walls: list[datetime]) -> int | None:
    """Return which of its weekdays in the month it is: the ordinal that fits every year and stays right longest."""
    fitting = [
        ordinal
        for ordinal in _ORDINALS
        if all(_day(wall.year, shape.month, shape.weekday, ordinal) == wall.day for wall in walls)
    ]
    return max(fitting, key=lambda ordinal: _years_ahead(zone, shape, ordinal, walls[-1].year), default=None)


def _years_ahead(zone: ZoneInfo, shape: _Shape, ordinal: int, last_year: int) -> int:
    """Return for how many of the following years the rule still predicts a change that the zone makes."""
    for ahead in range(1, _YEARS_TO_DISTINGUISH_ORDINALS + 1):
        year = last_year + ahead
        day = _day(year, shape.month, shape.weekday, ordinal)
        wall = datetime.combine(date(year, shape.month, day), shape.at, UTC)
        onset = wall - shape.offset_from
        offsets = (_offset((onset - _SECOND).astimezone(zone)), _offset(onset.astimezone(zone)))
        if offsets != (shape.offset_from, shape.offset_to):
            return ahead - 1
    return _YEARS_TO_DISTINGUISH_ORDINALS


def _day(year: int, month: int, weekday: int, ordinal: int) -> int:
    """Return the day of the month on which the weekday comes for the `ordinal`th, or last, time."""
    first_weekday, days = calendar.monthrange(year, month)
    first = 1 + (weekday - first_weekday) % 7
    return first + 7 * ((days - first) // 7 if ordinal == -1 else ordinal - 1)


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or _ZERO


def _saving(moment: datetime) -> timedelta:
    return moment.dst() or _ZERO
