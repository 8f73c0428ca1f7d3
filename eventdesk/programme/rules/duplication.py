"""Copies of events and sessions: what is proposed for them, and the same clock time on another day."""

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
"""What of an event can come along. `times`, `talks`, `people` and `materials` are parts of `sessions`."""


def same_weekday_next_year(day: date) -> date:
    """Return the same weekday of the same week a year later: 52 weeks on, which is never two days off the date."""
    return day + timedelta(weeks=52)


def with_year(text: str, old: int, new: int) -> str:
    """Return `text`, a title or an address, with the year `old` in it made `new`: "Cluster Days 2026" → "… 2027"."""
    return re.sub(rf"(?<!\d){old}(?!\d)", str(new), text)


def address_of_copy(slug: str, old: int, new: int) -> str:
    """Return an address like `slug` for the year `new`, which is added where no year is in it."""
    raised = with_year(slug, old, new)
    return raised if raised != slug else f"{slug[:55].rstrip('-')}-{new}"


def same_clock_later(at: datetime, days: int, timezone: str) -> datetime:
    """Return the moment `days` days after `at` at which the clocks show the same, in UTC; in a gap an hour more."""
    return (at.astimezone(ZoneInfo(timezone)) + timedelta(days=days)).astimezone(UTC)


def same_times_later(
    starts_at: datetime, ends_at: datetime, days: int, timezone: str
) -> tuple[datetime, datetime] | None:
    """Return start and end `days` days later at the same clock times of `timezone`.

    None where the clocks do not show one of them on that day, or show it twice, or show the end before the start.
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
