"""Forms: what they read of a request, whatever its shape."""

from io import BytesIO

import pytest

from tests.factories import make_event, make_role
from tests.pages import words

NEW = {"title": "Days", "starts_on": "2026-10-14", "ends_on": "2026-10-15", "timezone": "UTC", "country": "LT"}


@pytest.fixture
def desk(client, app):
    return client.sign_in(make_role(make_event(slug="days")))


@pytest.mark.parametrize("name", ["name", "email", "organisation", "country", "password"])
def test_file_in_the_place_of_a_text_counts_as_nothing(client, name):
    typed = {"name": "Ana Lobo", "email": "ana@example.org", name: (BytesIO(b"<b>"), "a.pdf")}

    answer = client.send("/sign-up", typed, content_type="multipart/form-data")

    assert answer.status_code in (303, 422)


@pytest.mark.parametrize("name", ["title", "starts_on", "timezone", "is_online"])
def test_file_in_the_place_of_what_is_needed_is_refused_and_nothing_lost(desk, name):
    typed = {**NEW, "venue": "Kept", "ends_on": "", name: (BytesIO(b"\xff"), "a.pdf")}

    answer = desk.send("/desk/events/new", typed, content_type="multipart/form-data")

    assert desk.checked(answer, 422).select_one("[name=venue]")["value"] == "Kept"


@pytest.mark.parametrize("sent", [{"title": 7, "starts_on": ["x"]}, {"title": "\ud800"}, ["x"], "x", None])
def test_json_is_no_form(desk, sent):
    headers = {"X-CSRFToken": desk.csrf_token()}

    answer = desk.post("/desk/events/new", json=sent, headers=headers)

    page = desk.checked(answer, 422)
    assert words(page.select_one(".ed-error-summary li")) == "Enter a title"
