"""An event, somebody who moderates its sessions, and their browser."""

import pytest

from tests.factories import make_event, make_role


@pytest.fixture
def event(db):
    return make_event(slug="days")


@pytest.fixture
def moderator(event):
    return make_role(event, "moderator")


@pytest.fixture
def browser(as_person, moderator):
    return as_person(moderator)
