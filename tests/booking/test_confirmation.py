"""The link that confirms an email address, as a visitor uses it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from eventdesk.core.db import transaction
from eventdesk.people.models import Person
from eventdesk.registration.models import Registration, RegistrationLink, RegistrationPolicy
from eventdesk.seats.models import Reservation
from eventdesk.web.signed_links import verify_registration
from tests.booking.helpers import confirmation_url, flashes, form_url, set_policy
from tests.factories import make_event, make_person, make_question, make_registration, make_reservation, make_session
from tests.pages import text_of


def test_visitor_registers_without_an_account(client, db, mails):
    event = make_event(title="Cluster Days")

    response = client.submit(
        form_url(event), name="Нино Ґоні", email="Nino@Example.org", organisation="Tbilisi Hub", country="GE"
    )
    sent = client.visit(response.location)
    confirm = client.visit(confirmation_url(db))
    after = client.submit(confirmation_url(db))
    page = client.visit(after.location)

    assert (response.status_code, response.location) == (303, f"/events/{event.slug}/register/sent")
    assert text_of(sent.select_one(".ed-lead")) == (
        "We sent a link to Nino@Example.org. Open it within 15 minutes and confirm."
    )
    assert text_of(confirm.select_one(".ed-lead")) == "You are registering as Нино Ґоні , nino@example.org."
    registration = db.session.query(Registration).one()
    assert (registration.state, registration.country, registration.organisation.name) == (
        "confirmed",
        "GE",
        "Tbilisi Hub",
    )
    assert registration.person.name == "Нино Ґоні"
    assert verify_registration(after.location.split("/")[3]) == (registration.code, 0)
    assert flashes(page) == []
    assert text_of(page.select_one("main .ed-banner")) == "You are registered. You can now reserve seats in sessions."
    assert mails() == [("registration_link", "nino@example.org"), ("registration_confirmed", "nino@example.org")]


def test_opening_the_link_does_not_use_it(client, db):
    event = make_event()
    client.submit(form_url(event), name="Ana", email="ana@example.org")

    answers = [client.get(confirmation_url(db)), client.head(confirmation_url(db)), client.get(confirmation_url(db))]

    assert [one.status_code for one in answers] == [200] * 3
    assert [one.headers["Cache-Control"] for one in answers] == ["no-store"] * 3
    assert [one.headers["Referrer-Policy"] for one in answers] == ["no-referrer"] * 3
    assert db.session.query(Registration).one().state == "unconfirmed"
    assert db.session.query(RegistrationLink).one().used_at is None


def test_link_used_twice_is_one_registration_and_then_expires(client, db, clock, app):
    event = make_event()
    client.submit(form_url(event), name="Ana", email="ana@example.org")

    first, second = client.send(confirmation_url(db)), client.send(confirmation_url(db))
    clock.move(minutes=2)
    other_user = app.test_client()
    gone = other_user.checked(other_user.send(confirmation_url(db)), 410)

    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert db.session.query(Registration).one().state == "confirmed"
    assert text_of(gone.h1) == "This link no longer works"


@pytest.mark.both_engines
def test_link_used_ten_times_at_once_is_one_registration(app, db, mails):
    event_session = make_session(seats=1)
    app.test_client().submit(form_url(event_session.event, event_session.code), name="Ana", email="ana@example.org")
    path, browsers = confirmation_url(db), [app.test_client() for _ in range(10)]
    tokens = [browser.csrf_token() for browser in browsers]
    together = threading.Barrier(10)

    def press(browser, csrf):
        with app.app_context():
            together.wait()
            return browser.post(path, data={"csrf_token": csrf}).status_code

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(press, browsers, tokens))

    assert answers == [303] * 10
    assert [one.state for one in db.session.query(Registration)] == ["confirmed"]
    assert [one.state for one in db.session.query(Reservation)] == ["confirmed"]
    assert [template for template, _ in mails()] == ["registration_link", "registration_confirmed", "seat_confirmed"]


@pytest.mark.both_engines
def test_form_sent_six_times_at_once_reserves_one_place(app, db, mails):
    event = make_event()
    set_policy(event, places=5)
    path, browsers = form_url(event), [app.test_client() for _ in range(6)]
    tokens = [browser.csrf_token() for browser in browsers]
    together = threading.Barrier(6)

    def send(browser, csrf):
        typed = {"csrf_token": csrf, "name": "Ana", "email": "ana@example.org", "key": "one-form"}
        with app.app_context():
            together.wait()
            return browser.post(path, data=typed).status_code

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, browsers, tokens))

    assert answers == [303] * 6
    assert (db.session.query(Person).count(), db.session.query(Registration).count()) == (1, 1)
    assert db.session.get(RegistrationPolicy, event.id).taken == 1
    assert len(mails()) == 1


def test_link_expires_after_a_day(client, db, clock):
    event = make_event()
    client.submit(form_url(event), name="Ana", email="ana@example.org")
    clock.move(hours=25)

    assert text_of(client.visit(confirmation_url(db), 410).h1) == "This link no longer works"


def test_answer_does_not_reveal_whether_an_address_is_known(app, db, mails):
    event = make_event()
    make_registration(event, make_person(email="known@example.org"))
    make_person(email="account@example.org")

    pages = []
    for address in ("known@example.org", "account@example.org", "new@example.org"):
        browser = app.test_client()
        response = browser.submit(form_url(event), name="Eve", email=address)
        page = browser.visit(response.location)
        pages.append((response.status_code, text_of(page.main).replace(address, "")))

    assert pages == [pages[0]] * 3
    assert [template for template, _ in mails()] == ["registration_link"] * 3


def test_registered_person_only_gets_the_requested_seat(client, db):
    event_session = make_session(seats=2)
    person = make_person(name="Ana Lobo", email="ana@example.org", country="PT")
    make_registration(event_session.event, person)

    client.submit(form_url(event_session.event, event_session.code), name="Eve", email="ana@example.org", country="GE")
    after = client.submit(confirmation_url(db))

    registration = db.session.query(Registration).one()
    assert (registration.country, registration.person.name) == ("PT", "Ana Lobo")
    assert db.session.query(Reservation).one().state == "confirmed"
    assert flashes(client.visit(after.location))[-1] == "Your seat is confirmed. We have emailed you."


def test_seat_is_on_hold_until_the_address_is_confirmed(client, db):
    event_session = make_session(seats=1, title="Funding")
    page = client.visit(form_url(event_session.event, event_session.code))

    client.submit(page, name="Ana", email="ana@example.org")
    before = db.session.query(Reservation).one().state
    after = client.submit(confirmation_url(db))

    assert "You are also reserving a seat in “Funding”." in text_of(page.main)
    assert (before, db.session.query(Reservation).one().state) == ("on_hold", "confirmed")
    assert flashes(client.visit(after.location)) == ["Your seat is confirmed. We have emailed you."]


def test_full_session_leads_to_its_waiting_list(client, db):
    event_session = make_session(seats=1)
    make_reservation(event_session)

    client.submit(form_url(event_session.event, event_session.code), name="Ana", email="ana@example.org")
    after = client.submit(confirmation_url(db))

    page = client.visit(after.location)
    assert flashes(page)[-1] == (
        "All seats are taken, so you are on the waiting list. We will email you when you get a seat."
    )
    assert text_of(page.select_one(".ed-my-seats .ed-seats")) == "You are number 1 on the waiting list"


def test_reason_is_shown_when_the_seat_cannot_be_reserved(client, db):
    event_session = make_session(seats=1)
    client.submit(form_url(event_session.event, event_session.code), name="Ana", email="ana@example.org")
    with transaction():
        db.session.query(Reservation).delete()
        event_session.state = "cancelled"

    after = client.submit(confirmation_url(db))

    assert flashes(client.visit(after.location))[-1] == "You did not get a seat. This session is cancelled."


def test_link_still_registers_after_the_place_has_expired(client, db, clock):
    event = make_event()
    client.submit(form_url(event), name="Ana", email="ana@example.org")
    with transaction():
        db.session.query(Registration).delete()
    clock.move(hours=2)

    client.submit(confirmation_url(db))

    assert db.session.query(Registration).one().state == "confirmed"


def test_link_fails_when_a_required_question_was_added(client, db):
    event = make_event()
    client.submit(form_url(event), name="Ana", email="ana@example.org")
    make_question(event, code="q_new", is_required=True)

    page = client.checked(client.send(confirmation_url(db)), 422)

    assert text_of(page.h1) == "You are not registered"
    assert page.select_one("main .ed-button")["href"] == form_url(event)
    assert db.session.query(RegistrationLink).one().used_at is None
