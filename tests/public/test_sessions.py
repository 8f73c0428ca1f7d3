from datetime import UTC, datetime, timedelta

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
    make_room,
    make_seats,
    make_session,
    make_talk,
    make_track,
)
from tests.pages import words

START = datetime(2026, 4, 14, 13, 0, tzinfo=UTC)


@pytest.fixture
def event(app):
    return make_event(slug="ict", title="ICT", timezone="Europe/Lisbon", online_url="https://meet.example/room")


@pytest.fixture
def session(event):
    """A session about which everything is known."""
    session = make_session(
        event,
        code="15808",
        title="The Supporting Role of Clusters",
        starts_at=START,
        room_id=make_room(event, name="Room 1.05").id,
        track_id=make_track(event, name="EU Policy").id,
        abstract="Clusters are *relevant*.",
        format_description="Flash talks, then a discussion.",
        expected_outcome="New contacts.",
    )
    forum = make_organisation(name="CyberForum e.V.", country="DE")
    make_appearance(
        session,
        make_person(name="Tamara HÖGLER", email=None, organisation_id=forum.id, country="DE"),
        part="organiser",
        job_title="Innovations",
    )
    talk = make_talk(session, title="Business Roaming Agreement")
    speaker = make_person(name="Annalisa ZUCCOTTI", email="canary@example.org", organisation_id=forum.id)
    make_appearance(session, speaker, talk_id=talk.id)
    make_link(event, event_session_id=session.id, kind="project", title="UPSIDE", url="", note="FP7")
    make_material(session, code="SLIDES22", title="Lessons learned", media_type="application/pdf", size=14_000)
    make_comment(session, speaker, at=datetime(2015, 10, 19, 14, 28, tzinfo=UTC), text="Reserve <b>here</b>!")
    return session


def facts(page):
    return {words(row.dt): words(row.dd) for row in page.select(".ed-meta-list > div")}


def box(page):
    return page.select_one(".ed-seat-box")


def buttons(page):
    """The forms of the seat box with their addresses; a visitor's has a link in their place."""
    links = [(words(link), link["href"]) for link in box(page).select("a.ed-button")]
    return [(words(form.button), form["action"]) for form in box(page).select("form")] or links


def section(page, title):
    return next(one for one in page.select(".ed-section") if words(one.h2) == title)


@pytest.mark.both_engines
def test_session_page(client, session):
    page = client.visit("/events/ict/sessions/15808/")

    assert words(page.h1) == "The Supporting Role of Clusters"
    assert facts(page) == {
        "When": "14 April 2026, 14:00–14:45, Lisbon time (WEST, UTC+1)",
        "Where": "Room 1.05",
        "Organised by": "Tamara HÖGLER , CyberForum e.V., Innovations, Germany",
        "Track": "EU Policy",
        "ID": "15808",
    }
    assert words(page.select_one(".ed-back a")) == "Programme of 14 April"
    assert [words(one.h2) for one in page.select(".ed-section")] == [
        "About the session",
        "How the session runs",
        "Talks",
        "Expected outcome",
        "Projects",
        "Materials",
        "Comments",
    ]
    assert str(section(page, "About the session").em) == "<em>relevant</em>"
    assert words(section(page, "Talks").li) == "Business Roaming Agreement Annalisa ZUCCOTTI , CyberForum e.V., Germany"
    assert words(section(page, "Projects").li) == "UPSIDE FP7"
    assert words(section(page, "Materials").li) == "Lessons learned PDF, 14 kB"
    assert words(section(page, "Comments").li) == "Annalisa ZUCCOTTI , 19 October 2015, 15:28 Reserve <b>here</b>!"
    assert words(page.select_one(".ed-comments-closed")) == "Comments are closed."


def test_session_page_holds_no_email_address(client, session):
    assert "canary" not in client.get("/events/ict/sessions/15808/").text


@pytest.mark.parametrize(
    ("seats", "state", "button"),
    [
        ({"capacity": 60, "taken": 48}, "12 seats left", ["Reserve a seat"]),
        ({"capacity": 60, "taken": 57}, "3 seats left", ["Reserve a seat"]),
        ({"capacity": 60, "taken": 59}, "1 seat left", ["Reserve a seat"]),
        ({"capacity": 60, "taken": 60, "waiting": 4}, "Full: 4 waiting", ["Join the waiting list"]),
        ({"capacity": 60, "taken": 60}, "Full", ["Join the waiting list"]),
        ({"capacity": 60, "taken": 60, "has_waiting_list": False}, "Reservation is closed", []),
        ({"capacity": 60, "is_open": False}, "Reservation is closed", []),
        (None, "No reservation needed", []),
    ],
)
def test_seat_panel_of_a_visitor(client, session, seats, state, button):
    if seats:
        make_seats(session, **seats)

    page = client.visit("/events/ict/sessions/15808/")

    assert words(box(page).h2) == state
    register = "/events/ict/register?session=15808"
    assert buttons(page) == [(label, register) for label in button]


def test_seat_panel_of_a_full_session_shows_the_next_position(client, session):
    make_seats(session, capacity=60, taken=60, waiting=4)

    page = client.visit("/events/ict/sessions/15808/")

    assert words(box(page).select_one("h2 + p")) == "60 of 60 are taken. You would be number 5."


def test_session_page_is_the_same_for_all_visitors(app, session):
    make_seats(session)

    first, second = (app.test_client().get("/events/ict/sessions/15808/") for _ in range(2))

    assert first.data == second.data
    assert ("Set-Cookie" in first.headers, b"csrf_token" in first.data) == (False, False)


def test_sign_in_from_the_seat_panel_returns_to_the_session(client, as_person, session):
    make_seats(session)
    client.environ_base["HTTP_ACCEPT"] = "text/html"
    sign_in = box(client.visit("/events/ict/sessions/15808/")).select_one("p > a")["href"]

    response = client.get(sign_in)

    assert (response.status_code, response.headers["Location"]) == (303, "/sign-in")
    with client.session_transaction() as cookie:
        assert cookie["after_sign_in"] == sign_in
    back = as_person(make_person()).get(sign_in)
    assert (back.status_code, back.headers["Location"]) == (303, "/events/ict/sessions/15808/")


def test_seat_panel_of_a_reader_with_a_seat(as_person, session):
    person = make_reservation(session).person

    page = as_person(person).visit("/events/ict/sessions/15808/")

    assert words(box(page).h2) == "Your seat is confirmed"
    assert buttons(page) == [("Release my seat", "/events/ict/sessions/15808/seat/cancel")]


def test_seat_panel_of_a_waiting_reader(as_person, session):
    make_seats(session, capacity=1)
    make_reservation(session)
    make_reservation(session, state="waiting")
    person = make_reservation(session, state="waiting").person

    page = as_person(person).visit("/events/ict/sessions/15808/")

    assert words(box(page).h2) == "You are number 2 on the waiting list"
    assert buttons(page) == [("Leave the waiting list", "/events/ict/sessions/15808/seat/cancel")]


def test_seat_panel_of_a_started_session(client, session, clock):
    make_seats(session)
    clock.now = START + timedelta(minutes=1)

    page = client.visit("/events/ict/sessions/15808/")

    assert words(box(page).h2) == "Reservation is closed"
    assert "This session has started." in words(box(page))
    assert buttons(page) == []


def test_seat_panel_of_a_past_session_offers_the_slides(client, session, clock):
    make_seats(session)
    clock.now = START + timedelta(days=1)

    page = client.visit("/events/ict/sessions/15808/")

    assert "This session took place on 14 April 2026." in words(box(page))
    assert box(page).select_one("a.is-primary")["href"] == "/events/ict/sessions/15808/materials/SLIDES22"


def test_seat_panel_of_a_cancelled_session(client, session):
    make_seats(session)
    with transaction():
        session.state = "cancelled"

    page = client.visit("/events/ict/sessions/15808/")

    assert words(box(page).h2) == "Cancelled"
    assert buttons(page) == []
    assert words(page.select_one(".ed-banner strong")) == "This session has been cancelled."


@pytest.mark.parametrize(
    ("opens", "closes", "text"),
    [
        (NOW + timedelta(days=1), None, "Registration for the event opens on 3 March 2026, 09:00."),
        (None, NOW - timedelta(days=1), "Registration for the event closed on 1 March 2026, 09:00."),
    ],
)
def test_seat_panel_outside_the_registration_period(client, session, event, opens, closes, text):
    make_seats(session)
    with transaction():
        event.registration_opens_at, event.registration_closes_at = opens, closes

    page = client.visit("/events/ict/sessions/15808/")

    assert text in words(box(page))
    assert buttons(page) == []


def test_seat_panel_of_a_registered_reader_after_registration(as_person, session, event):
    make_seats(session)
    person = make_registration(event).person
    with transaction():
        event.registration_closes_at = NOW - timedelta(days=1)

    page = as_person(person).visit("/events/ict/sessions/15808/")

    assert [label for label, _ in buttons(page)] == ["Reserve a seat"]


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
    assert words(section(page, "Summary").p) == "Much was said."
    assert words(section(page, "Outcomes").p) == "A list."


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

    assert words(page.select_one(".ed-banner strong")) == "This session is not published."


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

    assert words(page.h1) == "Page not found"
