"""The seat panel of visitors and readers on a session's page."""

from datetime import timedelta

import pytest

from eventdesk.core.db import transaction
from tests.factories import NOW, make_person, make_registration, make_reservation, make_seats
from tests.pages import text_of
from tests.public.conftest import START


@pytest.fixture
def event(ict):
    return ict


@pytest.fixture
def session(ict_session):
    return ict_session


def box(page):
    return page.select_one(".ed-seat-box")


def buttons(page):
    """The forms of the seat box with their addresses; a visitor's has a link in their place."""
    links = [(text_of(link), link["href"]) for link in box(page).select("a.ed-button")]
    return [(text_of(form.button), form["action"]) for form in box(page).select("form")] or links


@pytest.mark.parametrize(
    ("seats", "state", "button"),
    [
        ({"capacity": 60, "taken": 48}, "12 seats left", ["Reserve a seat"]),
        ({"capacity": 60, "taken": 57}, "3 seats left", ["Reserve a seat"]),
        ({"capacity": 60, "taken": 59}, "1 seat left", ["Reserve a seat"]),
        ({"capacity": 60, "taken": 60, "waiting": 4}, "Full: 4 waiting", ["Join the waiting list"]),
        ({"capacity": 60, "taken": 60}, "Full", ["Join the waiting list"]),
        ({"capacity": 60, "taken": 60, "has_waiting_list": False}, "Reservation is closed", []),
        ({"capacity": 60, "is_open": False}, "Reservation is closed", []),
        (None, "No reservation needed", []),
    ],
)
def test_seat_panel_of_a_visitor(client, session, seats, state, button):
    if seats:
        make_seats(session, **seats)

    page = client.visit("/events/ict/sessions/15808/")

    assert text_of(box(page).h2) == state
    register = "/events/ict/register?session=15808"
    assert buttons(page) == [(label, register) for label in button]


def test_seat_panel_of_a_full_session_shows_the_next_position(client, session):
    make_seats(session, capacity=60, taken=60, waiting=4)

    page = client.visit("/events/ict/sessions/15808/")

    assert text_of(box(page).select_one("h2 + p")) == "60 of 60 are taken. You would be number 5."


def test_sign_in_from_the_seat_panel_returns_to_the_session(client, as_person, session):
    make_seats(session)
    client.environ_base["HTTP_ACCEPT"] = "text/html"
    sign_in = box(client.visit("/events/ict/sessions/15808/")).select_one("p > a")["href"]

    response = client.get(sign_in)

    assert (response.status_code, response.headers["Location"]) == (303, "/sign-in")
    with client.session_transaction() as cookie:
        assert cookie["after_sign_in"] == sign_in
    back = as_person(make_person()).get(sign_in)
    assert (back.status_code, back.headers["Location"]) == (303, "/events/ict/sessions/15808/")


def test_seat_panel_of_a_reader_with_a_seat(as_person, session):
    person = make_reservation(session).person

    page = as_person(person).visit("/events/ict/sessions/15808/")

    assert text_of(box(page).h2) == "Your seat is confirmed"
    assert buttons(page) == [("Release my seat", "/events/ict/sessions/15808/seat/cancel")]


def test_seat_panel_of_a_waiting_reader(as_person, session):
    make_seats(session, capacity=1)
    make_reservation(session)
    make_reservation(session, state="waiting")
    person = make_reservation(session, state="waiting").person

    page = as_person(person).visit("/events/ict/sessions/15808/")

    assert text_of(box(page).h2) == "You are number 2 on the waiting list"
    assert buttons(page) == [("Leave the waiting list", "/events/ict/sessions/15808/seat/cancel")]


def test_seat_panel_of_a_started_session(client, session, clock):
    make_seats(session)
    clock.now = START + timedelta(minutes=1)

    page = client.visit("/events/ict/sessions/15808/")

    assert text_of(box(page).h2) == "Reservation is closed"
    assert "This session has started." in text_of(box(page))
    assert buttons(page) == []


def test_seat_panel_of_a_past_session_offers_the_slides(client, session, clock):
    make_seats(session)
    clock.now = START + timedelta(days=1)

    page = client.visit("/events/ict/sessions/15808/")

    assert "This session took place on 14 April 2026." in text_of(box(page))
    assert box(page).select_one("a.is-primary")["href"] == "/events/ict/sessions/15808/materials/SLIDES22"


def test_seat_panel_of_a_cancelled_session(client, session):
    make_seats(session)
    with transaction():
        session.state = "cancelled"

    page = client.visit("/events/ict/sessions/15808/")

    assert text_of(box(page).h2) == "Cancelled"
    assert buttons(page) == []
    assert text_of(page.select_one(".ed-banner strong")) == "This session has been cancelled."


@pytest.mark.parametrize(
    ("opens", "closes", "text"),
    [
        (NOW + timedelta(days=1), None, "Registration for the event opens on 3 March 2026, 09:00."),
        (None, NOW - timedelta(days=1), "Registration for the event closed on 1 March 2026, 09:00."),
    ],
)
def test_seat_panel_outside_the_registration_period(client, session, event, opens, closes, text):
    make_seats(session)
    with transaction():
        event.registration_opens_at, event.registration_closes_at = opens, closes

    page = client.visit("/events/ict/sessions/15808/")

    assert text in text_of(box(page))
    assert buttons(page) == []


def test_seat_panel_of_a_registered_reader_after_registration(as_person, session, event):
    make_seats(session)
    person = make_registration(event).person
    with transaction():
        event.registration_closes_at = NOW - timedelta(days=1)

    page = as_person(person).visit("/events/ict/sessions/15808/")

    assert [label for label, _ in buttons(page)] == ["Reserve a seat"]
