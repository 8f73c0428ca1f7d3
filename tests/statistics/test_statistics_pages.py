"""The statistics page and its CSV file, before and after an event, and who can open them."""

import csv
from io import StringIO

import pytest

from tests.factories import (
    make_check_in,
    make_event,
    make_organisation,
    make_person,
    make_registration,
    make_reservation,
    make_role,
    make_session,
)
from tests.pages import text_of

PATH = "/desk/days/statistics"


@pytest.fixture
def event(db):
    return make_event(slug="days")


@pytest.fixture
def browser(as_person, event):
    return as_person(make_role(event, "communications"))


def key_figures(page):
    return [(text_of(figure.dd), text_of(figure.dt)) for figure in page.select(".ed-figures > div")]


def chart(page, title):
    """Return the rows of the chart in the section of this title: name, number, share."""
    section = next(section for section in page.select("section") if text_of(section.h2) == title)
    return [
        [text_of(cell) for cell in row.select("th, td:not(.ed-chart-bar)")]
        for row in section.select(".ed-chart tbody tr, .ed-chart tfoot tr")
    ]


def test_statistics_without_registrations_explain_themselves(browser):
    page = browser.visit(PATH)

    assert text_of(page.select_one(".ed-empty h2")) == "Nothing to count yet"
    assert page.select(".ed-chart") == []


def test_statistics_before_the_event(browser, event):
    event_session = make_session(event, title="Pilot", seats=4)
    make_reservation(event_session, make_person(country="GE", organisation_id=make_organisation().id))
    make_registration(event, state="cancelled")

    page = browser.visit(PATH)

    assert text_of(page.select_one(".ed-page-head .ed-text-muted")) == (
        "As of 2 March 2026, 10:00. Counted from registrations, seats and check-ins."
    )
    assert key_figures(page) == [
        ("1", "person confirmed"), ("1", "organisation"), ("1", "country"), ("25 %", "of seats are reserved"),
    ]  # fmt: skip
    assert chart(page, "From registration to attendance") == [
        ["Registered", "2", "100 %"], ["Confirmed", "1", "50 %"], ["Reserved a seat", "1", "50 %"],
    ]  # fmt: skip
    assert chart(page, "Countries") == [["Georgia", "1", "100 %"], ["Total", "1", "100 %"]]
    assert chart(page, "Occupancy by session") == [["Pilot", "1 of 4", "25 %"]]
    assert "attended" not in text_of(page.select_one(".ed-figures"))


def test_statistics_after_the_event(as_person, event, clock):
    event_session = make_session(event, title="Pilot", seats=4)
    attendee = make_person(country="GE", stakeholder_kind="cluster", organisation_id=make_organisation().id)
    make_check_in(event_session, make_reservation(event_session, attendee).person)
    make_reservation(event_session)
    make_reservation(event_session, state="waiting")
    clock.move(days=60)

    page = as_person(make_role(event, "communications")).visit(PATH)

    assert key_figures(page)[0] == ("1", "person attended")
    assert key_figures(page)[3] == ("25 %", "of seats were filled")
    assert chart(page, "From registration to attendance")[3] == ["Attended", "1", "33 %"]
    assert "2 of 3 confirmed participants did not attend: 67 % no-show." in text_of(page.select_one("main"))
    assert chart(page, "Types of organisation") == [["Cluster organisation", "1", "100 %"], ["Total", "1", "100 %"]]
    assert chart(page, "Occupancy by session") == [["Pilot", "1 of 4 1 waiting", "25 %"]]


def test_statistics_without_check_ins(as_person, event, clock):
    make_registration(event)
    clock.move(days=60)

    page = as_person(make_role(event, "communications")).visit(PATH)

    assert "No check-ins were recorded, so attendance is unknown." in text_of(page.select_one("main"))
    assert key_figures(page)[0] == ("1", "person confirmed")


def test_many_countries_are_combined_above_a_full_table(browser, event):
    for code in ("AM", "AZ", "BE", "CZ", "DE", "EE", "FI", "FR", "GE", "GR", "LT", ""):
        make_registration(event, country=code)

    page = browser.visit(PATH)

    rows = chart(page, "Countries")
    assert len(rows) == 11
    assert rows[8:] == [["3 other countries", "3", "25 %"], ["Not specified", "1", "8 %"], ["Total", "12", "100 %"]]
    assert text_of(page.select_one("details summary")) == "All 11 countries"


def test_csv_has_every_figure(as_person, event, clock):
    event_session = make_session(event, title="=Pilot", seats=4)
    make_check_in(event_session, make_reservation(event_session, make_person(country="GE")).person)
    make_registration(event)
    clock.move(days=60)

    answer = as_person(make_role(event, "communications")).get(f"{PATH}.csv")

    rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    assert rows == [
        ["Table", "Row", "Figure", "Number", "Of", "Per cent"],
        ["From registration to attendance", "Registered", "People", "2", "2", "100.0"],
        ["From registration to attendance", "Confirmed", "People", "2", "2", "100.0"],
        ["From registration to attendance", "Reserved a seat", "People", "1", "2", "50.0"],
        ["From registration to attendance", "Attended", "People", "1", "2", "50.0"],
        ["From registration to attendance", "No-show", "People", "1", "2", "50.0"],
        ["Organisations", "Total", "Organisations", "0", "", ""],
        ["Types of organisation", "Not specified", "People", "1", "1", "100.0"],
        ["Countries", "Georgia", "People", "1", "1", "100.0"],
        ["Registrations over time", "2026-03-02/2026-03-02", "New", "2", "2", "100.0"],
        ["Sessions", "'=Pilot", "Seats", "4", "4", "100.0"],
        ["Sessions", "'=Pilot", "Reserved", "1", "4", "25.0"],
        ["Sessions", "'=Pilot", "Waiting", "0", "4", "0.0"],
        ["Sessions", "'=Pilot", "Attended", "1", "4", "25.0"],
    ]


@pytest.mark.parametrize("path", [PATH, f"{PATH}.csv"])
@pytest.mark.parametrize(("role", "status"), [("organiser", 200), ("communications", 200), ("moderator", 403)])
def test_statistics_are_shown_to_organisers_and_communications(as_person, event, path, role, status):
    assert as_person(make_role(event, role)).get(path).status_code == status


@pytest.mark.parametrize("path", [PATH, f"{PATH}.csv"])
def test_statistics_of_another_event_answer_404(as_person, event, path):
    assert as_person(make_role(make_event(), "organiser")).get(path).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_statistics_take_six_queries(browser, event, queries, rows):
    for _ in range(rows):
        event_session = make_session(event, seats=3)
        make_check_in(event_session, make_reservation(event_session).person)

    with queries() as seen:
        browser.get(PATH)

    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 6
