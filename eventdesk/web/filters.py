"""How values read: dates, times, countries, numbers, authors' text."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from flask import Flask
from flask_babel import get_locale, gettext
from markupsafe import Markup

from eventdesk.core.markup import to_html
from eventdesk.people.rules import STAKEHOLDER_KINDS


def _locale() -> Locale:
    return get_locale() or Locale("en", "GB")


def local(moment: datetime, timezone: str) -> datetime:
    """Return `moment` on the clocks of `timezone`."""
    return moment.astimezone(ZoneInfo(timezone))


def clock_time(moment: datetime, timezone: str) -> str:
    """Return "14:00"."""
    clock = local(moment, timezone)
    return f"{clock.hour:02}:{clock.minute:02}"


@lru_cache(maxsize=4096)
def _day(day: date, pattern: str, locale: Locale) -> str:
    return format_date(day, pattern, locale)


def _as_day(moment: date | datetime, timezone: str | None) -> date:
    if isinstance(moment, datetime):
        return local(moment, timezone or "UTC").date()
    return moment


def day(moment: date | datetime, timezone: str | None = None) -> str:
    """Return "22 October 2015"."""
    return _day(_as_day(moment, timezone), "d MMMM y", _locale())


def day_month(moment: date | datetime, timezone: str | None = None) -> str:
    """Return "22 October"."""
    return _day(_as_day(moment, timezone), "d MMMM", _locale())


def short_day(moment: date | datetime, timezone: str | None = None) -> str:
    """Return "22 Oct"."""
    return _day(_as_day(moment, timezone), "d MMM", _locale())


def month_year(moment: date | datetime, timezone: str | None = None) -> str:
    """Return "October 2015"."""
    return _day(_as_day(moment, timezone), "MMMM y", _locale())


def weekday(moment: date | datetime, timezone: str | None = None) -> str:
    """Return "Thursday"."""
    return _day(_as_day(moment, timezone), "EEEE", _locale())


def day_range(first: date, last: date) -> str:
    """Return "14–15 October 2026", "30 September – 2 October 2026", or one day as `day` gives it."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    if first.year == last.year:
        return f"{day_month(first)} – {day(last)}"
    return f"{day(first)} – {day(last)}"


def big_days(first: date, last: date) -> str:
    """Return the giant numerals of a cover: "14–15", "22"."""
    return str(first.day) if first == last else f"{first.day}–{last.day}"


def day_time(moment: datetime, timezone: str) -> str:
    """Return "22 October 2015, 14:00"."""
    return f"{day(moment, timezone)}, {clock_time(moment, timezone)}"


def until_time(moment: datetime, now: datetime, timezone: str) -> str:
    """Return when something ends: "14:30" on the day that `now` is on, else "22 October, 14:30"."""
    clock = clock_time(moment, timezone)
    is_today = local(moment, timezone).date() == local(now, timezone).date()
    return clock if is_today else f"{day_month(moment, timezone)}, {clock}"


def utc_offset(moment: datetime, timezone: str) -> str:
    """Return "UTC+3", "UTC+5:30", "UTC"."""
    offset = local(moment, timezone).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


def zone_words(timezone: str, moment: datetime) -> str:
    """Return "Lisbon time (WEST, UTC+1)": a zone as a reader knows it, at `moment`."""
    city = timezone.rpartition("/")[2].replace("_", " ")
    if city == "UTC":
        return "UTC"
    abbreviation = local(moment, timezone).strftime("%Z")
    known = f"{abbreviation}, " if abbreviation.isalpha() else ""
    return gettext("%(city)s time (%(offset)s)", city=city, offset=known + utc_offset(moment, timezone))


def country_name(code: str) -> str:
    """Return the name of an ISO 3166-1 country in the reader's language; the code itself where Babel knows none."""
    return str(_locale().territories.get(code, code)) if code else ""


def kind_name(kind: str) -> str:
    """Return a kind of stakeholder as it is read; "Not said" for none."""
    return gettext(STAKEHOLDER_KINDS[kind]) if kind in STAKEHOLDER_KINDS else gettext("Not said")


def file_size(size: int) -> str:
    """Return bytes as "14 kB", "1.4 MB" (decimal units)."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB"


def markdown(text: str) -> Markup:
    """Return authors' Markdown as safe HTML."""
    return Markup(to_html(text))  # noqa: S704 - nh3 has cleaned it


FILTERS = (
    clock_time,
    day,
    day_month,
    short_day,
    month_year,
    weekday,
    day_time,
    utc_offset,
    country_name,
    kind_name,
    file_size,
    markdown,
)
GLOBALS = (day_range, big_days, zone_words)


def register_filters(app: Flask) -> None:
    """Make the filters and the functions of two values known to all templates."""
    for function in FILTERS:
        app.jinja_env.filters[function.__name__] = function
    for of_two in GLOBALS:
        app.jinja_env.globals[of_two.__name__] = of_two
