"""Fixtures of the desk's tests: an event, its organiser, and the organiser's browser."""

import pytest

from tests.factories import make_event, make_person, make_role


@pytest.fixture
def event(app):
    """A published event at the address /events/days/."""
    return make_event(slug="days", title="Cluster Days")


@pytest.fixture
def organiser(event):
    """An organiser of the event, Ieva Petrauskaitė."""
    return make_role(event, person=make_person(name="Ieva Petrauskaitė", email="ieva@example.org"))


@pytest.fixture
def desk(client, organiser):
    """The organiser's browser."""
    return client.sign_in(organiser)
