"""The seat panel of a signed-in reader: their reservation, seats that quotas reserve, and conflicts."""

from datetime import UTC, datetime, timedelta

import pytest

from eventdesk.core.db import db, transaction
from eventdesk.registration.models import RegistrationPolicy
from eventdesk.seats.models import EventSeatPolicy, SeatQuota, SessionSeats
from tests.factories import (
    NOW,
    make_event,
    make_organisation,
    make_person,
    make_registration,
    make_reservation,
    make_seats,
    make_session,
)
from tests.pages import text_of

START = datetime(2026, 4, 14, 13, 0, tzinfo=UTC)
PATH = "/events/days/sessions/panel/"


@pytest.fixture
def event(app):
    return make_event(slug="days", timezone="Europe/Lisbon")


@pytest.fixture
def session(event):
    return make_session(event, code="panel", title="Panel", starts_at=START)


@pytest.fixture
def other(event):
    """Another session at the same time."""
    return make_session(event, title="Workshop", starts_at=START + timedelta(minutes=15), seats=9)


@pytest.fixture
def look(as_person):
    """Look at the seat box as a person, and return its state, its notes and its buttons."""

    def look_as(person):
        box = as_person(person).visit(PATH).select_one(".ed-seat-box")
        notes = [text_of(one) for one in box.select(".ed-seat-box-note")]
        return text_of(box.h2), notes, [text_of(form.button) for form in box.select("form")]

    return look_as


def terms(event, **given):
    with transaction():
        db.session.add((RegistrationPolicy if "places" in given else EventSeatPolicy)(event_id=event.id, **given))


def quota(session, kind, seats, taken=0):
    with transaction():
        db.session.add(SeatQuota(event_session_id=session.id, kind=kind, seats=seats, taken=taken))
        counted = db.session.get(SessionSeats, session.id)
        counted.has_quotas = True
        counted.quota_reserved += max(0, seats - taken)


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("seats", "state", "button"),
    [
        ({"capacity": 60, "taken": 48}, "12 seats left", "Reserve a seat"),
        ({"capacity": None}, "Open to everyone: reserve a seat", "Reserve a seat"),
        ({"capacity": 60, "access": "approval"}, "60 seats left (approval required)", "Request a seat"),
        ({"capacity": 4, "taken": 4, "access": "approval"}, "Full (approval required)", "Request a seat"),
        ({"capacity": None, "access": "approval"}, "Approval required", "Request a seat"),
        ({"capacity": 60, "access": "invitation"}, "By invitation", None),
        ({"capacity": 60, "taken": 60, "waiting": 4}, "Full: 4 waiting", "Join the waiting list"),
    ],
)
def test_panel_of_a_registered_reader(session, event, look, seats, state, button):
    make_seats(session, **seats)

    assert look(make_registration(event).person) == (state, [], [button] if button else [])


@pytest.mark.parametrize(
    ("state", "label", "buttons"),
    [
        ("on_hold", "On hold until 10:00: confirm your email address", ["Confirm my seat", "Release my seat"]),
        ("offered", "A seat is available for you until 10:00", ["Accept the seat", "Decline the seat"]),
        ("waiting", "You are number 1 on the waiting list", ["Leave the waiting list"]),
        ("pending", "You requested a seat", ["Withdraw request"]),
        ("invited", "You are invited", ["Accept the invitation", "Decline the invitation"]),
        ("confirmed", "Your seat is confirmed", ["Release my seat"]),
    ],
)
def test_panel_of_a_reader_with_a_reservation(session, look, state, label, buttons):
    assert look(make_reservation(session, state=state).person) == (label, [], buttons)


def test_panel_of_an_offer_until_another_day_names_the_day(session, look):
    person = make_reservation(session, state="offered", expires_at=NOW + timedelta(days=1)).person

    assert look(person)[0] == "A seat is available for you until 3 March, 09:00"


def test_panel_of_an_expired_offer(session, look, clock):
    person = make_reservation(session, state="offered").person
    clock.move(hours=2)

    assert look(person) == ("Reservation is closed", [], [])


def test_panel_has_a_new_idempotency_key_on_each_page(session, event, as_person):
    make_seats(session)
    reader = as_person(make_registration(event).person)

    keys = {reader.visit(PATH).select_one(".ed-seat-box input[name=key]")["value"] for _ in range(2)}

    assert len(keys) == 2


@pytest.mark.both_engines
def test_panel_counts_seats_that_a_quota_reserves_for_the_reader(session, event, look):
    make_seats(session, capacity=10, taken=5)
    quota(session, "company", 3, taken=1)
    company, other = (make_registration(event, stakeholder_kind=kind).person for kind in ("company", "ministry"))

    assert look(company)[:2] == (
        "5 seats left",
        ["2 of these seats are reserved for your type of organisation (Company)."],
    )
    assert look(other)[:2] == ("3 seats left", ["More seats are reserved for some types of organisation: Company (2)."])


def test_panel_of_a_session_with_only_quota_seats_left(session, event, look):
    make_seats(session, capacity=5, taken=3)
    quota(session, "company", 2)

    company, other = (make_registration(event, stakeholder_kind=kind).person for kind in ("company", "ministry"))

    assert look(company)[0] == "2 seats left"
    assert (look(other)[0], look(other)[2]) == ("Full", ["Join the waiting list"])


@pytest.mark.both_engines
def test_panel_with_an_overlap_that_is_not_allowed(session, other, event, look):
    make_seats(session)
    terms(event, forbids_overlaps=True)
    person = make_reservation(other).person

    assert look(person) == (
        "10 seats left",
        ["You have a seat in “Workshop” at the same time. Release it to get a seat here."],
        [],
    )


def test_panel_warns_of_an_overlap_that_is_allowed(session, other, look):
    make_seats(session)
    person = make_reservation(other).person

    assert look(person) == ("10 seats left", ["You also have a seat in “Workshop” at this time."], ["Reserve a seat"])


@pytest.mark.parametrize(
    ("limit", "note"),
    [
        (
            {"max_seats_per_person": 1},
            "You have reached the maximum number of seats per person. Release one to get a seat here.",
        ),
        (
            {"max_seats_per_day": 1},
            "You have reached the maximum number of seats per person on this day. Release one to get a seat here.",
        ),
    ],
)
def test_panel_at_the_limit_per_person(session, event, look, limit, note):
    make_seats(session)
    terms(event, **limit)
    person = make_reservation(make_session(event, starts_at=START + timedelta(hours=3))).person

    assert look(person)[1:] == ([note], [])


def test_panel_at_the_limit_per_organisation(session, event, look):
    make_seats(session, max_per_organisation=1)
    one, two = (make_person(organisation_id=org) for org in [make_organisation().id] * 2)
    make_reservation(session, one)
    make_registration(event, two)

    assert look(two)[1:] == (["Your organisation has reached its maximum number of seats in this session."], [])
    assert look(one)[0] == "Your seat is confirmed"


def test_panel_of_a_full_session_offers_waiting_despite_a_conflict(session, other, event, look):
    make_seats(session, capacity=1, taken=1)
    terms(event, forbids_overlaps=True)
    person = make_reservation(other).person

    state, notes, buttons = look(person)

    assert (state, len(notes), buttons) == ("Full", 2, ["Join the waiting list"])


def test_panel_of_a_skipped_reader_with_a_conflict(session, other, look):
    make_seats(session, capacity=1)
    make_reservation(session)
    person = make_reservation(session, state="waiting", skipped_at=NOW).person
    make_reservation(other, person)

    assert look(person)[1] == [
        (
            "You were skipped because you have a seat in “Workshop” at the same time. You keep your position. "
            "Release that seat to get one here."
        )
    ]


def test_panel_of_a_skipped_reader_without_a_conflict(session, look):
    person = make_reservation(session, state="waiting", skipped_at=NOW).person

    assert look(person)[1] == ["You were skipped once. The next free seat is yours."]


def test_panel_of_an_event_at_capacity(session, event, look):
    make_seats(session)
    terms(event, places=1, taken=1)
    registered = make_registration(event).person

    assert look(make_person()) == ("Reservation is closed", [], [])
    assert look(registered)[2] == ["Reserve a seat"]


def test_panel_of_a_reader_whose_registration_is_pending(session, event, look):
    make_seats(session)

    assert look(make_registration(event, state="pending").person) == ("Reservation is closed", [], [])


def test_panel_with_shrinking_capacity_and_no_quota_seat_left(session, event, look):
    make_seats(session, capacity=7, target_capacity=4, taken=4)
    quota(session, "company", 3)
    company = make_registration(event, stakeholder_kind="company").person

    state, notes, buttons = look(company)

    assert (state, notes, buttons) == ("Full", [], ["Join the waiting list"])


def test_panel_with_shrinking_capacity_counts_the_seats_left(session, event, look):
    make_seats(session, capacity=6, target_capacity=4, taken=3)
    quota(session, "company", 3)
    company, other = (make_registration(event, stakeholder_kind=kind).person for kind in ("company", "ministry"))

    assert look(company)[0] == "1 seat left"
    assert look(other)[0] == "Full"
