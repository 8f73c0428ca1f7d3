"""Every instant in a file is the same instant for every program that reads its VTIMEZONE."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from eventdesk.calendars.ical import to_ics
from eventdesk.calendars.timezones import Observance, YearlyRule, observances
from tests.calendars.readers import instants_with_dateutil, instants_with_ical_js, make_entry, unfolded

# Zone, first and last year of the calendar, and whether its changes come back every year by one rule.
ZONES = (
    ("Europe/Lisbon", 2015, 2015, True),
    ("Europe/Lisbon", 1992, 1996, False),
    ("Europe/Brussels", 2015, 2018, True),
    ("Europe/Kyiv", 2026, 2027, True),
    ("Europe/Dublin", 2026, 2026, True),
    ("Europe/Istanbul", 2015, 2018, False),
    ("Europe/Moscow", 2010, 2015, False),
    ("Asia/Tbilisi", 2020, 2020, False),
    ("Asia/Tbilisi", 2003, 2006, False),
    ("Asia/Yerevan", 2010, 2013, False),
    ("Asia/Kathmandu", 2026, 2026, False),
    ("America/New_York", 2026, 2026, True),
    ("America/New_York", 2005, 2008, False),
    ("America/St_Johns", 2026, 2026, True),
    ("America/Santiago", 2026, 2026, True),
    ("Africa/Casablanca", 2025, 2027, False),
    ("Africa/Cairo", 2023, 2026, False),
    ("Australia/Lord_Howe", 2026, 2027, True),
    ("Pacific/Apia", 2011, 2012, False),
    ("America/Nuuk", 2022, 2026, False),
)


def moments(timezone: str, first_year: int, last_year: int) -> list[datetime]:
    """Every tenth day, and each half hour about each change of offset."""
    zone = ZoneInfo(timezone)
    start = datetime(first_year, 1, 2, 9, 30, tzinfo=UTC)
    days = [start + timedelta(days=day) for day in range((datetime(last_year, 12, 30, tzinfo=UTC) - start).days)]
    changing = [
        day
        for day in days
        if day.astimezone(zone).utcoffset() != (day + timedelta(days=1)).astimezone(zone).utcoffset()
    ]
    near = [day + timedelta(minutes=30 * step) for day in changing for step in range(49)]
    return days[::10] + near


@pytest.mark.parametrize(("timezone", "first_year", "last_year", "yearly"), ZONES)
def test_instants_in_a_time_zone(timezone: str, first_year: int, last_year: int, yearly: bool) -> None:
    expected = {f"{number}@example": moment for number, moment in enumerate(moments(timezone, first_year, last_year))}

    ics = to_ics("Zone", [make_entry(uid=uid, starts_at=at, timezone=timezone) for uid, at in expected.items()])

    assert instants_with_dateutil(ics) == expected
    assert instants_with_ical_js(ics) == expected
    assert (b"RRULE:FREQ=YEARLY" in ics) == yearly


@pytest.mark.parametrize(("timezone", "first_year", "last_year", "yearly"), ZONES)
def test_observances_begin_before_the_first_year(timezone: str, first_year: int, last_year: int, yearly: bool) -> None:
    changes = observances(timezone, first_year, last_year)

    assert min(change.starts for change in changes).year == first_year - 1
    assert all((change.rule is not None) == yearly for change in changes)


def test_observances_of_a_yearly_zone() -> None:
    changes = observances("America/New_York", 2026, 2026)

    hour = timedelta(hours=1)
    assert changes == (
        Observance(
            starts=datetime.fromisoformat("2025-03-09T02:00"),
            offset_from=-5 * hour,
            offset_to=-4 * hour,
            name="EDT",
            daylight=True,
            rule=YearlyRule(3, 2, "SU"),
        ),
        Observance(
            starts=datetime.fromisoformat("2025-11-02T02:00"),
            offset_from=-4 * hour,
            offset_to=-5 * hour,
            name="EST",
            daylight=False,
            rule=YearlyRule(11, 1, "SU"),
        ),
    )


def test_observances_where_summer_is_the_standard() -> None:
    changes = observances("Europe/Dublin", 2026, 2026)

    assert [(change.name, change.daylight) for change in changes] == [("IST", True), ("GMT", False)]


def test_the_last_sunday_is_not_taken_for_the_fourth() -> None:
    # From 2014 to 2016 the last Sundays of March and October were also the fourth or the fifth.
    for year in range(1998, 2040):
        rules = [change.rule for change in observances("Europe/Brussels", year, year)]

        assert rules == [YearlyRule(3, -1, "SU"), YearlyRule(10, -1, "SU")]


def test_each_zone_is_defined_once_and_only_if_used() -> None:
    entries = [
        make_entry(uid="1", timezone="Asia/Tbilisi"),
        make_entry(uid="2", timezone="Europe/Lisbon"),
        make_entry(uid="3", timezone="Asia/Tbilisi"),
        make_entry(uid="4", timezone="UTC"),
    ]

    lines = unfolded(to_ics("Zones", entries))

    assert [line for line in lines if line.startswith("TZID:")] == ["TZID:Asia/Tbilisi", "TZID:Europe/Lisbon"]
    assert not [line for line in lines if line.startswith(("RDATE", "COMMENT", "METHOD"))]
    assert [line for line in lines if line.startswith("DTSTART")][-1] == "DTSTART:20151022T130000Z"


def test_second_of_two_equal_hours_is_written_in_utc() -> None:
    first = datetime(2015, 10, 25, 0, 30, tzinfo=UTC)
    entries = [make_entry(uid="1", starts_at=first), make_entry(uid="2", starts_at=first + timedelta(hours=1))]

    lines = unfolded(to_ics("Night", entries))

    # 00:30 UTC is 01:30 in summer time; half past one comes again, in winter time, an hour later.
    assert [line for line in lines if line.startswith("DTSTART")][-2:] == [
        "DTSTART:20151025T003000Z",
        "DTSTART:20151025T013000Z",
    ]
