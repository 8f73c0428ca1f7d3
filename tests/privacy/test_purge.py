"""Deleting personal data that no longer has a purpose. On both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from eventdesk.booking.services.confirmation import expire_registration
from eventdesk.core.db import db, transaction
from eventdesk.people.models import Person
from eventdesk.privacy.services import purge_unconfirmed_people
from eventdesk.registration.queries.policy import overdue_registrations
from tests.booking.helpers import confirm, request_link
from tests.factories import NOW, make_event

pytestmark = pytest.mark.both_engines


def test_people_without_a_confirmed_address_are_deleted(app):
    event = make_event()
    request_link(event, "nobody@example.org")
    confirm(request_link(event, "nino@example.org"))
    late = NOW + timedelta(days=3)
    with transaction():
        for registration_id in overdue_registrations(now=late):
            expire_registration(registration_id, now=late)

    with transaction():
        purge_unconfirmed_people(now=late)

    assert db.session.scalars(select(Person.email)).all() == ["nino@example.org"]
