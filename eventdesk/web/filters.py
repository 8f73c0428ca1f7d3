"""Template filters: dates, times, countries and numbers in the reader's language, and Markdown."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from flask import Flask
from flask_babel import get_locale, gettext
from markupsafe import Markup

from eventdesk.core import formats
from eventdesk.core.formats import file_size
from eventdesk.core.markup import to_html
from eventdesk.people.models import STAKEHOLDER_KINDS


def _locale() -> Locale:
    return get_locale() or Locale("en", "GB")


def local(moment: datetime, timezone: str) -> datetime:
    """Return `moment` in `timezone`."""
    return moment.astimezone(ZoneInfo(timezone))


def clock_time(moment: datetime, timezone: str) -> str:
    """Return "14:00"."""
    return formats.clock(local(moment, timezone))


def _as_day(moment: date | datetime, timezone: str | None) -> date:
    if isinstance(moment, datetime):
        return local(moment, timezone or "UTC").date()
    return moment


def day(moment: date | datetime, timezone: str | None = None) -> str:
    """Return "22 October 2015"."""
    return formats.day(_as_day(moment, timezone), _locale())


def day_month(moment: date | datetime, timezone: str | None = None) -> str:
    """Return "22 October"."""
    return formats.day_month(_as_day(moment, timezone), _locale())


def short_day(moment: date | datetime, timezone: str | None = None) -> str:
    """Return "22 Oct"."""
    return formats.short_day(_as_day(moment, timezone), _locale())


def month_year(moment: date | datetime, timezone: str | None = None) -> str:
    """Return "October 2015"."""
    return formats.month_year(_as_day(moment, timezone), _locale())


def weekday(moment: date | datetime, timezone: str | None = None) -> str:
    """Return "Thursday"."""
    return formats.weekday(_as_day(moment, timezone), _locale())


def day_range(first: date, last: date) -> str:
    """Return "14–15 October 2026", "30 September – 2 October 2026", or one day as `day` gives it."""
    return formats.days(first, last, _locale())


def cover_dates(first: date, last: date) -> str:
    """Return the large numerals of an event's cover: "14–15", "22"."""
    return str(first.day) if first == last else f"{first.day}–{last.day}"


def format_datetime(moment: datetime, timezone: str) -> str:
    """Return "22 October 2015, 14:00"."""
    return f"{day(moment, timezone)}, {clock_time(moment, timezone)}"


def format_deadline(moment: datetime, now: datetime, timezone: str) -> str:
    """Return a deadline as "14:30" if it is on the day of `now`, else as "22 October, 14:30"."""
    clock = clock_time(moment, timezone)
    is_today = local(moment, timezone).date() == local(now, timezone).date()
    return clock if is_today else f"{day_month(moment, timezone)}, {clock}"


def utc_offset(moment: datetime, timezone: str) -> str:
    """Return "UTC+3", "UTC+5:30", "UTC"."""
    return formats.utc_offset(local(moment, timezone))


def describe_timezone(timezone: str, moment: datetime) -> str:
    """Return the name of a zone at `moment`, as in "Lisbon time (WEST, UTC+1)"."""
    city = timezone.rpartition("/")[2].replace("_", " ")
    if city == "UTC":
        return "UTC"
    abbreviation = local(moment, timezone).strftime("%Z")
    known = f"{abbreviation}, " if abbreviation.isalpha() else ""
    return gettext("%(city)s time (%(offset)s)", city=city, offset=known + utc_offset(moment, timezone))


def country_name(code: str) -> str:
    """Return the name of an ISO 3166-1 country in the reader's language, or the code if Babel has no name."""
    return formats.country_name(code, _locale())


def stakeholder_label(kind: str) -> str:
    """Return the label of a type of organisation, or "Not specified"."""
    return gettext(STAKEHOLDER_KINDS[kind]) if kind in STAKEHOLDER_KINDS else gettext("Not specified")


def markdown(text: str) -> Markup:
    """Return Markdown as safe HTML."""
    return Markup(to_html(text))  # noqa: S704 - nh3 has cleaned it


FILTERS = (
    clock_time,
    day,
    day_month,
    short_day,
    month_year,
    weekday,
    format_datetime,
    utc_offset,
    country_name,
    stakeholder_label,
    file_size,
    markdown,
)
GLOBALS = (day_range, cover_dates, describe_timezone)


def register_filters(app: Flask) -> None:
    """Make the filters and global functions available in all templates."""
    app.jinja_env.filters.update({function.__name__: function for function in FILTERS})
    app.jinja_env.globals.update({function.__name__: function for function in GLOBALS})
