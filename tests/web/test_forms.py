"""Forms: the values they read, whatever the shape of the request."""

from io import BytesIO

import pytest

from tests.factories import make_event, make_role
from tests.pages import text_of

NEW = {"title": "Days", "starts_on": "2026-10-14", "ends_on": "2026-10-15", "timezone": "UTC", "country": "LT"}


@pytest.fixture
def desk(client, app):
    return client.sign_in(make_role(make_event(slug="days")))


@pytest.mark.parametrize(
    ("name", "status"), [("name", 422), ("email", 422), ("organisation", 303), ("country", 422), ("password", 303)]
)
def test_file_for_a_text_is_read_as_empty(client, name, status):
    typed = {
        "name": "Ana Lobo",
        "email": "ana@example.org",
        "country": "",
        "stakeholder_kind": "",
        name: (BytesIO(b"<b>"), "a.pdf"),
    }

    answer = client.send("/sign-up", typed, content_type="multipart/form-data")

    assert answer.status_code == status


@pytest.mark.parametrize("name", ["title", "starts_on", "timezone", "is_online"])
def test_file_for_a_required_text_is_refused(desk, name):
    typed = {**NEW, "venue": "Hall", "ends_on": "", name: (BytesIO(b"\xff"), "a.pdf")}

    answer = desk.send("/desk/events/new", typed, content_type="multipart/form-data")

    assert desk.checked(answer, 422).select_one("[name=venue]")["value"] == "Hall"


@pytest.mark.parametrize("body", [{"title": 7, "starts_on": ["x"]}, {"title": "\ud800"}, ["x"], "x", None])
def test_json_is_not_read_as_a_form(desk, body):
    headers = {"X-CSRFToken": desk.csrf_token()}

    answer = desk.post("/desk/events/new", json=body, headers=headers)

    page = desk.checked(answer, 422)
    assert text_of(page.select_one(".ed-error-summary li")) == "Enter a title"
