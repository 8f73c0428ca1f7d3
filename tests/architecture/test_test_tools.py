"""The tools of the tests are tested themselves, so that a check that no longer finds anything is noticed."""

import socket
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from eventdesk.people.models import Person
from tests.factories import make_event, make_person, make_reservation, make_session
from tests.pages import page_faults, parse

ROOT = Path(__file__).resolve().parents[2]

GOOD = """<!doctype html><html lang="en"><title>Rooms – Desk</title><main><h1>Rooms</h1>
<form method="post" action="/sign-out"><input type="hidden" name="csrf_token" value="x">
<label for="name">Name</label><input id="name" name="name"><button>Save</button></form>
<img src="/static/img/favicon.svg" alt=""><a href="#name">To the name</a></main></html>"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<h1>Rooms</h1>", "", "0 h1"),
        ("<h1>Rooms</h1>", "<h1>Rooms</h1><h1>Rooms</h1>", "2 h1"),
        ("<h1>Rooms</h1>", "<h1>Room</h1><h3>Low</h3>", "h1 is followed by h3"),
        ("<title>Rooms – Desk", "<title>Desk – Rooms", "does not start with"),
        (' lang="en"', "", "lang"),
        ("main>", "div>", "not exactly one main"),
        ("<button>", '<button id="name">', "id used twice"),
        ('<label for="name">Name</label>', "", "without a label"),
        ('<label for="name">', '<label for="other">', "missing id other"),
        ("<button>Save</button>", "<button></button>", "without a text"),
        ("<button>Save</button>", "", "without a button"),
        (' action="/sign-out"', "", "without an action"),
        (' action="/sign-out"', ' action="/no-such-page"', "leads nowhere"),
        ('value="x"', 'value=""', "csrf_token with a value"),
        ('<input type="hidden" name="csrf_token" value="x">', "", "csrf_token with a value"),
        ('method="post"', 'method="get"', "GET form"),
        (' alt=""', "", "without alt"),
        ("favicon.svg", "none.svg", "static file is missing"),
        ('href="#name"', 'href="#nobody"', "missing id"),
        ('href="#name"', 'href="/no-such-page"', "leads nowhere"),
        ('href="#name"', 'href="javascript:go()"', "strange kind"),
        ("<h1>", '<h1 style="color: red">', "inline style"),
        ("<h1>", '<h1 onclick="go()">', "inline onclick"),
        ("<main>", "<main><script>go()</script>", "inline script"),
        ("<main>", "<main><style>p {}</style>", "style element"),
    ],
)
def test_page_faults_finds_faults(old, new, fault):
    app = Flask(__name__, static_folder=ROOT / "static")
    app.add_url_rule("/sign-out", view_func=lambda: "", endpoint="sign_out", methods=["GET", "POST"])
    assert page_faults(parse(GOOD), app, "/") == []

    faults = page_faults(parse(GOOD.replace(old, new)), app, "/")

    assert [text for text in faults if fault in text] != [], faults


def test_factory_refuses_unknown_arguments(app):
    with pytest.raises(TypeError):
        make_event(colour="red")


@pytest.mark.both_engines
@pytest.mark.parametrize("time", [1, 2])
def test_database_is_clean_in_each_test(db, time):
    make_person(name="Ada Lovelace", email="ada@example.org")

    assert db.session.scalars(select(Person.name)).all() == ["Ada Lovelace"]


@pytest.mark.both_engines
def test_factory_counts_the_seats_it_takes(db):
    event_session = make_session(seats=1)

    make_reservation(event_session)
    waiting = make_reservation(event_session, state="waiting")

    assert waiting.queue_number == 1


def test_request_has_no_context_of_the_test(app, as_person):
    first, second = as_person(make_person(name="Ada")), as_person(make_person(name="Ben"))

    names = [client.application is app and client.get("/healthz").status_code for client in (first, second, first)]

    assert len(set(names)) == 1


def test_other_machines_cannot_be_reached():
    with socket.socket() as one, pytest.raises(RuntimeError, match="tried to connect to 192"):
        one.connect(("192.0.2.1", 80))
