"""An event that the tests of this package share where its details do not matter."""

import pytest

from tests.factories import make_event


@pytest.fixture
def event(app):
    return make_event(slug="days", title="Cluster Days")
