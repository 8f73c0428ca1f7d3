"""Members: people with an account and a known password."""

from eventdesk.accounts.passwords import hash_password
from tests.factories import make_account, make_person

PASSWORD = "correct horse battery"


def make_member(**given):
    """Store a person with an account and PASSWORD."""
    person = make_person(**given)
    make_account(person, password_hash=hash_password(PASSWORD))
    return person


def open_page(client, path):
    """Request a page as a browser does, with HTML as the accepted type."""
    return client.get(path, headers={"Accept": "text/html"})
