"""My agenda: its sessions by day, what overlaps, what has no time."""

from datetime import timedelta

import pytest

from tests.factories import (
    NOW,
    make_appearance,
    make_event,
    make_organisation,
    make_person,
    make_registration,
    make_reservation,
    make_room,
    make_session,
    make_track,
)
from tests.pages import text_of


def cards(page):
    """Return the titles and seat texts of the sessions on a page."""
    return [(text_of(card.h3 or card.h4), text_of(card.select_one(".ed-seats"))) for card in page.select(".ed-session")]


def test_agenda_without_seats(as_person):
    page = as_person(make_person()).visit("/my/")

    assert text_of(page.select_one(".ed-empty h2")) == "No seats yet"
    assert page.select_one(".ed-empty a")["href"] == "/"


def test_agenda_shows_seats_by_day_with_their_state(as_person):
    event = make_event(title="Cluster Days")
    person = make_person()
    room, track = make_room(event, name="Room 1.05"), make_track(event, letter="C", name="Going international")
    first = make_session(event, seats=5, title="Funding", room_id=room.id, track_id=track.id)
    second = make_session(event, seats=1, title="Panel", starts_at=first.starts_at + timedelta(days=1))
    make_appearance(
        first, make_person(name="Nino Gelashvili", organisation_id=make_organisation(name="Tbilisi Hub").id)
    )
    make_reservation(first, person)
    make_reservation(second)
    make_reservation(second, person, state="waiting")

    page = as_person(person).visit("/my/")

    assert text_of(page.select_one(".ed-page-head .ed-text-muted")) == "1 seat confirmed, 1 place on a waiting list"
    assert [text_of(heading) for heading in page.select(".ed-columns-main h2")] == [
        "Tuesday 14 April Cluster Days", "Wednesday 15 April Cluster Days",
    ]  # fmt: skip
    assert cards(page) == [
        ("Funding", "Your seat is confirmed"), ("Panel", "You are number 1 on the waiting list"),
    ]  # fmt: skip
    assert text_of(page.select_one(".ed-who")) == "Nino Gelashvili, Tbilisi Hub"
    assert text_of(page.select_one(".ed-time")).startswith("11:00")


def test_agenda_has_the_plenaries_of_registered_events(as_person):
    event = make_event()
    person = make_person()
    make_session(event, kind="plenary", title="Opening")
    make_session(make_event(), kind="plenary", title="Elsewhere")
    make_registration(event, person)

    assert cards(as_person(person).visit("/my/")) == [("Opening", "No reservation needed")]


def test_agenda_shows_running_cancelled_and_past_sessions(as_person, clock):
    event = make_event()
    person = make_person()
    running = make_session(event, seats=5, title="Running")
    for given in (
        {"title": "Cancelled", "state": "cancelled", "starts_at": running.starts_at + timedelta(hours=2)},
        {"title": "Yesterday", "starts_at": running.starts_at - timedelta(days=1)},
    ):
        make_reservation(make_session(event, seats=5, **given), person)
    make_reservation(running, person)
    clock.now = running.starts_at + timedelta(minutes=10)

    page = as_person(person).visit("/my/")

    assert cards(page) == [("Running", "Your seat is confirmed"), ("Cancelled", "Cancelled")]
    assert [text_of(tag) for tag in page.select(".ed-session.is-running .ed-time b")] == ["Now"]
    assert [text_of(link) for link in page.select(".ed-my-sessions a")] == ["Yesterday"]


def test_session_without_a_time_is_on_the_agenda(as_person):
    person = make_person()
    event = make_event(title="Days")
    make_reservation(make_session(event, seats=5, title="Somewhen", starts_at=None), person)
    make_reservation(make_session(event, seats=5, title="In doubt", starts_at=None), person, state="waiting")
    make_reservation(make_session(event, seats=5, title="Never", starts_at=None, state="cancelled"), person)

    page = as_person(person).visit("/my/")

    assert [text_of(item) for item in page.select("main li:has(> a)")] == [
        "Somewhen , Days – Seat confirmed",
        "In doubt , Days – Number 1 on the waiting list",
        "Never , Days – Cancelled",
    ]
    assert text_of(page.select_one(".ed-page-head .ed-text-muted")) == "1 seat confirmed, 1 place on a waiting list"


def test_overlap_is_shown_and_resolved(as_person, db):
    event = make_event()
    person = make_person()
    first = make_session(event, seats=5, title="Panel")
    second = make_session(event, seats=1, title="Matchmaking")
    make_reservation(first, person)
    make_reservation(second)
    make_reservation(second, person, state="waiting")
    browser = as_person(person)
    page = browser.visit("/my/")

    response = browser.submit(page, "main .ed-banner form")

    assert text_of(page.select_one("main .ed-banner")) == (
        "Two of your sessions overlap. “Panel” and “Matchmaking” both start on Tuesday at 11:00. "
        "While you have a seat in the first session, a free seat in the second goes to the next person. Leave the waiting list"
    )
    assert response.location == "/my/"
    assert browser.visit("/my/").select(".ed-banner.is-warn") == []


@pytest.mark.parametrize(
    ("reservation", "advice"),
    [
        ({}, "Please release one of the seats so someone else can take it. Release my seat in “Panel”"),
        ({"state": "offered", "expires_at": NOW + timedelta(hours=5), "queue_number": 1},
         ("The seat in the second session is only an offer: accept it if you prefer that session. "
          "Decline seat")),
        ({"state": "pending"},
         ("While you have a seat in the first session, a free seat in the second goes to the next person. "
          "Withdraw request")),
    ],
)  # fmt: skip
def test_overlap_offers_the_weaker_reservation_for_release(as_person, reservation, advice):
    event, person = make_event(), make_person()
    second = make_session(event, seats=5, title="Matchmaking")
    first = make_session(event, seats=5, title="Panel", starts_at=second.starts_at + timedelta(minutes=15))
    make_reservation(second, person, **reservation)
    make_reservation(first, person)

    banner = text_of(as_person(person).visit("/my/").select_one("main .ed-banner.is-warn"))

    assert banner.endswith(advice)


@pytest.mark.parametrize("rows", [1, 3])
def test_agenda_takes_eight_queries(as_person, queries, rows):
    person = make_person()
    for _ in range(rows):
        event = make_event()
        event_session = make_session(event, seats=5, room_id=make_room(event).id)
        make_appearance(event_session)
        make_reservation(event_session, person)
    browser = as_person(person)
    browser.get("/my/")

    with queries() as seen:
        browser.get("/my/")

    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 8
