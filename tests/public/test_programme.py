from datetime import UTC, date, datetime, timedelta

import pytest

from eventdesk.core.db import transaction
from tests.factories import (
    FIRST_DAY,
    make_appearance,
    make_event,
    make_person,
    make_reservation,
    make_room,
    make_session,
    make_talk,
    make_track,
)
from tests.pages import text_of
from tests.public.conftest import at, titles


@pytest.fixture
def event(two_days):
    return two_days


def test_programme_shows_the_first_day_before_the_event(client, event):
    page = client.visit("/events/days/programme")

    assert titles(page) == ["Opening", "Workshop", "Coffee"]
    assert text_of(page.select_one(".ed-count-line p")) == "2 sessions on Tuesday"
    assert text_of(page.select_one(".ed-days [aria-current]")) == "14 Apr Tuesday"


def test_programme_is_a_grid_with_a_column_for_each_room(client, event):
    page = client.visit("/events/days/programme")

    assert [text_of(room) for room in page.select(".ed-rooms p")] == ["Hall 100 seats", "Studio"]
    assert [tag["class"] for tag in page.select(".ed-grid .ed-session")] == [
        ["ed-session", "t-1", "d-9", "c-1"],
        ["ed-session", "t-1", "d-9", "c-2"],
        ["ed-session", "is-break", "t-13", "d-9", "c-0"],
    ]


def test_programme_shows_today_while_the_event_runs(client, event, clock):
    clock.now = at(9, 20, FIRST_DAY + timedelta(days=1))

    page = client.visit("/events/days/programme")

    assert titles(page) == ["Second day"]
    assert text_of(page.select_one(".ed-session .ed-time b")) == "Now"


def test_now_line_is_at_the_present_time(client, event, clock):
    clock.now = at(9, 20)

    page = client.visit("/events/days/programme")

    assert text_of(page.select_one(".ed-now time")) == "09:20"
    assert page.select_one(".ed-now")["class"] == ["ed-now", "t-5"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("?day=2026-04-15", ["Second day"]),
        ("?day=all", ["Opening", "Workshop", "Coffee", "Second day"]),
        ("?room=studio", ["Workshop"]),
        ("?room=hall&day=all", ["Opening", "Second day"]),
        ("?track=policy", ["Opening"]),
        ("?q=dvorak", ["Opening"]),
        ("?q=TBILISI+hub", ["Opening"]),
        ("?q=second", ["Second day"]),
        ("?q=%20%20", ["Opening", "Workshop", "Coffee"]),
    ],
)
def test_programme_is_filtered(client, event, address, expected):
    assert titles(client.visit(f"/events/days/programme{address}")) == expected


@pytest.mark.parametrize("name", ["სანდრო ლომიძე", "Արմեն Հակոբյան", "Łukasz Żółć", "محمد", "Olga Шаповал"])
def test_search_matches_speakers_in_any_script(client, event, name):
    other = make_session(event, title="Other", starts_at=at(11))
    make_appearance(other, make_person(name=name, email=None))

    page = client.visit("/events/days/programme", query_string={"q": name.upper()})

    assert titles(page) == ["Other"]


def test_search_matches_talks(client, event):
    other = make_session(event, title="Other", starts_at=at(11))
    make_talk(other, title="Business Roaming Agreement")

    assert titles(client.visit("/events/days/programme?q=roaming")) == ["Other"]


def test_filter_links_to_matches_on_other_days(client, event):
    page = client.visit("/events/days/programme?day=2026-04-15&q=opening")

    assert text_of(page.select_one(".ed-empty h2")) == "No matches"
    links = [(text_of(link), link["href"]) for link in page.select(".ed-empty a")]
    assert links[0] == ("1 session on other days", "/events/days/programme?day=all&q=opening")


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("?day=2031-01-01", "Day not found"),
        ("?day=2026-99-99", "Day not found"),
        ("?day=%ff", "Day not found"),
        ("?room=cellar", "Room not found"),
        ("?track=%27%3B--", "Track not found"),
        (f"?room={'x' * 5000}", "Room not found"),
    ],
)
def test_unknown_filter_answers_404_with_a_link_to_all(client, event, address, title):
    page = client.visit(f"/events/days/programme{address}", status=404)

    assert text_of(page.select_one(".ed-empty h2")) == title
    assert page.select_one(".ed-empty a")["href"] == "/events/days/programme?day=all"


def test_search_of_ten_thousand_characters(client, event):
    page = client.visit("/events/days/programme", query_string={"q": "x" * 10_000})

    assert text_of(page.select_one(".ed-empty h2")) == "No matches"


def test_search_is_escaped(client, event):
    page = client.visit("/events/days/programme", query_string={"q": '"><script>alert(1)</script>{{7*7}}'})

    assert page.select_one("#filter-q")["value"] == '"><script>alert(1)</script>{{7*7}}'


def test_empty_programme(client, app):
    make_event(slug="empty")

    page = client.visit("/events/empty/programme")

    assert text_of(page.select_one(".ed-empty h2")) == "The programme is not published yet"


def test_session_without_a_time_has_a_heading(client, event):
    make_session(event, title="Later", starts_at=None, seats=5)

    page = client.visit("/events/days/programme?day=all")

    assert text_of(page.select("h2.ed-day-title")[-1]) == "Time to be announced"
    assert titles(page)[-1] == "Later"
    # As on its own page: its seats wait for the time.
    assert text_of(page.select(".ed-session")[-1].select_one(".ed-seats")) == "Reservation is closed"


@pytest.mark.parametrize("path", ["programme?day=all", "programme?q=secret", "programme?q=hidden", "speakers/", ""])
def test_draft_session_is_not_shown(client, event, path):
    draft = make_session(event, title="Secret draft", state="draft", starts_at=at(12))
    make_talk(draft, title="Secret talk")
    make_appearance(draft, make_person(name="Hidden Person", email=None))

    page = client.visit(f"/events/days/{path}")

    shown = text_of(page.select_one("main"))
    assert "Secret" not in shown
    assert "Hidden" not in shown
    assert "4 sessions" not in shown


@pytest.mark.parametrize(
    "path",
    ["", "programme", "speakers/", "sessions/{code}/", "speakers/{speaker}/", "sessions/{code}/materials/ABCDEFGH"],
)
def test_draft_event_answers_404(client, app, path):
    event = make_event(slug="draft", state="draft")
    event_session = make_session(event)
    speaker = make_appearance(event_session).person

    client.visit(f"/events/draft/{path}".format(code=event_session.code, speaker=speaker.code), status=404)


@pytest.mark.parametrize("rows", [1, 3])
def test_programme_takes_a_fixed_number_of_queries(client, app, queries, rows):
    event = make_event(slug="counted")
    for number in range(rows):
        room, track = make_room(event), make_track(event)
        one = make_session(event, room_id=room.id, track_id=track.id, seats=10, starts_at=at(9 + number))
        make_appearance(one)
        make_talk(one)
    client.get("/events/counted/programme")

    with queries() as seen:
        client.get("/events/counted/programme?day=all")

    assert len([statement for statement in seen if statement != "BEGIN"]) == 7


def test_seats_on_cards_are_those_of_the_reader(as_person, event):
    me = make_person()
    full = make_session(event, title="Full", starts_at=at(11), seats=1)
    make_reservation(full)
    make_reservation(full, me, state="waiting")

    page = as_person(me).visit("/events/days/programme")

    assert [text_of(line) for line in page.select(".ed-seats")] == [
        "50 seats left",
        "No reservation needed",
        "You are number 1 on the waiting list",
    ]


def test_programme_of_a_cancelled_event(client, event):
    with transaction():
        event.state, event.revision = "cancelled", 2

    page = client.visit("/events/days/programme")

    assert text_of(page.select_one(".ed-banner strong")) == "This event has been cancelled."
    assert {text_of(line) for line in page.select(".ed-seats")} == {"Cancelled"}


def test_days_are_those_of_the_event_timezone(client, app):
    event = make_event(slug="east", timezone="Pacific/Auckland", starts_on=date(2026, 4, 15))
    make_session(event, title="Early", starts_at=datetime(2026, 4, 14, 21, tzinfo=UTC))

    page = client.visit("/events/east/programme?day=2026-04-15")

    assert titles(page) == ["Early"]
    assert text_of(page.select_one(".ed-time time")) == "09:00"


@pytest.mark.parametrize("address", ["?q=%00", "?day=%00", "?room=a%00b"])
def test_null_character_answers_400(client, event, address):
    client.visit(f"/events/days/programme{address}", status=400)
