"""A session as a template for another one."""

import pytest

from eventdesk.programme.models.draft import DraftChange, DraftSession
from eventdesk.programme.models.programme import EventSession
from eventdesk.seats.models import SessionSeats
from eventdesk.speakers.models import SpeakerAssignment
from tests.desk.copies import FORM, full, make_original
from tests.factories import make_event, make_session
from tests.pages import text_of


@pytest.fixture
def event(app):
    return make_original()


def template(event, code="open"):
    return f"/desk/{event.slug}/sessions/{code}/template"


def test_template_fills_in_the_form_without_a_time(desk, event):
    full(event)

    page = desk.visit(template(event))

    assert text_of(page.h1) == "New session"
    assert [page.select_one(f"[name={name}]")["value"] for name in ("title", "starts", "ends", "code", "seats")] == [
        "Opening", "", "", "", "5",
    ]  # fmt: skip
    assert [page.select_one(f"[name={name}] [selected]")["value"] for name in ("room", "track", "kind")] == [
        "hall", "trade", "session",
    ]  # fmt: skip
    assert page.select_one("[name=abstract]").text.strip() == "Why"
    assert page.select_one("[name=with_people]").has_attr("checked")


def test_session_is_added_from_a_template(db, desk, event):
    full(event)

    answer = desk.submit(template(event, "later"), FORM, title="Much later")

    new = db.session.query(DraftSession).filter_by(title="Much later").one()
    assert (answer.status_code, answer.location) == (303, f"/desk/days-2026/sessions/{new.event_session.code}/")
    assert (new.minutes, new.starts_at, new.event_session.state) == (90, None, "draft")
    assert db.session.query(DraftChange).one().verb == "add"


@pytest.mark.parametrize(("ticked", "names"), [("y", ["Mod", "Maija"]), (None, [])])
def test_people_are_copied_once_if_selected(db, desk, event, ticked, names):
    full(event)
    page = desk.visit(template(event))

    answers = [desk.submit(page, FORM, day="2026-04-15", starts="10", ends="11", with_people=ticked) for _ in range(2)]

    code = answers[0].location.rsplit("/", 2)[1]
    new = db.session.query(EventSession).filter_by(code=code).one()
    appearing = (
        db.session.query(SpeakerAssignment).filter_by(event_session_id=new.id).order_by(SpeakerAssignment.position)
    )
    assert answers[0].location == answers[1].location
    assert [(one.person.name, one.talk_id) for one in appearing] == [(name, None) for name in names]
    assert db.session.get(SessionSeats, new.id).capacity == 5


def test_refused_template_shows_the_typed_values(db, desk, event):
    full(event)

    answer = desk.submit(template(event), FORM, title="", with_people=None, starts="10")

    page = desk.checked(answer, 422)
    assert [tag["href"] for tag in page.select(".ed-error-summary a")] == ["#title", "#day"]
    assert (page.select_one("[name=with_people]").has_attr("checked"), page.select_one("[name=starts]")["value"]) == (
        False, "10",
    )  # fmt: skip


def test_template_of_another_event_is_404(desk, event):
    other = make_session(make_event(slug="other"))

    assert desk.get(f"/desk/days-2026/sessions/{other.code}/template").status_code == 404
    assert desk.get(f"/desk/other/sessions/{other.code}/template").status_code == 404
