"""Registering and reserving, as a participant does it in a browser."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from eventdesk.core.db import transaction
from eventdesk.core.models import OutboxItem
from eventdesk.people.models import Organisation, Person
from eventdesk.registration.models import Registration
from eventdesk.seats.models import EventSeatPolicy, Reservation, SessionSeats
from tests.factories import make_event, make_person, make_question, make_registration, make_reservation, make_session
from tests.pages import words


@pytest.fixture
def mails(db):
    """Return template and recipient of the mails of the outbox, oldest first."""

    def read():
        items = db.session.query(OutboxItem).filter_by(kind="mail").order_by(OutboxItem.id)
        return [(item.payload["template"], item.recipient) for item in items]

    return read


def page_of(event_session):
    return f"/events/{event_session.event.slug}/sessions/{event_session.code}/"


def said(page):
    """Return what the banners at the top of a page say, with their kind."""
    return [(banner["class"][-1], words(banner)) for banner in page.select(".ed-flashed .ed-banner")]


def test_reserving_registers_too_and_leads_back_to_the_session(as_person, db, mails):
    person, event_session = make_person(email="ana@example.org"), make_session(seats=2)
    browser = as_person(person)

    response = browser.send(f"{page_of(event_session)}seat")

    assert (response.status_code, response.location) == (303, page_of(event_session))
    assert db.session.query(Registration).one().person_id == person.id
    assert db.session.query(Reservation).one().state == "confirmed"
    assert mails() == [("seat_confirmed", "ana@example.org")]
    page = browser.visit(page_of(event_session))
    assert said(page) == [("is-ok", "Your seat is confirmed. We have emailed you.")]
    assert words(page.select_one(".ed-seat-box-state")) == "Your seat is confirmed"


def test_double_click_is_one_seat(as_person, db, mails):
    event_session = make_session(seats=2)
    browser = as_person(make_person())

    answers = [browser.send(f"{page_of(event_session)}seat").status_code for _ in range(2)]

    assert answers == [303, 303]
    assert db.session.query(Reservation).count() == 1
    assert db.session.get(SessionSeats, event_session.id).taken == 1
    assert len(mails()) == 1


def test_full_session_gives_a_place_on_the_waiting_list(as_person, mails):
    event_session = make_session(seats=1)
    make_reservation(event_session)
    browser = as_person(make_person(email="ana@example.org"))

    browser.send(f"{page_of(event_session)}seat")

    page = browser.visit(page_of(event_session))
    assert said(page) == [
        ("is-note", "All seats are taken, so you are on the waiting list. We will email you when you get a seat.")
    ]
    assert words(page.select_one(".ed-seat-box-state")) == "You are number 1 on the waiting list"
    assert mails() == [("seat_waiting", "ana@example.org")]


def test_seat_given_back_goes_to_the_head_of_the_queue(as_person, db, mails):
    event_session = make_session(seats=1)
    holder, first = make_person(email="holder@example.org"), make_person(email="first@example.org")
    make_reservation(event_session, holder)
    make_reservation(event_session, first, state="waiting")

    response = as_person(holder).send(f"{page_of(event_session)}seat/cancel")

    assert (response.status_code, response.location) == (303, page_of(event_session))
    assert db.session.query(Reservation).filter_by(person_id=first.id).one().state == "confirmed"
    assert mails() == [("seat_released", "holder@example.org"), ("seat_promoted", "first@example.org")]


def test_giving_back_twice_is_harmless(as_person, db):
    event_session = make_session(seats=1)
    person = make_person()
    make_reservation(event_session, person)
    browser = as_person(person)

    answers = [browser.send(f"{page_of(event_session)}seat/cancel").status_code for _ in range(2)]

    assert answers == [303, 303]
    assert db.session.get(SessionSeats, event_session.id).taken == 0


@pytest.mark.parametrize("overlap", [True, False])
def test_overlapping_seats_are_warned_of(as_person, overlap):
    event = make_event()
    person = make_person()
    first = make_session(event, seats=5, title="Matchmaking")
    make_reservation(first, person)
    later = first.starts_at + timedelta(minutes=30 if overlap else 45)
    second = make_session(event, seats=5, starts_at=later)
    browser = as_person(person)

    browser.send(f"{page_of(second)}seat")

    warnings = [text for kind, text in said(browser.visit(page_of(second))) if kind == "is-warn"]
    assert warnings == (["This overlaps with “Matchmaking”, which is also in your agenda."] if overlap else [])


@pytest.mark.parametrize(
    ("session", "event", "reason"),
    [
        ({"seats": None}, {}, "No reservation is needed for this session."),
        ({"seats": 1, "state": "cancelled"}, {}, "This session is cancelled."),
        ({"seats": 1}, {"state": "cancelled"}, "This event takes no registrations."),
    ],
)
def test_refusal_says_why(as_person, db, session, event, reason):
    event_session = make_session(make_event(**event), **session)
    browser = as_person(make_person())

    page = browser.checked(browser.send(f"{page_of(event_session)}seat"), 409)

    assert words(page.select_one("main .ed-banner strong")) == reason
    assert page.select_one("main .ed-button")["href"] == page_of(event_session)
    assert db.session.query(Registration).count() == 0


def test_session_that_has_begun_takes_no_reservation(as_person, clock):
    event_session = make_session(seats=1)
    clock.now = event_session.starts_at
    browser = as_person(make_person())

    page = browser.checked(browser.send(f"{page_of(event_session)}seat"), 409)

    assert words(page.select_one("main .ed-banner strong")) == "Reservation is closed: this session has begun."


def test_draft_is_not_there_for_a_participant(as_person):
    event_session = make_session(seats=1, state="draft")

    assert as_person(make_person()).send(f"{page_of(event_session)}seat").status_code == 404


def test_visitor_comes_back_to_the_session_after_signing_in(client, db):
    event_session = make_session(seats=1)
    make_person(email="ana@example.org")
    token = client.csrf_token()

    response = client.post(f"{page_of(event_session)}seat", data={"csrf_token": token}, headers={"Accept": "text/html"})
    client.send("/sign-in/link", {"email": "ana@example.org"})
    link = db.session.query(OutboxItem).one().payload["values"]["token"]
    after = client.submit(f"/sign-in/{link}")

    assert (response.status_code, response.location) == (303, "/sign-in")
    assert after.location == page_of(event_session)


def test_register_form_is_filled_in_and_keeps_what_is_changed(as_person, db, mails):
    event = make_event()
    person = make_person(name="Ana Lobo", email="ana@example.org", country="PT", stakeholder_kind="cluster")
    browser = as_person(person)
    path = f"/events/{event.slug}/register"
    page = browser.visit(path)

    response = browser.submit(page, organisation="Tbilisi Hub", country="GE", consents_to_listing="y")

    assert page.select_one("[name=name]")["value"] == "Ana Lobo"
    assert (response.status_code, response.location) == (303, f"/events/{event.slug}/programme")
    registration = db.session.query(Registration).one()
    assert (registration.country, registration.organisation.name, registration.consents_to_listing) == (
        "GE",
        "Tbilisi Hub",
        True,
    )
    assert db.session.get(Person, person.id).country == "GE"
    assert mails() == [("registration_confirmed", "ana@example.org")]


def test_registering_with_nothing_but_the_button_keeps_the_profile(as_person, db):
    event, person = make_event(), make_person(name="Ana Lobo", country="PT")

    response = as_person(person).send(f"/events/{event.slug}/register")

    assert response.status_code == 303
    assert (db.session.query(Registration).one().country, db.session.get(Person, person.id).name) == ("PT", "Ana Lobo")


def test_session_that_needs_a_form_leads_to_it_and_takes_the_seat_along(as_person, db):
    event_session = make_session(seats=1)
    make_question(event_session.event, code="q_years", kind="number", is_required=True)
    browser = as_person(make_person())

    led = browser.send(f"{page_of(event_session)}seat")
    response = browser.submit(led.location, q_years="3")

    assert led.location == f"/events/{event_session.event.slug}/register?session={event_session.code}"
    assert response.location == page_of(event_session)
    assert [text for _, text in said(browser.visit(response.location))] == [
        f"You are registered for {event_session.event.title}.", "Your seat is confirmed. We have emailed you.",
    ]  # fmt: skip
    assert db.session.query(Reservation).one().state == "confirmed"


def test_form_sent_again_after_giving_back_reserves_nothing(as_person, db):
    event_session = make_session(seats=1)
    browser = as_person(make_person())
    seat = f"{page_of(event_session)}seat"

    browser.send(seat, {"key": "form-1"})
    browser.send(f"{seat}/cancel", {"key": "form-2"})
    again = browser.send(seat, {"key": "form-1"})

    assert again.status_code == 303
    assert [one.state for one in db.session.query(Reservation)] == ["cancelled"]


@pytest.mark.both_engines
@pytest.mark.parametrize("key", ["x" * 500, "\0", "ключ", "", "'; --"])
def test_strange_key_is_no_key(as_person, db, key):
    event_session = make_session(seats=1)

    response = as_person(make_person()).send(f"{page_of(event_session)}seat", {"key": key})

    assert response.status_code == 303
    assert db.session.query(Reservation).one().key is None


def test_seat_by_approval_is_asked_for(as_person, db, mails):
    event_session = make_session(seats=1)
    with transaction():
        db.session.get(SessionSeats, event_session.id).access = "approval"
    browser = as_person(make_person(email="ana@example.org"))

    browser.send(f"{page_of(event_session)}seat")

    assert said(browser.visit(page_of(event_session))) == [
        ("is-note", "You requested a seat. We will email you the organisers' decision.")
    ]
    assert mails() == [("seat_requested", "ana@example.org")]


def test_overlap_that_organisers_refuse_is_refused(as_person, db):
    event = make_event()
    with transaction():
        db.session.add(EventSeatPolicy(event_id=event.id, forbids_overlaps=True))
    person = make_person()
    make_reservation(make_session(event, seats=5, title="Matchmaking"), person)
    second = make_session(event, seats=5)
    browser = as_person(person)

    page = browser.checked(browser.send(f"{page_of(second)}seat"), 409)

    assert words(page.select_one("main .ed-banner strong")) == (
        "You have a seat in “Matchmaking” at the same time. Release it first."
    )


def test_registering_twice_is_one_registration(as_person, db, mails):
    event, person = make_event(), make_person()
    browser = as_person(person)

    for _ in range(2):
        browser.send(f"/events/{event.slug}/register", {"consents_to_listing": "y"})

    assert db.session.query(Registration).count() == 1
    assert len(mails()) == 1


@pytest.mark.both_engines
def test_colleagues_who_register_at_once_are_of_one_organisation(app, as_person, db):
    path = f"/events/{make_event().slug}/register"
    browsers = [as_person(make_person()) for _ in range(6)]
    tokens = [browser.csrf_token() for browser in browsers]
    together = threading.Barrier(6)

    def register(browser, csrf):
        with app.app_context():
            together.wait()
            return browser.post(path, data={"csrf_token": csrf, "organisation": "Tbilisi Hub"}).status_code

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(register, browsers, tokens))

    assert answers == [303] * 6
    assert [one.name for one in db.session.query(Organisation)] == ["Tbilisi Hub"]
    assert {one.organisation.name for one in db.session.query(Registration)} == {"Tbilisi Hub"}


def test_register_form_says_what_to_correct(as_person, db):
    event = make_event()
    browser = as_person(make_person())

    response = browser.submit(f"/events/{event.slug}/register", name=" ", organisation="x" * 201)

    page = browser.checked(response, 422)
    assert [words(link) for link in page.select(".ed-error-summary a")] == [
        "Enter your name", "Enter 200 characters or fewer",
    ]  # fmt: skip
    assert db.session.query(Registration).count() == 0


def test_closed_registration_says_so(as_person, clock):
    event = make_event(registration_closes_at=clock.now)
    browser = as_person(make_person())

    page = browser.visit(f"/events/{event.slug}/register")
    refused = browser.send(f"/events/{event.slug}/register")

    assert words(page.select_one(".ed-empty h2")) == "Registration for this event is not open"
    assert refused.status_code == 422


def test_cancelled_registration_gives_every_seat_back(as_person, db, mails):
    event_session = make_session(seats=1)
    person, first = make_person(email="ana@example.org"), make_person(email="first@example.org")
    make_reservation(event_session, person)
    make_reservation(event_session, first, state="waiting")
    code = db.session.query(Registration).filter_by(person_id=person.id).one().code

    response = as_person(person).send(f"/my/registrations/{code}/cancel")

    assert response.location == f"/my/registrations/{code}/"
    assert db.session.query(Registration).filter_by(code=code).one().state == "cancelled"
    assert mails() == [("registration_cancelled", "ana@example.org"), ("seat_promoted", "first@example.org")]


def test_consent_is_withdrawn_and_given_again(as_person, db):
    person = make_person()
    registration = make_registration(person=person, consents_to_listing=True)
    browser = as_person(person)
    path = f"/my/registrations/{registration.code}/consent"

    browser.submit("/my/data", f'form[action="{path}"]')
    withdrawn = db.session.query(Registration).one().consents_to_listing
    browser.submit("/my/data", f'form[action="{path}"]')

    assert (withdrawn, db.session.query(Registration).one().consents_to_listing) == (False, True)


@pytest.mark.parametrize("deed", ["cancel", "consent"])
def test_registration_of_somebody_else_is_not_there(as_person, db, deed):
    registration = make_registration(consents_to_listing=True)

    response = as_person(make_person()).send(f"/my/registrations/{registration.code}/{deed}")

    assert response.status_code == 404
    assert db.session.query(Registration).one().consents_to_listing is True
