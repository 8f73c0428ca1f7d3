"""The page that the code on a ticket leads to: a person, with the sessions of today."""

from datetime import timedelta

import pytest

from eventdesk.checkin.models import CheckIn
from eventdesk.registration.queries.registrations import registration_of
from tests.factories import (
    make_check_in,
    make_event,
    make_organisation,
    make_person,
    make_registration,
    make_reservation,
    make_role,
    make_room,
    make_session,
)
from tests.pages import text_of


def page_of(registration):
    return f"/desk/{registration.event.slug}/door/person/{registration.code}"


def rows(page, number=0):
    """Return the rows of one list: (title, lines below, checked in)."""
    lists = page.select(".ed-door-list")
    return [
        (
            text_of(row.h3),
            [text_of(p) for p in row.select("div:first-child > p")],
            text_of(row.select_one(".ed-door-here > p")),
        )
        for row in (lists[number].select(".ed-door-row") if number < len(lists) else [])
    ]


def test_ticket_page_lists_the_sessions_of_today(app, as_person, clock):
    event = make_event(title="Cluster Days")
    person = make_person(name="Ana Lobo")
    organisation = make_organisation(name="University of Minho")
    registration = make_registration(event, person, organisation_id=organisation.id)
    first = make_session(event, title="Panel", room_id=make_room(event, name="Room 1.05").id)
    waits = make_session(event, title="Matchmaking", seats=1, starts_at=first.starts_at + timedelta(hours=1))
    make_reservation(first, person)
    make_reservation(waits, person, state="waiting")
    make_session(event, title="Plenary", kind="plenary", starts_at=first.starts_at + timedelta(hours=2))
    make_session(event, title="Not theirs", seats=5)
    make_reservation(
        make_session(event, title="Off", state="cancelled", starts_at=first.starts_at + timedelta(hours=3)), person
    )
    make_reservation(make_session(event, title="Tomorrow", starts_at=first.starts_at + timedelta(days=1)), person)
    clock.now = first.starts_at - timedelta(minutes=10)

    page = as_person(make_role(event, "moderator")).visit(page_of(registration))

    assert (text_of(page.h1), text_of(page.select_one(".ed-page-head .ed-text-muted"))) == (
        "Ana Lobo",
        "University of Minho",
    )
    assert rows(page) == [
        ("Panel", ["11:00–11:45 · Room 1.05"], ""),
        ("Matchmaking", ["12:00–12:45", "Number 1 on the waiting list"], ""),
        ("Plenary", ["13:00–13:45"], ""),
        ("Off", ["14:00–14:45", "Cancelled"], ""),
    ]
    assert rows(page, 1) == [("Tomorrow", ["Wednesday 15 April, 11:00–11:45"], "")]
    assert len(page.select(".ed-button.is-check-in")) == 3


def test_check_in_and_undo_on_the_ticket_page(app, as_person, clock, db):
    event, person = make_event(), make_person()
    event_session = make_session(event, seats=5, title="Panel")
    make_reservation(event_session, person)
    registration = registration_of(event.id, person.id)
    clock.now = event_session.starts_at
    browser = as_person(make_role(event, "moderator"))
    page = browser.visit(page_of(registration))

    response = browser.submit(page)

    assert response.location == f"{page_of(registration)}#session-{event_session.code}"
    assert db.session.query(CheckIn).count() == 1
    here = browser.visit(page_of(registration))
    assert rows(here) == [("Panel", ["11:00–11:45"], "Checked in 11:00")]
    browser.submit(here)
    assert db.session.query(CheckIn).count() == 0


def test_person_without_a_seat_today(app, as_person):
    registration = make_registration()

    page = as_person(make_role(registration.event, "moderator")).visit(page_of(registration))

    assert text_of(page.select_one(".ed-empty h3")) == "No seat today"


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("cancelled", "This registration has been cancelled."),
        ("rejected", "This registration was rejected."),
        ("pending", "This registration is not confirmed yet."),
    ],
)
def test_registration_that_is_not_confirmed_has_no_buttons(app, as_person, clock, state, title):
    registration = make_registration(state=state)
    plenary = make_session(registration.event, kind="plenary")
    clock.now = plenary.starts_at

    page = as_person(make_role(registration.event, "organiser")).visit(page_of(registration))

    assert text_of(page.select_one(".ed-banner strong")) == title
    assert page.select(".ed-button.is-check-in") == []


def test_ticket_page_is_for_staff_of_the_event(app, as_person, client):
    registration = make_registration()
    path = page_of(registration)

    assert client.get(path).location == "/sign-in"
    assert as_person(registration.person).get(path).status_code == 404
    assert as_person(make_role(make_event(), "organiser")).get(path).status_code == 404
    assert as_person(make_role(registration.event, "communications")).get(path).status_code == 403
    other = make_event()
    elsewhere = f"/desk/{other.slug}/door/person/{registration.code}"
    assert as_person(make_role(other, "organiser")).get(elsewhere).status_code == 404


def test_session_with_the_code_person_has_its_pages(app, as_person):
    event = make_event()
    make_session(event, code="person", seats=3)
    browser = as_person(make_role(event, "moderator"))

    answers = [
        browser.get(f"/desk/{event.slug}/door/person/{page}").status_code
        for page in ("", "walk-in", "counts", "attendees.csv", "print")
    ]

    assert answers == [200, 200, 200, 200, 200]


@pytest.mark.parametrize("action", ["check-in", "undo"])
def test_ticket_action_of_another_event_is_404(app, as_person, db, action):
    event, registration = make_event(), make_registration()
    event_session = make_session(event, seats=5)
    browser = as_person(make_role(event, "moderator"))

    response = browser.send(f"/desk/{event.slug}/door/person/{registration.code}/{event_session.code}/{action}")

    assert response.status_code == 404
    assert db.session.query(CheckIn).count() == 0


def test_ticket_check_in_without_a_seat_asks_first(app, as_person, db):
    event = make_event()
    event_session = make_session(event, seats=1)
    make_reservation(event_session)
    registration = make_registration(event)
    browser = as_person(make_role(event, "moderator"))

    response = browser.send(f"/desk/{event.slug}/door/person/{registration.code}/{event_session.code}/check-in")

    walk_in = f"/desk/{event.slug}/door/{event_session.code}/walk-in?person={registration.person.code}"
    assert (response.status_code, response.location) == (303, walk_in)
    assert db.session.query(CheckIn).count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_ticket_page_takes_four_queries(app, as_person, queries, db, number):
    event, person = make_event(), make_person()
    for _ in range(number):
        event_session = make_session(event, room_id=make_room(event).id)
        make_reservation(event_session, person)
        make_check_in(event_session, person)
    browser = as_person(make_role(event, "moderator"))
    registration = registration_of(event.id, person.id)
    path = page_of(registration)

    with queries() as seen:
        browser.get(path)

    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 4
