"""An event, its organiser, and the organiser's browser."""

import pytest

from tests.factories import make_event, make_person, make_role


@pytest.fixture
def event(db):
    return make_event(slug="days", title="Cluster Days")


@pytest.fixture
def organiser(event):
    return make_role(event, "organiser", make_person(name="Ieva Petraitė"))


@pytest.fixture
def browser(as_person, organiser):
    return as_person(organiser)
