"""Services of the programme, in cases that no page reaches; the important ones on both databases."""

from datetime import timedelta

import pytest

from eventdesk.core.db import transaction
from eventdesk.core.errors import Conflict, Invalid, NotAllowed
from eventdesk.programme.services.contents import add_comment, add_link, close_comments
from eventdesk.programme.services.draft import cancel_session, remove_session, schedule_session
from eventdesk.programme.services.events import add_event, add_series, cancel_event, change_series, publish_event
from eventdesk.programme.services.publishing import publish_programme
from eventdesk.programme.services.rooms_tracks import add_room
from eventdesk.programme.services.sessions import add_session, change_texts
from tests.factories import NOW, make_event, make_person, make_room, make_session, make_track

BY = {"actor_id": None, "now": NOW}


@pytest.mark.both_engines
def test_session_changes_its_sequence_but_not_its_uid(db):
    event = make_event(state="draft")
    at = NOW + timedelta(days=43)
    with transaction():
        room = add_room(event, name="Hall", **BY)
        session = add_session(event, title="One", starts_at=at, ends_at=at + timedelta(hours=1), **BY)
        uid = session.uid
        publish_programme(event, **BY)
        change_texts(session, abstract="Only a text", **BY)
        after_text = session.sequence
        for _ in range(2):
            schedule_session(session, starts_at=at, ends_at=at + timedelta(hours=2), room=room, **BY)
        after_draft = session.sequence
        publish_programme(event, **BY)

    assert (after_text, after_draft, session.sequence, session.uid, session.state) == (0, 0, 1, uid, "published")
    assert (session.room_id, session.ends_at) == (room.id, at + timedelta(hours=2))
    assert (event.revision, event.draft_revision) == (5, 4)


@pytest.mark.both_engines
def test_rooms_tracks_and_sessions_of_another_event_are_refused(db):
    event, other = make_event(), make_event()
    room, track, session = make_room(other), make_track(other), make_session(event)

    for values in ({"room": room}, {"track": track}):
        with pytest.raises(Invalid), transaction():
            schedule_session(session, **values, **BY)
    with pytest.raises(Invalid), transaction():
        add_link(other, event_session=session, title="x", **BY)


def test_session_values_are_checked_by_the_service(app):
    event = make_event()

    for values in ({"title": "x" * 201}, {"title": " "}, {"title": "x", "abstract": "x" * 20_001},
                   {"title": "x", "kind": "party"}, {"title": "x", "ends_at": NOW}):  # fmt: skip
        with pytest.raises(Invalid), transaction():
            add_session(event, **values, **BY)


def test_code_of_another_session_is_refused(app):
    event = make_event()
    make_session(event, code="15808")

    with pytest.raises(Invalid, match="Another session"), transaction():
        add_session(event, title="x", code="15808", **BY)


def test_comment_is_added_once_while_comments_are_open(app):
    session, author = make_session(comments_open=True), make_person()

    with transaction():
        one = add_comment(session, text=" See you ", author_id=author.id, now=NOW)
        again = add_comment(session, text="See you", author_id=author.id, now=NOW)
        close_comments(session, **BY)

    assert (one.text, again) == ("See you", one)
    with pytest.raises(NotAllowed), transaction():
        add_comment(session, text="Too late", author_id=author.id, now=NOW)


def test_empty_comment_is_refused(app):
    session, author = make_session(comments_open=True), make_person()

    with pytest.raises(Invalid), transaction():
        add_comment(session, text=" \x00 ", author_id=author.id, now=NOW)


def test_series_is_added_once_and_changed(app):
    with transaction():
        series = add_series(title="ICT Innovation", **BY)
        again = add_series(title="ICT Innovation", **BY)
        event = add_event(title="x", starts_on=NOW.date(), ends_on=NOW.date(), timezone="UTC", series=series, **BY)
        change_series(series, title="ICT Innovation networking", **BY)

    assert (again, series.slug, event.revision) == (series, "ict-innovation", 2)
    assert series.title == "ICT Innovation networking"


def test_cancel_needs_a_published_and_remove_an_unpublished_one(app):
    event, draft = make_event(), make_event(state="draft")

    for action, event_or_session in (
        (cancel_event, draft),
        (cancel_session, make_session(event, state="draft")),
        (remove_session, make_session(event)),
        (publish_event, make_event(state="cancelled")),
    ):
        with pytest.raises(Conflict), transaction():
            action(event_or_session, **BY)
