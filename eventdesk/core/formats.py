"""Dates, times, numbers, countries and file sizes as text in a given locale.

Moments are written as they are: convert them to the time zone of the event first.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

NO_BREAK = "\u00a0"
"""Passed as `space`, it keeps the parts of a date on one line."""


@lru_cache(maxsize=4096)
def _date(value: date, pattern: str, locale: Locale | str, space: str) -> str:
    return format_date(value, pattern, locale).replace(" ", space)


def day(value: date, locale: Locale | str, space: str = " ") -> str:
    """Return a date as in "22 October 2015"."""
    return _date(value, "d MMMM y", locale, space)


def day_month(value: date, locale: Locale | str, space: str = " ") -> str:
    """Return a date as in "22 October"."""
    return _date(value, "d MMMM", locale, space)


def short_day(value: date, locale: Locale | str, space: str = " ") -> str:
    """Return a date as in "22 Oct"."""
    return _date(value, "d MMM", locale, space)


def month_year(value: date, locale: Locale | str, space: str = " ") -> str:
    """Return a date as in "October 2015"."""
    return _date(value, "MMMM y", locale, space)


def weekday(value: date, locale: Locale | str) -> str:
    """Return a date as in "Thursday"."""
    return _date(value, "EEEE", locale, " ")


def days(first: date, last: date, locale: Locale | str, space: str = " ") -> str:
    """Return a range of days without repetition: "14–15 October 2026", "30 September – 2 October 2026"."""
    if first == last:
        return day(first, locale, space)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, locale, space)}"
    start = day_month if first.year == last.year else day
    return f"{start(first, locale, space)} – {day(last, locale, space)}"


def clock(value: datetime) -> str:
    """Return the time of day as in "09:45"."""
    return f"{value.hour:02}:{value.minute:02}"


def times(starts_at: datetime, ends_at: datetime, locale: Locale | str, space: str = " ") -> str:
    """Return a range of times as in "10:00–10:45"; an end on another day is written with its date."""
    if ends_at.date() != starts_at.date():
        return f"{clock(starts_at)} – {short_day(ends_at, locale, space)}, {clock(ends_at)}"
    return f"{clock(starts_at)}–{clock(ends_at)}"


def utc_offset(value: datetime) -> str:
    """Return the offset of a moment as in "UTC+3", "UTC−3:30" or "UTC"."""
    minutes = int((value.utcoffset() or timedelta()).total_seconds() // 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


def zone(value: datetime) -> str:
    """Return the time zone as in "CET (UTC+1)", or "UTC+4" if the zone has no abbreviation."""
    abbreviation = value.tzname() or ""
    if not abbreviation.isalpha() or abbreviation == "UTC":
        return utc_offset(value)
    return f"{abbreviation}{NO_BREAK}({utc_offset(value)})"


def number(value: float, locale: Locale | str) -> str:
    """Return a whole number as in "1,075"."""
    return format_decimal(value, locale=locale)


def decimal(value: float | None, locale: Locale | str) -> str:
    """Return a number with one decimal as in "33.3", or a dash for None."""
    return "–" if value is None else format_decimal(value, "#,##0.0", locale=locale)


def country_name(code: str, locale: Locale | str) -> str:
    """Return the name of an ISO 3166-1 country, the code itself if Babel has no name for it, or "" for no code."""
    return str(Locale.parse(locale).territories.get(code, code)) if code else ""


def file_size(size: int) -> str:
    """Return bytes as in "14 kB" or "1.4 MB" (decimal units)."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB"


def file_note(file_name: str, size: int) -> str:
    """Return the type and size of a file as in "PDF, 1.4 MB"."""
    kind = file_name.rpartition(".")[2].upper() if "." in file_name else ""
    return f"{kind}, {file_size(size)}" if kind else file_size(size)
