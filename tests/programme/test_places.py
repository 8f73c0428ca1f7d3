"""Rooms, tracks and the event's links at the desk."""

import pytest

from eventdesk.programme.models.programme import Link, Room, Track
from tests.factories import make_event, make_role, make_room, make_session, make_track
from tests.pages import words

FORM = "main form.ed-form"


@pytest.fixture
def event(app):
    return make_event(slug="days")


@pytest.fixture
def desk(client, event):
    return client.sign_in(make_role(event))


def test_room_is_added_once(desk, db):
    for _ in range(2):
        desk.submit("/desk/days/rooms/", FORM, name="Room 1.05", seats="60", note="first floor")

    rooms = db.session.query(Room).all()
    assert [(room.slug, room.name, room.seats, room.note) for room in rooms] == [
        ("room-1-05", "Room 1.05", 60, "first floor")
    ]


def test_rooms_in_other_scripts_get_addresses_in_latin_letters(desk, db):
    for name in ("დარბაზი", "Դահլիճ"):
        desk.submit("/desk/days/rooms/", FORM, name=name)

    assert [room.slug for room in db.session.query(Room).order_by(Room.position)] == ["darbazi", "dahlich"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": ""}, "Enter a name"),
        ({"name": "x" * 81}, "Enter 80 characters or fewer"),
        ({"name": "STUDIO"}, "There is already a room with this name"),
        ({"name": "A", "seats": "-1"}, "Enter a number from 0 to 100000"),
        ({"name": "A", "seats": "many"}, "Enter a number from 0 to 100000"),
    ],
)
def test_bad_room_is_refused(desk, event, db, values, sentence):
    make_room(event, name="Studio", seats=5)

    answer = desk.submit("/desk/days/rooms/", FORM, **values)

    assert words(desk.checked(answer, 422).select_one(".ed-error-summary li")) == sentence
    assert db.session.query(Room).count() == 1


def test_renamed_room_moves_its_sessions_in_calendars(desk, event, db):
    session = make_session(event, room_id=make_room(event, slug="hall").id)

    desk.submit("/desk/days/rooms/hall", FORM, name="Great hall")

    db.session.refresh(session)
    assert session.sequence == 1


def test_room_with_other_seats_moves_nothing(desk, event, db):
    session = make_session(event, room_id=make_room(event, slug="hall").id)

    desk.submit("/desk/days/rooms/hall", FORM, seats="99")

    db.session.refresh(session)
    assert (session.sequence, session.event.revision) == (0, 2)


def test_removed_room_leaves_its_sessions_without_one(desk, event, db):
    room = make_room(event, slug="hall")
    sessions = [make_session(event, room_id=room.id) for _ in range(2)]

    asked = desk.visit("/desk/days/rooms/hall/remove")
    desk.submit(asked)

    for session in sessions:
        db.session.refresh(session)
    assert "2 sessions are in this room." in words(asked.select_one("main"))
    assert db.session.query(Room).count() == 0
    assert [(session.room_id, session.sequence) for session in sessions] == [(None, 1), (None, 1)]


def test_rooms_change_places(desk, event, db):
    make_room(event, slug="one", position=1)
    make_room(event, slug="two", position=2)

    desk.submit("/desk/days/rooms/", "form[action$='/rooms/two/move']")

    assert [room.slug for room in db.session.query(Room).order_by(Room.position)] == ["two", "one"]


def test_tracks_get_letters_of_their_own(desk, db):
    for name in ("Trade", "Technology", "Training"):
        desk.submit("/desk/days/tracks/", FORM, name=name)

    assert [track.letter for track in db.session.query(Track).order_by(Track.position)] == ["T", "A", "B"]


def test_letter_of_another_track_is_refused(desk, event):
    make_track(event, letter="T")

    answer = desk.submit("/desk/days/tracks/", FORM, name="Trade", letter="T")

    assert words(desk.checked(answer, 422).select_one(".ed-error-summary li")) == "Another track has this letter"


def test_track_is_changed_and_removed(desk, event, db):
    session = make_session(event, track_id=make_track(event, slug="trade").id)

    desk.submit("/desk/days/tracks/trade", FORM, name="Going international", letter="C")
    changed = db.session.query(Track.name, Track.letter).one()
    desk.submit("/desk/days/tracks/trade/remove")

    db.session.refresh(session)
    assert tuple(changed) == ("Going international", "C")
    assert (session.track_id, session.sequence, db.session.query(Track).count()) == (None, 0, 0)


def test_partner_is_added(desk, db):
    desk.submit("/desk/days/links/", FORM, title="ECCP", kind="partner", url="https://example.org/eccp")

    link = db.session.query(Link).one()
    assert (link.title, link.kind, link.event_session_id) == ("ECCP", "partner", None)


def test_room_of_another_event_is_not_found(desk):
    room = make_room(make_event())

    assert desk.get(f"/desk/days/rooms/{room.slug}").status_code == 404
