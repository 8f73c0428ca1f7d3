from datetime import timedelta

import pytest

from eventdesk.core.db import db, transaction
from eventdesk.core.files import store
from eventdesk.reports.models import SessionOutcome
from eventdesk.seats.models import SeatQuota, SessionSeats
from tests.factories import (
    NOW,
    make_appearance,
    make_comment,
    make_event,
    make_link,
    make_material,
    make_organisation,
    make_person,
    make_registration,
    make_report,
    make_reservation,
    make_role,
    make_seats,
    make_session,
    make_talk,
)
from tests.pages import text_of
from tests.public.conftest import START


@pytest.fixture
def event(ict):
    return ict


@pytest.fixture
def session(ict_session):
    return ict_session


def facts(page):
    return {text_of(row.dt): text_of(row.dd) for row in page.select(".ed-meta-list > div")}


def box(page):
    return page.select_one(".ed-seat-box")


def buttons(page):
    """The forms of the seat box with their addresses; a visitor's has a link in their place."""
    links = [(text_of(link), link["href"]) for link in box(page).select("a.ed-button")]
    return [(text_of(form.button), form["action"]) for form in box(page).select("form")] or links


def section(page, title):
    return next(one for one in page.select(".ed-section") if text_of(one.h2) == title)


@pytest.mark.both_engines
def test_session_page(client, session):
    page = client.visit("/events/ict/sessions/15808/")

    assert text_of(page.h1) == "The Supporting Role of Clusters"
    assert facts(page) == {
        "When": "14 April 2026, 14:00–14:45, Lisbon time (WEST, UTC+1)",
        "Where": "Room 1.05",
        "Organised by": "Tamara HÖGLER , CyberForum e.V., Innovations, Germany",
        "Track": "EU Policy",
        "ID": "15808",
    }
    assert text_of(page.select_one(".ed-back a")) == "Programme of 14 April"
    assert [text_of(one.h2) for one in page.select(".ed-section")] == [
        "About the session",
        "How the session runs",
        "Talks",
        "Expected outcome",
        "Projects",
        "Materials",
        "Comments",
    ]
    assert str(section(page, "About the session").em) == "<em>relevant</em>"
    assert (
        text_of(section(page, "Talks").li) == "Business Roaming Agreement Annalisa ZUCCOTTI , CyberForum e.V., Germany"
    )
    assert text_of(section(page, "Projects").li) == "UPSIDE FP7"
    assert text_of(section(page, "Materials").li) == "Lessons learned PDF, 14 kB"
    assert text_of(section(page, "Comments").li) == "Annalisa ZUCCOTTI , 19 October 2015, 15:28 Reserve <b>here</b>!"
    assert text_of(page.select_one(".ed-comments-closed")) == "Comments are closed."


def test_session_page_holds_no_email_address(client, session):
    assert "canary" not in client.get("/events/ict/sessions/15808/").text


def test_session_page_is_the_same_for_all_visitors(app, session):
    make_seats(session)

    first, second = (app.test_client().get("/events/ict/sessions/15808/") for _ in range(2))

    assert first.data == second.data
    assert ("Set-Cookie" in first.headers, b"csrf_token" in first.data) == (False, False)


def test_online_address_of_a_session_is_for_registered_readers(client, as_person, session, event):
    registered, other = make_registration(event).person, make_person()
    path = "/events/ict/sessions/15808/"

    assert "meet.example" not in client.get(path).text
    assert "meet.example" not in as_person(other).get(path).text
    assert "https://meet.example/room" in as_person(registered).get(path).text


def test_calendar_menu_holds_no_online_address(client, session):
    page = client.visit("/events/ict/sessions/15808/")

    links = [link["href"] for link in page.select(".ed-menu a")]
    assert links[0] == "/events/ict/sessions/15808.ics"
    assert links[1].startswith("https://calendar.google.com/calendar/render?action=TEMPLATE&text=The+Supporting+Role")
    assert "meet.example" not in links[1]


@pytest.mark.both_engines
def test_outcome_is_shown_with_the_published_report(client, session, event):
    report = make_report(event)
    with transaction():
        db.session.add(
            SessionOutcome(event_session_id=session.id, summary="Much was said.", outcome="A list.", changed_at=NOW)
        )
    assert "Much was said." not in client.get("/events/ict/sessions/15808/").text

    with transaction():
        report.state, report.published_at = "published", NOW

    page = client.visit("/events/ict/sessions/15808/")
    assert text_of(section(page, "Summary").p) == "Much was said."
    assert text_of(section(page, "Outcomes").p) == "A list."


def test_session_page_without_details(client, event):
    session = make_session(event, starts_at=None)

    page = client.visit(f"/events/ict/sessions/{session.code}/")

    assert list(facts(page)) == ["ID"]


def test_draft_session_is_for_its_organisers(client, as_person, session, event):
    with transaction():
        session.state = "draft"
    path = "/events/ict/sessions/15808/"

    client.visit(path, status=404)
    as_person(make_role(make_event())).visit(path, status=404)
    page = as_person(make_role(event)).visit(path)

    assert text_of(page.select_one(".ed-banner strong")) == "This session is not published."


def test_session_of_another_event_answers_404(client, session):
    make_event(slug="other")

    client.visit("/events/other/sessions/15808/", status=404)


def test_break_has_no_page(client, event):
    make_session(event, code="COFFEE", kind="break")

    client.visit("/events/ict/sessions/COFFEE/", status=404)


@pytest.mark.parametrize("rows", [1, 3])
def test_session_page_takes_a_fixed_number_of_queries(client, event, queries, rows):
    session = make_session(event, code="COUNTED", seats=10)
    for _ in range(rows):
        talk = make_talk(session)
        make_appearance(session, talk_id=talk.id)
        make_appearance(session, make_person(organisation_id=make_organisation().id))
        make_comment(session)
        make_material(session)
        make_link(event, event_session_id=session.id)
    client.get("/events/ict/sessions/COUNTED/")

    with queries() as seen:
        client.get("/events/ict/sessions/COUNTED/")

    assert len([statement for statement in seen if statement != "BEGIN"]) == 6


@pytest.mark.parametrize("rows", [1, 3])
def test_session_page_of_a_reader_takes_a_fixed_number_of_queries(as_person, event, queries, rows):
    session = make_session(event, code="COUNTED", starts_at=START)
    make_seats(session, capacity=10, max_per_organisation=2, has_quotas=True)
    with transaction():
        db.session.add(SeatQuota(event_session_id=session.id, kind="company", seats=2))
        db.session.get(SessionSeats, session.id).quota_reserved = 2
    person = make_person(organisation_id=make_organisation().id)
    for number in range(rows):
        make_reservation(make_session(event, starts_at=START + timedelta(hours=number), seats=4), person)
    reader = as_person(person)
    reader.get("/events/ict/sessions/COUNTED/")

    with queries() as seen:
        reader.visit("/events/ict/sessions/COUNTED/")

    assert len([statement for statement in seen if statement != "BEGIN"]) == 7


def test_material_is_downloaded_and_never_opened(client, session, app):
    key = store(app.config["SETTINGS"].data_dir, b"<script>alert(1)</script>")
    make_material(session, code="HOSTILE2", file_name='ü "x".html', media_type="text/html", file_key=key)

    response = client.get("/events/ict/sessions/15808/materials/HOSTILE2")

    assert response.status_code == 200
    assert response.data == b"<script>alert(1)</script>"
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"


def test_material_of_another_session_answers_404(client, session, event):
    make_session(event, code="OTHER")

    client.visit("/events/ict/sessions/OTHER/materials/SLIDES22", status=404)


def test_material_with_a_missing_file(client, session):
    page = client.visit("/events/ict/sessions/15808/materials/SLIDES22", status=404)

    assert text_of(page.h1) == "Page not found"
