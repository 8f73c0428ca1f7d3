"""Signing up, in and out: what the visitor sees, and what stays secret."""

import re

import pytest

from eventdesk.accounts.models import Account, OneTimeLink, SignIn
from eventdesk.accounts.passwords import hash_password
from eventdesk.core.models import OutboxItem
from eventdesk.people.models import Person
from tests.factories import make_account, make_event, make_person
from tests.pages import words

PASSWORD = "correct horse battery"
TYPED = {
    "name": "Ana Lobo",
    "email": "ana@example.org",
    "organisation": "Shannon Institute",
    "country": "IE",
    "stakeholder_kind": "university",
}


@pytest.fixture
def mails(db):
    """Return the mails of the outbox, oldest first."""

    def read():
        return db.session.query(OutboxItem).filter_by(kind="mail").order_by(OutboxItem.id).all()

    return read


@pytest.fixture
def token_of(mails):
    """Return the token of the link in the last mail."""
    return lambda: mails()[-1].payload["values"]["token"]


def make_member(**given):
    """Store somebody with an account and PASSWORD."""
    person = make_person(**given)
    make_account(person, password_hash=hash_password(PASSWORD))
    return person


def want(client, path):
    """Ask for a page as a browser does, which says that it likes HTML."""
    return client.get(path, headers={"Accept": "text/html"})


def sign_up(client, **given):
    return client.submit("/sign-up", **{**TYPED, **given})


def test_sign_up_makes_an_account_once_the_link_is_used(client, db, mails, token_of):
    response = sign_up(client, password=PASSWORD)

    assert (response.status_code, response.location) == (303, "/sign-in/sent")
    assert db.session.query(Person).count() == 0
    assert [(mail.payload["template"], mail.recipient) for mail in mails()] == [("sign_up_link", "ana@example.org")]

    response = client.submit(f"/sign-in/{token_of()}")

    assert (response.status_code, response.location) == (303, "/my/")
    person = db.session.query(Person).one()
    assert (person.name, person.organisation.name, person.country, person.stakeholder_kind) == (
        "Ana Lobo", "Shannon Institute", "IE", "university",
    )  # fmt: skip
    assert client.visit("/my/").h1.get_text() == "My agenda"


def test_password_of_a_sign_up_works_afterwards(app, client, token_of):
    sign_up(client, password=PASSWORD)
    client.submit(f"/sign-in/{token_of()}")

    response = app.test_client().submit("/sign-in", email="ana@example.org", password=PASSWORD)

    assert response.location == "/my/"


def test_password_typed_in_another_browser_is_left_out(app, client, db, token_of):
    sign_up(client, password=PASSWORD)
    other = app.test_client()

    response = other.submit(f"/sign-in/{token_of()}")

    assert response.location == "/my/"
    assert db.session.query(Account).one().password_hash is None
    assert "without the password" in words(other.visit("/my/"))


def test_sign_up_with_a_known_address_sends_a_sign_in_link_and_changes_nothing(client, db, mails, token_of):
    person = make_member(name="Ana Before", email="ana@example.org")
    before = db.session.get(Account, person.id).password_hash

    response = sign_up(client, password="another password")
    client.submit(f"/sign-in/{token_of()}")

    assert (response.status_code, response.location) == (303, "/sign-in/sent")
    assert [mail.payload["template"] for mail in mails()] == ["sign_in_link"]
    assert db.session.query(Person).one().name == "Ana Before"
    assert db.session.query(Account).one().password_hash == before


def test_somebody_known_without_an_account_gets_one_and_keeps_their_name(client, db, token_of):
    make_person(name="Ana Before", email="ana@example.org", country="PT")

    sign_up(client)
    client.submit(f"/sign-in/{token_of()}")

    person = db.session.query(Person).one()
    assert (person.name, person.country, person.organisation.name) == ("Ana Before", "PT", "Shannon Institute")
    assert db.session.query(Account).count() == 1


@pytest.mark.parametrize(
    "spelling", ["  Ana@Example.org ", "ANA@EXAMPLE.ORG", "ａｎａ@example.org", "ana@ｅｘａｍｐｌｅ.org"]
)
def test_every_spelling_of_an_address_is_one_account(client, db, mails, spelling):
    make_member(email="ana@example.org")

    sign_up(client, email=spelling)

    assert [(mail.payload["template"], mail.recipient) for mail in mails()] == [("sign_in_link", "ana@example.org")]


def test_composed_and_decomposed_letters_are_one_address(client, mails):
    make_member(email="andré@example.org")

    client.submit("/sign-in", "main form", email="andre\u0301@example.org", password=PASSWORD)
    client.send("/sign-in/link", {"email": "andre\u0301@example.org"})

    assert [mail.payload["template"] for mail in mails()] == ["sign_in_link"]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", " ", "Enter your name"),
        ("name", "x" * 121, "Enter 120 characters or fewer"),
        ("email", "", "Enter your e-mail address"),
        ("email", "ana@example.org, eve@example.org", "Enter an e-mail address, as in name@example.org"),
        ("email", "ana@example.org\nBcc: eve@example.org", "Enter an e-mail address, as in name@example.org"),
        ("email", "a" * 300 + "@example.org", "Enter an e-mail address, as in name@example.org"),
        ("password", "short", "Enter 10 characters or more"),
        ("password", "x" * 1_000_000, "Enter 200 characters or fewer"),
        ("organisation", "x" * 201, "Enter 200 characters or fewer"),
        ("country", "XX", "Not a valid choice."),
        ("stakeholder_kind", "king", "Not a valid choice."),
    ],
)
def test_sign_up_says_what_to_correct(client, db, field, value, says):
    response = sign_up(client, **{field: value})

    page = client.checked(response, 422)
    assert [words(link) for link in page.select(".ed-error-summary a")] == [says]
    assert db.session.query(OneTimeLink).count() == 0


def test_sign_in_with_the_right_password_leads_to_my_agenda(client):
    make_member(email="ana@example.org")

    response = client.submit("/sign-in", email="ANA@example.org", password=PASSWORD)

    assert (response.status_code, response.location) == (303, "/my/")


@pytest.mark.parametrize("known", [True, False])
def test_wrong_password_and_unknown_address_look_the_same(client, known):
    make_member(email="ana@example.org")

    response = client.submit("/sign-in", email="ana@example.org" if known else "eve@example.org", password="wrong-word")

    page = client.checked(response, 422)
    assert words(page.select_one(".ed-error-summary li")) == (
        "The e-mail address or the password is not right. You can also have a link sent to you."
    )


def test_disabled_account_cannot_sign_in(client, db, clock, token_of):
    person = make_member(email="ana@example.org")
    make_account(person, disabled_at=clock.now)

    by_password = client.submit("/sign-in", email="ana@example.org", password=PASSWORD)
    client.send("/sign-in/link", {"email": "ana@example.org"})
    by_link = client.submit(f"/sign-in/{token_of()}")

    assert (by_password.status_code, by_link.status_code) == (422, 410)
    assert db.session.query(SignIn).count() == 0


@pytest.mark.parametrize(
    ("address", "template"), [("ana@example.org", "sign_in_link"), ("eve@example.org", "sign_in_unknown")]
)
def test_asking_for_a_link_answers_the_same_for_everybody(client, mails, address, template):
    make_member(email="ana@example.org")

    response = client.send("/sign-in/link", {"email": address})
    page = client.visit("/sign-in/sent")

    assert (response.status_code, response.location) == (303, "/sign-in/sent")
    assert words(page.h1) == "We sent you a mail"
    assert [(mail.payload["template"], mail.recipient) for mail in mails()] == [(template, address)]


def test_opening_a_link_uses_nothing_up(client, token_of):
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
    assert words(page.h1) == "This link does not work any more"
    assert again.get(path).status_code == 410
    assert db.session.query(SignIn).count() == 1


def test_link_is_old_after_an_hour(client, clock, token_of):
    make_member(email="ana@example.org")
    client.send("/sign-in/link", {"email": "ana@example.org"})
    clock.move(hours=1)

    assert client.send(f"/sign-in/{token_of()}").status_code == 410


@pytest.mark.parametrize("token", ["x", "%00", "a" * 3000, "link", "../my"])
def test_unknown_link_says_how_to_get_a_new_one(client, token):
    assert client.get(f"/sign-in/{token}").status_code in (400, 404, 410)


def test_page_of_a_link_is_kept_nowhere(client, token_of):
    make_member(email="ana@example.org")
    client.send("/sign-in/link", {"email": "ana@example.org"})

    response = client.get(f"/sign-in/{token_of()}")

    assert (response.headers["Cache-Control"], response.headers["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_link_comes_from_the_configured_address_whatever_the_host(client, app, mails):
    make_member(email="ana@example.org")

    response = client.post("/sign-in/link", data={"email": "ana@example.org"}, headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert mails() == []


def test_sign_in_leads_back_to_the_page_that_was_wanted(client):
    make_member(email="ana@example.org")
    want(client, "/my/data")

    response = client.submit("/sign-in", email="ana@example.org", password=PASSWORD)

    assert response.headers["Location"] == "/my/data"


def test_sign_in_by_link_leads_back_to_the_session_of_the_seat(client, token_of):
    make_member(email="ana@example.org")
    event = make_event()
    want(client, f"/events/{event.slug}/register?account=1")
    client.send("/sign-in/link", {"email": "ana@example.org"})

    response = client.submit(f"/sign-in/{token_of()}")

    assert response.headers["Location"] == f"/events/{event.slug}/register?account=1"


@pytest.mark.parametrize(
    "target",
    ["//evil.example/", "/\\evil.example", "https://evil.example/", "/\t/evil.example", "/%0d", "javascript:x", ""],
)
def test_sign_in_leads_to_no_other_site(client, target):
    make_member(email="ana@example.org")
    with client.session_transaction() as cookie:
        cookie["after_sign_in"] = target

    response = client.submit("/sign-in", email="ana@example.org", password=PASSWORD)

    assert response.headers["Location"] == ("/%0d" if target == "/%0d" else "/my/")


def test_cookie_is_new_after_sign_in(client):
    make_member(email="ana@example.org")
    want(client, "/my/data")
    before = client.get_cookie("eventdesk").value
    token_before = client.csrf_token()

    client.submit("/sign-in", email="ana@example.org", password=PASSWORD)

    assert client.get_cookie("eventdesk").value != before
    assert client.csrf_token() != token_before


def test_cookie_is_worth_nothing_after_sign_out(client):
    make_member(email="ana@example.org")
    client.submit("/sign-in", email="ana@example.org", password=PASSWORD)
    stolen = client.get_cookie("eventdesk").value

    client.submit("/sign-out")
    client.set_cookie("eventdesk", stolen)

    assert want(client, "/my/").location == "/sign-in"


def test_opening_the_sign_out_page_signs_nobody_out(client):
    make_member(email="ana@example.org")
    client.submit("/sign-in", email="ana@example.org", password=PASSWORD)

    assert words(client.visit("/sign-out").h1) == "Sign out"
    assert client.get("/my/").status_code == 200


def test_sign_out_everywhere_ends_every_browser(app, as_person):
    person = make_person()
    first, second = as_person(person), as_person(person)

    first.submit("/my/data", "form:has([name=everywhere])")

    assert (want(first, "/my/").location, want(second, "/my/").location) == ("/sign-in", "/sign-in")


def test_changing_the_password_signs_other_browsers_out_and_ends_open_links(app, client, db, as_person, token_of):
    person = make_member(email="ana@example.org")
    other = as_person(person)
    other.send("/sign-in/link", {"email": "ana@example.org"})
    link = token_of()
    client.submit("/sign-in", email="ana@example.org", password=PASSWORD)

    response = client.submit("/my/password", current=PASSWORD, password="a new long one")

    assert (response.status_code, response.location) == (303, "/my/data")
    assert (client.get("/my/").status_code, want(other, "/my/").location) == (200, "/sign-in")
    assert app.test_client().send(f"/sign-in/{link}").status_code == 410
    assert app.test_client().submit("/sign-in", email="ana@example.org", password="a new long one").status_code == 303


def test_changing_the_password_needs_the_present_one(client, db):
    person = make_member(email="ana@example.org")
    client.submit("/sign-in", email="ana@example.org", password=PASSWORD)
    before = db.session.get(Account, person.id).password_hash

    page = client.checked(client.submit("/my/password", current="not this one", password="a new long one"), 422)

    assert words(page.select_one(".ed-error-summary a")) == "This is not your present password"
    assert db.session.get(Account, person.id).password_hash == before


def test_whoever_came_by_a_link_sets_a_password_without_the_present_one(client, token_of):
    make_member(email="ana@example.org")
    client.send("/sign-in/link", {"email": "ana@example.org"})
    client.submit(f"/sign-in/{token_of()}")

    assert client.submit("/my/password", password="a new long one").location == "/my/data"


def test_profile_is_changed(client, db, as_person):
    person = make_person(name="Ana Before")

    response = as_person(person).submit("/my/profile", name="Ana After", organisation="Tbilisi Hub", country="GE")

    assert response.location == "/my/data"
    changed = db.session.get(Person, person.id)
    assert (changed.name, changed.organisation.name, changed.country) == ("Ana After", "Tbilisi Hub", "GE")


def test_mail_can_be_read_in_the_demo_by_whoever_asked(app, monkeypatch, mails):
    make_member(email="ana@example.org")
    monkeypatch.setitem(app.config, "SETTINGS", _demo(app))
    asker, stranger = app.test_client(), app.test_client()
    asker.send("/sign-in/link", {"email": "ana@example.org"})

    page = asker.visit(asker.visit("/sign-in/sent").select_one("main .ed-banner a")["href"])
    link = page.select_one(".ed-mail-text a")["href"]

    assert re.fullmatch(r"http://localhost/sign-in/[\w-]{43}", link)
    assert stranger.get("/sign-in/mail").status_code == 404
    assert asker.submit(link.removeprefix("http://localhost")).location == "/my/"


def test_mail_cannot_be_read_outside_the_demo(client):
    make_member(email="ana@example.org")
    client.send("/sign-in/link", {"email": "ana@example.org"})

    assert client.visit("/sign-in/sent").select("main .ed-banner") == []
    assert client.get("/sign-in/mail").status_code == 404


def _demo(app):
    from dataclasses import replace

    return replace(app.config["SETTINGS"], is_demo=True, mail_url="")
