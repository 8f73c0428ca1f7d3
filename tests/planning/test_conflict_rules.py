"""Schedule conflicts: each kind, a comparison with a slow and obvious algorithm, and a time limit."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from time import thread_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.planning.rules.conflicts import schedule_conflicts
from eventdesk.planning.rules.schedule_conflict import Slot

START = datetime(2026, 4, 14, 7, 0, tzinfo=UTC)
DAYS = {"starts_on": date(2026, 4, 14), "ends_on": date(2026, 4, 15), "timezone": "Europe/Brussels"}
AOIFE = (7, "Aoife Byrne")


def at(minute):
    return START + timedelta(minutes=minute)


def slot(number, start, end, **values):
    """Return a session from `start` to `end` minutes after the first day began."""
    return Slot(number, f"S{number}", at(start), at(end), **values)


def texts(*slots, **options):
    return [conflict.text for conflict in schedule_conflicts(slots, **DAYS, **options)]


def kinds(*slots, **options):
    return [(conflict.kind, conflict.sessions) for conflict in schedule_conflicts(slots, **DAYS, **options)]


def test_room_used_twice_is_a_conflict():
    one = slot(1, 0, 60, room_id=1, where="Studio", code="A")
    other = slot(2, 30, 90, room_id=1, where="Studio", code="B")

    assert texts(one, other) == ["Studio is used twice on 14 April, 09:30–10:00: “S1” and “S2”."]
    assert [conflict.codes for conflict in schedule_conflicts([one, other], **DAYS)] == [("A", "B")]


def test_consecutive_sessions_in_a_room_are_no_conflict():
    assert texts(slot(1, 0, 60, room_id=1), slot(2, 60, 90, room_id=1)) == []


def test_room_used_three_times_reports_every_pair():
    conflicts = kinds(*(slot(n, 0, 60, room_id=1) for n in (1, 2, 3)))

    assert sorted(sessions for _, sessions in conflicts) == [(1, 2), (1, 3), (2, 3)]


def test_room_used_a_thousand_times_reports_every_session():
    conflicts = kinds(*(slot(n, 0, 60, room_id=1) for n in range(1000)))

    assert len(conflicts) == sum(min(n, 10) for n in range(1000))
    assert {session for _, sessions in conflicts for session in sessions} == set(range(1000))


def test_sessions_without_a_room_are_no_conflict():
    assert texts(slot(1, 0, 60, where="Foyer"), slot(2, 0, 60, where="Foyer")) == []


def test_speaker_in_two_sessions_at_once_is_a_conflict():
    one, other = (slot(n, 0, 45, room_id=n, people=(AOIFE,)) for n in (1, 2))

    assert texts(one, other) == ["Aoife Byrne is in two places on 14 April, 09:00–09:45: “S1” and “S2”."]


def test_speaker_in_two_talks_of_one_session_is_no_conflict():
    assert texts(slot(1, 0, 45, people=(AOIFE, AOIFE))) == []


@pytest.mark.parametrize(("gap", "conflicts"), [(0, []), (10, []), (11, [("short_break", (1, 2))])])
def test_break_shorter_than_the_gap_is_reported(gap, conflicts):
    slots = [slot(1, 0, 45, people=(AOIFE,)), slot(2, 55, 90, people=(AOIFE,))]

    assert kinds(*slots, speaker_gap=gap) == conflicts


def test_short_break_is_a_warning_with_its_length():
    one, other = slot(1, 0, 45, people=(AOIFE,)), slot(2, 50, 90, people=(AOIFE,))

    (conflict,) = schedule_conflicts([one, other], **DAYS, speaker_gap=15)

    assert conflict.is_warning
    assert conflict.text == "Aoife Byrne has 5 instead of 15 minutes between “S1” and “S2” on 14 April, 09:45–09:50."


def test_session_outside_the_availability_is_a_conflict():
    windows = {7: [(at(0), at(60))]}
    slots = [slot(1, 0, 60, people=(AOIFE,)), slot(2, 60, 90, people=(AOIFE, (8, "Bo")))]

    (conflict,) = schedule_conflicts(slots, **DAYS, available=windows)

    assert (conflict.kind, conflict.is_warning) == ("speaker_unavailable", False)
    assert conflict.text == "Aoife Byrne is not available for all of “S2” on 14 April, 10:00–10:30."


def test_adjoining_availability_slots_are_merged():
    windows = {7: [(at(30), at(60)), (at(0), at(30))]}

    assert texts(slot(1, 10, 50, people=(AOIFE,)), available=windows) == []


def test_session_outside_the_event_is_a_warning():
    conflicts = schedule_conflicts([slot(1, -1440, -1400), slot(2, 2 * 1440, 2 * 1440 + 60)], **DAYS)

    assert [(conflict.text, conflict.is_warning) for conflict in conflicts] == [
        ("“S1” is on 13 April, 09:00–09:40, outside the days of the event.", True),
        ("“S2” is on 16 April, 09:00–10:00, outside the days of the event.", True),
    ]


def test_session_until_midnight_of_the_last_day_is_within_the_event():
    assert texts(slot(1, 1440 + 600, 1440 + 900)) == []


def test_session_past_midnight_of_the_last_day_is_reported():
    assert kinds(slot(1, 1440 + 600, 1440 + 901)) == [("outside_event", (1,))]


def test_more_seats_than_the_room_has_is_a_warning():
    (conflict,) = schedule_conflicts(
        [slot(1, 0, 45, room_id=1, where="Room 1.07", room_seats=40, seats=46, taken=40)], **DAYS
    )

    assert (conflict.kind, conflict.is_warning) == ("room_too_small", True)
    assert conflict.text == "Room 1.07 has 40 seats; 46 can be reserved for “S1”."


def test_more_reservations_than_the_room_has_seats_is_a_conflict():
    (conflict,) = schedule_conflicts(
        [slot(1, 0, 45, room_id=1, where="Room 1.07", room_seats=40, seats=60, taken=46)], **DAYS
    )

    assert (conflict.kind, conflict.is_warning) == ("overbooked", False)
    assert conflict.text == "Room 1.07 has 40 seats; 46 are reserved for “S1”."


def test_overlapping_attendees_are_counted_in_one_warning():
    one, other = slot(1, 0, 60, holders=("1", "2", "3")), slot(2, 45, 90, holders=("2", "3", "4"))

    (conflict,) = schedule_conflicts([one, other], **DAYS)

    assert (conflict.kind, conflict.is_warning, conflict.params["people"]) == ("overlapping_attendees", True, 2)
    assert conflict.text == "2 people have seats in both “S1” and “S2” on 14 April, 09:45–10:00."


def test_one_overlapping_attendee_is_named_in_the_singular():
    assert texts(slot(1, 0, 60, holders=("1",)), slot(2, 45, 90, holders=("1",))) == [
        "1 person has seats in both “S1” and “S2” on 14 April, 09:45–10:00."
    ]


def test_cancelled_session_is_ignored():
    same = {"room_id": 1, "people": (AOIFE,), "holders": ("1",)}
    one = slot(1, -9999, 60, room_seats=1, seats=2, taken=2, is_cancelled=True, **same)

    assert texts(one, slot(2, 0, 60, **same), available={7: [(at(0), at(60))]}) == []


def test_unscheduled_session_with_too_many_seats_is_reported():
    unplaced = Slot(1, "S1", None, None, room_id=1, where="R", room_seats=1, seats=2)

    assert texts(unplaced) == ["R has 1 seats; 2 can be reserved for “S1”."]


def test_conflicts_come_before_warnings():
    slots = [
        slot(1, 0, 60, room_id=1, where="R", room_seats=1, seats=2),
        slot(2, 300, 360, room_id=2), slot(3, 330, 390, room_id=2),
    ]  # fmt: skip

    assert [conflict.kind for conflict in schedule_conflicts(slots, **DAYS)] == ["room_double_booked", "room_too_small"]


PEOPLE = st.sets(st.integers(1, 4))
MINUTES = st.tuples(st.integers(0, 60), st.integers(1, 20))
SESSIONS = st.lists(
    st.tuples(MINUTES, st.none() | st.integers(1, 3), PEOPLE, PEOPLE, st.booleans(), st.booleans()), max_size=11
)
WINDOWS = st.dictionaries(st.integers(1, 4), st.lists(MINUTES, min_size=1, max_size=4))


def slots_of(drawn):
    return [
        Slot(
            n, f"S{n}", at(start) if is_placed else None, at(start + lasts) if is_placed else None, room_id=room,
            people=[(p, f"P{p}") for p in people], holders=sorted(holders), is_cancelled=is_cancelled,
        )
        for n, ((start, lasts), room, people, holders, is_placed, is_cancelled) in enumerate(drawn)
    ]  # fmt: skip


def slow_conflicts(slots, gap, windows):
    """Return kind, sessions and subject of every conflict by looking at every pair, person and minute."""
    conflicts = []
    placed = [one for one in slots if one.starts_at and not one.is_cancelled]
    for one in placed:
        for other in placed:
            if (one.starts_at, one.id) >= (other.starts_at, other.id):
                continue
            between = other.starts_at - one.ends_at
            both = set(one.people) & set(other.people)
            if between < timedelta(0):
                conflicts += [("room_double_booked", (one.id, other.id), one.room_id)] * (
                    one.room_id == other.room_id is not None
                )
                conflicts += [("speaker_double_booked", (one.id, other.id), name) for _, name in both]
                shared = len(set(one.holders) & set(other.holders))
                conflicts += [("overlapping_attendees", (one.id, other.id), shared)] * bool(shared)
            elif between < timedelta(minutes=gap):
                conflicts += [("short_break", (one.id, other.id), name) for _, name in both]
        minutes = {one.starts_at + timedelta(minutes=n) for n in range((one.ends_at - one.starts_at) // MINUTE)}
        for person, name in one.people:
            free = {at(start + n) for start, lasts in windows.get(person, ()) for n in range(lasts)}
            conflicts += [("speaker_unavailable", (one.id,), name)] * (person in windows and not minutes <= free)
    return Counter(conflicts)


MINUTE = timedelta(minutes=1)


@given(SESSIONS, st.sampled_from([0, 1, 7, 30]), WINDOWS)
@settings(max_examples=300, deadline=None)
def test_result_is_that_of_comparing_every_pair(drawn, gap, windows):
    slots = slots_of(drawn)
    available = {p: [(at(start), at(start + lasts)) for start, lasts in each] for p, each in windows.items()}
    rooms = {one.id: one.room_id for one in slots}

    conflicts = Counter()
    for conflict in schedule_conflicts(slots, **DAYS, speaker_gap=gap, available=available):
        subject = {
            "room_double_booked": rooms[conflict.sessions[0]],
            "overlapping_attendees": conflict.params.get("people"),
        }.get(conflict.kind, conflict.subject)
        conflicts[conflict.kind, conflict.sessions, subject] += 1

    assert conflicts == slow_conflicts(slots, gap, windows)


@given(st.lists(MINUTES, min_size=11, max_size=25), st.sampled_from([0, 10]))
@settings(max_examples=100, deadline=None)
def test_many_concurrent_sessions_are_reported_with_the_last_to_end(drawn, gap):
    slots = [slot(n, start, start + lasts, room_id=1, people=(AOIFE,)) for n, (start, lasts) in enumerate(drawn)]
    expected = Counter()
    for later in slots:
        before = [one for one in slots if (one.starts_at, one.id) < (later.starts_at, later.id)]
        before.sort(key=lambda one: (-one.ends_at.timestamp(), one.starts_at, one.id))
        running = [one for one in before if one.ends_at > later.starts_at]
        ended = [one for one in before if timedelta(0) <= later.starts_at - one.ends_at < timedelta(minutes=gap)]
        expected.update(
            (kind, (one.id, later.id))
            for kind in ("room_double_booked", "speaker_double_booked")
            for one in running[:10]
        )
        expected.update(("short_break", (one.id, later.id)) for one in ended[:10])

    assert Counter(kinds(*slots, speaker_gap=gap)) == expected


def test_a_thousand_sessions_are_checked_in_a_tenth_of_a_second():
    slots = []
    for n in range(1000):
        start = n // 20 * 60 + (30 if n % 25 == 0 else 0)
        holders = [f"{n // 20}-{k % 390}" for k in range(n % 20 * 20, n % 20 * 20 + 20)]
        slots.append(slot(n, start, start + 45, room_id=n % 20, people=[(n, "P"), (n + 20, "P")], holders=holders))
    took = []
    for _ in range(3):
        began = thread_time()
        conflicts = schedule_conflicts(slots, **DAYS, speaker_gap=10)
        took.append(thread_time() - began)

    assert len(conflicts) > 100
    assert min(took) < 0.1
