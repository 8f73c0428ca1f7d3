"""The fixtures of the tests of seats: a session of an event, and an organiser of that event."""

import pytest

from tests.factories import make_event, make_role, make_session
from tests.seats.seat_desk import START


@pytest.fixture
def event(app):
    return make_event(slug="days", timezone="Europe/Lisbon")


@pytest.fixture
def session(event):
    return make_session(event, code="panel", title="Panel", starts_at=START)


@pytest.fixture
def organiser(as_person, event):
    return as_person(make_role(event, "organiser"))
