"""The organisers' pages of seats: the list of sessions, and the people of one session."""

import pytest

from eventdesk.core.db import transaction
from eventdesk.seats.services.session_seats import SeatSettings, change_seats
from tests.factories import NOW, make_reservation, make_role, make_seats, make_session
from tests.pages import text_of
from tests.seats.seat_desk import LIST, PAGE, START, TERMS, add_reservation, cells


@pytest.mark.both_engines
def test_list_shows_the_settings_of_each_session(organiser, event, session):
    make_seats(session, capacity=4, offer_minutes=120)
    for name, state in (("Ana A", "confirmed"), ("Bea B", "waiting"), ("Cia C", "offered"), ("Dea D", "pending")):
        add_reservation(session, name, state)
    make_seats(make_session(event, title="Free for all"), capacity=None)
    make_session(event, title="Just come")
    make_seats(make_session(event, title="Ask us"), capacity=9, access="approval")
    make_seats(make_session(event, title="Only you"), capacity=9, access="invitation", has_waiting_list=False)
    make_session(event, title="Coffee", kind="break")

    rows = {row[0].split("14")[0].strip(): row[1:] for row in cells(organiser.visit(LIST))}

    assert {name.rstrip(" 0123456789Apr,:"): row for name, row in rows.items()} == {
        "Panel": [
            "Limited, offers",
            "2/4 2 of 4 seats taken",
            "1 1 person waiting",
            "1 1 request",
            "1 1 seat offered",
            "",
        ],
        "Free for all": ["Open", "0 0 seats taken", "", "", "", ""],
        "Just come": ["No reservation needed", ""],
        "Ask us": ["By approval", "0/9 0 of 9 seats taken", "", "", "", ""],
        "Only you": ["By invitation, no waiting list", "0/9 0 of 9 seats taken", "", "", "", ""],
    }


def test_list_filters_by_settings_and_people(organiser, event, session):
    make_seats(session, capacity=1)
    add_reservation(session, "Ana A")
    add_reservation(session, "Bea B", "waiting")
    make_seats(make_session(event, title="Free for all"), capacity=None)

    def titles(query):
        return [row[0].split()[0] for row in cells(organiser.visit(f"{LIST}?{query}"))]

    assert titles("kind=open") == ["Free"]
    assert titles("people=waiting") == ["Panel"]
    assert titles("people=full") == ["Panel"]
    assert titles("people=free") == ["Free"]
    assert titles("q=pan") == ["Panel"]
    assert text_of(organiser.visit(f"{LIST}?people=asked").select_one(".ed-empty h2")) == "No session matches"


def test_list_of_an_event_without_sessions(organiser):
    assert text_of(organiser.visit(LIST).select_one(".ed-empty h2")) == "There are no sessions yet"


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_a_fixed_number_of_queries(organiser, event, queries, rows):
    for number in range(rows):
        session = make_session(event, title=f"Session {number}")
        with transaction():
            change_seats(session, SeatSettings(5, quotas={"company": 2}), actor_id=None, now=NOW)
        add_reservation(session, "Ana A", "pending")
    organiser.get(LIST)

    with queries() as seen:
        organiser.get(LIST)

    assert len([statement for statement in seen if statement != "BEGIN"]) == 5


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("show", ["asked", "offered", "waiting", "seats", "invited"])
def test_session_takes_a_fixed_number_of_queries(organiser, session, queries, rows, show):
    state = {"asked": "pending", "seats": "confirmed", "invited": "invited"}.get(show, show)
    for number in range(rows):
        add_reservation(session, f"Ana {number}", state)
    organiser.get(f"{PAGE}?show={show}")

    with queries() as seen:
        organiser.get(f"{PAGE}?show={show}")

    expected = {"waiting": 8}.get(show, 6)
    assert len([statement for statement in seen if statement != "BEGIN"]) == expected


def test_waitlist_shows_positions_and_conflicts(organiser, event, session):
    make_seats(session, capacity=1)
    add_reservation(session, "Ana A")
    busy = add_reservation(session, "Bea B", "waiting", skipped_at=NOW).person
    add_reservation(session, "Cia C", "waiting")
    make_reservation(make_session(event, title="Workshop", starts_at=START, seats=3), busy)

    rows = cells(organiser.visit(f"{PAGE}?show=waiting"))

    assert [(row[0], row[2]) for row in rows] == [
        ("1 Number 1 on the waiting list", "Has a seat in “Workshop” at the same time Skipped on 2 March 2026, 09:00"),
        ("2 Number 2 on the waiting list", ""),
    ]


def test_search_shows_positions_in_the_whole_list(organiser, session):
    for name in ("Ana A", "Bea B", "Zoë Z"):
        add_reservation(session, name, "waiting")

    rows = cells(organiser.visit(f"{PAGE}?show=waiting&q=zoe"))

    assert [(row[0], row[1].split()[0]) for row in rows] == [("3 Number 3 on the waiting list", "Zoë")]


def test_people_are_paginated(organiser, session):
    make_seats(session, capacity=100)
    for number in range(51):
        add_reservation(session, f"Ana {number:02}")

    first = organiser.visit(f"{PAGE}?show=seats")
    last = organiser.visit(first.select_one(".ed-pager [rel=next]")["href"])

    assert (len(cells(first)), len(cells(last))) == (50, 1)
    assert len(cells(organiser.visit(f"{PAGE}?show=seats&page=99"))) == 1


def test_break_has_no_seats(organiser, event):
    make_session(event, code="coffee", kind="break")

    organiser.visit("/desk/days/seats/coffee/", status=404)
    organiser.visit("/desk/days/seats/coffee/terms", status=404)


def test_moderators_cannot_open_the_pages_of_seats(as_person, event, session):
    moderator = as_person(make_role(event, "moderator"))

    for path in (LIST, PAGE, TERMS, f"{PAGE}add"):
        assert moderator.get(path).status_code == 403
