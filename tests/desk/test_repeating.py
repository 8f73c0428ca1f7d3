"""A session repeated on other days of its event."""

from datetime import UTC, date, datetime

import pytest

from eventdesk.core.db import transaction
from eventdesk.programme.models.draft import DraftChange
from eventdesk.programme.queries.draft import draft_sessions
from eventdesk.seats.models import SessionSeats
from eventdesk.speakers.models import SpeakerAssignment
from eventdesk.speakers.services.assignments import copy_assignments
from tests.desk.copies import FORM, of
from tests.factories import make_appearance, make_event, make_person, make_role, make_session
from tests.pages import text_of


@pytest.fixture
def week(app):
    return make_event(slug="week", starts_on=date(2026, 10, 14), ends_on=date(2026, 10, 18))


def repeat(session):
    return f"/desk/week/sessions/{session.code}/repeat"


def test_session_is_repeated_every_day(client, db, week):
    desk = client.sign_in(make_role(week))
    session = make_session(week, title="Coffee", seats=7)
    make_appearance(session, make_person(name="Ana", email=None))

    answer = desk.submit(repeat(session), FORM)

    page = desk.visit(answer.location)
    assert answer.status_code == 303
    assert "4 sessions added: 15, 16, 17 and 18 October. You can undo this on the agenda." in text_of(page.body)
    plans = draft_sessions(week.id)
    assert [(plan.title, plan.starts_at) for plan in plans] == [
        ("Coffee", datetime(2026, 10, day, 9, tzinfo=UTC)) for day in (14, 15, 16, 17, 18)
    ]
    assert [one.capacity for one in of(db, SessionSeats, week)] == [7] * 5
    assert [one.person.name for one in of(db, SpeakerAssignment, week)] == ["Ana"] * 5
    assert db.session.query(DraftChange).count() == 1


def test_session_is_repeated_on_selected_days_without_people(client, db, week):
    desk = client.sign_in(make_role(week))
    session = make_session(week, title="Coffee")
    make_appearance(session)
    page = desk.visit(repeat(session) + "?days=none")

    answer = desk.submit(page, FORM, days=["2026-10-18", "2026-10-15"], with_people=None)
    first = text_of(desk.visit(answer.location).body)
    again = desk.submit(page, FORM, days=["2026-10-18", "2026-10-16"], with_people=None)

    assert [tag["value"] for tag in page.select("[name=days][checked]")] == []
    assert "2 sessions added: 15 and 18 October." in first
    page_text = text_of(desk.visit(again.location).body)
    assert "1 session added: 16 October." in page_text
    assert "The session already exists at this time on 18 October." in page_text
    assert len(of(db, SpeakerAssignment, week)) == 1


def test_repetition_without_a_day_is_refused_beside_the_days(client, week):
    desk = client.sign_in(make_role(week))
    session = make_session(week)
    make_appearance(session)

    for days, sentence in (
        (None, "Choose at least one day"),
        ("2026-10-20", "'2026-10-20' is not a valid choice for this field."),
        ("nonsense", "'nonsense' is not a valid choice for this field."),
    ):
        answer = desk.submit(repeat(session), FORM, days=days, with_people=None)
        page = desk.checked(answer, 422)
        assert [(tag["href"], text_of(tag)) for tag in page.select(".ed-error-summary a")] == [("#days", sentence)]
        assert not page.select_one("[name=with_people]").has_attr("checked")


def test_unscheduled_or_cancelled_session_cannot_be_repeated(client, app, week):
    desk = client.sign_in(make_role(week))
    unplaced = make_session(week, state="draft", starts_at=None)
    cancelled = make_session(week, state="cancelled")

    assert [text_of(desk.visit(repeat(one)).select_one(".ed-empty h2")) for one in (unplaced, cancelled)] == [
        "The session is unscheduled", "The session is cancelled",
    ]  # fmt: skip
    assert desk.checked(desk.send(repeat(unplaced), {"days": "2026-10-15"}), 422)


def test_event_of_one_day_has_nothing_to_repeat_on(client, app):
    event = make_event(slug="week", ends_on=date(2026, 4, 14))
    session = make_session(event)

    page = client.sign_in(make_role(event)).visit(repeat(session))

    assert text_of(page.select_one(".ed-empty h2")) == "The event has no other day"


def test_session_page_leads_to_template_and_repetition(client, week):
    session = make_session(week)

    page = client.sign_in(make_role(week)).visit(f"/desk/week/sessions/{session.code}/")

    links = {text_of(tag): tag["href"] for tag in page.select("#copies a")}
    assert links == {
        "Use as template": f"/desk/week/sessions/{session.code}/template",
        "Repeat on other days": repeat(session),
    }


def test_new_session_is_saved_and_then_repeated(client, week):
    desk = client.sign_in(make_role(week))
    page = desk.visit("/desk/week/sessions/new")

    answer = desk.submit(page, FORM, title="Coffee", day="2026-10-14", starts="9", ends="9:30", repeat="1")

    assert text_of(page.select_one("[name=repeat]")) == "Save and repeat on other days"
    assert answer.status_code == 303
    assert text_of(desk.visit(answer.location).h1) == "Repeat session"


def test_people_are_not_copied_onto_themselves(db, week):
    session = make_session(week)
    make_appearance(session)

    with transaction():
        for _ in range(2):
            copy_assignments([(session.id, session.id)])

    assert len(of(db, SpeakerAssignment, week)) == 1
