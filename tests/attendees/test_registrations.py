"""The organiser's list of registrations: search, filters, order, pages, CSV."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import insert, select

from eventdesk.attendees.views import registrations as views_registrations
from eventdesk.core.db import db, transaction
from eventdesk.registration.models import Answer, InvitationCode, Question, Registration
from tests.factories import (
    NOW,
    make_event,
    make_organisation,
    make_person,
    make_registration,
    make_reservation,
    make_role,
    make_session,
    make_terms,
)
from tests.pages import parse, text_of

PATH = "/desk/days/registrations"


@pytest.fixture
def three(event):
    """Three people, registered an hour apart: Tomáš Dvořák of a cluster, Ana Barbosa of none, Zoë Brown, cancelled."""
    cluster = make_organisation(name="Moravian IT Cluster", country="CZ")
    dvorak = make_person(
        name="Tomáš Dvořák",
        email="tomas@example.org",
        organisation_id=cluster.id,
        country="CZ",
        stakeholder_kind="cluster",
    )
    barbosa, brown = make_person(name="Ana Barbosa", email=None), make_person(name="Zoë Brown", country="CZ")
    make_registration(event, dvorak, created_at=NOW - timedelta(hours=3))
    make_registration(event, barbosa, created_at=NOW - timedelta(hours=2))
    make_registration(event, brown, created_at=NOW - timedelta(hours=1), state="cancelled")
    return dvorak, barbosa, brown


def names(page):
    return [text_of(link) for link in page.select("tbody .ed-cell-name a")]


def listed(browser, **query):
    return names(browser.visit(PATH, query_string=query))


def test_registrations_are_newest_first(browser, three):
    page = browser.visit(PATH)

    assert names(page) == ["Zoë Brown", "Ana Barbosa", "Tomáš Dvořák"]
    assert text_of(page.select_one(".ed-table-count")) == "3 registrations. Newest first."
    assert [text_of(cell) for cell in page.select("tbody tr")[2].select("th, td:not(.ed-cell-tick)")] == [
        "Tomáš Dvořák tomas@example.org", "Moravian IT Cluster", "Cluster organisation", "Czechia", "2 Mar, 07:00",
        "Confirmed", "Seats: 0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "dvorak"}, ["Tomáš Dvořák"]),
        ({"q": "MORAVIAN"}, ["Tomáš Dvořák"]),
        ({"q": "tomas@example"}, ["Tomáš Dvořák"]),
        ({"q": "ana barb"}, ["Ana Barbosa"]),
        ({"q": "%"}, []),
        ({"status": "confirmed"}, ["Ana Barbosa", "Tomáš Dvořák"]),
        ({"status": "cancelled"}, ["Zoë Brown"]),
        ({"kind": "cluster"}, ["Tomáš Dvořák"]),
        ({"kind": "-"}, ["Zoë Brown", "Ana Barbosa"]),
        ({"country": "CZ"}, ["Zoë Brown", "Tomáš Dvořák"]),
        ({"country": "-"}, ["Ana Barbosa"]),
        ({"country": "CZ", "status": "confirmed", "q": "dvo"}, ["Tomáš Dvořák"]),
        ({"order": "name"}, ["Ana Barbosa", "Zoë Brown", "Tomáš Dvořák"]),
        ({"order": "organisation"}, ["Tomáš Dvořák", "Ana Barbosa", "Zoë Brown"]),
        ({"order": "password", "status": "x", "kind": "x", "country": "xxx", "page": "x"},
         ["Zoë Brown", "Ana Barbosa", "Tomáš Dvořák"]),
    ],
)  # fmt: skip
def test_registrations_by_filter(browser, three, query, expected):
    assert listed(browser, **query) == expected


@pytest.fixture
def placed(event, three):
    """The same three: Dvořák has a seat in A, waits in B and came with a code; Barbosa waits in A and is online."""
    dvorak, barbosa, _ = three
    first, second = make_session(event, code="A", seats=1), make_session(event, code="B", seats=1)
    make_reservation(first, dvorak)
    make_reservation(first, barbosa, state="waiting")
    make_reservation(second, dvorak, state="waiting")
    make_reservation(make_session(make_event(), code="C", seats=1), barbosa)
    choices = [{"id": "x1", "text": "Fish"}, {"id": "x2", "text": "Beans"}]
    with transaction():
        invitation = InvitationCode(event_id=event.id, code="GUEST", max_uses=3, created_at=NOW)
        questions = [
            Question(event_id=event.id, code="attendance", standard="attendance", position=0, kind="choice"),
            Question(event_id=event.id, code="q_food", position=1, kind="choices", label="Food", choices=choices),
            Question(event_id=event.id, code="q_photo", position=2, kind="consent", label="Photographs"),
            Question(event_id=event.id, code="q_text", position=3, kind="text", label="Note"),
        ]
        db.session.add_all([invitation, *questions])
        db.session.flush()
        registrations = {
            registration.person_id: registration
            for registration in db.session.scalars(select(Registration).filter_by(event_id=event.id))
        }
        registrations[dvorak.id].invitation_code_id = invitation.id
        for person, question, value in (
            (barbosa, questions[0], "online"), (dvorak, questions[0], "on-site"), (dvorak, questions[1], ["x2", "x1"]),
            (barbosa, questions[1], ["x2"]), (barbosa, questions[2], True), (barbosa, questions[3], '"x1"'),
        ):  # fmt: skip
            answered = {"registration_id": registrations[person.id].id, "question_id": question.id, "value": value}
            db.session.execute(insert(Answer), answered)


@pytest.mark.both_engines
def test_registrations_by_reservation_code_and_answer(browser, placed):
    results = {
        query: listed(browser, **dict(pair.split("=") for pair in query.split("&")))
        for query in (
            "session=A", "session=A&place=seat", "session=A&place=waiting", "place=waiting", "place=seat",
            "place=invited", "session=C", "invitation=GUEST", "invitation=NONE", "attendance=online",
            "attendance=on-site&q=dvo", "answer=q_food:x1", "answer=q_food:x2", "answer=q_photo:yes",
            "answer=q_text:x1", "answer=q_food:", "answer=q_food:x%", "attendance=online&answer=q_food:x2",
        )
    }  # fmt: skip

    dvorak, barbosa = "Tomáš Dvořák", "Ana Barbosa"
    assert results == {
        "session=A": [barbosa, dvorak], "session=A&place=seat": [dvorak], "session=A&place=waiting": [barbosa],
        "place=waiting": [barbosa, dvorak], "place=seat": [dvorak], "place=invited": [], "session=C": [],
        "invitation=GUEST": [dvorak], "invitation=NONE": [], "attendance=online": [barbosa],
        "attendance=on-site&q=dvo": [dvorak], "answer=q_food:x1": [dvorak], "answer=q_food:x2": [barbosa, dvorak],
        "answer=q_photo:yes": [barbosa], "answer=q_text:x1": [], "answer=q_food:": [], "answer=q_food:x%": [],
        "attendance=online&answer=q_food:x2": [barbosa],
    }  # fmt: skip


def test_more_filters_are_shown_when_active(browser, placed):
    page = browser.visit(PATH, query_string={"session": "B", "place": "seat", "answer": "q_food:x1", "q": "x"})

    assert page.select_one(".ed-more-filters").has_attr("open")
    assert {tag["name"]: tag.select_one("[selected]")["value"] for tag in page.select(".ed-more-filters select")
            if tag.select_one("[selected]")["value"]} == {
        "session": "B", "place": "seat", "answer": "q_food:x1",
    }  # fmt: skip
    assert text_of(page.select_one(".ed-empty p")).endswith("Reservation “Has a seat”, Answer “Food: Fish”.")


def test_filter_form_has_the_current_filter(browser, three):
    page = browser.visit(PATH, query_string={"q": "dvo", "country": "CZ", "order": "name"})

    again = browser.checked(browser.submit(page, "form.ed-filters"))

    assert names(again) == ["Tomáš Dvořák"]
    assert again.select_one("select[name=country] [selected]")["value"] == "CZ"
    assert [text_of(option) for option in page.select("select[name=country] option")] == [
        "All countries", "Czechia", "Not specified",
    ]  # fmt: skip


def test_seats_of_other_events_are_not_counted(browser, event, three):
    dvorak, *_ = three
    make_reservation(make_session(event, seats=3), dvorak)
    make_reservation(make_session(event, seats=3), dvorak, state="waiting")
    make_reservation(make_session(make_event(), seats=3), dvorak)

    page = browser.visit(PATH, query_string={"q": "dvorak"})

    assert text_of(page.select_one("tbody .ed-number")) == "Seats: 1"


def test_registrations_by_pages(browser, event, monkeypatch):
    monkeypatch.setattr(views_registrations, "PAGE", 2)
    for hour in range(5):
        make_registration(event, make_person(name=f"Guest {hour}"), created_at=NOW - timedelta(hours=hour))

    page = browser.visit(PATH, query_string={"page": "2"})

    assert names(page) == ["Guest 2", "Guest 3"]
    assert text_of(page.select_one(".ed-table-count")) == "5 registrations. Showing 3 to 4. Newest first."
    assert names(browser.visit(page.select_one("[rel=next]")["href"])) == ["Guest 4"]
    assert listed(browser, page=10**9) == ["Guest 4"]


def test_list_without_registrations(browser, event):
    page = browser.visit(PATH)

    assert text_of(page.select_one(".ed-empty h2")) == "No registrations yet"
    assert text_of(page.select_one(".ed-empty p")) == "Registration is open."


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"state": "draft"}, "The event is not published, so no one can register."),
        ({"registration_opens_at": NOW + timedelta(days=1)}, "Registration opens on 3 March 2026, 10:00."),
        ({"registration_opens_at": NOW}, "Registration is open."),
        ({"registration_closes_at": NOW + timedelta(days=1)}, "Registration is open until 3 March 2026, 10:00."),
        ({"registration_closes_at": NOW}, "Registration closed on 2 March 2026, 10:00."),
    ],
)
def test_list_without_registrations_shows_the_opening(as_person, given, text):
    event = make_event(slug="days", **given)
    browser = as_person(make_role(event, "organiser"))

    assert text_of(browser.visit(PATH).select_one(".ed-empty p")).startswith(text)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "Registration is open."),
        ({"places": 40, "taken": 2}, "Registration is open. 2 of 40 places are taken."),
    ],
)
def test_list_shows_opening_and_capacity(browser, event, three, given, text):
    make_terms(event, **given)

    page = browser.visit(PATH)

    assert text_of(page.select_one("h1 + .ed-text-muted")) == text
    assert page.select_one(".ed-page-head [data-text]")["data-text"].endswith("/events/days/")


@pytest.mark.parametrize(
    ("policy", "state", "shown"),
    [({}, "confirmed", False), ({"requires_approval": True}, "confirmed", True), ({}, "pending", True)],
)
def test_approval_is_offered_where_it_is_needed(browser, event, policy, state, shown):
    make_terms(event, **policy)
    make_registration(event, state=state)

    labels = [text_of(button) for button in browser.visit(PATH).select(".ed-bulk button")]

    assert labels == [
        *(["Approve", "Reject"] if shown else []), "Send message", "Move to another session", "Cancel registrations",
    ]  # fmt: skip


def test_list_of_a_draft_links_to_publishing(as_person):
    event = make_event(slug="days", state="draft")
    browser = as_person(make_role(event, "organiser"))

    assert [(text_of(link), link["href"]) for link in browser.visit(PATH).select(".ed-empty a")] == [
        ("Publish the event", "/desk/days/"),
        ("Edit the registration form", "/desk/days/registration/"),
    ]


def test_list_of_a_past_event(as_person):
    event = make_event(slug="days", starts_on=NOW.date() - timedelta(days=2), ends_on=NOW.date() - timedelta(days=1))
    browser = as_person(make_role(event, "organiser"))

    assert text_of(browser.visit(PATH).select_one(".ed-empty p")).startswith("The event is over.")


def test_filter_without_matches(browser, three):
    page = browser.visit(PATH, query_string={"q": "Minsk", "status": "confirmed", "country": "CZ"})

    assert text_of(page.select_one(".ed-empty h2")) == "No registrations match “Minsk”"
    assert text_of(page.select_one(".ed-empty p")) == (
        "3 people are registered. 2 filters are active: Status “Confirmed”, Country “Czechia”."
    )


def test_csv_has_the_filtered_registrations(browser, event, three):
    make_registration(event, make_person(name="=1+1", email="f@example.org"), consents_to_listing=True)

    answer = browser.get(f"{PATH}.csv", query_string={"status": "confirmed", "order": "name"})

    assert answer.headers["Content-Disposition"] == 'attachment; filename="days-registrations.csv"'
    lines = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    assert [line[:3] for line in lines] == [
        ["Name", "Email", "Organisation"],
        ["'=1+1", "f@example.org", ""],
        ["Ana Barbosa", "", ""],
        ["Tomáš Dvořák", "tomas@example.org", "Moravian IT Cluster"],
    ]


@pytest.mark.parametrize("path", [PATH, f"{PATH}.csv", f"{PATH}.json"])
@pytest.mark.parametrize(("role", "status"), [("organiser", 200), ("moderator", 403), ("communications", 403)])
def test_registrations_are_for_organisers(as_person, event, path, role, status):
    assert as_person(make_role(event, role)).get(path).status_code == status


@pytest.mark.parametrize("path", [PATH, f"{PATH}.csv", f"{PATH}.json"])
def test_registrations_of_another_event_are_404(as_person, event, path):
    assert as_person(make_role(make_event(), "organiser")).get(path).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_registrations_take_ten_queries(browser, event, queries, rows):
    event_session = make_session(event, seats=5)
    for _ in range(rows):
        make_reservation(event_session, make_person(organisation_id=make_organisation().id))

    with queries() as seen:
        answer = browser.get(PATH)

    assert len(names(parse(answer.text))) == rows
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 10
