"""Signing in with a password and signing out: where it leads, and what the cookie is worth."""

import pytest

from eventdesk.accounts.models import SignIn
from tests.accounts.members import PASSWORD, make_member, open_page
from tests.factories import make_account, make_event, make_person
from tests.pages import text_of


def test_sign_in_with_the_right_password_leads_to_my_agenda(client):
    make_member(email="ana@example.org")

    response = client.submit("/sign-in", email="ANA@example.org", password=PASSWORD)

    assert (response.status_code, response.location) == (303, "/my/")


@pytest.mark.parametrize("known", [True, False])
def test_wrong_password_and_unknown_address_look_the_same(client, known):
    make_member(email="ana@example.org")

    response = client.submit("/sign-in", email="ana@example.org" if known else "eve@example.org", password="wrong-word")

    page = client.checked(response, 422)
    assert text_of(page.select_one(".ed-error-summary li")) == (
        "The email address or password is incorrect. You can also request a sign-in link."
    )


def test_disabled_account_cannot_sign_in(client, db, clock, token_of):
    person = make_member(email="ana@example.org")
    make_account(person, disabled_at=clock.now)

    by_password = client.submit("/sign-in", email="ana@example.org", password=PASSWORD)
    client.send("/sign-in/link", {"email": "ana@example.org"})
    by_link = client.submit(f"/sign-in/{token_of()}")

    assert (by_password.status_code, by_link.status_code) == (422, 410)
    assert db.session.query(SignIn).count() == 0


def test_sign_in_returns_to_the_requested_page(client):
    make_member(email="ana@example.org")
    open_page(client, "/my/data")

    response = client.submit("/sign-in", email="ana@example.org", password=PASSWORD)

    assert response.headers["Location"] == "/my/data"


def test_sign_in_by_link_returns_to_the_registration(client, token_of):
    make_member(email="ana@example.org")
    event = make_event()
    open_page(client, f"/events/{event.slug}/register?account=1")
    client.send("/sign-in/link", {"email": "ana@example.org"})

    response = client.submit(f"/sign-in/{token_of()}")

    assert response.headers["Location"] == f"/events/{event.slug}/register?account=1"


@pytest.mark.parametrize(
    "target",
    ["//evil.example/", "/\\evil.example", "https://evil.example/", "/\t/evil.example", "/%0d", "javascript:x", ""],
)
def test_sign_in_returns_to_no_other_site(client, target):
    make_member(email="ana@example.org")
    with client.session_transaction() as cookie:
        cookie["after_sign_in"] = target

    response = client.submit("/sign-in", email="ana@example.org", password=PASSWORD)

    assert response.headers["Location"] == ("/%0d" if target == "/%0d" else "/my/")


def test_cookie_is_new_after_sign_in(client):
    make_member(email="ana@example.org")
    open_page(client, "/my/data")
    before = client.get_cookie("eventdesk").value
    token_before = client.csrf_token()

    client.submit("/sign-in", email="ana@example.org", password=PASSWORD)

    assert client.get_cookie("eventdesk").value != before
    assert client.csrf_token() != token_before


def test_cookie_is_invalid_after_sign_out(client):
    make_member(email="ana@example.org")
    client.submit("/sign-in", email="ana@example.org", password=PASSWORD)
    stolen = client.get_cookie("eventdesk").value

    client.submit("/sign-out")
    client.set_cookie("eventdesk", stolen)

    assert open_page(client, "/my/").location == "/sign-in"


def test_sign_out_page_alone_signs_no_one_out(client):
    make_member(email="ana@example.org")
    client.submit("/sign-in", email="ana@example.org", password=PASSWORD)

    assert text_of(client.visit("/sign-out").h1) == "Sign out"
    assert client.get("/my/").status_code == 200


def test_sign_out_everywhere_ends_every_browser(app, as_person):
    person = make_person()
    first, second = as_person(person), as_person(person)

    first.submit("/my/data", "form:has([name=everywhere])")

    assert (open_page(first, "/my/").location, open_page(second, "/my/").location) == ("/sign-in", "/sign-in")
