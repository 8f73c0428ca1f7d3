from datetime import UTC, date, datetime, timedelta

import pytest

from eventdesk.core.db import db, transaction
from eventdesk.figures.queries import event_figures
from eventdesk.registration.models import RegistrationPolicy
from tests.factories import (
    FIRST_DAY,
    NOW,
    make_appearance,
    make_check_in,
    make_event,
    make_link,
    make_organisation,
    make_person,
    make_registration,
    make_report,
    make_room,
    make_series,
    make_session,
    make_talk,
    make_terms,
    make_track,
)
from tests.pages import text_of

PAST = date(2020, 12, 14)


def past_session(event, hour=9, **given):
    return make_session(event, starts_at=datetime(2020, 12, 14, hour, tzinfo=UTC), **given)


def sections(page):
    return {text_of(one.h2): one for one in page.select(".ed-section")}


def cover(page):
    return page.select_one(".ed-cover")


def test_upcoming_event(client, app):
    series = make_series(slug="days", title="Cluster Days", description="Every second October.")
    event = make_event(
        slug="coming",
        title="Cluster Days 2026",
        edition="sixth edition",
        series_id=series.id,
        lead="Two days.",
        audience="Cluster managers",
        languages="English",
        fee="Free",
        contact_email="desk@example.org",
        organiser_id=make_organisation(name="Baltic Cluster Network").id,
        description="About it.",
        registration_closes_at=datetime(2026, 4, 7, 16, tzinfo=UTC),
    )
    room = make_room(event, name="Great hall", seats=240)
    make_appearance(make_session(event, title="Keynote", room_id=room.id, seats=100))

    page = client.visit("/events/coming/")

    assert text_of(page.h1) == "Cluster Days 2026"
    assert text_of(cover(page).select_one(".ed-cover-series")) == "Cluster Days , sixth edition"
    assert text_of(cover(page).select_one(".ed-cover-when")) == (
        "14–15 April 2026, Tuesday and Wednesday Hall of Clusters, Brussels"
    )
    assert text_of(cover(page).select_one(".ed-cover-action")) == "Register Free. Closes on 7 April, 18:00."
    assert cover(page).select_one(".ed-cover-action a")["href"] == "/events/coming/register"
    assert {text_of(row.dt): text_of(row.dd) for row in sections(page)["Key facts"].select("dl > div")} == {
        "When": "Tuesday 14 April 2026, 11:00–11:45 (Brussels time, UTC+2)",
        "Where": "Hall of Clusters, Brussels, Belgium",
        "For": "Cluster managers",
        "Language": "English",
        "Fee": "Free",
        "Seats": "240 in 1 room. Register first, then reserve a seat in each session.",
    }
    assert list(sections(page)) == ["Key facts", "About", "From the programme", "Organiser", "Series"]


@pytest.mark.parametrize(
    ("opens", "closes", "text"),
    [
        (None, None, "Register Free."),
        (NOW + timedelta(days=1), None, "See the programme Free. Registration opens on 3 March, 10:00."),
        (None, NOW, "See the programme Registration closed on 2 March, 10:00."),
    ],
)
def test_cover_of_an_event_by_registration_period(client, app, opens, closes, text):
    make_event(slug="coming", fee="Free", registration_opens_at=opens, registration_closes_at=closes)

    assert text_of(cover(client.visit("/events/coming/")).select_one(".ed-cover-action")) == text


def test_event_page_of_a_registered_reader(as_person, app):
    event = make_event(slug="coming", online_url="https://meet.example/")
    person = make_registration(event).person

    page = as_person(person).visit("/events/coming/")

    assert text_of(cover(page).select_one(".ed-cover-action")) == "Choose your sessions You are registered. My agenda"
    assert "https://meet.example/" in str(sections(page)["Key facts"])


def test_online_address_of_an_event_is_for_registered_readers(client, as_person, app):
    make_event(slug="coming", online_url="https://meet.example/")

    assert "meet.example" not in client.get("/events/coming/").text
    assert "meet.example" not in as_person(make_person()).get("/events/coming/").text


@pytest.mark.both_engines
def test_past_event_shows_its_results(client, app):
    event = make_event(
        slug="past",
        title="ICT Innovation",
        starts_on=PAST,
        ends_on=PAST,
        is_online=True,
        venue="",
        city="",
        topics="Cluster policy\nVisibility",
        timezone="Europe/Brussels",
    )
    opening = past_session(event, code="OPEN", title="Opening")
    ministry = make_organisation(name="European Commission (DG GROW)")
    talk = make_talk(opening, title="EU pillars of cluster policy")
    guichard = make_person(name="Christophe Guichard", job_title="Policy Officer", organisation_id=ministry.id)
    make_appearance(opening, guichard, talk_id=talk.id)
    make_appearance(opening, make_person(name="Anna Pobol", job_title="Stream leader"), part="moderator")
    make_link(event, kind="press", title="ECCP press release")
    for number in range(3):
        make_registration(event, make_person(organisation_id=ministry.id if number else make_organisation().id))
    make_registration(event, state="cancelled")
    make_report(
        event,
        state="published",
        published_at=datetime(2020, 12, 22, tzinfo=UTC),
        summary="It was **discussed**.",
        conclusions="More of it.",
    )

    page = client.visit("/events/past/")

    assert text_of(cover(page).select_one(".ed-cover-action")) == (
        "Download the report PDF, published on 22 December 2020"
    )
    assert cover(page).select_one(".ed-cover-action a")["href"] == "/events/past/report.pdf"
    assert [(text_of(one.dd), text_of(one.dt)) for one in page.select(".ed-figures > div")] == [
        ("3", "participants"),
        ("2", "organisations"),
        ("1", "speaker"),
        ("1", "presentation"),
    ]
    assert list(sections(page)) == [
        "Key figures",
        "Summary",
        "Key facts",
        "Programme",
        "Topics",
        "Conclusions",
        "Press and links",
    ]
    assert text_of(sections(page)["Programme"].li) == (
        "EU pillars of cluster policy Christophe Guichard , Policy Officer, European Commission (DG GROW)"
    )
    assert "Moderated by Anna Pobol , Stream leader." in text_of(sections(page)["Programme"])
    assert [text_of(topic) for topic in sections(page)["Topics"].select("li")] == ["Cluster policy", "Visibility"]


def test_unpublished_report_is_not_shown(client, app):
    event = make_event(slug="past", starts_on=PAST, ends_on=PAST)
    past_session(event)
    make_registration(event)
    make_report(event, summary="Not for anybody yet.", conclusions="Nor this.")

    page = client.visit("/events/past/")

    assert "Not for anybody" not in page.text
    assert "Nor this" not in page.text
    assert [(text_of(one.dd), text_of(one.dt)) for one in page.select(".ed-figures > div")] == [("1", "session")]
    assert text_of(cover(page).select_one(".ed-cover-action")) == "See the programme This event is over."


def test_published_report_shows_at_once(client, app):
    event = make_event(slug="past", starts_on=PAST, ends_on=PAST)
    report = make_report(event, summary="Ready now.")
    assert "Ready now." not in client.get("/events/past/").text
    with transaction():
        report.state, report.published_at = "published", NOW

    assert "Ready now." in client.get("/events/past/").text


def test_cancelled_event_offers_no_registration(client, app):
    make_event(slug="off", state="cancelled")

    page = client.visit("/events/off/")

    assert text_of(cover(page).select_one(".ed-cover-action")) == "This event has been cancelled."


def test_highlights_leave_out_cancelled_and_draft_sessions(client, app):
    event = make_event(slug="coming")
    for number, state in enumerate(("published", "cancelled", "draft")):
        start = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 9 + number, tzinfo=UTC)
        make_appearance(make_session(event, title=f"Is {state}", state=state, starts_at=start))

    page = client.visit("/events/coming/")

    shown = sections(page)["From the programme"]
    assert [text_of(title) for title in shown.select("h3")] == ["Is published"]
    assert text_of(shown.select_one(".ed-after-list")) == "All 2 sessions of both days"


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("first_day", "expected"), [(FIRST_DAY, 11), (PAST, 14)])
def test_event_page_takes_a_fixed_number_of_queries(client, app, queries, rows, first_day, expected):
    series = make_series()
    event = make_event(slug="counted", series_id=series.id, starts_on=first_day)
    make_report(event, state="published", published_at=NOW)
    for _ in range(rows):
        session = make_session(event, room_id=make_room(event).id, track_id=make_track(event).id, seats=5)
        make_appearance(session, talk_id=make_talk(session).id)
        make_link(event)
        make_event(series_id=series.id)
        make_registration(event)
    client.get("/events/counted/?x=1")

    with queries() as seen:
        client.get("/events/counted/?x=1")

    assert len([statement for statement in seen if statement != "BEGIN"]) == expected


@pytest.mark.parametrize("checked_in", [0, 2])
def test_participants_are_counted_as_in_the_statistics(client, app, checked_in):
    event = make_event(slug="past", starts_on=PAST, ends_on=PAST)
    session = past_session(event)
    organisation = make_organisation()
    for number in range(4):
        person = make_person(organisation_id=organisation.id if number % 2 else None)
        make_registration(event, person, state="cancelled" if number == 1 else "confirmed")
        if number < checked_in:
            make_check_in(session, person)
    make_report(event, state="published", published_at=NOW)
    figures = event_figures(event, now=NOW)

    page = client.visit("/events/past/")

    shown = [text_of(one.dd) for one in page.select(".ed-figures > div")]
    assert shown[:2] == [str(figures.counted), str(figures.organisations)]


@pytest.mark.parametrize(
    ("policy", "text"),
    [
        ({"places": 3, "taken": 1}, "2 places left."),
        ({"places": 2, "taken": 1}, "1 place left."),
        ({"places": 2, "taken": 2}, "All places are taken."),
        ({"requires_code": True}, "By invitation only: you need a code."),
        ({"requires_approval": True}, "The organisers review each registration."),
    ],
)
def test_event_page_by_registration_policy(client, policy, text):
    event = make_event(slug="terms")
    make_terms(event, **policy)

    page = client.visit("/events/terms/")

    cover = page.select_one(".ed-cover").get_text(" ", strip=True)
    assert text in cover
    assert ("Register" in cover.split()) == (text != "All places are taken.")


def test_event_page_shows_the_places_left(client, app):
    event = make_event(slug="terms")
    terms = make_terms(event, places=2)
    assert "2 places left." in client.get("/events/terms/").text

    with transaction():
        db.session.get_one(RegistrationPolicy, terms.event_id).taken = 1

    assert "1 place left." in client.get("/events/terms/").text


def test_event_page_of_a_reader_awaiting_approval(as_person):
    registration = make_registration(make_event(slug="terms"), state="pending")

    page = as_person(registration.person).visit("/events/terms/")

    assert "Your registration is awaiting approval." in page.select_one(".ed-cover").get_text(" ", strip=True)
