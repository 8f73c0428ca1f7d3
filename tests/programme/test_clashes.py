"""What does not fit together: compared with the slow and obvious way, and measured."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from time import thread_time

from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.programme.rules import Slot, clashes

START = datetime(2026, 4, 14, 7, 0, tzinfo=UTC)
DAYS = {"starts_on": date(2026, 4, 14), "ends_on": date(2026, 4, 15), "timezone": "Europe/Brussels"}


def slot(number, start, end, **given):
    """Return a session from `start` to `end` minutes after the first day began."""
    return Slot(number, f"S{number}", START + timedelta(minutes=start), START + timedelta(minutes=end), **given)


def texts(*slots):
    return [clash.text for clash in clashes(slots, **DAYS)]


def test_room_used_twice():
    one = slot(1, 0, 60, room_id=1, where="Studio")
    other = slot(2, 30, 90, room_id=1, where="Studio")

    assert texts(one, other) == ["Studio is used twice, 09:30–10:00: “S1” and “S2”."]


def test_one_after_the_other_is_no_clash():
    assert texts(slot(1, 0, 60, room_id=1), slot(2, 60, 90, room_id=1)) == []


def test_room_used_thrice_at_once_names_every_session():
    found = clashes([slot(n, 0, 60, room_id=1, where="R") for n in (1, 2, 3)], **DAYS)

    assert [clash.sessions for clash in found] == [(1, 2), (1, 3)]


def test_speaker_in_two_places_in_whatever_part():
    one, other = (slot(n, 0, 45, room_id=n, people=((7, "Aoife Byrne"),)) for n in (1, 2))

    assert texts(one, other) == ["Aoife Byrne is in two places, 09:00–09:45: “S1” and “S2”."]


def test_speaker_in_two_talks_of_one_session_is_no_clash():
    assert texts(slot(1, 0, 45, people=((7, "Aoife Byrne"), (7, "Aoife Byrne")))) == []


def test_session_outside_the_days_is_a_warning():
    found = clashes([slot(1, -1440, -1400), slot(2, 2 * 1440, 2 * 1440 + 60)], **DAYS)

    assert [(clash.text, clash.is_warning) for clash in found] == [
        ("“S1” is on 13 April 2026, outside the days of the event.", True),
        ("“S2” is on 16 April 2026, outside the days of the event.", True),
    ]


def test_session_until_midnight_of_the_last_day_is_inside():
    assert texts(slot(1, 1440 + 600, 1440 + 900)) == []


def test_more_seats_than_the_room_has_is_a_warning():
    assert texts(slot(1, 0, 45, room_id=1, where="Room 1.07", room_seats=40, seats=46)) == [
        "Room 1.07 has 40 seats; 46 can be reserved for “S1”."
    ]


def test_cancelled_session_clashes_with_nothing():
    one = slot(1, -9999, 60, room_id=1, room_seats=1, seats=2, is_cancelled=True)

    assert texts(one, slot(2, 0, 60, room_id=1)) == []


def test_session_without_time_still_has_too_many_seats():
    unplaced = Slot(1, "S1", None, None, room_id=1, where="R", room_seats=1, seats=2)

    assert texts(unplaced) == ["R has 1 seats; 2 can be reserved for “S1”."]


def test_clashes_come_before_warnings():
    slots = [
        slot(1, 0, 60, room_id=1, where="R", room_seats=1, seats=2),
        slot(2, 300, 360, room_id=2), slot(3, 330, 390, room_id=2),
    ]  # fmt: skip

    assert [clash.kind for clash in clashes(slots, **DAYS)] == ["room", "seats"]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20), st.integers(1, 3), st.sets(st.integers(1, 3)))))
@settings(max_examples=200, deadline=None)
def test_sweep_finds_what_brute_force_finds(drawn):
    slots = [
        slot(n, start, start + lasts, room_id=room, people=tuple((p, f"P{p}") for p in people))
        for n, (start, lasts, room, people) in enumerate(drawn)
    ]
    expected = {"room": set(), "speaker": set()}
    for one, other in combinations(slots, 2):
        if one.starts_at < other.ends_at and other.starts_at < one.ends_at:
            if one.room_id == other.room_id:
                expected["room"] |= {one.id, other.id}
            if set(one.people) & set(other.people):
                expected["speaker"] |= {one.id, other.id}

    found = {"room": set(), "speaker": set()}
    for clash in clashes(slots, **DAYS):
        if clash.kind in found:
            found[clash.kind] |= set(clash.sessions)
    assert found == expected


def test_a_thousand_sessions_are_checked_in_well_under_a_tenth_of_a_second():
    slots = [
        slot(n, n % 500, n % 500 + 60, room_id=n % 20, people=tuple((p % 300, "P") for p in (n, n + 1)))
        for n in range(1000)
    ]
    took = []
    for _ in range(3):
        began = thread_time()
        clashes(slots, **DAYS)
        took.append(thread_time() - began)

    assert min(took) < 0.1
