"""When the programme is served from the cache, and that each change shows at once."""

import pytest

from eventdesk.core.db import transaction
from eventdesk.programme.queries.sessions import sessions_of_event
from eventdesk.seats.services.reserve import reserve_seat
from tests.factories import NOW, make_person
from tests.public.conftest import at


@pytest.fixture
def event(two_days):
    return two_days


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
