"""What the service worker leans on: its own address, and the mark by which it tells readers apart."""

from pathlib import Path

from sqlalchemy import update

from eventdesk.accounts.models import SignIn
from eventdesk.core.db import db, transaction
from tests.factories import NOW, make_event, make_person
from tests.pages import text_of

STATIC = Path(__file__).parents[2] / "static"


def test_worker_is_served_for_the_whole_site(client):
    response = client.get("/sw.js")

    assert (response.status_code, response.mimetype) == (200, "text/javascript")
    assert response.data == (STATIC / "js/sw.js").read_bytes()
    assert (response.headers["Service-Worker-Allowed"], response.headers["Cache-Control"]) == ("/", "no-cache")
    assert "worker-src 'self'" in response.headers["Content-Security-Policy"]


def test_each_sign_in_has_its_fingerprint(client, as_person):
    path, person = f"/events/{make_event().slug}/programme", make_person()
    here, there = as_person(person), as_person(person)

    marks = [browser.get(path).headers.get("Eventdesk-Reader") for browser in (client, here, here, there)]

    assert marks[0] is None
    assert marks[1] == marks[2] != marks[3]
    assert {len(mark) for mark in marks[1:]} == {16}


def test_revoked_sign_in_and_forgotten_guest_have_no_fingerprint(as_person, client):
    path = f"/events/{make_event().slug}/programme"
    browser = as_person(make_person())
    with client.session_transaction() as cookie:
        cookie["guests"] = {"1": ["K7WQ2M9XAB", 0]}
    as_guest = client.get(path).headers["Eventdesk-Reader"]
    with client.session_transaction() as cookie:
        cookie["guests"] = {}
    with transaction():
        db.session.execute(update(SignIn).values(revoked_at=NOW))

    assert len(as_guest) == 16
    assert "Eventdesk-Reader" not in client.get(path).headers
    assert "Eventdesk-Reader" not in browser.get(path).headers


def test_only_pages_carry_the_fingerprint(as_person):
    browser = as_person(make_person())

    assert "Eventdesk-Reader" not in browser.get("/my/data.json").headers
    assert "Eventdesk-Reader" not in browser.get("/static/img/favicon.svg").headers


def test_event_pages_and_my_agenda_are_available_offline(as_person, client):
    event = make_event()
    browser = as_person(make_person())

    available = [
        browser.visit(path)
        for path in ("/my/", "/my/print", f"/events/{event.slug}/", f"/events/{event.slug}/programme")
    ]
    others = [browser.visit(path) for path in ("/", "/my/data")]

    assert [len(page.select('[data-module="offline"]')) for page in [*available, *others]] == [1, 1, 1, 1, 0, 0]
    assert available[0].select_one('[data-module="offline"]')["role"] == "status"


def test_offline_page_is_the_same_for_everybody(client):
    page = client.visit("/offline")

    assert text_of(page.h1) == "You are offline"
    assert page.select('form, [href="/sign-in"]') == []
    assert [link["href"] for link in page.select("main a")] == ["", "/my/"]
