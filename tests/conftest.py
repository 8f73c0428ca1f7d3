"""Fixtures for all tests: an application on an empty database, a clock, and a client that checks every page.

Tests run on SQLite; those marked `both_engines` run on SQLite and on PostgreSQL.
"""

import contextvars
import secrets
import socket
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event
from werkzeug.test import TestResponse
from xdist.scheduler import LoadScopeScheduling

from eventdesk.accounts import services as accounts
from eventdesk.core import clock as app_clock
from eventdesk.core.db import db as app_db
from eventdesk.core.db import transaction
from eventdesk.people.models import Person
from tests.databases import Postgresql, Sqlite, forget_requests
from tests.factories import NOW, make_account
from tests.pages import page_faults, parse

ENGINES = {"sqlite": Sqlite, "postgresql": Postgresql}


def pytest_generate_tests(metafunc):
    if metafunc.definition.get_closest_marker("both_engines"):
        if "engine" not in metafunc.fixturenames:
            metafunc.fixturenames.append("engine")
        metafunc.parametrize("engine", list(ENGINES), indirect=True)


class JourneysTogether(LoadScopeScheduling):
    """Gives all journeys to one worker, so that only one demo and one browser are started, at the beginning.

    All other tests are distributed one by one.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "journeys" if nodeid.startswith("tests/journeys/") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return JourneysTogether(config, log)


@pytest.fixture(scope="session", autouse=True)
def only_this_machine():
    """Refuse connections to other machines."""
    connect = socket.socket.connect

    def connect_here(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError(f"A test tried to connect to {address[0]}.")
        return connect(self, address)

    socket.socket.connect = connect_here
    yield
    socket.socket.connect = connect


@pytest.fixture(scope="session")
def engines(tmp_path_factory):
    """Return a function that returns an engine by name; each is started once."""
    started = {}

    def engine(name):
        if name not in started:
            started[name] = ENGINES[name](tmp_path_factory.mktemp(name))
        return started[name]

    yield engine
    for used_engine in started.values():
        used_engine.stop()


@pytest.fixture
def engine(engines, request):
    """Return the database engine of this test."""
    return engines(getattr(request, "param", "sqlite"))


class Clock:
    """A clock that stands still until the test moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def move(self, **by: float) -> datetime:
        """Move the clock, as in `clock.move(hours=2)`, and return the new time."""
        self.now += timedelta(**by)
        return self.now


@pytest.fixture
def clock():
    """Return the clock of the application: NOW of the factories, until the test moves it."""
    clock = Clock(NOW)
    app_clock.set_source(lambda: clock.now)
    yield clock
    app_clock.set_source(None)


@pytest.fixture
def app(engine, clock):
    """Return the application on an empty database, with an open context for the test."""
    engine.clean()
    forget_requests(engine.app)
    engine.app.test_client_class = Client
    with engine.app.app_context():
        yield engine.app


@pytest.fixture
def db(app):
    """Return the database object, with a session for the test; requests have their own."""
    return app_db


@pytest.fixture
def client(app):
    """Return the browser of a visitor."""
    return app.test_client()


class Client(FlaskClient):
    """A browser that checks every page it visits and fills in forms."""

    application: Flask

    def open(self, *args, **kwargs) -> TestResponse:
        """Send a request outside of the context of the test.

        Afterwards the test reads rows from the database again.
        """
        app_db.session.rollback()
        response = contextvars.Context().run(super().open, *args, **{"buffered": True, **kwargs})
        app_db.session.rollback()
        app_db.session.expire_all()
        return response

    def visit(self, path: str, status: int = 200, **kwargs) -> BeautifulSoup:
        """Return the page at `path` after checking its status and the rules of tests/pages.py."""
        return self.checked(self.get(path, **kwargs), status)

    def checked(self, response: TestResponse, status: int = 200) -> BeautifulSoup:
        """Return the page of a response after the same checks."""
        path = response.request.path
        assert response.status_code == status, f"{response.status} for {path}: {response.text[:2000]}"
        page = parse(response.text)
        assert page_faults(page, self.application, path) == []
        return page

    def csrf_token(self) -> str:
        """Return a CSRF token for forms of this browser, like those in pages.

        Afterwards the test reads rows from the database again.
        """
        app_db.session.rollback()
        with self.session_transaction() as cookie:
            secret = cookie.setdefault("csrf_token", secrets.token_hex(20))
        return str(URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(secret))

    def send(self, path: str, data: dict | None = None, **kwargs) -> TestResponse:
        """Post values to `path` with a valid CSRF token, without visiting the page of the form."""
        return self.post(path, data={"csrf_token": self.csrf_token(), **(data or {})}, **kwargs)

    def submit(self, page: BeautifulSoup | str, form: str = "main form[method=post]", **values) -> TestResponse:
        """Fill in the form that the selector `form` matches on `page` (or the page at that path) and submit it.

        Other fields are submitted with the values of the page. A value for a missing field fails.
        """
        if isinstance(page, str):
            page = self.visit(page)
        forms = page.select(form)
        assert len(forms) == 1, f"{len(forms)} forms are {form!r}"
        fields = prefilled(forms[0])
        unknown = set(values) - {tag.get("name") for tag in forms[0].select("[name]")}
        assert unknown == set(), f"the form has no {unknown}"
        data = {**fields, **values}
        data = {name: value for name, value in data.items() if value is not None}
        method = str(forms[0].get("method", "get")).upper()
        kwargs = {"query_string": data} if method == "GET" else {"data": data}
        return self.open(str(forms[0]["action"]), method=method, **kwargs)

    def sign_in(self, person: Person) -> "Client":
        """Sign `person` in, creating an account if there is none, and return this browser."""
        person_id = person.id
        account = make_account(person)
        with transaction():
            _, token = accounts.add_sign_in(account, now=app_clock.now())
        with self.session_transaction() as cookie:
            cookie.clear()
            cookie["_user_id"] = token
            cookie["_fresh"] = True
            cookie.permanent = True
        assert person_id == account.person_id
        return self


def prefilled(form: Tag) -> dict[str, str | list[str]]:
    """Return the values that a browser submits for an unchanged `form`, without buttons."""
    sent: dict[str, list[str]] = {}
    for tag in form.select("input[name], select[name], textarea[name]"):
        name, kind = str(tag["name"]), tag.get("type", "text")
        if tag.has_attr("disabled") or kind in ("submit", "button", "file", "image", "reset"):
            continue
        if kind in ("checkbox", "radio"):
            if tag.has_attr("checked"):
                sent.setdefault(name, []).append(str(tag.get("value", "on")))
        elif tag.name == "select":
            options = tag.select("option")
            selected = [option for option in options if option.has_attr("selected")]
            if not selected and not tag.has_attr("multiple"):
                selected = options[:1]
            for option in selected:
                sent.setdefault(name, []).append(str(option.get("value", option.get_text())))
        elif tag.name == "textarea":
            sent.setdefault(name, []).append(tag.get_text())
        else:
            sent.setdefault(name, []).append(str(tag.get("value", "")))
    return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}


@pytest.fixture
def as_person(app):
    """Return a function that returns a browser in which a person is signed in."""

    def browser(person: Person) -> Client:
        return app.test_client().sign_in(person)

    return browser


@pytest.fixture
def queries(db):
    """Count the statements of a block: `with queries() as seen: …; assert len(seen) == 3`."""

    @contextmanager
    def counted():
        seen = []

        def note(connection, cursor, statement, parameters, context, executemany):
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counted
