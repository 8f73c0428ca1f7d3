"""Copies of events and sessions: proposed values, and the same time of day on another day."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from eventdesk.core.errors import Invalid
from eventdesk.programme.rules.times import check_times, moment

EVENT_PARTS = (
    "rooms",
    "tracks",
    "texts",
    "links",
    "registration",
    "roles",
    "sessions",
    "times",
    "talks",
    "people",
    "materials",
)
"""What can be copied with an event. `times`, `talks`, `people` and `materials` need `sessions`."""


def same_weekday_next_year(day: date) -> date:
    """Return the same weekday 52 weeks later, one or two days before the same date of the next year."""
    return day + timedelta(weeks=52)


def with_year(text: str, old: int, new: int) -> str:
    """Return a title or an address with the year `old` replaced by `new`: "Cluster Days 2026" → "Cluster Days 2027"."""
    return re.sub(rf"(?<!\d){old}(?!\d)", str(new), text)


def address_of_copy(slug: str, old: int, new: int) -> str:
    """Return `slug` with the year `old` replaced by `new`, or with `new` added if it contains no year."""
    raised = with_year(slug, old, new)
    return raised if raised != slug else f"{slug[:55].rstrip('-')}-{new}"


def same_clock_later(at: datetime, days: int, timezone: str) -> datetime:
    """Return the same time of day `days` days after `at`, in UTC; an hour later if clocks skip that time."""
    return (at.astimezone(ZoneInfo(timezone)) + timedelta(days=days)).astimezone(UTC)


def same_times_later(
    starts_at: datetime, ends_at: datetime, days: int, timezone: str
) -> tuple[datetime, datetime] | None:
    """Return start and end `days` days later at the same times of day in `timezone`.

    Returns None if one of the times does not exist or is ambiguous on that day, or if the end is not after the start.
    """
    zone = ZoneInfo(timezone)
    try:
        start, end = (
            moment(local.date() + timedelta(days=days), local.time(), timezone)
            for local in (starts_at.astimezone(zone), ends_at.astimezone(zone))
        )
        check_times(start, end)
    except Invalid:
        return None
    return start, end
