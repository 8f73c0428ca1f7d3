"""Guests: people who registered without an account and are recognised in the same browser."""

import pytest

from eventdesk.core.db import transaction
from eventdesk.registration.models import Registration
from eventdesk.seats.models import Reservation
from tests.booking.helpers import confirmation_url, flashes, form_selector, form_url, registration_url
from tests.factories import make_event, make_registration, make_reservation, make_session
from tests.pages import text_of


@pytest.fixture
def guest(client, db):
    """A browser that registered without an account, the event, and the page of one of its sessions."""
    event = make_event()
    event_session = make_session(event, seats=1, title="Funding")
    client.submit(form_url(event), name="Ana P.", email="ana@example.org")
    client.submit(confirmation_url(db))
    return client, event_session, f"/events/{event.slug}/sessions/{event_session.code}/"


def test_guest_reserves_and_releases_on_the_session_page(guest, db):
    client, _, session_page = guest

    taken = client.submit(client.visit(session_page), ".ed-seat-box form")
    with_seat = client.visit(taken.location)
    given_back = client.submit(with_seat, ".ed-seat-box form")

    assert (taken.location, given_back.location) == (session_page, session_page)
    assert flashes(with_seat) == ["Your seat is confirmed. We have emailed you."]
    assert text_of(with_seat.select_one(".ed-seat-box h2")) == "Your seat is confirmed"
    assert text_of(client.visit(session_page).select_one(".ed-seat-box h2")) == "1 seat left"
    assert db.session.query(Reservation).one().person.email == "ana@example.org"


def test_guest_joins_the_waiting_list_on_the_session_page(guest):
    client, event_session, session_page = guest
    make_reservation(event_session)
    page = client.visit(session_page)

    after = client.visit(client.submit(page, ".ed-seat-box form").location)

    assert text_of(page.select_one(".ed-seat-box form button")) == "Join the waiting list"
    assert text_of(after.select_one(".ed-seat-box h2")) == "You are number 1 on the waiting list"


def test_event_page_shows_a_guest_as_registered_and_is_not_cached(guest, app):
    client, event_session, _ = guest
    address = f"/events/{event_session.event.slug}/"
    as_visitor = app.test_client()
    before = as_visitor.get(address).text

    response = client.get(address)

    assert ("You are registered." in response.text, "You are registered." in before) == (True, False)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert as_visitor.get(address).text == before


def test_guest_is_redirected_from_the_form_to_the_session(guest):
    client, event_session, session_page = guest

    response = client.get(form_url(event_session.event, event_session.code))

    assert (response.status_code, response.location) == (303, session_page)


def test_session_page_forgets_the_guest_when_links_are_revoked(guest, db):
    client, _, session_page = guest
    known = client.get(session_page)
    with transaction():
        db.session.query(Registration).one().link_version += 1

    unknown = client.get(session_page)

    assert (known.headers["Cache-Control"], "/my/registrations/" in known.text) == ("private, no-store", True)
    assert (unknown.headers["Cache-Control"], "/my/registrations/" in unknown.text) == ("private, no-cache", False)


def test_form_forgets_the_guest_when_links_are_revoked(client, db):
    event = make_event()
    client.submit(form_url(event), name="Ana P.", email="ana@example.org")
    client.submit(confirmation_url(db))
    with transaction():
        db.session.query(Registration).one().link_version += 1

    assert client.visit(form_url(event)).select(".ed-returning-guest") == []


def test_guest_is_forgotten_on_request(client):
    registration = make_registration()
    page = client.visit(registration_url(registration))
    register = f"/events/{registration.event.slug}/register"
    known = client.visit(register).select(".ed-returning-guest")

    page = client.visit(registration_url(registration))
    client.submit(page, form_selector(page, "/forget"))

    assert (len(known), client.visit(register).select(".ed-returning-guest")) == (1, [])
