"""The page of a session that is stored: whatever it shows is as new as the request, and nobody's own things are stored."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import template_rendered
from flask_wtf.csrf import generate_csrf

from eventdesk.core.db import db, transaction
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models.programme import Comment, Event, EventSession, Link, Room, Talk, Track
from eventdesk.public.views.session_content import NOT_SHOWN, stored_sessions
from eventdesk.public.views.stored_pages import render_for_all
from eventdesk.seats.models import SessionSeats
from eventdesk.speakers.models import Material
from tests.factories import (
    make_appearance,
    make_comment,
    make_event,
    make_link,
    make_material,
    make_organisation,
    make_person,
    make_room,
    make_seats,
    make_session,
    make_talk,
    make_track,
)

START = datetime(2026, 4, 14, 13, 0, tzinfo=UTC)
PATH = "/events/days/sessions/panel/"


@pytest.fixture
def session(app):
    """A session of which there is everything that a page can show."""
    organiser = make_organisation(name="Shannon Institute")
    event = make_event(slug="days", timezone="Europe/Lisbon", organiser_id=organiser.id, online_url="")
    room, track = make_room(event, name="Room 1"), make_track(event, name="Energy")
    session = make_session(event, code="panel", title="Panel", starts_at=START, room_id=room.id, track_id=track.id)
    make_seats(session, capacity=10)
    talk = make_talk(session, title="First talk")
    make_appearance(session, make_person(name="Aoife Byrne", organisation_id=organiser.id), talk_id=talk.id)
    make_comment(session, text="Well said")
    make_material(session, title="Slides of the panel")
    make_link(event, event_session_id=session.id, title="Project page")
    return session


def change(model, **values):
    """Change the one row, or the first, of a table."""
    with transaction():
        row = db.session.scalars(db.select(model).order_by(db.inspect(model).primary_key[0])).first()
        for name, value in values.items():
            setattr(row, name, value)


@pytest.mark.parametrize(
    ("model", "column", "value"),
    [
        (Event, "title", "Renamed event"),
        (Event, "venue", "Another venue"),
        (Event, "contact_email", "new@example.org"),
        (EventSession, "title", "Renamed session"),
        (EventSession, "abstract", "Another abstract"),
        (EventSession, "starts_at", START + timedelta(minutes=10)),
        (EventSession, "state", "cancelled"),
        (Room, "name", "Room 2"),
        (Track, "name", "Mobility"),
        (Organisation, "name", "Galway Institute"),
        (Person, "name", "Ana Byrne"),
        (Talk, "title", "Renamed talk"),
        (Comment, "text", "Badly said"),
        (Material, "title", "Paper of the panel"),
        (Link, "title", "Page of the project"),
        (SessionSeats, "capacity", 20),
    ],
)
def test_changed_value_shows_at_once(client, session, model, column, value):
    before = client.get(PATH).text
    change(model, **{column: value})

    after = client.get(PATH).text
    stored_sessions.clear()

    assert after != before
    assert after == client.get(PATH).text


@pytest.mark.parametrize(
    ("model", "column"), [(model, column) for model, columns in NOT_SHOWN.items() for column in sorted(columns)]
)
def test_column_that_is_not_shown_changes_nothing(client, session, model, column):
    before = client.get(PATH).text
    change(
        model, **{column: START if column == "changed_at" else 7 if "revision" in column or "gap" in column else "X"}
    )
    stored_sessions.clear()

    assert client.get(PATH).text == before


def test_after_a_reservation_only_the_panel_is_rendered(app, client, session):
    client.get(PATH)
    with transaction():
        db.session.get_one(SessionSeats, session.id).taken += 1
    rendered = []

    def note(sender, template, **context):
        rendered.append(template.name)

    with template_rendered.connected_to(note, app):
        client.get(PATH)
        client.get(PATH)

    assert rendered == ["public/_seat_panel.html"]


def test_page_has_no_placeholder(client, as_person, session):
    for reader in (client, as_person(make_person())):
        assert "<!--" not in reader.get(PATH).text


def test_readers_get_different_tokens(as_person, session):
    tokens = []
    for person in (make_person(), make_person()):
        values = re.findall(r'name="csrf_token" value="([^"]+)"', as_person(person).get(PATH).text)
        assert len(set(values)) == 1
        tokens.append(values[0])

    assert tokens[0] != tokens[1]


def test_visitor_gets_no_page_of_a_reader(client, as_person, session):
    as_person(make_person()).get(PATH)

    assert "Sign out" not in client.get(PATH).text


def test_favourite_is_shown_to_its_reader_alone(as_person, session):
    one, other = as_person(make_person()), as_person(make_person())
    one.submit(PATH, ".ed-favourite-slot form")

    assert "Remove star" in one.get(PATH).text
    assert "Remove star" not in other.get(PATH).text


def test_template_with_the_token_of_a_reader_is_not_stored(app):
    source = '{% from "components/actions.html" import post %}{{ post("Save", "/") }}'
    with app.test_request_context():
        generate_csrf()
        with pytest.raises(RuntimeError, match="CSRF token"):
            render_for_all(app.jinja_env.from_string(source))
