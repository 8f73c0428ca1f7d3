"""Fixtures of the programme's tests: an event with its organiser's browser, and two organisers."""

import pytest

from tests.factories import make_event, make_person, make_role


@pytest.fixture
def event(app):
    """A published event at the address /events/days/."""
    return make_event(slug="days")


@pytest.fixture
def organiser_client(client, event):
    """The browser of an organiser of the event."""
    return client.sign_in(make_role(event))


@pytest.fixture
def organisers(event):
    """The ids of two people who change the draft of the event."""
    return [make_person().id, make_person().id]
