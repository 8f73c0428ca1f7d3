"""The reader's own password and profile."""

from eventdesk.accounts.models import Account
from eventdesk.people.models import Person
from tests.accounts.members import PASSWORD, make_member, open_page
from tests.factories import make_person
from tests.pages import text_of


def test_password_change_ends_other_sign_ins_and_links(app, client, db, as_person, token_of):
    person = make_member(email="ana@example.org")
    other = as_person(person)
    other.send("/sign-in/link", {"email": "ana@example.org"})
    link = token_of()
    client.submit("/sign-in", email="ana@example.org", password=PASSWORD)

    response = client.submit("/my/password", current=PASSWORD, password="a new long one")

    assert (response.status_code, response.location) == (303, "/my/data")
    assert (client.get("/my/").status_code, open_page(other, "/my/").location) == (200, "/sign-in")
    assert app.test_client().send(f"/sign-in/{link}").status_code == 410
    assert app.test_client().submit("/sign-in", email="ana@example.org", password="a new long one").status_code == 303


def test_password_change_needs_the_current_password(client, db):
    person = make_member(email="ana@example.org")
    client.submit("/sign-in", email="ana@example.org", password=PASSWORD)
    before = db.session.get(Account, person.id).password_hash

    page = client.checked(client.submit("/my/password", current="not this one", password="a new long one"), 422)

    assert text_of(page.select_one(".ed-error-summary a")) == "This is not your current password"
    assert db.session.get(Account, person.id).password_hash == before


def test_sign_in_by_link_needs_no_current_password(client, token_of):
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
