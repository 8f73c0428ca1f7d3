"""Copies of events and sessions: proposed values, times of day on other days, and repeated sessions."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from eventdesk.programme.services import duplication
from eventdesk.programme.services.repetition import repeat_session
from eventdesk.programme.services.undo import redo_change, undo_change
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
def test_proposed_first_day_is_the_same_weekday(day, proposed):
    assert (same_weekday_next_year(day), proposed.weekday()) == (proposed, day.weekday())


def test_year_is_replaced_only_as_a_whole_number():
    assert with_year("Cluster Days 2026: 20260 ideas, 2026-1", 2026, 2027) == "Cluster Days 2027: 20260 ideas, 2027-1"
    assert with_year("Spring meeting", 2026, 2027) == "Spring meeting"
    assert address_of_copy("cluster-days-2026", 2026, 2027) == "cluster-days-2027"
    assert address_of_copy("cluster-days", 2026, 2027) == "cluster-days-2027"
    assert len(address_of_copy("a" * 60, 2026, 2027)) == 60


@given(
    st.datetimes(*(datetime(year, 1, 1) for year in (2020, 2030)), timezones=st.just(UTC)),  # noqa: DTZ001 - as it asks
    st.integers(min_value=1, max_value=1440),
    st.integers(min_value=-800, max_value=800),
    st.sampled_from([BRUSSELS, "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]),
)
def test_times_moved_by_days_have_the_same_time_of_day_or_are_none(start, minutes, days, zone):
    start = start.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=minutes)

    moved = same_times_later(start, end, days, zone)

    before = [moment.astimezone(ZoneInfo(zone)) for moment in (start, end)]
    if moved is not None:
        after = [moment.astimezone(ZoneInfo(zone)) for moment in moved]
        assert [moment.time() for moment in after] == [moment.time() for moment in before]
        assert [(b.date() - a.date()).days for a, b in zip(before, after, strict=True)] == [days, days]
        assert moved[0] < moved[1]


def test_times_that_do_not_exist_or_are_ambiguous_are_none():
    start, end = at(2025, 3, 29, 2, 30), at(2025, 3, 29, 4)
    assert same_times_later(start, end, 1, BRUSSELS) is None
    assert same_times_later(start, end, 2, BRUSSELS) == (at(2025, 3, 31, 2, 30), at(2025, 3, 31, 4))
    autumn = at(2025, 10, 25, 2, 30), at(2025, 10, 25, 4)
    assert same_times_later(*autumn, 1, BRUSSELS) is None


def test_registration_period_moves_by_whole_days():
    assert same_clock_later(at(2026, 1, 10, 18), 180, BRUSSELS) == at(2026, 7, 9, 18)
    assert same_clock_later(at(2025, 3, 29, 2, 30), 1, BRUSSELS) == at(2025, 3, 30, 3, 30)


NEVER_COPIED = {"id", "event_id", "event_session_id", "room_id", "track_id", "starts_at", "ends_at", "version"}


@pytest.mark.parametrize(
    ("model", "copied", "not_copied"),
    [
        (
            Event,
            (*duplication.EVENT_COLUMNS, *duplication.EVENT_TEXT_COLUMNS),
            {"slug", "title", "starts_on", "ends_on", "timezone", "series_id", "edition", "registration_opens_at",
             "registration_closes_at", "online_url", "state", "revision", "draft_revision", "created_at", "changed_at"},
        ),
        (Room, duplication.ROOM_COLUMNS, set()),
        (Track, duplication.TRACK_COLUMNS, set()),
        (
            EventSession,
            duplication.SESSION_COLUMNS,
            {"code", "uid", "title", "kind", "place", "online_url", "state", "sequence", "created_at", "changed_at"},
        ),
        (DraftSession, duplication.DRAFT_COLUMNS, {"state"}),
        (Talk, duplication.TALK_COLUMNS, set()),
        (Link, duplication.LINK_COLUMNS, set()),
    ],
)  # fmt: skip
def test_every_column_is_listed_as_copied_or_not_copied(model, copied, not_copied):
    columns = {column.key for column in model.__table__.columns} - NEVER_COPIED

    assert columns - set(copied) - not_copied == set(), "list it in services/duplication.py or here"
    assert (set(copied) | not_copied) - columns == set()


@pytest.fixture
def event(app):
    return make_event(starts_on=FIRST_DAY, ends_on=date(2026, 4, 17), state="draft")


def repeat(event, session, days, person):
    with transaction():
        return repeat_session(session, days, actor_id=person.id, now=NOW)


@pytest.mark.both_engines
def test_repetition_is_one_change_that_can_be_undone_and_redone(event, db):
    room, track = make_room(event), make_track(event)
    session = make_session(
        event, title="Coffee", starts_at=at(2026, 4, 14, 9), ends_at=at(2026, 4, 14, 9, 30), room_id=room.id,
        track_id=track.id, abstract="Why", online_url="https://example.org/join",
    )  # fmt: skip
    person = make_role(event)

    repetition = repeat(event, session, [date(2026, 4, 17), date(2026, 4, 15), date(2026, 4, 15)], person)

    assert [day for day, _ in repetition.added] == [date(2026, 4, 15), date(2026, 4, 17)]
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


def test_session_repeated_twice_is_added_once(event):
    session, person = make_session(event), make_role(event)
    days = [FIRST_DAY, date(2026, 4, 15)]

    first, second = (repeat(event, session, days, person) for _ in range(2))

    assert ([day for day, _ in first.added], first.known) == ([date(2026, 4, 15)], [FIRST_DAY])
    assert (second.added, second.known) == ([], days)
    assert len(draft_sessions(event.id)) == 2


def test_repetition_skips_the_day_on_which_clocks_change(app):
    event = make_event(starts_on=date(2026, 3, 28), ends_on=date(2026, 3, 30))
    session = make_session(event, starts_at=at(2026, 3, 28, 2, 15), ends_at=at(2026, 3, 28, 3, 15))

    repetition = repeat(event, session, [date(2026, 3, 29), date(2026, 3, 30)], make_role(event))

    assert ([day for day, _ in repetition.added], repetition.impossible) == ([date(2026, 3, 30)], [date(2026, 3, 29)])


@pytest.mark.parametrize(
    ("given", "days", "problem", "message"),
    [
        ({}, [], Invalid, "Choose at least one day"),
        ({}, [date(2026, 4, 18)], Invalid, "Choose days within the event"),
        ({}, [date(1, 1, 1)], Invalid, "Choose days within the event"),
        ({"starts_at": None}, [FIRST_DAY], Conflict, "Schedule the session first. Then you can repeat it."),
        ({"title": "Tea", "state": "cancelled"}, [FIRST_DAY], Conflict, "“Tea” is cancelled. Restore it first."),
    ],
)
def test_repetition_is_refused(event, given, days, problem, message):
    session, person = make_session(event, **given), make_role(event)

    with pytest.raises(problem) as refused:
        repeat(event, session, days, person)

    assert str(refused.value) == message


@pytest.mark.parametrize("rows", [1, 3])
def test_repetition_statement_count(event, queries, rows):
    session, person = make_session(event), make_role(event)
    days = [date(2026, 4, 15), date(2026, 4, 16), date(2026, 4, 17)][:rows]
    with transaction():
        repeat_session(make_session(event, title="Warm"), days, actor_id=person.id, now=NOW)

    with queries() as seen:
        repeat(event, session, days, person)

    assert len(seen) == 12
