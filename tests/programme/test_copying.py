"""Copies of events and sessions: what is proposed, clock times on other days, and one step for a repetition."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from eventdesk.core.db import transaction
from eventdesk.core.errors import Conflict, Invalid
from eventdesk.programme.models.draft import DraftChange, DraftSession
from eventdesk.programme.models.programme import Event, EventSession, Link, Room, Talk, Track
from eventdesk.programme.queries.draft import draft_sessions
from eventdesk.programme.rules.duplication import (
    address_of_copy,
    same_clock_later,
    same_times_later,
    same_weekday_next_year,
    with_year,
)
from eventdesk.programme.services import duplication as copying
from eventdesk.programme.services.draft import redo_change, undo_change
from eventdesk.programme.services.duplication import repeat_session
from tests.factories import FIRST_DAY, NOW, make_event, make_role, make_room, make_session, make_track

BRUSSELS = "Europe/Brussels"


def at(year, month, day, hour, minute=0, zone=BRUSSELS):
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "proposed"),
    [
        (date(2026, 10, 14), date(2027, 10, 13)),
        (date(2027, 10, 13), date(2028, 10, 11)),
        (date(2024, 2, 29), date(2025, 2, 27)),
        (date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_first_day_is_proposed_on_the_same_weekday(day, proposed):
    assert (same_weekday_next_year(day), proposed.weekday()) == (proposed, day.weekday())


def test_year_is_raised_where_it_stands_alone():
    assert with_year("Cluster Days 2026: 20260 ideas, 2026-1", 2026, 2027) == "Cluster Days 2027: 20260 ideas, 2027-1"
    assert with_year("Spring meeting", 2026, 2027) == "Spring meeting"
    assert address_of_copy("cluster-days-2026", 2026, 2027) == "cluster-days-2027"
    assert address_of_copy("cluster-days", 2026, 2027) == "cluster-days-2027"
    assert len(address_of_copy("a" * 60, 2026, 2027)) == 60


@given(
    some.datetimes(*(datetime(year, 1, 1) for year in (2020, 2030)), timezones=some.just(UTC)),  # noqa: DTZ001 - as it asks
    some.integers(min_value=1, max_value=1440),
    some.integers(min_value=-800, max_value=800),
    some.sampled_from([BRUSSELS, "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]),
)
def test_times_moved_by_days_show_the_same_clock_or_none(start, minutes, days, zone):
    start = start.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=minutes)

    moved = same_times_later(start, end, days, zone)

    before = [each.astimezone(ZoneInfo(zone)) for each in (start, end)]
    if moved is not None:
        after = [each.astimezone(ZoneInfo(zone)) for each in moved]
        assert [each.time() for each in after] == [each.time() for each in before]
        assert [(b.date() - a.date()).days for a, b in zip(before, after, strict=True)] == [days, days]
        assert moved[0] < moved[1]


def test_times_that_clocks_skip_or_show_twice_are_none():
    start, end = at(2025, 3, 29, 2, 30), at(2025, 3, 29, 4)
    assert same_times_later(start, end, 1, BRUSSELS) is None
    assert same_times_later(start, end, 2, BRUSSELS) == (at(2025, 3, 31, 2, 30), at(2025, 3, 31, 4))
    autumn = at(2025, 10, 25, 2, 30), at(2025, 10, 25, 4)
    assert same_times_later(*autumn, 1, BRUSSELS) is None


def test_registration_moves_by_the_same_clock():
    assert same_clock_later(at(2026, 1, 10, 18), 180, BRUSSELS) == at(2026, 7, 9, 18)
    assert same_clock_later(at(2025, 3, 29, 2, 30), 1, BRUSSELS) == at(2025, 3, 30, 3, 30)


OWN = {"id", "event_id", "event_session_id", "room_id", "track_id", "starts_at", "ends_at", "version"}


@pytest.mark.parametrize(
    ("model", "comes", "stays"),
    [
        (
            Event,
            (*copying.OF_EVENT, *copying.TEXTS_OF_EVENT),
            {"slug", "title", "starts_on", "ends_on", "timezone", "series_id", "edition", "registration_opens_at",
             "registration_closes_at", "online_url", "state", "revision", "draft_revision", "created_at", "changed_at"},
        ),
        (Room, copying.OF_ROOM, set()),
        (Track, copying.OF_TRACK, set()),
        (
            EventSession,
            copying.OF_SESSION,
            {"code", "uid", "title", "kind", "place", "online_url", "state", "sequence", "created_at", "changed_at"},
        ),
        (DraftSession, copying.OF_PLAN, {"state"}),
        (Talk, copying.OF_TALK, set()),
        (Link, copying.OF_LINK, set()),
    ],
)  # fmt: skip
def test_somebody_has_decided_of_every_column_whether_it_is_copied(model, comes, stays):
    columns = {column.key for column in model.__table__.columns} - OWN

    assert columns - set(comes) - stays == set(), "say in services/copying.py whether a copy has it too"
    assert (set(comes) | stays) - columns == set()


@pytest.fixture
def event(app):
    return make_event(starts_on=FIRST_DAY, ends_on=date(2026, 4, 17), state="draft")


def repeat(event, session, days, person):
    with transaction():
        return repeat_session(session, days, actor_id=person.id, now=NOW)


@pytest.mark.both_engines
def test_session_is_repeated_as_one_step_that_is_undone_and_done_again(event, db):
    room, track = make_room(event), make_track(event)
    session = make_session(
        event, title="Coffee", starts_at=at(2026, 4, 14, 9), ends_at=at(2026, 4, 14, 9, 30), room_id=room.id,
        track_id=track.id, abstract="Why", online_url="https://example.org/join",
    )  # fmt: skip
    person = make_role(event)

    found = repeat(event, session, [date(2026, 4, 17), date(2026, 4, 15), date(2026, 4, 15)], person)

    assert [day for day, _ in found.made] == [date(2026, 4, 15), date(2026, 4, 17)]
    assert db.session.query(DraftChange).count() == 1
    plans = draft_sessions(event.id)
    assert [(plan.starts_at, plan.ends_at, plan.minutes, plan.room_id, plan.track_id) for plan in plans] == [
        (at(2026, 4, day, 9), at(2026, 4, day, 9, 30), minutes, room.id, track.id)
        for day, minutes in ((14, 45), (15, 30), (17, 30))
    ]
    copy = plans[1].event_session
    assert (copy.state, copy.starts_at, copy.abstract, copy.online_url) == (
        "draft", None, "Why", "https://example.org/join",
    )  # fmt: skip
    with transaction():
        undo_change(event, actor_id=person.id, now=NOW)
    assert [plan.event_session_id for plan in draft_sessions(event.id)] == [session.id]
    with transaction():
        redo_change(event, actor_id=person.id, now=NOW)
    assert len(draft_sessions(event.id)) == 3


def test_repeated_twice_is_added_once(event):
    session, person = make_session(event), make_role(event)
    days = [FIRST_DAY, date(2026, 4, 15)]

    first, second = (repeat(event, session, days, person) for _ in range(2))

    assert ([day for day, _ in first.made], first.known) == ([date(2026, 4, 15)], [FIRST_DAY])
    assert (second.made, second.known) == ([], days)
    assert len(draft_sessions(event.id)) == 2


def test_repeated_over_the_change_of_clocks_leaves_that_day_out(app):
    event = make_event(starts_on=date(2026, 3, 28), ends_on=date(2026, 3, 30))
    session = make_session(event, starts_at=at(2026, 3, 28, 2, 15), ends_at=at(2026, 3, 28, 3, 15))

    found = repeat(event, session, [date(2026, 3, 29), date(2026, 3, 30)], make_role(event))

    assert ([day for day, _ in found.made], found.impossible) == ([date(2026, 3, 30)], [date(2026, 3, 29)])


@pytest.mark.parametrize(
    ("given", "days", "problem", "message"),
    [
        ({}, [], Invalid, "Choose at least one day"),
        ({}, [date(2026, 4, 18)], Invalid, "Choose days of the event"),
        ({}, [date(1, 1, 1)], Invalid, "Choose days of the event"),
        ({"starts_at": None}, [FIRST_DAY], Conflict, "Give the session its time first. Then it can be repeated."),
        ({"title": "Tea", "state": "cancelled"}, [FIRST_DAY], Conflict, "“Tea” is cancelled. Restore it first."),
    ],
)
def test_repetition_that_cannot_be_is_refused(event, given, days, problem, message):
    session, person = make_session(event, **given), make_role(event)

    with pytest.raises(problem) as refused:
        repeat(event, session, days, person)

    assert str(refused.value) == message


@pytest.mark.parametrize("rows", [1, 3])
def test_repetition_takes_as_many_statements_for_many_days(event, queries, rows):
    session, person = make_session(event), make_role(event)
    days = [date(2026, 4, 15), date(2026, 4, 16), date(2026, 4, 17)][:rows]
    with transaction():
        repeat_session(make_session(event, title="Warm"), days, actor_id=person.id, now=NOW)

    with queries() as seen:
        repeat(event, session, days, person)

    assert len(seen) == 17
