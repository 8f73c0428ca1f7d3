"""Which day and which moment a page of an event shows, and by which clocks."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones


def phase(starts_on: date, ends_on: date, timezone: str, now: datetime) -> str:
    """Return "before", "on" or "after": how `now` stands to an event's days, by the clocks of the event."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    return "before" if today < starts_on else "on" if today <= ends_on else "after"


def moment_of_page(starts_on: date, ends_on: date, timezone: str, now: datetime) -> str:
    """Return what of `now` shows on a programme: the minute while the event runs, else only before or after.

    A session of the last day may run past midnight, so the day after still counts as running.
    """
    stands = phase(starts_on, ends_on + timedelta(days=1), timezone, now)
    return minute(now) if stands == "on" else stands


def minute(now: datetime) -> str:
    """Return the minute of `now`: what says "open", "closed" and "next" on a page is looked at again each minute."""
    return f"{now:%Y-%m-%dT%H:%M}"


def local_minutes(moment: datetime, day: date, zone: ZoneInfo) -> int:
    """Return the minutes from the midnight that begins `day` to `moment`, as the clocks of `zone` show them."""
    clock = moment.astimezone(zone).replace(tzinfo=None)
    return int((clock - datetime.combine(day, time())).total_seconds() // 60)


def day_shown(asked: str, days: Sequence[date], today: date) -> date | None:
    """Return which of the programme's `days` to show for `asked` (ISO 8601): today, or else the first, for "".

    Returns None for "all", and where there is no day. Raises ValueError for a day that is none of them.
    """
    if asked == "all" or not days:
        return None
    if not asked:
        return today if today in days else days[0]
    day = date.fromisoformat(asked)
    if day not in days:
        raise ValueError(f"There is nothing on {day}.")
    return day


def local_day(moment: datetime, timezone: str) -> date:
    """Return the day on which `moment` lies, by the clocks of `timezone`."""
    return moment.astimezone(ZoneInfo(timezone)).date()


@lru_cache(maxsize=1)
def _timezones() -> frozenset[str]:
    # Files that lie beside the zones on many machines: the machine's own zone, and one that says it was never set.
    return frozenset(available_timezones() - {"localtime", "Factory"})


def is_timezone(name: str) -> bool:
    """Return whether `name` is a time zone by its IANA name; old names, which some browsers still say, are too."""
    return name in _timezones()
