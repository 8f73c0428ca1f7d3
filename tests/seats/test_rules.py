"""Decisions about seats, without a database."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.seats.rules.display import (
    ReservationStatus,
    SeatLabel,
    SessionSeatState,
    is_nearly_full,
    overlaps,
    seat_label,
    seat_state,
    status_label,
)
from eventdesk.seats.states import SeatAccess, SeatState
from tests.factories import NOW


@pytest.mark.parametrize(
    ("left", "capacity", "few"),
    [(0, 10, False), (1, 10, True), (3, 10, True), (4, 10, False), (6, 60, True), (7, 60, False)],
)
def test_nearly_full_is_a_tenth_or_three_seats(left, capacity, few):
    assert is_nearly_full(left, capacity) is few


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"capacity": None, "is_reserved": False}, SeatState.NOT_NEEDED),
        ({"capacity": None, "is_reserved": False, "has_started": True}, SeatState.CLOSED),
        ({"capacity": None, "taken": 900}, SeatState.UNLIMITED),
        ({"capacity": None, "has_started": True}, SeatState.CLOSED),
        ({"capacity": 60, "taken": 50, "quota_reserved": 10}, SeatState.FULL),
        ({"capacity": 60, "taken": 50, "quota_reserved": 7}, SeatState.NEARLY_FULL),
        ({"capacity": 60, "taken": 50, "waiting": 1}, SeatState.FULL),
        ({"capacity": 60, "access": SeatAccess.APPROVAL}, SeatState.OPEN),
        ({"capacity": 60, "access": SeatAccess.INVITATION}, SeatState.INVITATION),
        (
            {"capacity": 60, "access": SeatAccess.INVITATION, "status": ReservationStatus("invited")},
            SeatState.INVITED,
        ),
        ({"capacity": 60, "status": ReservationStatus("on_hold", until=NOW)}, SeatState.ON_HOLD),
        ({"capacity": 60, "status": ReservationStatus("offered", until=NOW)}, SeatState.OFFERED),
        ({"capacity": 60, "status": ReservationStatus("pending")}, SeatState.PENDING),
        ({"capacity": 60, "status": ReservationStatus("pending"), "has_started": True}, SeatState.CLOSED),
        ({"capacity": 60, "taken": 10}, SeatState.OPEN),
        ({"capacity": 60, "taken": 57}, SeatState.NEARLY_FULL),
        ({"capacity": 60, "taken": 60, "waiting": 4}, SeatState.FULL),
        ({"capacity": 60, "taken": 60, "has_waiting_list": False}, SeatState.FULL_CLOSED),
        ({"capacity": 60, "is_open": False}, SeatState.CLOSED),
        ({"capacity": 60, "status": ReservationStatus("confirmed")}, SeatState.CONFIRMED),
        ({"capacity": 60, "status": ReservationStatus("confirmed"), "has_started": True}, SeatState.CONFIRMED),
        ({"capacity": 60, "status": ReservationStatus("waiting", 3)}, SeatState.WAITING),
        ({"capacity": 60, "status": ReservationStatus("waiting", 3), "has_started": True}, SeatState.CLOSED),
        (
            {"capacity": 60, "status": ReservationStatus("confirmed"), "is_cancelled": True},
            SeatState.CANCELLED,
        ),
    ],
)
def test_seat_state_for_each_reader(values, state):
    assert seat_state(**{"is_cancelled": False, "has_started": False, "is_reserved": True, **values}).state is state


@pytest.mark.parametrize(
    ("seats", "label"),
    [
        (SessionSeatState(SeatState.OPEN, capacity=60, taken=48), SeatLabel(SeatState.OPEN, left=12)),
        (
            SessionSeatState(SeatState.OPEN, capacity=60, taken=48, quota_reserved=2, access=SeatAccess.APPROVAL),
            SeatLabel(SeatState.APPROVAL, left=10),
        ),
        (
            SessionSeatState(SeatState.FULL, capacity=9, taken=9, waiting=4, access=SeatAccess.APPROVAL),
            SeatLabel(SeatState.APPROVAL, left=0),
        ),
        (
            SessionSeatState(SeatState.UNLIMITED, taken=9, access=SeatAccess.APPROVAL),
            SeatLabel(SeatState.APPROVAL, left=None),
        ),
        (
            SessionSeatState(SeatState.CONFIRMED, capacity=9, taken=9, access=SeatAccess.APPROVAL),
            SeatLabel(SeatState.CONFIRMED, left=0),
        ),
        (SessionSeatState(SeatState.FULL, capacity=9, taken=9, waiting=4), SeatLabel(SeatState.FULL, waiting=4)),
        (SessionSeatState(SeatState.FULL_CLOSED, capacity=9, taken=9, waiting=4), SeatLabel(SeatState.FULL_CLOSED)),
        (SessionSeatState(SeatState.NOT_NEEDED), SeatLabel(SeatState.NOT_NEEDED)),
    ],
)
def test_seat_label_of_a_session(seats, label):
    assert seat_label(seats) == label


def test_status_label_of_a_reservation():
    assert status_label(ReservationStatus("waiting", 3)) == SeatLabel(SeatState.WAITING, number=3)
    assert status_label(ReservationStatus("offered", until=NOW), "14:30") == SeatLabel(SeatState.OFFERED, until="14:30")
    assert status_label(ReservationStatus("confirmed")) == SeatLabel(SeatState.CONFIRMED)


@given(seats=st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)), max_size=12))
def test_overlaps_equals_brute_force(seats):
    times = [
        (NOW + timedelta(minutes=start), NOW + timedelta(minutes=start + length), number)
        for number, (start, length) in enumerate(seats)
    ]

    result = {frozenset(pair) for pair in overlaps(times)}

    assert result == {
        frozenset((a[2], b[2])) for a in times for b in times if a[2] != b[2] and a[0] < b[1] and b[0] < a[1]
    }
