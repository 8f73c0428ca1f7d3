"""Periods, shares and groups."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.figures import rules
from eventdesk.figures.rules import MIN_GROUP_SIZE, Group, Period, combine_small_groups

DAY = date(2026, 3, 4)
"""A Wednesday."""


def test_periods_of_a_few_weeks_are_days():
    assert rules.periods(DAY, DAY + timedelta(days=1)) == [
        Period(DAY, DAY),
        Period(DAY + timedelta(days=1), DAY + timedelta(days=1)),
    ]


def test_periods_of_months_are_weeks_from_monday():
    periods = rules.periods(DAY, DAY + timedelta(days=30))

    assert periods[0] == Period(date(2026, 3, 2), date(2026, 3, 8))
    assert periods[-1] == Period(date(2026, 3, 30), date(2026, 4, 3))
    assert len(periods) == 5


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 4000), st.sampled_from([12, rules.MAX_PERIODS]))
def test_periods_hold_every_day_once_and_are_few(first, length, max_periods):
    last = first + timedelta(days=length)

    periods = rules.periods(first, last, max_periods)

    assert len(periods) <= max_periods
    assert periods[0].first <= first <= periods[0].last
    assert periods[-1].first <= last == periods[-1].last
    assert {period.days for period in periods[:-1]} <= {periods[0].days}
    assert periods[-1].days <= periods[0].days
    assert [period.first for period in periods[1:]] == [period.last + timedelta(days=1) for period in periods[:-1]]


def test_period_bounds_follow_the_clocks_of_the_zone():
    start, end = Period(date(2026, 3, 29), date(2026, 3, 29)).bounds("Europe/Brussels")

    assert (start.isoformat(), end.isoformat()) == ("2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00")


@pytest.mark.parametrize(("part", "whole", "share"), [(1, 3, 33.3), (0, 3, 0.0), (3, 3, 100.0), (0, 0, None)])
def test_share(part, whole, share):
    assert rules.share(part, whole) == share


@pytest.mark.parametrize(("part", "whole", "percent"), [(1, 8, 13), (0, 3, 0), (3, 3, 100), (0, 0, None)])
def test_percent_rounds_halves_up(part, whole, percent):
    assert rules.percent(part, whole) == percent


@pytest.mark.parametrize(("has_begun", "attended", "known"), [(True, 1, True), (True, 0, False), (False, 1, False)])
def test_attendance_is_known_after_the_first_check_in(has_begun, attended, known):
    assert rules.has_attendance(has_begun=has_begun, attended=attended) is known


def test_sort_by_count_puts_people_without_an_answer_last():
    groups = [Group("", 9), Group("LT", 1), Group("GE", 5), Group("EE", 5)]

    assert [group.key for group in rules.sort_by_count(groups)] == ["EE", "GE", "LT", ""]


def test_group_others_lists_people_without_an_answer_last():
    a, b, c, d, none = (Group(*each) for each in [("A", 4), ("B", 3), ("C", 2), ("D", 1), ("", 7)])

    assert rules.group_others([a, b, c, d, none], 5) == ([a, b, c, d, none], [])
    assert rules.group_others([a, b, c, d, none], 4) == ([a, b, none], [c, d])


@given(st.dictionaries(st.sampled_from("ABCDEFGHIJKL"), st.integers(1, 30), max_size=12))
def test_combined_groups_are_never_few_and_never_one(sizes):
    listed, combined = combine_small_groups(list(sizes.items()))

    assert sorted(listed + combined) == sorted(sizes)
    assert all(sizes[label] >= MIN_GROUP_SIZE for label in listed)
    if listed and combined:
        assert len(combined) > 1
        assert sum(sizes[label] for label in combined) >= MIN_GROUP_SIZE


def test_groups_of_five_and_more_are_listed_by_size():
    assert combine_small_groups([("Georgia", 9), ("Ukraine", 14), ("Armenia", 9)]) == (
        ["Ukraine", "Armenia", "Georgia"],
        [],
    )


def test_next_group_is_combined_if_the_small_ones_are_too_few():
    assert combine_small_groups([("Ukraine", 14), ("Moldova", 6), ("Malta", 1)]) == (["Ukraine"], ["Malta", "Moldova"])
