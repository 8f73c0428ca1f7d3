"""Fixtures of the tests of registration: an event, its organiser's browser, questions with answers to depend on."""

import pytest

from tests.factories import make_event, make_role
from tests.registration.helpers import make_meal, make_wine


@pytest.fixture
def event(db):
    return make_event(slug="days")


@pytest.fixture
def browser(as_person, event):
    """The browser of an organiser of the event."""
    return as_person(make_role(event, "organiser"))


@pytest.fixture
def meal(event):
    """A question with choices."""
    return make_meal(event)


@pytest.fixture
def wine(event, meal):
    """A question that depends on `meal`."""
    return make_wine(event)
