"""The organiser's list of who registered: search, filters, order, pages, the file."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from eventdesk.reservations.views import registrations
from tests.factories import (
    NOW,
    make_event,
    make_organisation,
    make_person,
    make_registration,
    make_reservation,
    make_role,
    make_session,
)
from tests.pages import parse, words

PATH = "/desk/days/registrations"


@pytest.fixture
def event(db):
    return make_event(slug="days")


@pytest.fixture
def browser(as_person, event):
    return as_person(make_role(event, "organiser"))


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
    return [words(link) for link in page.select("tbody .ed-cell-name a")]


def listed(browser, **asked):
    return names(browser.visit(PATH, query_string=asked))


def test_registrations_are_newest_first(browser, three):
    page = browser.visit(PATH)

    assert names(page) == ["Zoë Brown", "Ana Barbosa", "Tomáš Dvořák"]
    assert words(page.select_one(".ed-table-count")) == "3 registrations, newest first."
    assert [words(cell) for cell in page.select("tbody tr")[2].select("th, td:not(.ed-cell-tick)")] == [
        "Tomáš Dvořák tomas@example.org", "Moravian IT Cluster", "Cluster organisation", "Czechia", "2 Mar, 07:00",
        "Confirmed", "0 seats",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "found"),
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
def test_registrations_that_are_asked_for(browser, three, asked, found):
    assert listed(browser, **asked) == found


def test_filter_form_keeps_what_was_asked(browser, three):
    page = browser.visit(PATH, query_string={"q": "dvo", "country": "CZ", "order": "name"})

    again = browser.checked(browser.submit(page, "form.ed-filters"))

    assert names(again) == ["Tomáš Dvořák"]
    assert again.select_one("select[name=country] [selected]")["value"] == "CZ"
    assert [words(option) for option in page.select("select[name=country] option")] == [
        "All countries", "Czechia", "Not said",
    ]  # fmt: skip


def test_seats_are_counted_in_this_event_alone(browser, event, three):
    dvorak, *_ = three
    make_reservation(make_session(event, seats=3), dvorak)
    make_reservation(make_session(event, seats=3), dvorak, state="waiting")
    make_reservation(make_session(make_event(), seats=3), dvorak)

    page = browser.visit(PATH, query_string={"q": "dvorak"})

    assert words(page.select_one("tbody .ed-number")) == "1 seat"


def test_registrations_by_pages(browser, event, monkeypatch):
    monkeypatch.setattr(registrations, "PAGE", 2)
    for hour in range(5):
        make_registration(event, make_person(name=f"Guest {hour}"), created_at=NOW - timedelta(hours=hour))

    page = browser.visit(PATH, query_string={"page": "2"})

    assert names(page) == ["Guest 2", "Guest 3"]
    assert words(page.select_one(".ed-table-count")) == "5 registrations. Showing 3 to 4, newest first."
    assert names(browser.visit(page.select_one("[rel=next]")["href"])) == ["Guest 4"]
    assert listed(browser, page=10**9) == ["Guest 4"]


def test_nobody_registered_yet(browser, event):
    page = browser.visit(PATH)

    assert words(page.select_one(".ed-empty h2")) == "Nobody has registered yet"
    assert words(page.select_one(".ed-empty p")) == (
        "Registration is open. People who register appear here at once, newest first."
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"state": "draft"}, "The event is not published, so nobody can register."),
        ({"registration_opens_at": NOW + timedelta(days=1)}, "Registration opens on 3 March 2026, 10:00."),
        ({"registration_opens_at": NOW}, "Registration opened on 2 March 2026, 10:00."),
        ({"registration_closes_at": NOW}, "Registration closed on 2 March 2026, 10:00."),
    ],
)
def test_nobody_registered_yet_and_why(as_person, given, said):
    event = make_event(slug="days", **given)
    browser = as_person(make_role(event, "organiser"))

    assert words(browser.visit(PATH).select_one(".ed-empty p")).startswith(said)


def test_nobody_matches(browser, three):
    page = browser.visit(PATH, query_string={"q": "Minsk", "status": "confirmed", "country": "CZ"})

    assert words(page.select_one(".ed-empty h2")) == "No registration matches “Minsk”"
    assert words(page.select_one(".ed-empty p")) == (
        "3 people are registered. 2 filters are on: Status “Confirmed”, Country “Czechia”."
    )


def test_csv_holds_what_the_filter_shows(browser, event, three):
    make_registration(event, make_person(name="=1+1", email="f@example.org"), may_be_named=True)

    answer = browser.get(f"{PATH}.csv", query_string={"status": "confirmed", "order": "name"})

    assert answer.headers["Content-Disposition"] == 'attachment; filename="days-registrations.csv"'
    assert list(csv.reader(StringIO(answer.data.decode("utf-8-sig")))) == [
        ["Name", "E-mail", "Organisation", "Function", "Kind", "Country", "Registered (Europe/Brussels)", "Status",
         "Seats", "May be named"],
        ["'=1+1", "f@example.org", "", "", "Not said", "", "2026-03-02 10:00", "Confirmed", "0", "yes"],
        ["Ana Barbosa", "", "", "", "Not said", "", "2026-03-02 08:00", "Confirmed", "0", "no"],
        ["Tomáš Dvořák", "tomas@example.org", "Moravian IT Cluster", "", "Cluster organisation", "Czechia",
         "2026-03-02 07:00", "Confirmed", "0", "no"],
    ]  # fmt: skip


@pytest.mark.parametrize("path", [PATH, f"{PATH}.csv"])
@pytest.mark.parametrize(("role", "status"), [("organiser", 200), ("moderator", 403), ("communications", 403)])
def test_registrations_are_for_organisers(as_person, event, path, role, status):
    assert as_person(make_role(event, role)).get(path).status_code == status


@pytest.mark.parametrize("path", [PATH, f"{PATH}.csv"])
def test_registrations_of_another_event_do_not_exist(as_person, event, path):
    assert as_person(make_role(make_event(), "organiser")).get(path).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_registrations_take_the_same_queries_whatever_the_size(browser, event, queries, rows):
    event_session = make_session(event, seats=5)
    for _ in range(rows):
        make_reservation(event_session, make_person(organisation_id=make_organisation().id))

    with queries() as seen:
        answer = browser.get(PATH)

    assert len(names(parse(answer.text))) == rows
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 6
