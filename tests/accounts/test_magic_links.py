"""Sign-in links by email: they work once, for an hour, and reveal nothing."""

import re
from dataclasses import replace

import pytest

from eventdesk.accounts.models import SignIn
from tests.accounts.members import make_member
from tests.pages import text_of


@pytest.mark.parametrize(
    ("address", "template"), [("ana@example.org", "sign_in_link"), ("eve@example.org", "sign_in_unknown")]
)
def test_link_request_answers_alike_for_any_address(client, mails, address, template):
    make_member(email="ana@example.org")

    response = client.send("/sign-in/link", {"email": address})
    page = client.visit("/sign-in/sent")

    assert (response.status_code, response.location) == (303, "/sign-in/sent")
    assert text_of(page.h1) == "Check your email"
    assert [(mail.payload["template"], mail.recipient) for mail in mails()] == [(template, address)]


def test_opening_a_link_does_not_use_it(client, token_of):
    make_member(email="ana@example.org")
    client.send("/sign-in/link", {"email": "ana@example.org"})
    path = f"/sign-in/{token_of()}"

    for _ in range(3):
        client.visit(path)
        client.head(path)

    assert client.submit(path).location == "/my/"


def test_link_works_once(app, client, db, token_of):
    make_member(email="ana@example.org")
    client.send("/sign-in/link", {"email": "ana@example.org"})
    path = f"/sign-in/{token_of()}"
    client.submit(path)

    again = app.test_client()
    response = again.send(path)

    page = again.checked(response, 410)
    assert text_of(page.h1) == "This link no longer works"
    assert again.get(path).status_code == 410
    assert db.session.query(SignIn).count() == 1


def test_link_expires_after_an_hour(client, clock, token_of):
    make_member(email="ana@example.org")
    client.send("/sign-in/link", {"email": "ana@example.org"})
    clock.move(hours=1)

    assert client.send(f"/sign-in/{token_of()}").status_code == 410


@pytest.mark.parametrize(
    ("token", "status"), [("x", 410), ("%00", 400), ("a" * 3000, 410), ("link", 410), ("../my", 404)]
)
def test_unknown_link_is_gone(client, token, status):
    assert client.get(f"/sign-in/{token}").status_code == status


def test_page_of_a_link_is_not_cached(client, token_of):
    make_member(email="ana@example.org")
    client.send("/sign-in/link", {"email": "ana@example.org"})

    response = client.get(f"/sign-in/{token_of()}")

    assert (response.headers["Cache-Control"], response.headers["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_link_is_not_sent_for_a_foreign_host(client, app, mails):
    make_member(email="ana@example.org")

    response = client.post("/sign-in/link", data={"email": "ana@example.org"}, headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert mails() == []


def test_demo_shows_the_mail_only_to_its_requester(app, monkeypatch, mails):
    make_member(email="ana@example.org")
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], is_demo=True, mail_url=""))
    requester, other = app.test_client(), app.test_client()
    requester.send("/sign-in/link", {"email": "ana@example.org"})

    page = requester.visit(requester.visit("/sign-in/sent").select_one("main .ed-banner a")["href"])
    link = page.select_one(".ed-mail-text a")["href"]

    assert re.fullmatch(r"http://localhost/sign-in/[\w-]{43}", link)
    assert other.get("/sign-in/mail").status_code == 404
    assert requester.submit(link.removeprefix("http://localhost")).location == "/my/"


def test_mail_cannot_be_read_outside_the_demo(client):
    make_member(email="ana@example.org")
    client.send("/sign-in/link", {"email": "ana@example.org"})

    assert client.visit("/sign-in/sent").select("main .ed-banner") == []
    assert client.get("/sign-in/mail").status_code == 404
