"""Decisions about seats, without a database."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.reservations.rules import Seats, Standing, are_few, overlaps, seat_state
from tests.factories import NOW


@pytest.mark.parametrize(
    ("left", "capacity", "few"),
    [(0, 10, False), (1, 10, True), (3, 10, True), (4, 10, False), (6, 60, True), (7, 60, False)],
)
def test_are_few_is_a_tenth_or_three(left, capacity, few):
    assert are_few(left, capacity) is few


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"capacity": None}, Seats.NOT_NEEDED),
        ({"capacity": None, "has_started": True}, Seats.CLOSED),
        ({"capacity": 60, "taken": 10}, Seats.OPEN),
        ({"capacity": 60, "taken": 57}, Seats.FEW),
        ({"capacity": 60, "taken": 60, "waiting": 4}, Seats.FULL),
        ({"capacity": 60, "taken": 60, "has_waiting_list": False}, Seats.FULL_CLOSED),
        ({"capacity": 60, "is_open": False}, Seats.CLOSED),
        ({"capacity": 60, "standing": Standing("confirmed")}, Seats.CONFIRMED),
        ({"capacity": 60, "standing": Standing("confirmed"), "has_started": True}, Seats.CONFIRMED),
        ({"capacity": 60, "standing": Standing("waiting", 3)}, Seats.WAITING),
        ({"capacity": 60, "standing": Standing("waiting", 3), "has_started": True}, Seats.CLOSED),
        ({"capacity": 60, "standing": Standing("confirmed"), "is_cancelled": True}, Seats.CANCELLED),
    ],
)
def test_seat_state_has_one_answer_for_each_reader(values, state):
    assert seat_state(**{"is_cancelled": False, "has_started": False, **values}).state is state


@given(seats=st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)), max_size=12))
def test_overlaps_equals_brute_force(seats):
    times = [
        (NOW + timedelta(minutes=start), NOW + timedelta(minutes=start + length), number)
        for number, (start, length) in enumerate(seats)
    ]

    found = {frozenset(pair) for pair in overlaps(times)}

    assert found == {
        frozenset((a[2], b[2])) for a in times for b in times if a[2] != b[2] and a[0] < b[1] and b[0] < a[1]
    }
