"""Fixtures of the tests of booking."""

import pytest

from eventdesk.core.models import OutboxItem


@pytest.fixture
def mails(db):
    """A function that returns template and recipient of all emails in the outbox, oldest first."""

    def read():
        items = db.session.query(OutboxItem).filter_by(kind="mail").order_by(OutboxItem.id)
        return [(item.payload["template"], item.recipient) for item in items]

    return read
