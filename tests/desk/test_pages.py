"""The desk's pages, as organisers see them: each checked, with a fixed number of queries whatever the size."""

import pytest

from tests.factories import (
    make_appearance,
    make_comment,
    make_link,
    make_material,
    make_role,
    make_room,
    make_session,
    make_talk,
    make_track,
)


def fill(event, rows):
    """Store `rows` of everything an event can hold."""
    for _ in range(rows):
        room, track = make_room(event, seats=10), make_track(event)
        event_session = make_session(event, seats=5, room_id=room.id, track_id=track.id)
        make_session(event, state="draft", starts_at=None, ends_at=None)
        talk = make_talk(event_session)
        make_appearance(event_session, talk_id=talk.id)
        make_appearance(event_session, part="moderator")
        make_link(event)
        make_link(event, event_session_id=event_session.id)
        make_material(event_session)
        make_comment(event_session)
        make_role(event, "moderator")
    return event_session


def selects(seen):
    return [statement for statement in seen if statement.startswith("SELECT")]


PAGES = {
    "/desk/": 5,
    "/desk/days/": 10,
    "/desk/days/agenda": 7,
    "/desk/days/agenda/publish": 13,
    "/desk/days/sessions/": 7,
    "/desk/days/speakers/": 3,
    "/desk/days/roles": 3,
    "/desk/days/rooms/": 4,
    "/desk/days/tracks/": 4,
    "/desk/days/links/": 3,
    "/desk/days/settings": 3,
    "/desk/days/sessions/new": 4,
}


@pytest.mark.both_engines
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", PAGES)
def test_page_has_fixed_number_of_queries(desk, event, path, rows, queries):
    fill(event, rows)

    with queries() as seen:
        desk.visit(path)

    assert len(selects(seen)) == PAGES[path]


@pytest.mark.both_engines
@pytest.mark.parametrize("rows", [1, 3])
def test_session_page_has_fixed_number_of_queries(desk, event, rows, queries):
    event_session = fill(event, rows)
    for _ in range(rows):
        make_appearance(event_session)
        make_talk(event_session)

    with queries() as seen:
        desk.visit(f"/desk/days/sessions/{event_session.code}/")

    assert len(selects(seen)) == 18
