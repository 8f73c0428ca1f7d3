"""The formats of dates, times, numbers, countries and file sizes."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from eventdesk.core import formats


def at(hour, minute=0, day=14):
    return datetime(2020, 12, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2020, 12, 14), date(2020, 12, 14), "14 December 2020"),
        (date(2026, 11, 27), date(2026, 11, 28), "27–28 November 2026"),
        (date(2026, 9, 30), date(2026, 10, 2), "30 September – 2 October 2026"),
        (date(2026, 12, 31), date(2027, 1, 1), "31 December 2026 – 1 January 2027"),
    ],
)
def test_days_are_not_repeated(first, last, text):
    assert formats.days(first, last, "en") == text


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Europe/Brussels", "CET (UTC+1)"),
        ("Asia/Tbilisi", "UTC+4"),
        ("Asia/Kolkata", "IST (UTC+5:30)"),
        ("UTC", "UTC"),
        ("America/St_Johns", "NST (UTC−3:30)"),
    ],
)
def test_zone_is_named_with_its_offset(zone, text):
    moment = datetime(2020, 12, 14, 12, tzinfo=UTC).astimezone(ZoneInfo(zone))

    assert formats.zone(moment).replace("\u00a0", " ") == text


def test_times_give_the_day_of_an_end_after_midnight():
    assert formats.times(at(10), at(10, 45), "en") == "10:00–10:45"
    assert formats.times(at(22), at(1, day=15), "en") == "22:00 – 15 Dec, 01:00"


@pytest.mark.parametrize(("value", "language", "text"), [(33.3, "en", "33.3"), (None, "en", "–"), (0, "de", "0,0")])
def test_decimal_follows_the_language(value, language, text):
    assert formats.decimal(value, language) == text


def test_no_break_space_in_a_date():
    assert formats.day(date(2020, 12, 14), "en", formats.NO_BREAK) == "14\u00a0December\u00a02020"


@pytest.mark.parametrize(("code", "name"), [("GE", "Georgien"), ("XZ", "XZ"), ("", "")])
def test_country_name(code, name):
    assert formats.country_name(code, "de") == name


@pytest.mark.parametrize(
    ("file_name", "size", "note"),
    [("slides.pdf", 1_400_000, "PDF, 1.4 MB"), ("notes", 14_200, "14 kB"), ("a.txt", 3, "TXT, 1 kB")],
)
def test_file_note_is_type_and_size(file_name, size, note):
    assert formats.file_note(file_name, size) == note
