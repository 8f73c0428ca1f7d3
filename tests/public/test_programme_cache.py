"""When the programme is served from the cache, and that each change shows at once."""

from datetime import UTC, datetime, timedelta

import pytest

from eventdesk.core.db import transaction
from eventdesk.programme.queries.sessions import sessions_of_event
from eventdesk.seats.services.reserve import reserve_seat
from tests.factories import (
    FIRST_DAY,
    NOW,
    make_appearance,
    make_event,
    make_organisation,
    make_person,
    make_room,
    make_session,
    make_track,
)
from tests.pages import words


def at(hour, minute=0, day=FIRST_DAY):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def titles(page):
    return [words(heading) for heading in page.select(".ed-session h3")]


@pytest.fixture
def event(app):
    """Two days, two rooms, two tracks."""
    event = make_event(slug="days", timezone="UTC")
    hall, studio = make_room(event, name="Hall", slug="hall", seats=100), make_room(event, name="Studio", slug="studio")
    policy = make_track(event, letter="A", name="Policy", slug="policy")
    first = make_session(event, title="Opening", starts_at=at(9), room_id=hall.id, track_id=policy.id, seats=50)
    make_session(event, title="Workshop", starts_at=at(9), room_id=studio.id)
    make_session(event, title="Coffee", kind="break", starts_at=at(10), place="Foyer")
    make_session(event, title="Second day", starts_at=at(9, day=FIRST_DAY + timedelta(days=1)), room_id=hall.id)
    organisation = make_organisation(name="Tbilisi Hub")
    make_appearance(first, make_person(name="Antonín Dvořák", email=None, organisation_id=organisation.id))
    return event


@pytest.mark.both_engines
def test_unchanged_programme_answers_304(client, event):
    first = client.get("/events/days/programme")

    again = client.get("/events/days/programme", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"


def test_unchanged_programme_is_not_rendered_again(client, event, queries):
    client.get("/events/days/programme")

    with queries() as seen:
        assert client.get("/events/days/programme").status_code == 200

    assert [statement for statement in seen if statement != "BEGIN"] == []


@pytest.mark.parametrize("address", ["", "?day=all", "?day=2026-04-14&q=&room=hall&track=", "?view=room"])
def test_programme_at_a_linked_address_is_cached(client, event, queries, address):
    client.get(f"/events/days/programme{address}")

    with queries() as seen:
        client.get(f"/events/days/programme{address}")

    assert [statement for statement in seen if statement != "BEGIN"] == []


@pytest.mark.parametrize(
    "address", ["?q=opening", "?day=%61ll", "?day=all&day=x", "?view=+time", "?utm=1", "?zone=UTC", "?view=day", "?&"]
)
def test_programme_at_another_spelling_is_not_cached(client, event, queries, address):
    client.get(f"/events/days/programme{address}")

    with queries() as seen:
        assert client.get(f"/events/days/programme{address}").status_code == 200

    assert len([statement for statement in seen if statement != "BEGIN"]) >= 6


def test_change_of_the_event_shows_at_once(client, event):
    tag = client.get("/events/days/programme").headers["ETag"]
    with transaction():
        event.title = "Changed title"
        event.revision += 1

    response = client.get("/events/days/programme", headers={"If-None-Match": tag})

    assert response.status_code == 200
    assert "Changed title" in response.text


@pytest.mark.both_engines
def test_reserved_seat_shows_at_once(client, event, app):
    assert "50 seats left" in client.get("/events/days/programme").text
    opening = next(one for one in sessions_of_event(event.id) if one.title == "Opening")
    person = make_person()
    with transaction():
        reserve_seat(opening.id, person.id, actor_id=person.id, now=NOW)

    assert "49 seats left" in client.get("/events/days/programme").text


def test_unpublished_event_is_gone_at_once(client, event):
    client.get("/events/days/programme")
    with transaction():
        event.state = "draft"

    assert client.get("/events/days/programme").status_code == 404


def test_now_moves_while_the_event_runs(client, event, clock):
    clock.now = at(9, 20)
    assert "09:20" in client.get("/events/days/programme").text

    clock.move(minutes=1)

    assert "09:21" in client.get("/events/days/programme").text


def test_programme_of_a_signed_in_reader_is_not_cached(as_person, client, event):
    response = as_person(make_person(name="Ieva Pranskutė")).get("/events/days/programme")

    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in response.headers
    assert "Sign out" not in client.get("/events/days/programme").text
