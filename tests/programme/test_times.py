"""Times of day in a time zone, and the same times in UTC."""

from datetime import UTC, date, datetime, time

import pytest

from eventdesk.core.errors import Invalid
from eventdesk.programme.rules.times import (
    clock_of,
    local_times,
    moment,
    same_clock_elsewhere,
    session_times,
    timezone_names,
)


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("14:00", time(14)), ("9", time(9)), ("0930", time(9, 30)), ("9.30", time(9, 30)), ("9h30", time(9, 30)),
        (" 24:00 ", time(0)), ("00:00", time(0)), ("25:00", None), ("12:60", None), ("noon", None), ("", None),
        ("١٤:٠٠", time(14)), ("-1", None), ("9" * 5000, None),
    ],
)  # fmt: skip
def test_typed_time_of_day_is_read(typed, clock):
    assert clock_of(typed) == clock


def test_moment_is_in_the_zone_of_the_event():
    assert moment(date(2015, 10, 22), time(14), "Europe/Lisbon") == datetime(2015, 10, 22, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "clock", "message"),
    [
        (date(2026, 3, 29), time(2, 30), "02:30 does not exist on this day"),
        (date(2026, 10, 25), time(2, 30), "02:30 occurs twice on this day"),
    ],
)
def test_moment_while_clocks_change_is_refused(day, clock, message):
    with pytest.raises(Invalid, match=message) as refusal:
        moment(day, clock, "Europe/Brussels", field="ends")

    assert refusal.value.field == "ends"


@pytest.mark.parametrize(("day", "clock"), [(date(9999, 12, 31), time(23, 59)), (date(1, 1, 1), time(0))])
def test_moment_in_an_impossible_year_is_refused(day, clock):
    for timezone in ("America/New_York", "Pacific/Kiritimati"):
        with pytest.raises(Invalid, match="Check the year") as refusal:
            moment(day, clock, timezone, field="starts")

        assert refusal.value.field == "starts"


def test_session_until_midnight_ends_with_its_day():
    starts_at, ends_at = session_times(date(2026, 4, 14), time(22), time(0), "UTC")

    assert (starts_at, ends_at) == (datetime(2026, 4, 14, 22, tzinfo=UTC), datetime(2026, 4, 15, tzinfo=UTC))
    assert local_times(starts_at, ends_at, "UTC") == (date(2026, 4, 14), time(22), time(0), False)


def test_session_past_midnight_ends_on_the_next_day():
    times = session_times(date(2026, 4, 14), time(22), time(1), "UTC", ends_next_day=True)

    assert local_times(*times, "UTC") == (date(2026, 4, 14), time(22), time(1), True)


@pytest.mark.parametrize(
    ("starts", "ends", "next_day", "message"),
    [
        (time(14), time(13, 45), False, "must end after it starts"),
        (time(14), time(14), False, "must end after it starts"),
        (time(14), time(15), True, "up to 24 hours"),
    ],
)
def test_session_with_impossible_times_is_refused(starts, ends, next_day, message):
    with pytest.raises(Invalid, match=message):
        session_times(date(2026, 4, 14), starts, ends, "UTC", ends_next_day=next_day)


def test_session_across_a_change_of_clocks_has_its_true_length():
    starts_at, ends_at = session_times(date(2026, 10, 25), time(1), time(4), "Europe/Brussels")

    assert (ends_at - starts_at).total_seconds() == 4 * 3600


def test_same_clock_in_another_zone():
    noon = datetime(2026, 7, 1, 10, tzinfo=UTC)

    assert same_clock_elsewhere(noon, "Europe/Brussels", "Asia/Tbilisi") == datetime(2026, 7, 1, 8, tzinfo=UTC)


def test_time_zones_are_places_and_utc():
    names = timezone_names()

    assert {"UTC", "Europe/Lisbon", "Asia/Yerevan", "America/Argentina/Ushuaia"} <= set(names)
    assert {"EST", "posixrules", "Etc/GMT+5", "localtime"} & set(names) == set()
