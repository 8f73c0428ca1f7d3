"""The agenda's board: its days, cards, tray and footnotes; each drop answered with the board as it is then."""

from datetime import UTC, datetime

import pytest

from eventdesk.core.db import transaction
from eventdesk.programme.models.draft import DraftChange, DraftSession
from eventdesk.programme.services.draft import schedule_session
from tests.factories import (
    NOW,
    make_appearance,
    make_event,
    make_person,
    make_reservation,
    make_role,
    make_room,
    make_session,
    make_track,
)
from tests.pages import parse, text_of

AGENDA = "/desk/days/agenda"
HTMX = {"HX-Request": "true"}


def at(hour, minute=0, day=14):
    return datetime(2026, 4, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def hall(event):
    return make_room(event, slug="hall", name="Great hall", seats=240)


@pytest.fixture
def session(event, hall):
    """Opening, in the Great hall, 11:00–11:45 in Brussels."""
    return make_session(event, code="opening", title="Opening", room_id=hall.id, starts_at=at(9))


def place(desk, code="opening", status=200, **fields):
    """Drop a session as the script does, and return the board that is answered."""
    fields = {"version": "1", "day": "2026-04-14", "starts": "14:00", "minutes": "45", "room": "hall", **fields}
    fields = {name: value for name, value in fields.items() if value is not None}
    answer = desk.send(f"/desk/days/sessions/{code}/place", {"view": "2026-04-14", **fields}, headers=HTMX)
    assert answer.status_code == status, answer.text[:1000]
    return parse(answer.text).select_one("#agenda")


def planned(db, event_session):
    plan = db.session.get(DraftSession, event_session.id)
    return plan.starts_at, plan.ends_at, plan.room_id


def test_board_draws_rooms_as_columns_and_time_as_rows(desk, event, hall, session):
    studio, track = make_room(event, slug="studio", name="Studio"), make_track(event, letter="B")
    other = make_session(event, room_id=studio.id, track_id=track.id, starts_at=at(9, 30), seats=60, title="Workshop")
    make_session(event, kind="break", place="Foyer", starts_at=at(11), title="Coffee")
    make_appearance(other, make_person(name="Armen Hakobyan"))
    make_reservation(other)

    page = desk.visit(AGENDA)

    grid = page.select_one(".ed-planning .ed-grid")
    assert [text_of(head) for head in page.select(".ed-rooms p")] == ["Great hall 240 seats", "Studio"]
    assert (grid["data-day"], grid["data-first"]) == ("2026-04-14", "540")
    cards = {text_of(card.h3): card for card in grid.select(".ed-session")}
    assert [" ".join(name for name in card["class"] if name[1] == "-") for card in cards.values()] == [
        "t-25 d-9 c-1", "t-31 d-9 c-2", "t-49 d-9 c-0",
    ]  # fmt: skip
    assert text_of(cards["Workshop"]) == "11:30 – 12:15 Workshop Armen Hakobyan Studio · B 1 of 60 seats Move Workshop"
    assert cards["Workshop"]["data-start"] == "690"


@pytest.mark.parametrize(
    ("given", "classes", "state"),
    [
        ({}, set(), ""),
        ({"state": "draft"}, set(), "Not published"),
        ({"plan": {"title": "Closing"}}, {"is-changed"}, "Changed, not published"),
        ({"state": "cancelled"}, {"is-cancelled"}, "Cancelled"),
        ({"plan": {"state": "cancelled"}}, {"is-cancelled", "is-changed"}, "Cancelled, not published"),
        ({"plan": {"place": "Foyer"}}, set(), ""),
    ],
)
def test_card_shows_its_state(desk, event, hall, given, classes, state):
    make_session(event, room_id=hall.id, **given)

    card = desk.visit(AGENDA).select_one(".ed-grid .ed-session")

    assert {name for name in card["class"] if name.startswith("is-")} == classes
    assert text_of(card.select_one(".ed-card-state")) == state


def test_conflicts_stand_side_by_side_with_footnotes_both_ways(desk, event, hall, session):
    make_session(event, code="other", room_id=hall.id, starts_at=at(9, 15), title="Other")
    make_session(event, code="third", starts_at=at(9, 30, day=15), title="Third", seats=300, room_id=hall.id)

    page = desk.visit(AGENDA)

    assert [card["class"][-1] for card in page.select(".ed-grid .ed-session")] == ["k-1-2", "k-2-2"]
    assert text_of(page.select_one("#conflicts")) == "1 conflict, 1 warning"
    assert [link["href"] for link in page.select(".ed-session .ed-note-number")] == ["#conflict-1", "#conflict-1"]
    assert [link["href"] for link in page.select(".ed-notes .ed-note-number")] == [
        f"{AGENDA}?day=2026-04-14#s-opening", f"{AGENDA}?day=2026-04-15#s-third",
    ]  # fmt: skip


def test_many_conflicts_are_folded_away_but_there(desk, event, hall):
    for _ in range(9):
        make_session(event, room_id=hall.id)

    page = desk.visit(AGENDA)

    assert text_of(page.select_one(".ed-notes details summary")) == "30 more"
    assert len(page.select(".ed-notes li")) == 36
    assert text_of(page.select_one(".ed-session .ed-session-notes")).endswith("4 more")


def test_all_days_are_drawn_one_below_the_other(desk, event, hall, session):
    make_session(event, starts_at=at(9, day=15), room_id=hall.id)

    page = desk.visit(f"{AGENDA}?day=all")

    assert [grid["data-day"] for grid in page.select(".ed-grid")] == ["2026-04-14", "2026-04-15"]
    assert [text_of(tab) for tab in page.select(".ed-days a")] == [
        "14 April 1 session", "15 April 1 session", "All days 2 sessions",
    ]  # fmt: skip


@pytest.mark.parametrize("day", ["2026-04-31", "-1", "x" * 500, "١٤"])
def test_strange_day_shows_the_first(desk, session, day):
    page = desk.visit(AGENDA, query_string={"day": day})

    assert page.select_one(".ed-grid")["data-day"] == "2026-04-14"


def test_event_without_rooms_has_one_column(desk, event):
    make_session(event, title="Webinar")

    page = desk.visit(AGENDA)

    assert [text_of(head) for head in page.select(".ed-rooms p")] == ["Another place"]


def test_day_with_too_much_at_once_is_a_list(desk, event, hall):
    for _ in range(13):
        make_session(event, room_id=hall.id)

    page = desk.visit(AGENDA)

    assert page.select(".ed-planning") == []
    assert len(page.select(".ed-sessions .ed-session .ed-move")) == 13


def test_tray_has_filters_once_it_is_long(desk, event):
    tracks = [make_track(event, letter=letter, name=f"Track {letter}") for letter in "AB"]
    for number in range(6):
        make_session(event, state="draft", starts_at=None, ends_at=None, track_id=tracks[number % 2].id)

    page = desk.visit(AGENDA)

    assert text_of(page.select_one("#tray")) == "Unscheduled (6)"
    assert [text_of(option) for option in page.select("#tray-track option")] == ["All tracks", "A Track A", "B Track B"]


@pytest.mark.both_engines
def test_drop_moves_the_session_and_announces_it(desk, event, hall, session, db):
    studio = make_room(event, slug="studio", name="Studio")

    board = place(desk, room="studio", day="2026-04-15", starts="09:30", minutes="60")

    assert board["data-announcement"] == "“Opening” is on 15 April, 09:30–10:30, Studio."
    assert (board["data-view"], board["data-revision"]) == ("2026-04-15", "1")
    assert board.select_one("#s-opening")["data-version"] == "2"
    assert text_of(board.select_one('[data-step="undo"] button')) == "Undo : moved “Opening”"
    assert planned(db, session) == (at(7, 30, day=15), at(8, 30, day=15), studio.id)


def test_drop_announces_conflicts(desk, event, hall, session):
    make_session(event, room_id=hall.id, starts_at=at(12, 30), title="Other")

    board = place(desk)

    assert board["data-announcement"] == (
        "“Opening” is on 14 April, 14:00–14:45, Great hall. 1 conflict or warning: "
        "Great hall is used twice on 14 April, 14:30–14:45: “Opening” and “Other”."
    )


def test_drop_without_a_room_leaves_the_room(desk, hall, session, db):
    place(desk, room=None)

    assert planned(db, session) == (at(12), at(12, 45), hall.id)


def test_drop_into_another_place_leaves_the_room(desk, session, db):
    place(desk, room="")

    assert planned(db, session) == (at(12), at(12, 45), None)


def test_drop_into_the_tray_unschedules_the_session(desk, hall, session, db):
    board = place(desk, tray="y")

    assert board["data-announcement"] == "“Opening” is unscheduled."
    assert text_of(board.select_one(".ed-tray-item h3")) == "Opening"
    assert planned(db, session) == (None, None, hall.id)


def test_drop_into_the_tray_asks_once_if_people_have_seats(desk, event, hall, db):
    session = make_session(event, code="opening", title="Opening", room_id=hall.id, seats=1)
    make_reservation(session)
    make_reservation(session, state="waiting")

    board = place(desk, tray="y", status=409)

    assert board["data-confirm"] == (
        "“Opening” has 2 reservations. Once you publish, visitors see “time to be announced”."
    )
    assert planned(db, session)[0] == at(9)
    place(desk, tray="y", sure="y")
    assert planned(db, session)[0] is None


@pytest.mark.parametrize(
    ("fields", "announcement"),
    [
        ({"room": "nowhere"}, "Choose a room of this event."),
        ({"room": "theirs"}, "Choose a room of this event."),
        ({"room": "x" * 5000}, "Enter 60 characters or fewer."),
        ({"day": "2026-04-20"}, "Choose a day of the event, or the day before or after it."),
        ({"day": "2026-02-31"}, "Choose a day of the event, or the day before or after it."),
        ({"day": ""}, "Choose a day of the event, or the day before or after it."),
        ({"day": None}, "Choose a day of the event, or the day before or after it."),
        ({"starts": "25:00"}, "Enter a time, as in 14:00."),
        ({"starts": "noon"}, "Enter a time, as in 14:00."),
        ({"starts": None}, "Enter a time, as in 14:00."),
        ({"minutes": "0"}, "The session must end after it starts."),
        ({"minutes": "-45"}, "The session must end after it starts."),
        ({"minutes": "many"}, "The session must end after it starts."),
        ({"minutes": None}, "The session must end after it starts."),
        ({"minutes": "1800"}, "A session can last up to 24 hours."),
        ({"minutes": "999999999"}, "A session can last up to 24 hours."),
    ],
)
def test_drop_with_bad_value_is_refused(desk, session, db, fields, announcement):
    make_room(make_event(slug="others"), slug="theirs")

    board = place(desk, status=422, **fields)

    assert board["data-announcement"] == announcement
    assert planned(db, session)[0] == at(9)
    assert db.session.query(DraftChange).count() == 0


@pytest.mark.parametrize(
    ("day", "announcement"),
    [
        ("2026-03-29", "02:30 does not exist on this day, because the clocks go forward. Choose another time."),
        ("2026-10-25", "02:30 occurs twice on this day, because the clocks go back. Choose another time."),
    ],
)
def test_drop_into_the_change_of_clocks_is_refused(app, client, day, announcement):
    starts_on = datetime.fromisoformat(day).date()
    event = make_event(slug="days", starts_on=starts_on, ends_on=starts_on)
    make_room(event, slug="hall")
    make_session(event, code="opening")
    desk = client.sign_in(make_role(event))

    board = place(desk, status=422, day=day, starts="02:30")

    assert board["data-announcement"] == announcement


@pytest.mark.both_engines
@pytest.mark.parametrize("version", ["2", "", "one", "9" * 50, None])
def test_stale_drop_announces_the_current_position(desk, session, organiser, db, version):
    with transaction():
        schedule_session(session, starts_at=at(7), ends_at=at(8), actor_id=make_person().id, now=NOW)
        schedule_session(session, starts_at=at(8), ends_at=at(9), actor_id=make_person().id, now=NOW)

    board = place(desk, status=409, version=version)

    assert board["data-announcement"] == (
        "Someone else has changed “Opening”. Nothing was moved. It is now on 14 April, 10:00–11:00, Great hall."
    )
    assert board.select_one("#s-opening")["data-version"] == "3"


def test_stale_drop_of_an_unscheduled_session_is_refused(desk, session):
    with transaction():
        schedule_session(session, starts_at=None, ends_at=None, actor_id=make_person().id, now=NOW)

    assert place(desk, status=409)["data-announcement"].endswith("Nothing was moved. It is now unscheduled.")


def test_cancelled_session_is_not_moved(desk, event, hall, db):
    make_session(event, code="opening", title="Opening", room_id=hall.id, state="cancelled", seats=5)

    assert place(desk, status=409)["data-announcement"] == "“Opening” is cancelled. Restore it first."
    assert place(desk, status=409, tray="y")["data-announcement"] == "“Opening” is cancelled. Restore it first."


def test_drop_where_it_is_takes_no_step(desk, session, db):
    place(desk, starts="11:00")

    assert db.session.query(DraftChange).count() == 0


def test_drop_without_a_script_leads_back_to_the_agenda(desk, session):
    answer = desk.send(
        "/desk/days/sessions/opening/place",
        {"version": "1", "day": "2026-04-15", "starts": "14:00", "minutes": "45"},
    )

    assert (answer.status_code, answer.location) == (303, f"{AGENDA}?day=2026-04-15")
    assert "“Opening” is on 15 April, 14:00–14:45, Great hall." in text_of(desk.visit(answer.location).main)
