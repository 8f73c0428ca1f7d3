"""Times and days of an event: checks, and conversion between its time zone and UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_

MAX_SESSION = timedelta(hours=24)
MAX_GAP = 240
"""Minutes between two sessions of a speaker. A longer break is planned as sessions on two days."""
MAX_DAYS = 60
"""The longest event, in days; a mistyped year is noticed by it."""
FIRST_YEAR, LAST_YEAR = 1990, 2200
"""The years in which an event can begin; all others are taken for typing errors."""


@lru_cache(maxsize=1)
def timezone_names() -> tuple[str, ...]:
    """Return the IANA names of places, and UTC, in alphabetical order; without the old aliases."""
    areas = {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
    return tuple(sorted(name for name in available_timezones() if name == "UTC" or name.partition("/")[0] in areas))


def clock_of(text: str) -> time | None:
    """Return the time of day for typed text, as in 14:00, 14.00, 1400 or 9, or None."""
    match = re.fullmatch(r"(\d{1,2})[:.h]?(\d{2})?", text.strip())
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    if (hour, minute) == (24, 0):
        return time(0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def moment(day: date, clock: time, timezone: str, *, field: str = "starts") -> datetime:
    """Return the moment, in UTC, at which clocks in `timezone` show `clock` on `day`.

    Raises Invalid for `field` if the year is out of range, or if clocks skip that time or show it twice.
    """
    # A session can be on the day before or after its event; Python's calendar ends with the year 9999.
    if not FIRST_YEAR - 1 <= day.year <= LAST_YEAR + 1:
        raise Invalid(field, N_("Check the year"))
    zone = ZoneInfo(timezone)
    first = datetime.combine(day, clock.replace(tzinfo=None, fold=0), zone)
    second = first.replace(fold=1)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) != first.replace(tzinfo=None):
        raise Invalid(
            field,
            N_("%(time)s does not exist on this day, because the clocks go forward. Choose another time"),
            time=f"{clock:%H:%M}",
        )
    if first.utcoffset() != second.utcoffset():
        raise Invalid(
            field,
            N_("%(time)s occurs twice on this day, because the clocks go back. Choose another time"),
            time=f"{clock:%H:%M}",
        )
    return first.astimezone(UTC)


def session_times(
    day: date, starts: time, ends: time, timezone: str, *, ends_next_day: bool = False
) -> tuple[datetime, datetime]:
    """Return start and end in UTC. An end of 00:00 is the midnight that ends `day`.

    Raises Invalid if one of the times does not exist or is ambiguous, or if the end is not after the start.
    """
    last_day = day + timedelta(days=1) if ends_next_day or ends == time(0) else day
    starts_at, ends_at = moment(day, starts, timezone, field="starts"), moment(last_day, ends, timezone, field="ends")
    check_times(starts_at, ends_at)
    return starts_at, ends_at


def check_times(starts_at: datetime | None, ends_at: datetime | None) -> None:
    """Raise Invalid unless both times are given or neither, and the end is after the start by at most a day."""
    if starts_at is None and ends_at is None:
        return
    if starts_at is None:
        raise Invalid("starts", N_("Enter the start time"))
    if ends_at is None:
        raise Invalid("ends", N_("Enter the end time"))
    if ends_at <= starts_at:
        raise Invalid("ends", N_("The session must end after it starts"))
    if ends_at - starts_at > MAX_SESSION:
        raise Invalid("ends", N_("A session can last up to 24 hours"))


def check_days(starts_on: date, ends_on: date) -> None:
    """Raise Invalid unless the event starts in a possible year and ends on that day or up to MAX_DAYS later."""
    if not FIRST_YEAR <= starts_on.year <= LAST_YEAR:
        raise Invalid("starts_on", N_("Check the year of the first day"))
    if ends_on < starts_on:
        raise Invalid("ends_on", N_("The last day must not be before the first day"))
    if ends_on - starts_on > timedelta(days=MAX_DAYS):
        raise Invalid("ends_on", N_("An event can last up to %(days)s days"), days=MAX_DAYS)


def check_gap(minutes: int) -> None:
    """Raise Invalid unless `minutes` can be the minimum break between two sessions of a speaker."""
    if not 0 <= minutes <= MAX_GAP:
        raise Invalid("speaker_gap", N_("Enter a number from %(min)s to %(max)s"), min=0, max=MAX_GAP)


def local_times(starts_at: datetime, ends_at: datetime, timezone: str) -> tuple[date, time, time, bool]:
    """Return day, start and end in `timezone`, and whether the end is on the next day."""
    zone = ZoneInfo(timezone)
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    return start.date(), start.time(), end.time(), end.date() > start.date() and end.time() != time(0)


def days_of(starts_on: date, ends_on: date) -> list[date]:
    """Return the days of an event in order."""
    return [starts_on + timedelta(days=number) for number in range((ends_on - starts_on).days + 1)]


def same_clock_elsewhere(at: datetime, old: str, new: str) -> datetime:
    """Return, in UTC, when clocks in the zone `new` show the time that clocks in the zone `old` show at `at`."""
    return at.astimezone(ZoneInfo(old)).replace(tzinfo=ZoneInfo(new), fold=0).astimezone(UTC)
