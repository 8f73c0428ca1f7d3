"""One programme seen by time, room and track, in the reader's own zone, and while it runs."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eventdesk.core.db import transaction
from tests.factories import FIRST_DAY, make_event, make_room, make_session, make_track
from tests.pages import text_of

SECOND_DAY = FIRST_DAY + timedelta(days=1)


def at(hour, minute=0, day=FIRST_DAY):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def parts(page):
    """Return each part's heading with what stands in it, days and sessions in their order."""
    return {
        text_of(part.h2): [text_of(heading) for heading in part.select("h3, h4")]
        for part in page.select("section.ed-part")
    }


@pytest.fixture
def event(app):
    """Two days, two rooms, a foyer, two tracks."""
    event = make_event(slug="days", timezone="UTC")
    hall = make_room(event, name="Hall", slug="hall", seats=100, note="Hearing loop")
    studio = make_room(event, name="Studio", slug="studio")
    policy = make_track(event, letter="A", name="Policy", slug="policy", position=2)
    data = make_track(event, letter="B", name="Data", slug="data", position=1)
    make_session(event, title="Opening", starts_at=at(9), room_id=hall.id, track_id=policy.id)
    make_session(event, title="Workshop", starts_at=at(9), room_id=studio.id, track_id=data.id)
    make_session(event, title="Coffee", kind="break", starts_at=at(10), place="Foyer")
    make_session(event, title="Posters", starts_at=at(11), place="Foyer")
    make_session(event, title="Closing", starts_at=at(23, 30, SECOND_DAY), room_id=hall.id, track_id=policy.id)
    return event


def test_view_by_time_is_one_list_of_all_rooms(client, event):
    page = client.visit("/events/days/programme?view=time")

    assert parts(page) == {"Tuesday, 14 April": ["Opening", "Workshop", "Coffee", "Posters"]}
    assert page.select(".ed-grid") == []


def test_view_by_room_has_a_section_for_each_room(client, event):
    page = client.visit("/events/days/programme?view=room&day=all")

    assert parts(page) == {
        "Hall 100 seats, Hearing loop": ["Tuesday, 14 April", "Opening", "Wednesday, 15 April", "Closing"],
        "Studio": ["Tuesday, 14 April", "Workshop"],
        "Foyer": ["Tuesday, 14 April", "Posters"],
    }


def test_view_by_room_of_one_day_needs_no_days(client, event):
    page = client.visit("/events/days/programme?view=room")

    assert parts(page) == {"Hall 100 seats, Hearing loop": ["Opening"], "Studio": ["Workshop"], "Foyer": ["Posters"]}


def test_view_by_track_has_a_section_for_each_track(client, event):
    page = client.visit("/events/days/programme?view=track&day=2026-04-14")

    assert parts(page) == {"B Data": ["Workshop"], "A Policy": ["Opening"], "No track": ["Posters"]}


def test_views_are_links_with_the_filters(client, event):
    page = client.visit("/events/days/programme?day=all&room=hall&view=track")

    assert [(text_of(link), link["href"], link.get("aria-current")) for link in page.select(".ed-view-tabs a")] == [
        ("By day", "/events/days/programme?day=all&room=hall", None),
        ("By time", "/events/days/programme?day=all&view=time&room=hall", None),
        ("By room", "/events/days/programme?day=all&view=room&room=hall", None),
        ("By track", "/events/days/programme?day=all&view=track&room=hall", "page"),
    ]
    hidden = {tag["name"]: tag["value"] for tag in page.select(".ed-filters input[type=hidden]")}
    assert hidden == {"day": "all", "view": "track"}
    assert page.select_one(".ed-days a")["href"] == "/events/days/programme?day=2026-04-14&view=track&room=hall"


def test_event_of_one_room_and_no_track_has_no_views(client, app):
    make_session(make_event(slug="small"))

    assert client.visit("/events/small/programme").select(".ed-view-tabs a") == []


@pytest.mark.parametrize("view", ["grid", "'", "%ff", "x" * 5000])
def test_unknown_view_answers_404_with_a_link_to_all(client, event, view):
    page = client.visit(f"/events/days/programme?view={view}", status=404)

    assert text_of(page.select_one(".ed-empty h2")) == "View not found"


@pytest.mark.parametrize("view", ["room", "track", "time"])
@pytest.mark.parametrize("rows", [1, 3])
def test_view_takes_a_fixed_number_of_queries(client, app, queries, view, rows):
    event = make_event(slug="counted")
    for number in range(rows):
        make_session(
            event, room_id=make_room(event).id, track_id=make_track(event).id, seats=5, starts_at=at(9 + number)
        )
    client.get("/events/counted/programme")

    with queries() as seen:
        client.get(f"/events/counted/programme?view={view}")

    assert len([statement for statement in seen if statement != "BEGIN"]) == 7


# The reader's own zone.


def test_times_and_days_are_in_the_timezone(client, event):
    page = client.visit("/events/days/programme?zone=Asia/Tokyo&day=all&view=time")

    assert parts(page) == {
        "Tuesday, 14 April": ["Opening", "Workshop", "Coffee", "Posters"],
        "Thursday, 16 April": ["Closing"],
    }
    assert [text_of(time) for time in page.select(".ed-time time:first-child")] == [
        "18:00",
        "18:00",
        "19:00",
        "20:00",
        "08:30",
    ]
    assert [text_of(tab) for tab in page.select(".ed-days a")] == [
        "14 Apr Tuesday",
        "16 Apr Thursday",
        "All days 2 days",
    ]
    assert page.select_one(".ed-session a")["href"].endswith("/?zone=Asia/Tokyo")


def test_timezone_is_named_with_a_link_back(client, event):
    page = client.visit("/events/days/programme?zone=Europe/Lisbon&day=2026-04-14&room=hall")

    line = page.select_one(".ed-zone")
    assert text_of(line) == "Times are Lisbon time (WEST, UTC+1). Show times in the event's time zone, UTC"
    assert line.a["href"] == "/events/days/programme?room=hall"
    assert "Times are Lisbon time (WEST, UTC+1)." in text_of(page.select_one(".ed-foot"))
    assert text_of(client.visit("/events/days/programme").select_one(".ed-zone")) == "Times are UTC."


def test_grid_is_in_the_timezone(client, event):
    page = client.visit("/events/days/programme?zone=Asia/Kathmandu")

    assert [text_of(hour) for hour in page.select(".ed-hour")][:2] == ["14:30", "15:00"]
    assert page.select_one(".ed-grid .ed-session")["class"] == ["ed-session", "t-4", "d-9", "c-1"]


def test_days_across_the_date_line_and_a_change_of_clocks(client, app):
    event = make_event(slug="dst", timezone="Europe/Brussels", starts_on=date(2026, 10, 24))
    make_session(event, title="Early", starts_at=datetime(2026, 10, 24, 23, 30, tzinfo=UTC))
    make_session(event, title="Late", starts_at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC))

    page = client.visit("/events/dst/programme?day=all&view=time")
    west = client.visit("/events/dst/programme?day=all&view=time&zone=Pacific/Honolulu")

    assert parts(page) == {"Sunday, 25 October": ["Early", "Late"]}
    assert [text_of(time) for time in page.select(".ed-time time:first-child")] == ["01:30", "02:30"]
    assert parts(west) == {"Saturday, 24 October": ["Early", "Late"]}


def test_day_without_sessions_in_the_timezone_shows_all(client, event):
    page = client.visit("/events/days/programme?day=2026-04-15&zone=Asia/Tokyo&view=time")

    assert list(parts(page)) == ["Tuesday, 14 April", "Thursday, 16 April"]
    client.visit("/events/days/programme?day=2031-04-15&zone=Asia/Tokyo", status=404)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "x" * 5000, "%F0%9F%98%80"])
def test_unknown_timezone_answers_404_with_a_link_to_all(client, event, zone):
    page = client.visit(f"/events/days/programme?zone={zone}", status=404)

    assert text_of(page.select_one(".ed-empty h2")) == "Time zone not found"


def test_programme_in_another_timezone_is_not_cached(client, event, queries):
    client.get("/events/days/programme?zone=Asia/Tokyo")

    with queries() as seen:
        client.get("/events/days/programme?zone=Asia/Tokyo")

    assert len([statement for statement in seen if statement != "BEGIN"]) == 7


def test_session_page_in_another_timezone(client, event, app):
    opening = client.visit("/events/days/programme").select_one(".ed-session a")["href"]

    page = client.visit(f"{opening}?zone=Asia/Tokyo")

    assert text_of(page.select_one(".ed-meta-list dd")) == (
        "14 April 2026, 18:00–18:45, Tokyo time (JST, UTC+9) Show times in the event's time zone, UTC"
    )
    assert page.select_one(".ed-back a")["href"] == "/events/days/programme?day=2026-04-14&zone=Asia/Tokyo"
    assert "09:00–09:45, UTC" in text_of(client.visit(f"{opening}?zone=nowhere").select_one(".ed-meta-list dd"))


# Now and next.


def now_next(page):
    return {
        text_of(room.h3): [(text_of(line.dt), text_of(line.dd)) for line in room.select("dl > div")]
        for room in page.select(".ed-now-next > li")
    }


@pytest.mark.parametrize("path", ["", "programme"])
def test_now_and_next_while_the_event_runs(client, event, clock, path):
    clock.now = at(9, 20)

    page = client.visit(f"/events/days/{path}")

    assert now_next(page) == {
        "Hall": [("Now", "Opening until 09:45")],
        "Studio": [("Now", "Workshop until 09:45")],
        "Foyer": [("10:00", "Coffee")],
    }


@pytest.mark.parametrize("path", ["", "programme"])
@pytest.mark.parametrize("now", [at(9) - timedelta(days=1), at(9) + timedelta(days=3)])
def test_no_now_and_next_before_and_after_the_event(client, event, clock, path, now):
    clock.now = now

    assert now_next(client.visit(f"/events/days/{path}")) == {}


def test_now_and_next_is_cached_for_a_minute(client, event, clock, queries):
    clock.now = at(9, 44)
    client.get("/events/days/programme")
    with queries() as seen:
        client.get("/events/days/programme")
    assert [statement for statement in seen if statement != "BEGIN"] == []

    clock.move(minutes=1)

    assert now_next(client.visit("/events/days/programme")) == {"Foyer": [("10:00", "Coffee")]}


@pytest.mark.parametrize("address", ["?q=opening", "?room=hall", "?day=2026-04-15", "?view=room"])
def test_filtered_programme_has_no_now_and_next(client, event, clock, address):
    clock.now = at(9, 20)

    assert now_next(client.visit(f"/events/days/programme{address}")) == {}


def test_now_and_next_leaves_out_what_is_cancelled(client, event, clock):
    make_session(event, title="Off", starts_at=at(9), state="cancelled", place="Garden")
    clock.now = at(9, 20)
    assert "Garden" not in now_next(client.visit("/events/days/programme"))

    with transaction():
        event.state, event.revision = "cancelled", 2

    assert now_next(client.visit("/events/days/programme")) == {}


def test_now_line_in_a_list_precedes_the_next_session(client, event, clock):
    clock.now = at(10, 50)

    page = client.visit("/events/days/programme?view=time")

    line = page.select_one(".ed-sessions > .ed-now")
    assert text_of(line) == "Now: 10:50"
    assert text_of(line.find_next("h3")) == "Posters"
