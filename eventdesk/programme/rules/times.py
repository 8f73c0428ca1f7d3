"""Clock times of an event's zone, and the moments they stand for."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_

MAX_SESSION = timedelta(hours=24)
MAX_GAP = 240
"""Minutes. Whoever wants more between two sessions of a speaker plans them on two days."""
MAX_DAYS = 60
"""Days. An event lasts at most this long; a wrong year is noticed by it."""
FIRST_YEAR, LAST_YEAR = 1990, 2200
"""Years in which an event can begin; what is outside is a slip of the finger."""


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
    """Return the time of day of what was typed, as in 14:00, 14.00, 1400 or 9; None where it is none."""
    match = re.fullmatch(r"(\d{1,2})[:.h]?(\d{2})?", text.strip())
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    if (hour, minute) == (24, 0):
        return time(0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def moment(day: date, clock: time, timezone: str, *, field: str = "starts") -> datetime:
    """Return the moment, in UTC, at which clocks in `timezone` show `clock` on `day`.

    Raises Invalid for `field` in a year that cannot be meant, and where clocks are put forward over that time or
    show it twice.
    """
    # A session may lie on the day before or after its event; the calendar itself ends with the year 9999.
    if not FIRST_YEAR - 1 <= day.year <= LAST_YEAR + 1:
        raise Invalid(field, N_("Check the year"))
    zone = ZoneInfo(timezone)
    first = datetime.combine(day, clock.replace(tzinfo=None, fold=0), zone)
    second = first.replace(fold=1)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) != first.replace(tzinfo=None):
        raise Invalid(
            field,
            N_("There is no %(time)s on this day: the clocks are put forward over it. Choose another time"),
            time=f"{clock:%H:%M}",
        )
    if first.utcoffset() != second.utcoffset():
        raise Invalid(
            field,
            N_("The clocks show %(time)s twice on this day, since they are put back. Choose another time"),
            time=f"{clock:%H:%M}",
        )
    return first.astimezone(UTC)


def session_times(
    day: date, starts: time, ends: time, timezone: str, *, ends_next_day: bool = False
) -> tuple[datetime, datetime]:
    """Return start and end as moments. An end of 00:00 is the midnight that ends `day`.

    Raises Invalid where one of the times does not exist or is ambiguous, or the end is not after the start.
    """
    last_day = day + timedelta(days=1) if ends_next_day or ends == time(0) else day
    starts_at, ends_at = moment(day, starts, timezone, field="starts"), moment(last_day, ends, timezone, field="ends")
    check_times(starts_at, ends_at)
    return starts_at, ends_at


def check_times(starts_at: datetime | None, ends_at: datetime | None) -> None:
    """Raise Invalid unless there are both times or none, the end after the start, at most a day later."""
    if starts_at is None and ends_at is None:
        return
    if starts_at is None:
        raise Invalid("starts", N_("Enter when it starts"))
    if ends_at is None:
        raise Invalid("ends", N_("Enter when it ends"))
    if ends_at <= starts_at:
        raise Invalid("ends", N_("The session must end after it starts"))
    if ends_at - starts_at > MAX_SESSION:
        raise Invalid("ends", N_("A session lasts at most 24 hours"))


def check_days(starts_on: date, ends_on: date) -> None:
    """Raise Invalid unless the event ends on or after the day it starts, within a length that can be meant."""
    if not FIRST_YEAR <= starts_on.year <= LAST_YEAR:
        raise Invalid("starts_on", N_("Check the year of the first day"))
    if ends_on < starts_on:
        raise Invalid("ends_on", N_("The event must not end before it starts"))
    if ends_on - starts_on > timedelta(days=MAX_DAYS):
        raise Invalid("ends_on", N_("An event lasts at most %(days)s days"), days=MAX_DAYS)


def check_gap(minutes: int) -> None:
    """Raise Invalid unless this can be the break that organisers want between two sessions of one speaker."""
    if not 0 <= minutes <= MAX_GAP:
        raise Invalid("speaker_gap", N_("Enter a number from %(least)s to %(most)s"), least=0, most=MAX_GAP)


def local_times(starts_at: datetime, ends_at: datetime, timezone: str) -> tuple[date, time, time, bool]:
    """Return day, start and end on the clocks of `timezone`, and whether the end is on the next day."""
    zone = ZoneInfo(timezone)
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    return start.date(), start.time(), end.time(), end.date() > start.date() and end.time() != time(0)


def days_of(starts_on: date, ends_on: date) -> list[date]:
    """Return every day of an event."""
    return [starts_on + timedelta(days=number) for number in range((ends_on - starts_on).days + 1)]


def same_clock_elsewhere(at: datetime, old: str, new: str) -> datetime:
    """Return the moment at which clocks in `new` show what clocks in `old` show at `at`, in UTC."""
    return at.astimezone(ZoneInfo(old)).replace(tzinfo=ZoneInfo(new), fold=0).astimezone(UTC)
