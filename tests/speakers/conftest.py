"""Fixtures of the speakers' tests: an event and a person."""

import pytest

from tests.factories import make_event, make_person


@pytest.fixture
def event(app):
    return make_event()


@pytest.fixture
def person(app):
    return make_person()
