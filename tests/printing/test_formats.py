"""How times, shares and names are written in print."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from eventdesk.printing import formats


def at(hour: int, minute: int = 0, day: int = 14) -> datetime:
    return datetime(2020, 12, day, hour, minute, tzinfo=ZoneInfo("Europe/Brussels"))


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2020, 12, 14), date(2020, 12, 14), "14 December 2020"),
        (date(2026, 11, 27), date(2026, 11, 28), "27–28 November 2026"),
        (date(2026, 9, 30), date(2026, 10, 2), "30 September – 2 October 2026"),
        (date(2026, 12, 31), date(2027, 1, 1), "31 December 2026 – 1 January 2027"),
    ],
)
def test_days_says_nothing_twice(first, last, words):
    assert formats.days(first, last, "en").replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Brussels", "CET (UTC+1)"),
        ("Asia/Tbilisi", "UTC+4"),
        ("Asia/Kolkata", "IST (UTC+5:30)"),
        ("UTC", "UTC"),
        ("America/St_Johns", "NST (UTC−3:30)"),
    ],
)
def test_zone_is_named_with_its_offset(zone, words):
    moment = datetime(2020, 12, 14, 12, tzinfo=UTC).astimezone(ZoneInfo(zone))

    assert formats.zone(moment).replace("\u00a0", " ") == words


def test_times_name_the_day_of_an_end_after_midnight():
    assert formats.times(at(10), at(10, 45), "en") == "10:00–10:45"
    assert formats.times(at(22), at(1, day=15), "en").replace("\u00a0", " ") == "22:00 – 15 Dec, 01:00"


@pytest.mark.parametrize(("part", "whole", "words"), [(60, 72, "83.3"), (1, 3, "33.3"), (5, 0, "–"), (0, 4, "0.0")])
def test_share_has_one_decimal(part, whole, words):
    assert formats.share(part, whole, "en") == words


@pytest.mark.parametrize(("name", "direction"), [("Anna", "ltr"), ("ليلى", "rtl"), ("2. ليلى", "rtl"), ("", "ltr")])
def test_direction_is_that_of_the_first_letter(name, direction):
    assert formats.direction(name) == direction


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [("Zoë 🦊 O’Neill", "Zoë O’Neill"), ("Ana ❤️", "Ana ❤"), ("🦊", "🦊"), ("Ana Lobo", "Ana Lobo")],
)
def test_emoji_are_left_out_where_a_name_remains(typed, drawn):
    assert formats.drawn(typed) == drawn
