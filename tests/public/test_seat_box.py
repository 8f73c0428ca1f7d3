"""What the seat box says to a reader who is signed in: what they have, what is kept for them, what is in their way."""

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
from tests.pages import words

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
        notes = [words(one) for one in box.select(".ed-seat-box-note")]
        return words(box.h2), notes, [words(form.button) for form in box.select("form")]

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
        ({"capacity": 60, "access": "approval"}, "60 seats left (approval required)", "Ask for a seat"),
        ({"capacity": 4, "taken": 4, "access": "approval"}, "Full (approval required)", "Ask for a seat"),
        ({"capacity": None, "access": "approval"}, "Approval required", "Ask for a seat"),
        ({"capacity": 60, "access": "invitation"}, "By invitation", None),
        ({"capacity": 60, "taken": 60, "waiting": 4}, "Full: 4 waiting", "Join the waiting list"),
    ],
)
def test_box_says_how_seats_are_had(session, event, look, seats, state, button):
    make_seats(session, **seats)

    assert look(make_registration(event).person) == (state, [], [button] if button else [])


@pytest.mark.parametrize(
    ("state", "said", "buttons"),
    [
        ("on_hold", "On hold until 10:00: confirm your email address", ["Take the seat", "Give the seat back"]),
        ("offered", "A seat is available for you until 10:00", ["Take the seat", "Leave it to somebody else"]),
        ("waiting", "You are number 1 on the waiting list", ["Leave the waiting list"]),
        ("pending", "You requested a seat", ["Take the request back"]),
        ("invited", "You are invited", ["Take the seat", "Decline the invitation"]),
        ("confirmed", "Your seat is confirmed", ["Give the seat back"]),
    ],
)
def test_box_of_whoever_has_a_place(session, look, state, said, buttons):
    assert look(make_reservation(session, state=state).person) == (said, [], buttons)


def test_box_of_an_offer_on_another_day_names_the_day(session, look):
    person = make_reservation(session, state="offered", expires_at=NOW + timedelta(days=1)).person

    assert look(person)[0] == "A seat is available for you until 3 March, 09:00"


def test_box_of_an_offer_that_is_over(session, look, clock):
    person = make_reservation(session, state="offered").person
    clock.move(hours=2)

    assert look(person) == ("Reservation is closed", [], [])


def test_box_carries_a_key_that_is_new_on_each_page(session, event, as_person):
    make_seats(session)
    reader = as_person(make_registration(event).person)

    keys = {reader.visit(PATH).select_one(".ed-seat-box input[name=key]")["value"] for _ in range(2)}

    assert len(keys) == 2


@pytest.mark.both_engines
def test_box_counts_seats_that_are_kept_for_people_like_the_reader(session, event, look):
    make_seats(session, capacity=10, taken=5)
    quota(session, "company", 3, taken=1)
    company, other = (make_registration(event, stakeholder_kind=kind).person for kind in ("company", "ministry"))

    assert look(company)[:2] == ("5 seats left", ["2 of them are kept for people like you (Company)."])
    assert look(other)[:2] == ("3 seats left", ["Other seats are kept: 2 for “Company”."])


def test_box_of_a_session_full_but_for_a_quota(session, event, look):
    make_seats(session, capacity=5, taken=3)
    quota(session, "company", 2)

    company, other = (make_registration(event, stakeholder_kind=kind).person for kind in ("company", "ministry"))

    assert look(company)[0] == "2 seats left"
    assert (look(other)[0], look(other)[2]) == ("Full", ["Join the waiting list"])


@pytest.mark.both_engines
def test_box_says_before_the_click_that_an_overlap_is_refused(session, other, event, look):
    make_seats(session)
    terms(event, forbids_overlaps=True)
    person = make_reservation(other).person

    assert look(person) == (
        "10 seats left",
        ["You have a seat in “Workshop” at the same time. Give it back if you would rather come here."],
        [],
    )


def test_box_warns_of_an_overlap_that_is_allowed(session, other, look):
    make_seats(session)
    person = make_reservation(other).person

    assert look(person) == ("10 seats left", ["At this time you have a seat in “Workshop”, too."], ["Reserve a seat"])


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ({"max_seats_per_person": 1}, "You have as many seats as one person may have. Give one back to come here."),
        (
            {"max_seats_per_day": 1},
            "You have as many seats on this day as one person may have. Give one back to come here.",
        ),
    ],
)
def test_box_says_that_a_limit_is_reached(session, event, look, limit, said):
    make_seats(session)
    terms(event, **limit)
    person = make_reservation(make_session(event, starts_at=START + timedelta(hours=3))).person

    assert look(person)[1:] == ([said], [])


def test_box_says_that_the_organisation_has_its_seats(session, event, look):
    make_seats(session, max_per_organisation=1)
    one, two = (make_person(organisation_id=org) for org in [make_organisation().id] * 2)
    make_reservation(session, one)
    make_registration(event, two)

    assert look(two)[1:] == (["Your organisation has as many seats in this session as one may have."], [])
    assert look(one)[0] == "Your seat is confirmed"


def test_box_of_a_full_session_lets_wait_who_could_not_come_now(session, other, event, look):
    make_seats(session, capacity=1, taken=1)
    terms(event, forbids_overlaps=True)
    person = make_reservation(other).person

    state, notes, buttons = look(person)

    assert (state, len(notes), buttons) == ("Full", 2, ["Join the waiting list"])


def test_box_tells_who_waits_why_they_were_passed_over(session, other, look):
    make_seats(session, capacity=1)
    make_reservation(session)
    person = make_reservation(session, state="waiting", skipped_at=NOW).person
    make_reservation(other, person)

    assert look(person)[1] == [
        (
            "You were passed over because you have a seat in “Workshop” at the same time. You keep your place. "
            "Give that seat back if you would rather come here."
        )
    ]


def test_box_tells_who_waits_that_nothing_is_in_the_way_any_more(session, look):
    person = make_reservation(session, state="waiting", skipped_at=NOW).person

    assert look(person)[1] == ["You were passed over once. Nothing is in the way any more: the next seat is yours."]


def test_box_of_an_event_without_places(session, event, look):
    make_seats(session)
    terms(event, places=1, taken=1)
    registered = make_registration(event).person

    assert look(make_person()) == ("Reservation is closed", [], [])
    assert look(registered)[2] == ["Reserve a seat"]


def test_box_of_whoever_waits_for_approval(session, event, look):
    make_seats(session)

    assert look(make_registration(event, state="pending").person) == ("Reservation is closed", [], [])


def test_box_while_seats_become_fewer_promises_no_kept_seat_that_there_is_not(session, event, look):
    make_seats(session, capacity=7, target_capacity=4, taken=4)
    quota(session, "company", 3)
    company = make_registration(event, stakeholder_kind="company").person

    state, notes, buttons = look(company)

    assert (state, notes, buttons) == ("Full", [], ["Join the waiting list"])


def test_box_while_seats_become_fewer_counts_those_left(session, event, look):
    make_seats(session, capacity=6, target_capacity=4, taken=3)
    quota(session, "company", 3)
    company, other = (make_registration(event, stakeholder_kind=kind).person for kind in ("company", "ministry"))

    assert look(company)[0] == "1 seat left"
    assert look(other)[0] == "Full"
