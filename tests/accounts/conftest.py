"""Fixtures of the tests of accounts."""

import pytest

from eventdesk.core.models import OutboxItem
from tests.accounts.members import make_member


@pytest.fixture
def mails(db):
    """Return a function that reads the emails of the outbox, oldest first."""

    def read():
        return db.session.query(OutboxItem).filter_by(kind="mail").order_by(OutboxItem.id).all()

    return read


@pytest.fixture
def token_of(mails):
    """Return a function that reads the token in the last email."""
    return lambda: mails()[-1].payload["values"]["token"]


@pytest.fixture
def member(app):
    """Return a person with an account and PASSWORD."""
    return make_member(email="ana@example.org")
