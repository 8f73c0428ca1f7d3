"""Starring sessions: on the device before signing in, with the agenda afterwards."""

import pytest
from sqlalchemy import select

from eventdesk.agenda.models import Favourite
from eventdesk.agenda.queries.favourites import favourite_codes
from eventdesk.agenda.services.favourites import add_favourite, import_device_favourites
from eventdesk.core.db import transaction
from eventdesk.people.models import Person
from tests.factories import NOW, make_event, make_person, make_reservation, make_room, make_session
from tests.pages import words

JSON = {"Accept": "application/json"}


def star(event_session, person):
    with transaction():
        add_favourite(event_session.id, person.id, now=NOW)


def starred(db, person):
    return list(
        db.session.scalars(select(Favourite.event_session_id).filter_by(person_id=person.id).order_by(Favourite.id))
    )


@pytest.fixture
def person(app):
    return make_person()


@pytest.fixture
def event_session(app):
    event = make_event(slug="days")
    return make_session(event, code="S1", title="Panel", room_id=make_room(event, name="Hall").id)


PAGE = "/events/days/sessions/S1/"


@pytest.mark.both_engines
def test_star_twice_is_one_star(db, person, event_session):
    star(event_session, person)
    star(event_session, person)

    assert starred(db, person) == [event_session.id]


@pytest.mark.both_engines
def test_stars_of_a_device_are_taken_over_once(db, person, event_session):
    event = event_session.event
    other = make_session(event, code="S2")
    make_session(event, code="S3", state="draft")
    make_session(event, code="S4", kind="break")
    elsewhere = make_session(code="S5")
    star(event_session, person)

    with transaction():
        codes = ["S1", "S2", "S2", "S3", "S4", elsewhere.code, "'; DROP TABLE star"]
        new = import_device_favourites(event.id, codes, person.id, now=NOW)

    assert new == 1
    assert starred(db, person) == [event_session.id, other.id]


def test_form_stars_and_takes_the_star_away(as_person, db, person, event_session):
    browser = as_person(person)
    page = browser.visit(PAGE)
    assert words(page.select_one(".ed-favourite-slot button")) == "Star"

    response = browser.submit(page, ".ed-favourite-slot form")

    assert (response.status_code, response.location) == (303, PAGE)
    assert starred(db, person) == [event_session.id]
    page = browser.visit(PAGE)
    assert words(page.select_one(".ed-favourite-slot button")) == "Remove star"
    browser.submit(page, ".ed-favourite-slot form")
    assert starred(db, person) == []


def test_script_is_told_nothing_but_that_it_is_done(as_person, db, person, event_session):
    browser = as_person(person)

    response = browser.send(f"{PAGE}star", headers=JSON)

    assert (response.status_code, response.data) == (204, b"")
    assert browser.send(f"{PAGE}star/remove", headers=JSON).status_code == 204
    assert browser.send(f"{PAGE}star/remove", headers=JSON).status_code == 204
    assert starred(db, person) == []


def test_script_takes_over_and_learns_all_stars_of_the_event(as_person, person, event_session):
    make_session(event_session.event, code="S2")
    star(event_session, person)

    response = as_person(person).send("/events/days/stars", {"codes": "S2 nothing"}, headers=JSON)

    assert response.get_json() == {"starred": ["S1", "S2"]}


@pytest.mark.both_engines
@pytest.mark.parametrize("codes", ["", " ", "x" * 100_000, "☃ %00 -1", "a\x00b", " ".join(map(str, range(20_000)))])
def test_strange_codes_are_passed_over(as_person, db, person, event_session, codes):
    response = as_person(person).send("/events/days/stars", {"codes": codes}, headers=JSON)

    assert (response.status_code, response.get_json()) == (200, {"starred": []})


def test_visitor_is_asked_to_sign_in_and_led_back(client, event_session):
    response = client.send(f"{PAGE}star")

    assert (response.status_code, response.location) == (303, "/sign-in")
    with client.session_transaction() as cookie:
        assert cookie["after_sign_in"] == PAGE
    assert client.send(f"{PAGE}star", headers=JSON).status_code == 401


@pytest.mark.parametrize(("given", "kind"), [({"state": "draft"}, "session"), ({}, "break")])
def test_what_has_no_page_cannot_be_starred(as_person, db, person, event_session, given, kind):
    make_session(event_session.event, code="S9", kind=kind, **given)

    assert as_person(person).send("/events/days/sessions/S9/star").status_code == 404
    assert starred(db, person) == []


def test_page_of_a_visitor_holds_no_token_and_nobodys_stars(client, person, event_session):
    star(event_session, person)

    box = client.visit("/events/days/programme").select_one('[data-module="favourites"]')

    assert {name: value for name, value in box.attrs.items() if name.startswith("data-")} == {
        "data-module": "favourites",
        "data-event": "days",
        "data-icons": box["data-icons"],
        "data-label-off": "Star",
        "data-label-on": "Starred",
    }


def test_page_knows_the_stars_of_its_reader(as_person, person, event_session):
    make_session(event_session.event, code="S2")
    star(event_session, person)

    box = as_person(person).visit("/events/days/programme").select_one('[data-module="favourites"]')

    assert (box["data-codes"], box["data-url"], bool(box["data-token"])) == ("S1", "/events/days/stars", True)


def test_agenda_shows_what_is_starred_and_not_held(as_person, person, event_session):
    held = make_session(event_session.event, title="Held", seats=5)
    make_session(event_session.event, title="Neither")
    for one in (event_session, held):
        star(one, person)
    make_reservation(held, person)
    star(make_session(event_session.event, title="Some time", starts_at=None), person)

    page = as_person(person).visit("/my/")

    sections = {words(one.h2): [words(link) for link in one.select("h3, li > a")] for one in page.select(".ed-section")}
    assert sections == {
        "Tuesday 14 April " + event_session.event.title: ["Held"],
        "Starred: Tuesday 14 April " + event_session.event.title: ["Panel"],
        "Time to be announced": ["Some time"],
    }
    assert [words(line) for line in page.select(".ed-seats")] == ["Your seat is confirmed"]


def test_agenda_of_stars_alone_is_not_empty(as_person, person, event_session):
    star(event_session, person)

    page = as_person(person).visit("/my/")

    assert page.select(".ed-empty") == []
    assert [words(heading) for heading in page.select(".ed-session h3")] == ["Panel"]


def test_star_of_a_session_that_is_withdrawn_shows_nowhere(as_person, person, event_session):
    star(event_session, person)
    with transaction():
        event_session.state = "draft"

    browser = as_person(person)

    assert "Panel" not in words(browser.visit("/my/").main)
    assert browser.visit("/events/days/programme").select('[data-codes="S1"]') == []


def test_stars_are_part_of_what_one_takes_along(as_person, person, event_session):
    star(event_session, person)
    star(event_session, make_person())

    data = as_person(person).get("/my/data.json").get_json()

    assert data["stars"] == [{"event": event_session.event.title, "session": "Panel", "created_at": NOW.isoformat()}]


@pytest.mark.both_engines
def test_stars_go_with_the_person_and_with_the_session(db, person, event_session):
    other = make_session(event_session.event)
    somebody = make_person()
    for one in (person, somebody):
        star(event_session, one)
        star(other, one)

    with transaction():
        db.session.delete(db.session.get(Person, person.id))
    with transaction():
        db.session.delete(other)

    assert [(one.person_id, one.event_session_id) for one in db.session.scalars(select(Favourite))] == [
        (somebody.id, event_session.id)
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_agenda_of_stars_asks_a_fixed_number_of_queries(as_person, person, queries, rows):
    for _ in range(rows):
        event = make_event()
        star(make_session(event, room_id=make_room(event).id), person)
    browser = as_person(person)
    browser.get("/my/")

    with queries() as seen:
        browser.get("/my/")

    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 8


def test_starred_codes_are_those_of_one_event_and_person(db, person, event_session):
    star(event_session, person)
    star(make_session(code="S7"), person)

    assert favourite_codes(event_session.event_id, person.id) == ["S1"]
