"""The conflicts kept up to date session by session are those that a check of all sessions finds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.planning.rules.conflict_updates import MAX_SINGLE_UPDATES, ConflictIndex, ConflictSettings
from eventdesk.planning.rules.conflicts import MAX_CONCURRENT, schedule_conflicts
from eventdesk.planning.rules.schedule_conflict import ConflictKind, Slot

START = datetime(2026, 4, 14, 7, 0, tzinfo=UTC)
WINDOWS = {1: [(START, START + timedelta(minutes=40))], 2: []}
SETTINGS = ConflictSettings(date(2026, 4, 14), date(2026, 4, 15), "Europe/Brussels", 5, WINDOWS)

SLOTS = st.builds(
    lambda session_id, start, minutes, room_id, people, holders, seats, is_cancelled: Slot(
        session_id,
        f"Session {session_id}",
        None if start is None else START + timedelta(minutes=start),
        None if start is None else START + timedelta(minutes=start + minutes),
        room_id=room_id,
        where=f"Room {room_id}",
        room_seats=room_id and 4,
        seats=seats,
        taken=min(seats or 0, 5),
        people=[(person_id, f"Person {person_id}") for person_id in sorted(people)],
        holders=frozenset(holders),
        is_cancelled=is_cancelled,
    ),
    st.integers(1, 12),
    st.none() | st.integers(-30, 90),
    st.integers(1, 40),
    st.none() | st.integers(1, 3),
    st.sets(st.integers(1, 4), max_size=2),
    st.sets(st.sampled_from("abcdef"), max_size=3),
    st.none() | st.integers(0, 9),
    st.booleans(),
)
CHANGES = st.lists(st.lists(SLOTS | st.integers(1, 12), min_size=1, max_size=4), max_size=30)
"""Steps: each sets some sessions, and removes those of which only the id is given."""


def all_conflicts(sessions):
    return schedule_conflicts(
        sessions.values(),
        starts_on=SETTINGS.starts_on,
        ends_on=SETTINGS.ends_on,
        timezone=SETTINGS.timezone,
        speaker_gap=SETTINGS.speaker_gap,
        available=SETTINGS.available,
    )


def apply_changes(index, sessions, changed):
    """Make the same change in the index and in `sessions`, the slots by id."""
    index.update(changed)
    for session_id, slot in changed.items():
        sessions.pop(session_id, None)
        if slot is not None:
            sessions[session_id] = slot


@given(CHANGES)
@settings(max_examples=300, deadline=None)
def test_conflicts_after_every_update_and_undo_equal_a_full_check(steps):
    index, sessions, undo = ConflictIndex(SETTINGS), {}, []
    for step in steps:
        changed = {item: None for item in step if isinstance(item, int)}
        changed |= {item.id: item for item in step if isinstance(item, Slot)}
        undo.append({session_id: sessions.get(session_id) for session_id in changed})
        apply_changes(index, sessions, changed)
        assert index.conflicts() == all_conflicts(sessions)
    for before in reversed(undo):
        apply_changes(index, sessions, before)
        assert index.conflicts() == all_conflicts(sessions)


@pytest.mark.parametrize("count", [MAX_SINGLE_UPDATES, MAX_SINGLE_UPDATES + 1])
def test_conflicts_of_many_sessions_at_once_equal_a_full_check(count):
    index, sessions = ConflictIndex(SETTINGS), {}
    crowd = {
        n: Slot(
            n, f"S{n}", START, START + timedelta(minutes=9), room_id=1, people=[(3, "Ada")], holders=frozenset("ab")
        )
        for n in range(count)
    }
    apply_changes(index, sessions, crowd)
    conflicts = index.conflicts()

    kinds = [ConflictKind.ROOM_DOUBLE_BOOKED, ConflictKind.SPEAKER_DOUBLE_BOOKED, ConflictKind.OVERLAPPING_ATTENDEES]
    pairs = sum(min(n, MAX_CONCURRENT) for n in range(count))
    assert {kind: sum(one.kind == kind for one in conflicts) for kind in kinds} == dict.fromkeys(kinds, pairs)
    assert conflicts == all_conflicts(sessions)

    apply_changes(index, sessions, dict.fromkeys(crowd))
    assert index.conflicts() == []
