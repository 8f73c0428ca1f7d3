"""Decisions about seats, without a database."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.seats.rules.display import (
    Access,
    ReservationStatus,
    SeatDisplayState,
    SeatLabel,
    SessionSeatState,
    is_nearly_full,
    overlaps,
    seat_label,
    seat_state,
    status_label,
)
from tests.factories import NOW


@pytest.mark.parametrize(
    ("left", "capacity", "few"),
    [(0, 10, False), (1, 10, True), (3, 10, True), (4, 10, False), (6, 60, True), (7, 60, False)],
)
def test_are_few_is_a_tenth_or_three(left, capacity, few):
    assert is_nearly_full(left, capacity) is few


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"capacity": None, "is_reserved": False}, SeatDisplayState.NOT_NEEDED),
        ({"capacity": None, "is_reserved": False, "has_started": True}, SeatDisplayState.CLOSED),
        ({"capacity": None, "taken": 900}, SeatDisplayState.UNLIMITED),
        ({"capacity": None, "has_started": True}, SeatDisplayState.CLOSED),
        ({"capacity": 60, "taken": 50, "quota_reserved": 10}, SeatDisplayState.FULL),
        ({"capacity": 60, "taken": 50, "quota_reserved": 7}, SeatDisplayState.FEW),
        ({"capacity": 60, "taken": 50, "waiting": 1}, SeatDisplayState.FULL),
        ({"capacity": 60, "access": Access.APPROVAL}, SeatDisplayState.OPEN),
        ({"capacity": 60, "access": Access.INVITATION}, SeatDisplayState.INVITED_ONLY),
        (
            {"capacity": 60, "access": Access.INVITATION, "standing": ReservationStatus("invited")},
            SeatDisplayState.INVITED,
        ),
        ({"capacity": 60, "standing": ReservationStatus("on_hold", until=NOW)}, SeatDisplayState.HELD),
        ({"capacity": 60, "standing": ReservationStatus("offered", until=NOW)}, SeatDisplayState.OFFERED),
        ({"capacity": 60, "standing": ReservationStatus("pending")}, SeatDisplayState.PENDING),
        ({"capacity": 60, "standing": ReservationStatus("pending"), "has_started": True}, SeatDisplayState.CLOSED),
        ({"capacity": 60, "taken": 10}, SeatDisplayState.OPEN),
        ({"capacity": 60, "taken": 57}, SeatDisplayState.FEW),
        ({"capacity": 60, "taken": 60, "waiting": 4}, SeatDisplayState.FULL),
        ({"capacity": 60, "taken": 60, "has_waiting_list": False}, SeatDisplayState.FULL_CLOSED),
        ({"capacity": 60, "is_open": False}, SeatDisplayState.CLOSED),
        ({"capacity": 60, "standing": ReservationStatus("confirmed")}, SeatDisplayState.CONFIRMED),
        ({"capacity": 60, "standing": ReservationStatus("confirmed"), "has_started": True}, SeatDisplayState.CONFIRMED),
        ({"capacity": 60, "standing": ReservationStatus("waiting", 3)}, SeatDisplayState.WAITING),
        ({"capacity": 60, "standing": ReservationStatus("waiting", 3), "has_started": True}, SeatDisplayState.CLOSED),
        (
            {"capacity": 60, "standing": ReservationStatus("confirmed"), "is_cancelled": True},
            SeatDisplayState.CANCELLED,
        ),
    ],
)
def test_seat_state_has_one_answer_for_each_reader(values, state):
    assert seat_state(**{"is_cancelled": False, "has_started": False, "is_reserved": True, **values}).state is state


@pytest.mark.parametrize(
    ("seats", "words"),
    [
        (SessionSeatState(SeatDisplayState.OPEN, capacity=60, taken=48), SeatLabel("open", left=12)),
        (
            SessionSeatState(SeatDisplayState.OPEN, capacity=60, taken=48, quota_reserved=2, access=Access.APPROVAL),
            SeatLabel("approval", left=10),
        ),
        (
            SessionSeatState(SeatDisplayState.FULL, capacity=9, taken=9, waiting=4, access=Access.APPROVAL),
            SeatLabel("approval", left=0),
        ),
        (
            SessionSeatState(SeatDisplayState.UNLIMITED, taken=9, access=Access.APPROVAL),
            SeatLabel("approval", left=None),
        ),
        (
            SessionSeatState(SeatDisplayState.CONFIRMED, capacity=9, taken=9, access=Access.APPROVAL),
            SeatLabel("confirmed", left=0),
        ),
        (SessionSeatState(SeatDisplayState.FULL, capacity=9, taken=9, waiting=4), SeatLabel("full", waiting=4)),
        (SessionSeatState(SeatDisplayState.FULL_CLOSED, capacity=9, taken=9, waiting=4), SeatLabel("full")),
        (SessionSeatState(SeatDisplayState.NOT_NEEDED), SeatLabel("none")),
    ],
)
def test_seat_words_carry_what_the_page_says(seats, words):
    assert seat_label(seats) == words


def test_standing_words_of_whoever_has_something():
    assert status_label(ReservationStatus("waiting", 3)) == SeatLabel("waiting", number=3)
    assert status_label(ReservationStatus("offered", until=NOW), "14:30") == SeatLabel("offered", until="14:30")
    assert status_label(ReservationStatus("confirmed")) == SeatLabel("confirmed")


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
