"""Which day and moment a page of an event shows, and in which time zone."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones


def phase(starts_on: date, ends_on: date, timezone: str, now: datetime) -> str:
    """Return whether `now` is "before", "on" or "after" the days of an event, in its time zone."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    return "before" if today < starts_on else "on" if today <= ends_on else "after"


def moment_of_page(starts_on: date, ends_on: date, timezone: str, now: datetime) -> str:
    """Return the part of `now` that a programme shows: the minute while the event runs, otherwise "before" or "after".

    A session of the last day may run past midnight, so the day after still counts as running.
    """
    current = phase(starts_on, ends_on + timedelta(days=1), timezone, now)
    return minute(now) if current == "on" else current


def minute(now: datetime) -> str:
    """Return the minute of `now`: "open", "closed" and "next" on a page are decided again each minute."""
    return f"{now:%Y-%m-%dT%H:%M}"


def local_minutes(moment: datetime, day: date, zone: ZoneInfo) -> int:
    """Return the minutes from the midnight that begins `day` to `moment`, in local time of `zone`."""
    clock = moment.astimezone(zone).replace(tzinfo=None)
    return int((clock - datetime.combine(day, time())).total_seconds() // 60)


def day_shown(requested: str, days: Sequence[date], today: date) -> date | None:
    """Return the day to show for the `requested` one (ISO 8601); for "" it is today or else the first of `days`.

    Returns None, which stands for all days, for "all" and where there is no day. Raises ValueError for any other day.
    """
    if requested == "all" or not days:
        return None
    if not requested:
        return today if today in days else days[0]
    day = date.fromisoformat(requested)
    if day not in days:
        raise ValueError(f"There is nothing on {day}.")
    return day


def local_day(moment: datetime, timezone: str) -> date:
    """Return the local day of `moment` in `timezone`."""
    return moment.astimezone(ZoneInfo(timezone)).date()


@lru_cache(maxsize=1)
def _timezones() -> frozenset[str]:
    # Many machines have two more files beside the zones: the machine's own zone, and one that means "never set".
    return frozenset(available_timezones() - {"localtime", "Factory"})


def is_timezone(name: str) -> bool:
    """Return whether `name` is the IANA name of a time zone; old names, which some browsers still send, count too."""
    return name in _timezones()
