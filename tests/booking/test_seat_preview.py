"""The preview of the seat that somebody gets along with a registration."""

import pytest

from eventdesk.booking.views.seat_preview import SeatPreview, seat_preview
from tests.factories import make_seats, make_session

SEAT = "You are also reserving a seat in “Funding”."
REQUESTED = "You asked for a seat in “Funding”."
ON_HOLD = "Your seat in “Funding” is reserved until then."


@pytest.mark.parametrize(
    ("seats", "title", "text", "meanwhile"),
    [
        ({"capacity": 3, "taken": 1}, SEAT, "2 seats left.", ON_HOLD),
        ({"capacity": None}, SEAT, "There are seats for everyone.", ON_HOLD),
        (
            {"capacity": 3, "taken": 3, "waiting": 4},
            "You are also joining the waiting list for “Funding”.",
            "All seats are taken. You would be number 5.",
            "All seats in “Funding” are taken. Confirming adds you to the waiting list.",
        ),
        (
            {"capacity": 3, "taken": 1, "quota_reserved": 2, "has_quotas": True},
            REQUESTED,
            (
                "The remaining seats are reserved for certain types of organisation. Select yours below. If there is no seat "
                "for it, you join the waiting list."
            ),
            "If there is a seat for you in “Funding”, it is reserved until then.",
        ),
        (
            {"capacity": 3, "taken": 1, "quota_reserved": 2, "has_quotas": True, "has_waiting_list": False},
            REQUESTED,
            "The remaining seats are reserved for certain types of organisation. Select yours below.",
            "If there is a seat for you in “Funding”, it is reserved until then.",
        ),
        (
            {"capacity": 3, "taken": 3, "has_waiting_list": False},
            REQUESTED,
            "All seats are taken and there is no waiting list.",
            "",
        ),
        (
            {"capacity": 3, "access": "approval"},
            "You are also requesting a seat in “Funding”.",
            "The organisers review each request. We will email you their decision.",
            "",
        ),
        (
            {"capacity": 3, "access": "invitation"},
            REQUESTED,
            "Participants of this session are invited by the organisers.",
            "",
        ),
    ],
)
def test_seat_preview(app, seats, title, text, meanwhile):
    event_session = make_session(title="Funding")
    make_seats(event_session, **seats)

    with app.test_request_context():
        assert seat_preview(event_session) == SeatPreview(title, text, meanwhile)
