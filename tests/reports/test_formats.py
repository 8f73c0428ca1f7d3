"""How times, shares and colours are written in print."""

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.core.colour import WHITE, contrast, parse_hex
from eventdesk.reports import charts, formats
from eventdesk.reports.accent import palette
from eventdesk.reports.document import DayCount
from eventdesk.reports.figures import MOST_PERIODS, periods, speakers
from tests.reports.sample import POLICY, WRAP_UP, at


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


@given(st.integers(0, 0xFFFFFF))
def test_accent_is_darkened_until_it_can_be_read(colour):
    found = palette(f"#{colour:06x}")

    light, middle, full = (contrast(parse_hex(found.steps[step]), WHITE) for step in (1, 2, 4))
    assert contrast(parse_hex(found.accent), WHITE) >= 7
    assert light < middle < full


def test_accent_that_is_dark_enough_or_no_colour_at_all():
    assert palette("#0e4f5f").steps == ("#ffffff", "#dbe5e7", "#a8c0c5", "#3e727f", "#0e4f5f")
    assert palette("red; } @import").accent == "#0e4f5f"


@given(st.lists(st.tuples(st.integers(0, 800), st.integers(0, 50)), max_size=40))
def test_periods_count_everybody_once(given_days):
    days = [DayCount(date.fromordinal(737000 + day), count) for day, count in given_days]

    found = periods(days)

    assert len(found) <= MOST_PERIODS
    assert sum(period.registered for period in found) == sum(count for _, count in given_days)
    assert all(later.first > earlier.last for earlier, later in pairwise(found))


def test_speakers_are_listed_once_in_order_of_appearance():
    rows = speakers((POLICY, WRAP_UP))

    assert [(row.name.text, row.sessions, row.moderates) for row in rows] == [
        ("Anna Pobol", (1, 3), False),
        ("Christophe Guichard", (1,), False),
    ]


def test_charts_carry_their_numbers_and_escape_their_words():
    drawn = charts.funnel([charts.Step("<b>", 0), charts.Step("Came", 3, 1, "lost 1")], "#0e4f5f", "0 & 3")

    assert "<b>" not in drawn
    assert "<title>0 &amp; 3</title>" in drawn
    assert ">3</text>" in drawn
    assert ">lost 1</text>" in drawn


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 5000)), max_size=12))
def test_seats_chart_stays_inside_its_column(rows):
    drawn = charts.seats([charts.Seats("S", *row) for row in rows], "#0e4f5f", "t")

    ends = [
        float(part.split('x="')[1].split('"')[0]) + float(part.split('width="')[1].split('"')[0])
        for part in drawn.split("<rect ")[1:]
    ]
    assert all(end <= charts.WIDTH for end in ends)
