"""Periods and shares."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.statistics import rules
from eventdesk.statistics.rules import Period

DAY = date(2026, 3, 4)
"""A Wednesday."""


def test_periods_of_a_few_weeks_are_days():
    assert rules.periods(DAY, DAY + timedelta(days=1)) == [
        Period(DAY, DAY),
        Period(DAY + timedelta(days=1), DAY + timedelta(days=1)),
    ]


def test_periods_of_months_are_weeks_from_monday():
    found = rules.periods(DAY, DAY + timedelta(days=30))

    assert found[0] == Period(date(2026, 3, 2), date(2026, 3, 8))
    assert found[-1] == Period(date(2026, 3, 30), date(2026, 4, 5))
    assert len(found) == 5


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 4000))
def test_periods_hold_every_day_once_and_are_few(first, length):
    last = first + timedelta(days=length)

    found = rules.periods(first, last)

    assert len(found) <= rules.MOST_PERIODS
    assert found[0].first <= first <= found[0].last
    assert found[-1].first <= last <= found[-1].last
    assert {period.days for period in found} == {found[0].days}
    assert [period.first for period in found[1:]] == [period.last + timedelta(days=1) for period in found[:-1]]


def test_period_bounds_follow_the_clocks_of_the_zone():
    start, end = Period(date(2026, 3, 29), date(2026, 3, 29)).bounds("Europe/Brussels")

    assert (start.isoformat(), end.isoformat()) == ("2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00")


@pytest.mark.parametrize(("part", "whole", "share"), [(1, 3, 33.3), (0, 3, 0.0), (3, 3, 100.0), (0, 0, None)])
def test_share(part, whole, share):
    assert rules.share(part, whole) == share


def test_largest_first_with_those_who_did_not_say_last():
    assert rules.largest_first({"": 9, "LT": 1, "GE": 5, "EE": 5}) == [("EE", 5), ("GE", 5), ("LT", 1), ("", 9)]


def test_rest_keeps_those_who_did_not_say_apart():
    rows = [("A", 4), ("B", 3), ("C", 2), ("D", 1), ("", 7)]

    assert rules.with_rest(rows, 5) == (rows, [])
    assert rules.with_rest(rows, 4) == ([("A", 4), ("B", 3), ("", 7)], [("C", 2), ("D", 1)])
