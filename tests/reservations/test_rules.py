"""Decisions about seats, without a database."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.reservations.rules import (
    Access,
    Seats,
    SeatState,
    SeatWords,
    Standing,
    are_few,
    overlaps,
    seat_state,
    seat_words,
    standing_words,
)
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
        ({"capacity": None, "is_reserved": False}, Seats.NOT_NEEDED),
        ({"capacity": None, "is_reserved": False, "has_started": True}, Seats.CLOSED),
        ({"capacity": None, "taken": 900}, Seats.UNLIMITED),
        ({"capacity": None, "has_started": True}, Seats.CLOSED),
        ({"capacity": 60, "taken": 50, "kept": 10}, Seats.FULL),
        ({"capacity": 60, "taken": 50, "kept": 7}, Seats.FEW),
        ({"capacity": 60, "taken": 50, "waiting": 1}, Seats.FULL),
        ({"capacity": 60, "access": Access.APPROVAL}, Seats.OPEN),
        ({"capacity": 60, "access": Access.INVITATION}, Seats.INVITED_ONLY),
        ({"capacity": 60, "access": Access.INVITATION, "standing": Standing("invited")}, Seats.INVITED),
        ({"capacity": 60, "standing": Standing("held", until=NOW)}, Seats.HELD),
        ({"capacity": 60, "standing": Standing("offered", until=NOW)}, Seats.OFFERED),
        ({"capacity": 60, "standing": Standing("pending")}, Seats.PENDING),
        ({"capacity": 60, "standing": Standing("pending"), "has_started": True}, Seats.CLOSED),
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
    assert seat_state(**{"is_cancelled": False, "has_started": False, "is_reserved": True, **values}).state is state


@pytest.mark.parametrize(
    ("seats", "words"),
    [
        (SeatState(Seats.OPEN, capacity=60, taken=48), SeatWords("open", left=12)),
        (SeatState(Seats.OPEN, capacity=60, taken=48, kept=2, access=Access.APPROVAL), SeatWords("approval", left=10)),
        (SeatState(Seats.FULL, capacity=9, taken=9, waiting=4, access=Access.APPROVAL), SeatWords("approval", left=0)),
        (SeatState(Seats.UNLIMITED, taken=9, access=Access.APPROVAL), SeatWords("approval", left=None)),
        (SeatState(Seats.CONFIRMED, capacity=9, taken=9, access=Access.APPROVAL), SeatWords("confirmed", left=0)),
        (SeatState(Seats.FULL, capacity=9, taken=9, waiting=4), SeatWords("full", waiting=4)),
        (SeatState(Seats.FULL_CLOSED, capacity=9, taken=9, waiting=4), SeatWords("full")),
        (SeatState(Seats.NOT_NEEDED), SeatWords("none")),
    ],
)
def test_seat_words_carry_what_the_page_says(seats, words):
    assert seat_words(seats) == words


def test_standing_words_of_whoever_has_something():
    assert standing_words(Standing("waiting", 3)) == SeatWords("waiting", number=3)
    assert standing_words(Standing("offered", until=NOW), "14:30") == SeatWords("offered", until="14:30")
    assert standing_words(Standing("confirmed")) == SeatWords("confirmed")


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
