"""How times, numbers and names are written in print. Pure: values in, text out."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

NO_BREAK = "\u00a0"
_OF_EMOJI = "\ufe0f\u20e3"
"""What makes an emoji of the character before it: variation selector 16, and the combining key cap."""


def day(value: date, language: str) -> str:
    """Return a date as in "14 December 2020"; its parts stay on one line."""
    return format_date(value, "d MMMM y", locale=language).replace(" ", NO_BREAK)


def weekday(value: date, language: str) -> str:
    """Return a date as in "Monday"."""
    return format_date(value, "EEEE", locale=language)


def short_day(value: date, language: str) -> str:
    """Return a date as in "14 Dec"."""
    return format_date(value, "d MMM", locale=language).replace(" ", NO_BREAK)


def days(first: date, last: date, language: str) -> str:
    """Return a span of days as in "27–28 November 2026", saying nothing twice."""
    if first == last:
        return day(first, language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, language)}"
    if first.year == last.year:
        start = format_date(first, "d MMMM", locale=language).replace(" ", NO_BREAK)
        return f"{start} – {day(last, language)}"
    return f"{day(first, language)} – {day(last, language)}"


def clock(value: datetime, language: str) -> str:
    """Return the time of day as in "09:45"."""
    return format_time(value.time(), "HH:mm", locale=language)


def times(starts_at: datetime, ends_at: datetime, language: str) -> str:
    """Return from when to when as in "10:00–10:45"; a day stands before an end on another day."""
    end = clock(ends_at, language)
    if ends_at.date() != starts_at.date():
        end = f"{short_day(ends_at, language)}, {end}"
        return f"{clock(starts_at, language)} – {end}"
    return f"{clock(starts_at, language)}–{end}"


def zone(value: datetime) -> str:
    """Return the time zone as in "CET (UTC+1)", or "UTC+4" where the zone has no letters of its own."""
    offset = value.utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "\u2212"
    utc = "UTC" + (f"{sign}{hours}" if minutes else "") + (f":{rest:02d}" if rest else "")
    letters = value.tzname() or ""
    if not letters.isalpha() or letters == "UTC":
        return utc
    return f"{letters}{NO_BREAK}({utc})"


def number(value: float, language: str) -> str:
    """Return a whole number with the language's grouping, as in "1,075"."""
    return format_decimal(value, locale=language)


def share(part: int, whole: int, language: str) -> str:
    """Return `part` of `whole` in per cent with one decimal and no sign, or a dash where there is no whole."""
    if not whole:
        return "–"
    return format_decimal(round(100 * part / whole, 1), "#,##0.0", locale=language)


def percent(part: int, whole: int) -> int:
    """Return `part` of `whole` in whole per cent, rounded half up; 0 where there is no whole."""
    return int(100 * part / whole + 0.5) if whole else 0


def clean(text: str) -> str:
    """Return `text` without the control characters that have no shape in print or no place in HTML."""
    return "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs", "Cn", "Co"}
    )


def drawn(text: str) -> str:
    """Return `text` without emoji, which no bundled font has, and the spaces they leave; as it is where nothing is left."""
    letters = "".join(character for character in text if character < "\U0001f000" and character not in _OF_EMOJI)
    return " ".join(letters.split()) or text


def direction(text: str) -> str:
    """Return "rtl" if the first letter that has a direction runs from right to left, else "ltr"."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def longest_word(text: str) -> int:
    """Return the length of the longest run of letters that cannot be broken."""
    return max((len(word) for word in text.replace("-", "- ").split()), default=0)


def tie(text: str) -> str:
    """Return `text` with a no-break space before a short last word, so that none stands alone on a line."""
    head, space, last = text.rstrip().rpartition(" ")
    before = head.rpartition(" ")[2]
    return f"{head}{NO_BREAK}{last}" if space and len(last) <= 5 and len(before) + len(last) <= 12 else text


def sentence(text: str) -> str:
    """Return `text` with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def country_name(code: str, language: str) -> str:
    """Return the name of an ISO 3166-1 country; the code itself where Babel knows none, nothing for none."""
    return str(Locale.parse(language).territories.get(code, code)) if code else ""


def file_note(file_name: str, size: int) -> str:
    """Return kind and size of a file as in "PDF, 1.4 MB" (decimal units)."""
    kind = file_name.rpartition(".")[2].upper() if "." in file_name else ""
    words = f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"
    return f"{kind}, {words}" if kind else words
