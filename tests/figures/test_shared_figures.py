"""The statistics page, its CSV file, the report and the public page show the same number for the same figure."""

import csv
import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from eventdesk.core.formats import NO_BREAK
from eventdesk.figures.definitions import DEFINITIONS
from eventdesk.reports.html import document_html
from eventdesk.reports.queries.build_document import report_document
from tests.factories import (
    FIRST_DAY,
    NOW,
    make_check_in,
    make_event,
    make_organisation,
    make_person,
    make_registration,
    make_report,
    make_reservation,
    make_role,
    make_session,
)
from tests.pages import text_of

AFTER = NOW + timedelta(days=60)


@pytest.fixture
def event(app):
    """A past event on which naive counts disagree.

    Someone attended after cancelling, someone has two seats, a seat was offered and never accepted, people of one
    organisation come from two countries, and someone on the waiting list was checked in as a walk-in.
    """
    event = make_event(slug="days", starts_on=FIRST_DAY, ends_on=FIRST_DAY)
    hall, small = make_session(event, title="Hall", seats=20), make_session(event, title="Small", seats=3)
    cluster, ministry = make_organisation(), make_organisation()

    def register(country="GE", organisation=cluster, kind="cluster", **given):
        person = make_person(country=country, organisation_id=organisation and organisation.id, stakeholder_kind=kind)
        return make_registration(event, person, **given).person

    people = [register() for _ in range(6)] + [register("LT", ministry, "ministry") for _ in range(5)]
    abroad, cancelled, unknown = register("LT"), register(state="cancelled"), register("", None, "")
    absent = [register("FR", make_organisation()) for _ in range(3)]
    register(state="pending", created_at=NOW - timedelta(days=20))
    for person in [*people, abroad]:
        make_check_in(hall, make_reservation(hall, person).person)
    for person in people[:2]:
        make_check_in(small, make_reservation(small, person).person)
    for person in (cancelled, unknown):
        make_check_in(hall, person, is_walk_in=True)
    walk_in, waits = (make_reservation(small, person, state="waiting").person for person in absent[:2])
    make_check_in(small, walk_in, is_walk_in=True)
    make_reservation(small, absent[2], state="offered", expires_at=AFTER)
    make_report(event, state="published", published_at=NOW)
    assert waits
    return event


@pytest.fixture
def statistics(event, as_person, clock):
    clock.move(days=60)
    return as_person(make_role(event, "communications"))


@pytest.fixture
def report(event):
    return BeautifulSoup(document_html(report_document(event, now=AFTER)), "html5lib")


def test_people_are_the_same_on_every_page(statistics, client, report):
    page = statistics.visit("/desk/days/statistics")
    public = client.visit("/events/days/")

    steps = rows(chart(page, "From registration to attendance"))
    assert steps == [["Registered", "18"], ["Confirmed", "16"], ["Reserved a seat", "12"], ["Attended", "15"]]
    assert "2 of 16 confirmed participants did not attend: 13 % no-show." in text_of(page.select_one("main"))
    assert rows(report.select_one("#participation figure table")) == [
        ["Registered", "18"], ["Confirmed", "16"], ["Attended", "15"], ["No-show", "2"],
    ]  # fmt: skip
    assert key_figures(page)[:3] == [
        ("15", "people attended"), ("3", "organisations"), ("3", "countries"),
    ]  # fmt: skip
    assert [text_of(key) for key in report.select(".key .figure-value")][:3] == ["15", "3", "3"]
    assert key_figures(public)[:2] == [("15", "participants"), ("3", "organisations")]


def test_csv_file_has_the_numbers_of_the_page(statistics):
    lines = csv.reader(io.StringIO(statistics.get("/desk/days/statistics.csv").data.decode("utf-8-sig")))

    funnel = {row: (number, of, share) for table, row, _, number, of, share in lines if table.startswith("From")}

    assert funnel == {
        "Registered": ("18", "18", "100.0"),
        "Confirmed": ("16", "18", "88.9"),
        "Reserved a seat": ("12", "18", "66.7"),
        "Attended": ("15", "18", "83.3"),
        "No-show": ("2", "16", "12.5"),
    }


def test_groups_are_the_same_on_every_page(statistics, report):
    page = statistics.visit("/desk/days/statistics")

    assert rows(chart(page, "Countries")) == [
        ["Georgia", "7"], ["Lithuania", "6"], ["France", "1"], ["Not specified", "1"], ["Total", "15"],
    ]  # fmt: skip
    assert rows(breakdown(report, "Countries")) == [
        ["Georgia", "7"], ["Other: Country not specified, France, Lithuania", "8"], ["Total", "15"],
    ]  # fmt: skip
    assert rows(chart(page, "Types of organisation")) == [
        ["Cluster organisation", "9"], ["Ministry", "5"], ["Not specified", "1"], ["Total", "15"],
    ]  # fmt: skip
    assert rows(breakdown(report, "Types of organisation")) == [
        ["Cluster organisation", "9"], ["Other: Ministry, Not specified", "6"], ["Total", "15"],
    ]  # fmt: skip


def test_seats_are_the_same_on_every_page(statistics, report):
    page = statistics.visit("/desk/days/statistics")

    seats = [["Hall", "20", "12", "0", "14"], ["Small", "3", "2", "1", "3"]]
    listed = [[cell.split()[0] for cell in row] for row in rows(table(page, "Seats by session"), 5)]
    assert listed == seats
    assert [[row[0].split()[1], *row[1:]] for row in rows(report.select_one("#sessions table"), 5)] == seats
    assert rows(chart(page, "Occupancy by session"), 3) == [
        ["Hall", "14 of 20", "70 %"], ["Small", "3 of 3 1 waiting", "100 %"],
    ]  # fmt: skip


def test_registrations_over_time_are_the_same_on_every_page(statistics, report):
    page = statistics.visit("/desk/days/statistics")

    by_day = rows(section(page, "Registrations over time").select_one("details table"), 3)
    by_week = rows(breakdown(report, "Registrations over time"), 3)
    assert [row for row in by_day if row[1] != "0"] == [["10 February", "1", "1"], ["2 March", "17", "18"]]
    assert [row for row in by_week if row[1] != "0"] == [
        ["9–15 February 2026", "1", "1"], ["2 March 2026", "17", "18"],
    ]  # fmt: skip


def test_definitions_are_the_same_on_every_page(statistics, report):
    page = statistics.visit("/desk/days/statistics")

    on_page = dict(text_of(line).split(". ", 1) for line in section(page, "Definitions").select("p"))
    in_report = {
        text_of(line.select_one(".term")): text_of(line).removeprefix(text_of(line.select_one(".term"))).strip()
        for line in report.select(".definitions > div")
    }
    every = {definition.label: definition.text for definition in DEFINITIONS.values()}
    assert in_report.items() <= every.items()
    assert {label: text for label, text in every.items() if label != "Used"} == on_page


def section(page, title):
    return next(section for section in page.select("section") if text_of(section.find(["h2", "h3"])) == title)


def chart(page, title):
    return section(page, title).select_one(".ed-chart")


def table(page, title):
    return section(page, title).select_one("table")


def breakdown(report, title):
    return next(part for part in report.select("section.whole") if text_of(part.h3) == title).select_one("table")


def key_figures(page):
    return [(text_of(figure.dd), text_of(figure.dt)) for figure in page.select(".ed-figures > div")]


def rows(table, columns=2):
    """Return the first cells of the rows below the head, without footnotes and bars."""
    for extra in table.select(".note, td.ed-chart-bar"):
        extra.decompose()
    return [
        [text_of(cell).replace(NO_BREAK, " ") for cell in row.select("th, td")][:columns]
        for row in table.select("tbody tr, tfoot tr")
    ]
