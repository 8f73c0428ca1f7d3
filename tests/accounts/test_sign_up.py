"""Signing up: accounts exist once the link is used; known addresses stay secret."""

import pytest

from eventdesk.accounts.models import Account, OneTimeLink
from eventdesk.people.models import Person
from tests.accounts.members import PASSWORD, make_member
from tests.factories import make_person
from tests.pages import text_of

TYPED = {
    "name": "Ana Lobo",
    "email": "ana@example.org",
    "organisation": "Shannon Institute",
    "country": "IE",
    "stakeholder_kind": "university",
}


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


def test_password_is_dropped_in_another_browser(app, client, db, token_of):
    sign_up(client, password=PASSWORD)
    other = app.test_client()

    response = other.submit(f"/sign-in/{token_of()}")

    assert response.location == "/my/"
    assert db.session.query(Account).one().password_hash is None
    assert "without a password" in text_of(other.visit("/my/"))


def test_sign_up_with_a_known_address_sends_a_sign_in_link(client, db, mails, token_of):
    person = make_member(name="Ana Before", email="ana@example.org")
    before = db.session.get(Account, person.id).password_hash

    response = sign_up(client, password="another password")
    client.submit(f"/sign-in/{token_of()}")

    assert (response.status_code, response.location) == (303, "/sign-in/sent")
    assert [mail.payload["template"] for mail in mails()] == ["sign_in_link"]
    assert db.session.query(Person).one().name == "Ana Before"
    assert db.session.query(Account).one().password_hash == before


def test_sign_up_does_not_rename_a_known_person(client, db, token_of):
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
    ("field", "value", "message"),
    [
        ("name", " ", "Enter your name"),
        ("name", "x" * 121, "Enter 120 characters or fewer"),
        ("email", "", "Enter your email address"),
        ("email", "ana@example.org, eve@example.org", "Enter an email address, as in name@example.org"),
        ("email", "ana@example.org\nBcc: eve@example.org", "Enter an email address, as in name@example.org"),
        ("email", "a" * 300 + "@example.org", "Enter an email address, as in name@example.org"),
        ("password", "short", "Enter 10 characters or more"),
        ("password", "x" * 1_000_000, "Enter 200 characters or fewer"),
        ("organisation", "x" * 201, "Enter 200 characters or fewer"),
        ("country", "XX", "Not a valid choice."),
        ("stakeholder_kind", "king", "Not a valid choice."),
    ],
)
def test_sign_up_with_a_wrong_value_is_refused(client, db, field, value, message):
    response = sign_up(client, **{field: value})

    page = client.checked(response, 422)
    assert [text_of(link) for link in page.select(".ed-error-summary a")] == [message]
    assert db.session.query(OneTimeLink).count() == 0
