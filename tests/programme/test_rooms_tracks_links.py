"""The pages of rooms, tracks and links of an event."""

import pytest

from eventdesk.programme.models.programme import Link, Room, Track
from tests.factories import make_event, make_room, make_session, make_track
from tests.pages import text_of

FORM = "main form.ed-form"


def test_room_is_added_once(organiser_client, db):
    for _ in range(2):
        organiser_client.submit("/desk/days/rooms/", FORM, name="Room 1.05", seats="60", note="first floor")

    rooms = db.session.query(Room).all()
    assert [(room.slug, room.name, room.seats, room.note) for room in rooms] == [
        ("room-1-05", "Room 1.05", 60, "first floor")
    ]


def test_room_in_another_script_gets_a_latin_address(organiser_client, db):
    for name in ("დარბაზი", "Դահլիճ"):
        organiser_client.submit("/desk/days/rooms/", FORM, name=name)

    assert [room.slug for room in db.session.query(Room).order_by(Room.position)] == ["darbazi", "dahlich"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": ""}, "Enter a name"),
        ({"name": "x" * 81}, "Enter 80 characters or fewer"),
        ({"name": "STUDIO"}, "Another room has this name"),
        ({"name": "A", "seats": "-1"}, "Enter a number from 0 to 100000"),
        ({"name": "A", "seats": "many"}, "Enter a number from 0 to 100000"),
    ],
)
def test_invalid_room_is_refused(organiser_client, event, db, values, sentence):
    make_room(event, name="Studio", seats=5)

    answer = organiser_client.submit("/desk/days/rooms/", FORM, **values)

    assert text_of(organiser_client.checked(answer, 422).select_one(".ed-error-summary li")) == sentence
    assert db.session.query(Room).count() == 1


def test_renamed_room_changes_the_sequence_of_its_sessions(organiser_client, event, db):
    session = make_session(event, room_id=make_room(event, slug="hall").id)

    organiser_client.submit("/desk/days/rooms/hall", FORM, name="Great hall")

    db.session.refresh(session)
    assert session.sequence == 1


def test_changed_seats_keep_the_sequence_of_sessions(organiser_client, event, db):
    session = make_session(event, room_id=make_room(event, slug="hall").id)

    organiser_client.submit("/desk/days/rooms/hall", FORM, seats="99")

    db.session.refresh(session)
    assert (session.sequence, session.event.revision) == (0, 2)


def test_removed_room_is_removed_from_its_sessions(organiser_client, event, db):
    room = make_room(event, slug="hall")
    sessions = [make_session(event, room_id=room.id) for _ in range(2)]

    confirmation = organiser_client.visit("/desk/days/rooms/hall/remove")
    organiser_client.submit(confirmation)

    for session in sessions:
        db.session.refresh(session)
    assert "2 sessions are in this room." in text_of(confirmation.select_one("main"))
    assert db.session.query(Room).count() == 0
    assert [(session.room_id, session.sequence) for session in sessions] == [(None, 1), (None, 1)]


def test_room_is_moved_up(organiser_client, event, db):
    make_room(event, slug="one", position=1)
    make_room(event, slug="two", position=2)

    organiser_client.submit("/desk/days/rooms/", "form[action$='/rooms/two/move']")

    assert [room.slug for room in db.session.query(Room).order_by(Room.position)] == ["two", "one"]


def test_tracks_get_different_letters(organiser_client, db):
    for name in ("Trade", "Technology", "Training"):
        organiser_client.submit("/desk/days/tracks/", FORM, name=name)

    assert [track.letter for track in db.session.query(Track).order_by(Track.position)] == ["T", "A", "B"]


def test_letter_of_another_track_is_refused(organiser_client, event):
    make_track(event, letter="T")

    answer = organiser_client.submit("/desk/days/tracks/", FORM, name="Trade", letter="T")

    assert (
        text_of(organiser_client.checked(answer, 422).select_one(".ed-error-summary li"))
        == "Another track has this letter"
    )


def test_track_is_changed_and_removed(organiser_client, event, db):
    session = make_session(event, track_id=make_track(event, slug="trade").id)

    organiser_client.submit("/desk/days/tracks/trade", FORM, name="Going international", letter="C")
    changed = db.session.query(Track.name, Track.letter).one()
    organiser_client.submit("/desk/days/tracks/trade/remove")

    db.session.refresh(session)
    assert tuple(changed) == ("Going international", "C")
    assert (session.track_id, session.sequence, db.session.query(Track).count()) == (None, 0, 0)


def test_link_is_added(organiser_client, db):
    organiser_client.submit("/desk/days/links/", FORM, title="ECCP", kind="partner", url="https://example.org/eccp")

    link = db.session.query(Link).one()
    assert (link.title, link.kind, link.event_session_id) == ("ECCP", "partner", None)


def test_room_of_another_event_is_404(organiser_client):
    room = make_room(make_event())

    assert organiser_client.get(f"/desk/days/rooms/{room.slug}").status_code == 404
