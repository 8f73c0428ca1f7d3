"""Reserving and releasing seats, as a signed-in participant does it."""

from datetime import timedelta

import pytest

from eventdesk.core.db import transaction
from eventdesk.core.models import OutboxItem
from eventdesk.registration.models import Registration
from eventdesk.seats.models import EventSeatPolicy, Reservation, SessionSeats
from tests.booking.helpers import flashes_by_kind, session_url
from tests.factories import make_event, make_person, make_question, make_reservation, make_session
from tests.pages import text_of


def test_reserving_also_registers_and_redirects_to_the_session(as_person, db, mails):
    person, event_session = make_person(email="ana@example.org"), make_session(seats=2)
    browser = as_person(person)

    response = browser.send(f"{session_url(event_session)}seat")

    assert (response.status_code, response.location) == (303, session_url(event_session))
    assert db.session.query(Registration).one().person_id == person.id
    assert db.session.query(Reservation).one().state == "confirmed"
    assert mails() == [("seat_confirmed", "ana@example.org")]
    page = browser.visit(session_url(event_session))
    assert flashes_by_kind(page) == [("is-ok", "Your seat is confirmed. We have emailed you.")]
    assert text_of(page.select_one(".ed-seat-box-state")) == "Your seat is confirmed"


def test_double_click_is_one_seat(as_person, db, mails):
    event_session = make_session(seats=2)
    browser = as_person(make_person())

    answers = [browser.send(f"{session_url(event_session)}seat").status_code for _ in range(2)]

    assert answers == [303, 303]
    assert db.session.query(Reservation).count() == 1
    assert db.session.get(SessionSeats, event_session.id).taken == 1
    assert len(mails()) == 1


def test_full_session_puts_the_person_on_the_waiting_list(as_person, mails):
    event_session = make_session(seats=1)
    make_reservation(event_session)
    browser = as_person(make_person(email="ana@example.org"))

    browser.send(f"{session_url(event_session)}seat")

    page = browser.visit(session_url(event_session))
    assert flashes_by_kind(page) == [
        ("is-note", "All seats are taken, so you are on the waiting list. We will email you when you get a seat.")
    ]
    assert text_of(page.select_one(".ed-seat-box-state")) == "You are number 1 on the waiting list"
    assert mails() == [("seat_waiting", "ana@example.org")]


def test_released_seat_goes_to_the_first_on_the_waiting_list(as_person, db, mails):
    event_session = make_session(seats=1)
    holder, first = make_person(email="holder@example.org"), make_person(email="first@example.org")
    make_reservation(event_session, holder)
    make_reservation(event_session, first, state="waiting")

    response = as_person(holder).send(f"{session_url(event_session)}seat/cancel")

    assert (response.status_code, response.location) == (303, session_url(event_session))
    assert db.session.query(Reservation).filter_by(person_id=first.id).one().state == "confirmed"
    assert mails() == [("seat_released", "holder@example.org"), ("seat_promoted", "first@example.org")]


def test_releasing_twice_is_harmless(as_person, db):
    event_session = make_session(seats=1)
    person = make_person()
    make_reservation(event_session, person)
    browser = as_person(person)

    answers = [browser.send(f"{session_url(event_session)}seat/cancel").status_code for _ in range(2)]

    assert answers == [303, 303]
    assert db.session.get(SessionSeats, event_session.id).taken == 0


@pytest.mark.parametrize("overlap", [True, False])
def test_warning_about_overlapping_seats(as_person, overlap):
    event = make_event()
    person = make_person()
    first = make_session(event, seats=5, title="Matchmaking")
    make_reservation(first, person)
    later = first.starts_at + timedelta(minutes=30 if overlap else 45)
    second = make_session(event, seats=5, starts_at=later)
    browser = as_person(person)

    browser.send(f"{session_url(second)}seat")

    warnings = [text for kind, text in flashes_by_kind(browser.visit(session_url(second))) if kind == "is-warn"]
    assert warnings == (["This overlaps with “Matchmaking”, which is also in your agenda."] if overlap else [])


@pytest.mark.parametrize(
    ("session", "event", "reason"),
    [
        ({"seats": None}, {}, "No reservation is needed for this session."),
        ({"seats": 1, "state": "cancelled"}, {}, "This session is cancelled."),
        ({"seats": 1}, {"state": "cancelled"}, "This event takes no registrations."),
    ],
)
def test_reason_is_shown_when_a_reservation_is_refused(as_person, db, session, event, reason):
    event_session = make_session(make_event(**event), **session)
    browser = as_person(make_person())

    page = browser.checked(browser.send(f"{session_url(event_session)}seat"), 409)

    assert text_of(page.select_one("main .ed-banner strong")) == reason
    assert page.select_one("main .ed-button")["href"] == session_url(event_session)
    assert db.session.query(Registration).count() == 0


def test_session_that_has_begun_takes_no_reservation(as_person, clock):
    event_session = make_session(seats=1)
    clock.now = event_session.starts_at
    browser = as_person(make_person())

    page = browser.checked(browser.send(f"{session_url(event_session)}seat"), 409)

    assert text_of(page.select_one("main .ed-banner strong")) == "Reservation is closed: this session has begun."


def test_draft_session_answers_404(as_person):
    event_session = make_session(seats=1, state="draft")

    assert as_person(make_person()).send(f"{session_url(event_session)}seat").status_code == 404


def test_visitor_returns_to_the_session_after_signing_in(client, db):
    event_session = make_session(seats=1)
    make_person(email="ana@example.org")
    token = client.csrf_token()

    response = client.post(
        f"{session_url(event_session)}seat", data={"csrf_token": token}, headers={"Accept": "text/html"}
    )
    client.send("/sign-in/link", {"email": "ana@example.org"})
    link = db.session.query(OutboxItem).one().payload["values"]["token"]
    after = client.submit(f"/sign-in/{link}")

    assert (response.status_code, response.location) == (303, "/sign-in")
    assert after.location == session_url(event_session)


def test_reserving_redirects_to_a_required_form_and_then_reserves(as_person, db):
    event_session = make_session(seats=1)
    make_question(event_session.event, code="q_years", kind="number", is_required=True)
    browser = as_person(make_person())

    led = browser.send(f"{session_url(event_session)}seat")
    response = browser.submit(led.location, q_years="3")

    assert led.location == f"/events/{event_session.event.slug}/register?session={event_session.code}"
    assert response.location == session_url(event_session)
    assert [text for _, text in flashes_by_kind(browser.visit(response.location))] == [
        f"You are registered for {event_session.event.title}.",
        "Your seat is confirmed. We have emailed you.",
    ]
    assert db.session.query(Reservation).one().state == "confirmed"


def test_form_sent_again_after_releasing_reserves_nothing(as_person, db):
    event_session = make_session(seats=1)
    browser = as_person(make_person())
    seat = f"{session_url(event_session)}seat"

    browser.send(seat, {"key": "form-1"})
    browser.send(f"{seat}/cancel", {"key": "form-2"})
    again = browser.send(seat, {"key": "form-1"})

    assert again.status_code == 303
    assert [one.state for one in db.session.query(Reservation)] == ["cancelled"]


@pytest.mark.both_engines
@pytest.mark.parametrize("key", ["x" * 500, "\0", "ключ", "", "'; --"])
def test_invalid_idempotency_key_is_ignored(as_person, db, key):
    event_session = make_session(seats=1)

    response = as_person(make_person()).send(f"{session_url(event_session)}seat", {"key": key})

    assert response.status_code == 303
    assert db.session.query(Reservation).one().key is None


def test_seat_with_approval_is_requested(as_person, db, mails):
    event_session = make_session(seats=1)
    with transaction():
        db.session.get(SessionSeats, event_session.id).access = "approval"
    browser = as_person(make_person(email="ana@example.org"))

    browser.send(f"{session_url(event_session)}seat")

    assert flashes_by_kind(browser.visit(session_url(event_session))) == [
        ("is-note", "You requested a seat. We will email you the organisers' decision.")
    ]
    assert mails() == [("seat_requested", "ana@example.org")]


def test_overlapping_seat_is_refused_where_the_event_forbids_it(as_person, db):
    event = make_event()
    with transaction():
        db.session.add(EventSeatPolicy(event_id=event.id, forbids_overlaps=True))
    person = make_person()
    make_reservation(make_session(event, seats=5, title="Matchmaking"), person)
    second = make_session(event, seats=5)
    browser = as_person(person)

    page = browser.checked(browser.send(f"{session_url(second)}seat"), 409)

    assert text_of(page.select_one("main .ed-banner strong")) == (
        "You have a seat in “Matchmaking” at the same time. Release it first."
    )
