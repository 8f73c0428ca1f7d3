"""Favourites: on the device before signing in, with the agenda afterwards."""

import pytest
from sqlalchemy import select

from eventdesk.agenda.models import Favourite
from eventdesk.agenda.queries.favourites import favourite_codes
from eventdesk.agenda.services.favourites import add_favourite, import_device_favourites
from eventdesk.core.db import transaction
from eventdesk.people.models import Person
from tests.factories import NOW, make_event, make_person, make_reservation, make_room, make_session
from tests.pages import text_of

JSON = {"Accept": "application/json"}


def favour(event_session, person):
    with transaction():
        add_favourite(event_session.id, person.id, now=NOW)


def favourites(db, person):
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
def test_favourite_added_twice_is_stored_once(db, person, event_session):
    favour(event_session, person)
    favour(event_session, person)

    assert favourites(db, person) == [event_session.id]


@pytest.mark.both_engines
def test_device_favourites_are_imported_once(db, person, event_session):
    event = event_session.event
    other = make_session(event, code="S2")
    make_session(event, code="S3", state="draft")
    make_session(event, code="S4", kind="break")
    elsewhere = make_session(code="S5")
    favour(event_session, person)

    with transaction():
        codes = ["S1", "S2", "S2", "S3", "S4", elsewhere.code, "'; DROP TABLE favourite"]
        new = import_device_favourites(event.id, codes, person.id, now=NOW)

    assert new == 1
    assert favourites(db, person) == [event_session.id, other.id]


def test_form_adds_and_removes_a_favourite(as_person, db, person, event_session):
    browser = as_person(person)
    page = browser.visit(PAGE)
    assert text_of(page.select_one(".ed-favourite-slot button")) == "Add to favourites"

    response = browser.submit(page, ".ed-favourite-slot form")

    assert (response.status_code, response.location) == (303, PAGE)
    assert favourites(db, person) == [event_session.id]
    page = browser.visit(PAGE)
    assert text_of(page.select_one(".ed-favourite-slot button")) == "Remove from favourites"
    browser.submit(page, ".ed-favourite-slot form")
    assert favourites(db, person) == []


def test_script_gets_204(as_person, db, person, event_session):
    browser = as_person(person)

    response = browser.send(f"{PAGE}star", headers=JSON)

    assert (response.status_code, response.data) == (204, b"")
    assert browser.send(f"{PAGE}star/remove", headers=JSON).status_code == 204
    assert browser.send(f"{PAGE}star/remove", headers=JSON).status_code == 204
    assert favourites(db, person) == []


def test_script_imports_and_gets_all_favourites_of_the_event(as_person, person, event_session):
    make_session(event_session.event, code="S2")
    favour(event_session, person)

    response = as_person(person).send("/events/days/stars", {"codes": "S2 nothing"}, headers=JSON)

    assert response.get_json() == {"starred": ["S1", "S2"]}


@pytest.mark.both_engines
@pytest.mark.parametrize("codes", ["", " ", "x" * 100_000, "☃ %00 -1", "a\x00b", " ".join(map(str, range(20_000)))])
def test_unknown_codes_are_ignored(as_person, db, person, event_session, codes):
    response = as_person(person).send("/events/days/stars", {"codes": codes}, headers=JSON)

    assert (response.status_code, response.get_json()) == (200, {"starred": []})


def test_visitor_is_redirected_to_sign_in(client, event_session):
    response = client.send(f"{PAGE}star")

    assert (response.status_code, response.location) == (303, "/sign-in")
    with client.session_transaction() as cookie:
        assert cookie["after_sign_in"] == PAGE
    assert client.send(f"{PAGE}star", headers=JSON).status_code == 401


@pytest.mark.parametrize(("given", "kind"), [({"state": "draft"}, "session"), ({}, "break")])
def test_session_without_a_page_cannot_be_a_favourite(as_person, db, person, event_session, given, kind):
    make_session(event_session.event, code="S9", kind=kind, **given)

    assert as_person(person).send("/events/days/sessions/S9/star").status_code == 404
    assert favourites(db, person) == []


def test_page_of_a_visitor_has_no_token_and_no_favourites(client, person, event_session):
    favour(event_session, person)

    box = client.visit("/events/days/programme").select_one('[data-module="favourites"]')

    assert {name: value for name, value in box.attrs.items() if name.startswith("data-")} == {
        "data-module": "favourites",
        "data-event": "days",
        "data-icons": box["data-icons"],
        "data-label": "Favourite",
        "data-label-off": "Add to favourites",
        "data-label-on": "Remove from favourites",
    }


def test_page_has_the_favourites_of_its_reader(as_person, person, event_session):
    make_session(event_session.event, code="S2")
    favour(event_session, person)

    box = as_person(person).visit("/events/days/programme").select_one('[data-module="favourites"]')

    assert (box["data-codes"], box["data-url"], bool(box["data-token"])) == ("S1", "/events/days/stars", True)


def test_agenda_shows_favourites_without_a_reservation(as_person, person, event_session):
    reserved = make_session(event_session.event, title="Reserved", seats=5)
    make_session(event_session.event, title="Neither")
    for session in (event_session, reserved):
        favour(session, person)
    make_reservation(reserved, person)
    favour(make_session(event_session.event, title="Some time", starts_at=None), person)

    page = as_person(person).visit("/my/")

    sections = {
        text_of(section.h2): [text_of(link) for link in section.select("h3, li > a")]
        for section in page.select(".ed-section")
    }
    assert sections == {
        "Tuesday 14 April " + event_session.event.title: ["Reserved"],
        "Favourites: Tuesday 14 April " + event_session.event.title: ["Panel"],
        "Time to be announced": ["Some time"],
    }
    assert [text_of(line) for line in page.select(".ed-seats")] == ["Your seat is confirmed"]


def test_agenda_of_favourites_alone_is_not_empty(as_person, person, event_session):
    favour(event_session, person)

    page = as_person(person).visit("/my/")

    assert page.select(".ed-empty") == []
    assert [text_of(heading) for heading in page.select(".ed-session h3")] == ["Panel"]


def test_favourite_of_an_unpublished_session_is_hidden(as_person, person, event_session):
    favour(event_session, person)
    with transaction():
        event_session.state = "draft"

    browser = as_person(person)

    assert "Panel" not in text_of(browser.visit("/my/").main)
    assert browser.visit("/events/days/programme").select('[data-codes="S1"]') == []


def test_favourites_are_in_the_personal_data_export(as_person, person, event_session):
    favour(event_session, person)
    favour(event_session, make_person())

    data = as_person(person).get("/my/data.json").get_json()

    assert data["stars"] == [{"event": event_session.event.title, "session": "Panel", "created_at": NOW.isoformat()}]


@pytest.mark.both_engines
def test_favourites_are_deleted_with_person_and_session(db, person, event_session):
    other = make_session(event_session.event)
    someone_else = make_person()
    for owner in (person, someone_else):
        favour(event_session, owner)
        favour(other, owner)

    with transaction():
        db.session.delete(db.session.get(Person, person.id))
    with transaction():
        db.session.delete(other)

    assert [(row.person_id, row.event_session_id) for row in db.session.scalars(select(Favourite))] == [
        (someone_else.id, event_session.id)
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_agenda_of_favourites_takes_eight_queries(as_person, person, queries, rows):
    for _ in range(rows):
        event = make_event()
        favour(make_session(event, room_id=make_room(event).id), person)
    browser = as_person(person)
    browser.get("/my/")

    with queries() as seen:
        browser.get("/my/")

    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 8


def test_favourite_codes_are_of_one_event_and_person(db, person, event_session):
    favour(event_session, person)
    favour(make_session(code="S7"), person)

    assert favourite_codes(event_session.event_id, person.id) == ["S1"]
