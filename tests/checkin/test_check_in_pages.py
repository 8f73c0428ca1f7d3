"""The check-in pages as a moderator's phone shows them, and what others cannot see or do there."""

import csv
from io import StringIO

import pytest

from eventdesk.checkin.models import CheckIn
from eventdesk.checkin.views import session as session_views
from eventdesk.people.models import Person
from tests.factories import (
    make_appearance,
    make_check_in,
    make_event,
    make_organisation,
    make_person,
    make_registration,
    make_reservation,
    make_role,
    make_room,
    make_session,
)
from tests.pages import parse, text_of


def page_of(event_session):
    return f"/desk/{event_session.event.slug}/door/{event_session.code}/"


def people(page):
    """Return who is listed, with the right side of each row."""
    return [(text_of(row.h3), text_of(row.select_one(":scope > :last-child"))) for row in page.select(".ed-door-row")]


def cells(page):
    return {text_of(cell.dt): text_of(cell.dd) for cell in page.select("#door-counts > div")}


def test_sessions_of_the_moderator_come_first(browser, event, moderator):
    make_session(event, title="Opening", seats=4)
    moderated = make_session(event, title="Funding a pilot")
    make_appearance(moderated, moderator, part="moderator")

    page = browser.visit("/desk/days/door/")

    assert [text_of(head) for head in page.select("main h2")] == ["Your sessions", "14 April 2026 Tuesday"]
    assert [text_of(head) for head in page.select("main h3")] == ["Funding a pilot", "Opening", "Funding a pilot"]
    assert text_of(page.select_one(".ed-who")) == "No reservation needed, 0 checked in"


def test_sessions_of_an_event_without_sessions(browser, event):
    page = browser.visit("/desk/days/door/")

    assert text_of(page.select_one(".ed-empty h2")) == "No published sessions yet"


def test_sessions_mark_a_cancelled_session(browser, event):
    make_session(event, title="Off", state="cancelled", seats=3)

    page = browser.visit(f"/desk/{event.slug}/door/")

    assert [text_of(line) for line in page.select(".ed-session .ed-seats")] == ["Cancelled"]


def test_session_lists_people_with_counts(browser, event):
    event_session = make_session(event, seats=4, room_id=make_room(event, name="Room 1.05").id)
    cluster = make_organisation(name="Moravian IT Cluster")
    dvorak = make_person(name="Tomáš Dvořák", organisation_id=cluster.id)
    make_check_in(event_session, make_reservation(event_session, dvorak).person)
    make_reservation(event_session, make_person(name="Ana Barbosa"))

    page = browser.visit(page_of(event_session))

    assert text_of(page.select_one(".ed-door-head p")) == "11:00–11:45 · Room 1.05"
    assert [text_of(letter) for letter in page.select("#door-list .ed-letter")] == ["B", "D"]
    assert people(page) == [
        ("Ana Barbosa", "Check in Ana Barbosa"),
        ("Tomáš Dvořák", "Checked in 10:00 Undo Tomáš Dvořák"),
    ]
    assert text_of(page.select_one(f"#person-{dvorak.code} p")) == "Moravian IT Cluster"
    assert cells(page) == {"confirmed": "2", "checked in": "1", "walk-ins": "0"}
    assert text_of(page.select_one("#door-to-come")) == "1 of 2 not checked in yet."
    assert text_of(page.select_one("#door-free")) == "2 of 4 seats are free. No one is waiting."


def test_session_without_reservations(browser, event):
    event_session = make_session(event, seats=4)

    page = browser.visit(page_of(event_session))

    assert text_of(page.select_one("#door-list")) == "No one is expected yet."


def test_check_in_and_undo_without_a_script(browser, event):
    event_session = make_session(event, seats=4)
    person = make_reservation(event_session).person
    row = f"#person-{person.code} form"

    answer = browser.submit(page_of(event_session), row)

    assert (answer.status_code, answer.location) == (303, f"{page_of(event_session)}#person-{person.code}")
    assert cells(browser.visit(page_of(event_session)))["checked in"] == "1"
    answer = browser.submit(page_of(event_session), row)
    assert (answer.status_code, answer.location) == (303, f"{page_of(event_session)}#person-{person.code}")
    assert cells(browser.visit(page_of(event_session)))["checked in"] == "0"


def test_check_in_with_a_script_returns_the_row_and_the_counts(browser, event):
    event_session = make_session(event, seats=4)
    person = make_reservation(event_session, make_person(name="Ana Barbosa")).person

    answer = browser.send(f"{page_of(event_session)}people/{person.code}/check-in", headers={"HX-Request": "true"})

    part = parse(f"<ul>{answer.text}</ul>")
    assert answer.status_code == 200
    assert people(part) == [("Ana Barbosa", "Checked in 10:00 Undo Ana Barbosa")]
    assert [tag["id"] for tag in part.select("[hx-swap-oob]")] == ["door-moving", "door-to-come", "door-free"]
    assert cells(part) == {"confirmed": "1", "checked in": "1", "walk-ins": "0"}
    assert "<html" not in answer.text


def test_undo_of_a_walk_in_with_a_script_leaves_the_row(browser, event):
    event_session = make_session(event, seats=4)
    person = make_registration(event, make_person(name="Ana Barbosa")).person
    make_check_in(event_session, person, is_walk_in=True)

    answer = browser.send(f"{page_of(event_session)}people/{person.code}/undo", headers={"HX-Request": "true"})

    assert people(parse(f"<ul>{answer.text}</ul>")) == [("Ana Barbosa", "Check in Ana Barbosa")]


def test_counts_are_sent_only_when_they_changed(browser, event):
    event_session = make_session(event, seats=4)
    person = make_reservation(event_session).person
    page = browser.visit(page_of(event_session))
    again = page.select_one("#door-moving")["hx-get"]

    before = browser.get(again, headers={"HX-Request": "true"})
    make_check_in(event_session, person)
    after = browser.get(again, headers={"HX-Request": "true"})

    assert (before.status_code, before.text) == (204, "")
    assert after.status_code == 200
    assert cells(parse(after.text)) == {"confirmed": "1", "checked in": "1", "walk-ins": "0"}


def test_htmx_without_a_sign_in_gets_no_sign_in_page(client, event):
    event_session = make_session(event, seats=4)

    assert client.get(f"{page_of(event_session)}counts", headers={"HX-Request": "true"}).status_code == 401


def test_search_without_a_script(browser, event):
    event_session = make_session(event, seats=4)
    make_reservation(event_session, make_person(name="Tomáš Dvořák"))
    make_reservation(event_session, make_person(name="Ana Barbosa"))

    page = browser.checked(browser.submit(page_of(event_session), "form.ed-find", q="dvorak"))

    assert people(page) == [("Tomáš Dvořák", "Check in Tomáš Dvořák")]
    assert text_of(page.select_one(".ed-find-note")) == "1 match Show all"


def test_only_outstanding_people(browser, event):
    event_session = make_session(event, seats=4)
    make_check_in(event_session, make_reservation(event_session).person)
    make_reservation(event_session, make_person(name="Ana Barbosa"))

    page = browser.visit(f"{page_of(event_session)}?show=coming")

    assert people(page) == [("Ana Barbosa", "Check in Ana Barbosa")]


def test_search_keys_of_rows_and_server_agree(browser, event):
    event_session = make_session(event, seats=4)
    hub = make_organisation(name="Łódź – Hub")
    person = make_reservation(event_session, make_person(name="Zoë O’Brien", organisation_id=hub.id)).person

    page = browser.visit(page_of(event_session))
    result = browser.visit(f"{page_of(event_session)}?q=lodz+OBRIEN")

    assert page.select_one(f"#person-{person.code}")["data-search"] == "zoe obrien lodz - hub"
    assert [name for name, _ in people(result)] == ["Zoë O’Brien"]


def test_long_lists_are_paged_and_searched_by_the_server(browser, event, monkeypatch):
    monkeypatch.setattr(session_views, "MAX_ROWS", 4)
    monkeypatch.setattr(session_views, "PAGE", 2)
    event_session = make_session(event, seats=10)
    for number in range(5):
        make_reservation(event_session, make_person(name=f"Guest {number}"))
    make_reservation(event_session, make_person(name="Last"), state="waiting")

    first = browser.visit(page_of(event_session))
    last = browser.visit(f"{page_of(event_session)}?page=3")

    assert [name for name, _ in people(first)] == ["Guest 0", "Guest 1"]
    assert text_of(first.select_one(".ed-pager p")) == "Page 1 of 3"
    assert first.select("[data-module=checkin-search]") == []
    assert [name for name, _ in people(last)] == ["Guest 4", "Last"]
    assert browser.get(f"{page_of(event_session)}?page=1000000000").location == page_of(event_session)
    assert browser.get(f"{page_of(event_session)}?page=x").status_code == 200


def test_waiting_person_is_checked_in_after_a_confirmation(browser, event):
    event_session = make_session(event, seats=1)
    make_reservation(event_session)
    person = make_reservation(event_session, make_person(name="Ana Barbosa"), state="waiting").person
    page = browser.visit(page_of(event_session))

    response = browser.submit(page, f"#person-{person.code} form")

    assert text_of(page.select_one(f"#person-{person.code} .ed-door-status")) == "Number 1 on the waiting list"
    assert (response.status_code, response.location) == (303, f"{page_of(event_session)}walk-in?person={person.code}")
    question = browser.visit(response.location)
    assert text_of(question.h1) == "Check in Ana Barbosa without a seat?"
    assert text_of(question.select_one("main .ed-banner")) == (
        "All 1 seats are taken or reserved until 11:00. 1 person is waiting. "
        "If there is still room, you can check them in anyway."
    )
    assert browser.submit(question).status_code == 303
    assert cells(browser.visit(page_of(event_session))) == {"confirmed": "1", "checked in": "0", "walk-in": "1"}


def test_refused_check_in_with_a_script_redirects(browser, event):
    event_session = make_session(event, seats=1)
    make_reservation(event_session)
    person = make_reservation(event_session, state="waiting").person

    answer = browser.send(f"{page_of(event_session)}people/{person.code}/check-in", headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == f"{page_of(event_session)}walk-in?person={person.code}"


def test_walk_in_is_added_and_checked_in(browser, event, db):
    event_session = make_session(event, seats=4)
    path = f"{page_of(event_session)}walk-in"

    answer = browser.submit(path, name="Nino  Lomidze", organisation="Tbilisi Hub", email="nino@example.org")

    person = db.session.query(Person).filter_by(name="Nino Lomidze").one()
    assert (answer.status_code, answer.location) == (303, f"{page_of(event_session)}#person-{person.code}")
    page = browser.visit(page_of(event_session))
    assert people(page) == [("Nino Lomidze", "Checked in 10:00 Undo Nino Lomidze")]
    assert text_of(page.select_one(".ed-door-status")) == "Walk-in"


def test_walk_in_with_mistakes(browser, event, db):
    event_session = make_session(event, seats=4)

    answer = browser.submit(f"{page_of(event_session)}walk-in", name=" ", organisation="x" * 201, email="nino")

    page = browser.checked(answer, 422)
    assert [text_of(tag) for tag in page.select(".ed-error-summary li")] == [
        "Enter the name",
        "Enter 200 characters or fewer",
        "Enter an email address like name@example.org, or leave this empty",
    ]
    assert db.session.query(CheckIn).count() == 0


def test_walk_in_into_a_full_room_needs_a_tick(browser, event):
    event_session = make_session(event, seats=1)
    make_reservation(event_session)
    path = f"{page_of(event_session)}walk-in"

    refused = browser.checked(browser.submit(path, name="Nino Lomidze"), 422)

    assert text_of(refused.select_one(".ed-error-summary li")) == (
        "All seats are taken. To let this person in, tick “Check in although all seats are taken”."
    )
    assert browser.submit(refused, override_capacity="y").status_code == 303
    assert cells(browser.visit(page_of(event_session)))["walk-in"] == "1"


def test_walk_in_finds_people_who_registered(browser, event):
    event_session = make_session(event, seats=4)
    make_registration(event, make_person(name="Ana Barbosa"))

    page = browser.visit(f"{page_of(event_session)}walk-in?q=barbosa")

    assert people(page) == [("Ana Barbosa", "Check in Ana Barbosa")]
    assert page.select_one("input[name=name]")["value"] == "barbosa"


def test_cancelled_session_has_no_buttons(browser, event):
    event_session = make_session(event, seats=4, state="cancelled")
    make_reservation(event_session)

    page = browser.visit(page_of(event_session))

    assert page.select("main form[method=post]") == []
    assert text_of(page.select_one(".ed-banner")) == "This session has been cancelled. No one can be checked in."


def table(answer):
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))


def test_csv_lists_everyone_and_escapes_formulas(browser, event):
    event_session = make_session(event, seats=2)
    evil = make_organisation(name='=HYPERLINK("http://x")')
    make_check_in(event_session, make_reservation(event_session, make_person(name="ნინო ლომიძე", country="GE")).person)
    make_reservation(event_session, make_person(name="@SUM(1+1)", organisation_id=evil.id))
    make_reservation(event_session, make_person(name="Ana Barbosa"), state="waiting")

    rows = table(browser.get(f"{page_of(event_session)}attendees.csv"))

    assert rows == [
        ["Name", "Organisation", "Country", "Status", "Waiting list position", "Checked in (Europe/Brussels)"],
        ["'@SUM(1+1)", '\'=HYPERLINK("http://x")', "", "Confirmed", "", ""],
        ["ნინო ლომიძე", "", "Georgia", "Confirmed", "", "2026-03-02 10:00"],
        ["Ana Barbosa", "", "", "On the waiting list", "1", ""],
    ]


def test_printed_list_has_rows_for_guests(browser, event):
    event_session = make_session(event, seats=2)
    make_reservation(event_session, make_person(name="Ana Barbosa"))

    page = browser.visit(f"{page_of(event_session)}print")

    assert [text_of(row) for row in page.select("tbody tr")] == ["Ana Barbosa Confirmed", *[""] * 12]
    assert text_of(page.select_one("header.ed-attendees-head b")) == "Confirmed: 1, checked in: 0, walk-ins: 0."


PAGES = ["", "counts", "attendees.csv", "print", "walk-in"]


@pytest.mark.parametrize("page", PAGES)
def test_session_of_another_event_is_404(browser, page):
    event_session = make_session(make_event(slug="foreign"), seats=2)

    assert browser.get(f"{page_of(event_session)}{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_session_below_the_wrong_event_is_404(browser, event, page):
    foreign = make_session(make_event(slug="foreign"), code="777", seats=2)

    assert browser.get(f"/desk/days/door/{foreign.code}/{page}").status_code == 404


@pytest.mark.parametrize("action", ["check-in", "undo"])
def test_people_of_another_event_cannot_be_checked_in(browser, event, db, action):
    event_session = make_session(event, seats=2)
    other = make_registration(make_event(slug="foreign")).person

    assert browser.send(f"{page_of(event_session)}people/{other.code}/{action}").status_code == 404
    assert browser.send(f"{page_of(event_session)}people/NOBODY/{action}").status_code == 404
    assert db.session.query(CheckIn).count() == 0


def test_communications_staff_are_403(as_person, event):
    browser = as_person(make_role(event, "communications"))
    event_session = make_session(event, seats=2)

    assert [browser.get(f"{page_of(event_session)}{page}").status_code for page in PAGES] == [403] * len(PAGES)


@pytest.mark.parametrize("rows", [1, 3])
def test_session_takes_six_queries(browser, event, queries, rows):
    event_session = make_session(event, seats=10, room_id=make_room(event).id)
    for _ in range(rows):
        make_reservation(event_session, make_person(organisation_id=make_organisation().id))
        make_reservation(event_session, state="waiting")
    path = page_of(event_session)

    with queries() as seen:
        answer = browser.get(path)

    assert len(people(parse(answer.text))) == 2 * rows
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 6


@pytest.mark.parametrize("rows", [1, 3])
def test_sessions_take_three_queries(browser, event, queries, rows):
    for _ in range(rows):
        make_session(event, seats=10, room_id=make_room(event).id)

    with queries() as seen:
        browser.get("/desk/days/door/")

    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 3
