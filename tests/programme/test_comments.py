"""Comments on a session."""

import pytest

from eventdesk.programme.models.programme import Comment
from tests.factories import make_event, make_person, make_session
from tests.pages import text_of

PATH = "/events/days/sessions/15808/comment"


@pytest.fixture
def session(app):
    return make_session(make_event(slug="days"), code="15808", comments_open=True)


@pytest.fixture
def reader(client, session):
    return client.sign_in(make_person(name="Annalisa Zuccotti"))


def test_comment_is_added_from_the_session_page(reader, db):
    page = reader.visit("/events/days/sessions/15808/")
    link = next(tag for tag in page.select("main a") if text_of(tag) == "Write a comment")

    answer = reader.submit(link["href"], text="Reserve a seat, now!")

    assert (answer.status_code, answer.location) == (303, "/events/days/sessions/15808/")
    assert db.session.query(Comment).one().text == "Reserve a seat, now!"
    assert "Reserve a seat, now!" in text_of(reader.visit(answer.location).select_one(".ed-comments"))


@pytest.mark.parametrize("text", [" ", "x" * 4_001])
def test_empty_or_too_long_comment_is_refused(reader, db, text):
    answer = reader.submit(PATH, text=text)

    reader.checked(answer, 422)
    assert db.session.query(Comment).count() == 0


def test_script_in_a_comment_is_shown_as_text(reader):
    reader.submit(PATH, text="<script>alert(1)</script> [x](javascript:alert(1))")

    page = reader.visit("/events/days/sessions/15808/")

    assert page.select(".ed-comments script, .ed-comments a[href^=javascript]") == []


def test_comment_while_comments_are_closed_is_refused(client, app):
    make_session(make_event(slug="days"), code="15808")
    reader = client.sign_in(make_person())

    assert (reader.get(PATH).status_code, reader.send(PATH, {"text": "x"}).status_code) == (403, 403)


def test_visitor_is_redirected_to_sign_in(client, session):
    answer = client.get(PATH, headers={"Accept": "text/html"})

    assert (answer.status_code, answer.location) == (303, "/sign-in")
