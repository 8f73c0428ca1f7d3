"""Deeds of the programme that pages do not reach, on both databases."""

from datetime import timedelta

import pytest

from eventdesk.core.db import transaction
from eventdesk.core.errors import Conflict, Invalid, Refused
from eventdesk.programme import services
from tests.factories import NOW, make_event, make_person, make_room, make_session, make_track

BY = {"actor_id": None, "now": NOW}


@pytest.mark.both_engines
def test_session_keeps_its_uid_and_counts_its_changes(db):
    event = make_event(state="draft")
    at = NOW + timedelta(days=43)
    with transaction():
        room = services.add_room(event, name="Hall", **BY)
        session = services.add_session(event, title="One", starts_at=at, ends_at=at + timedelta(hours=1), **BY)
        uid = session.uid
        services.publish_programme(event, **BY)
        services.change_texts(session, abstract="Only words", **BY)
        untouched = session.sequence
        for _ in range(2):
            services.plan_session(session, starts_at=at, ends_at=at + timedelta(hours=2), room=room, **BY)
        planned = session.sequence
        services.publish_programme(event, **BY)

    assert (untouched, planned, session.sequence, session.uid, session.state) == (0, 0, 1, uid, "published")
    assert (session.room_id, session.ends_at) == (room.id, at + timedelta(hours=2))
    assert (event.revision, event.plan_revision) == (5, 4)


@pytest.mark.both_engines
def test_things_of_another_event_are_refused(db):
    event, other = make_event(), make_event()
    room, track, session = make_room(other), make_track(other), make_session(event)

    for values in ({"room": room}, {"track": track}):
        with pytest.raises(Invalid), transaction():
            services.plan_session(session, **values, **BY)
    with pytest.raises(Invalid), transaction():
        services.add_link(other, event_session=session, title="x", **BY)


def test_texts_are_checked_below_the_forms_too(app):
    event = make_event()

    for values in ({"title": "x" * 201}, {"title": " "}, {"title": "x", "abstract": "x" * 20_001},
                   {"title": "x", "kind": "party"}, {"title": "x", "ends_at": NOW}):  # fmt: skip
        with pytest.raises(Invalid), transaction():
            services.add_session(event, **values, **BY)


def test_code_of_another_session_is_refused(app):
    event = make_event()
    make_session(event, code="15808")

    with pytest.raises(Invalid, match="Another session"), transaction():
        services.add_session(event, title="x", code="15808", **BY)


def test_comment_is_written_once_while_comments_are_open(app):
    session, author = make_session(comments_open=True), make_person()

    with transaction():
        one = services.add_comment(session, text=" See you ", author_id=author.id, now=NOW)
        again = services.add_comment(session, text="See you", author_id=author.id, now=NOW)
        services.close_comments(session, **BY)

    assert (one.text, again) == ("See you", one)
    with pytest.raises(Refused), transaction():
        services.add_comment(session, text="Too late", author_id=author.id, now=NOW)


def test_comment_without_words_is_refused(app):
    session, author = make_session(comments_open=True), make_person()

    with pytest.raises(Invalid), transaction():
        services.add_comment(session, text=" \x00 ", author_id=author.id, now=NOW)


def test_series_is_added_once_and_changed(app):
    with transaction():
        series = services.add_series(title="ICT Innovation", **BY)
        again = services.add_series(title="ICT Innovation", **BY)
        event = services.add_event(
            title="x", starts_on=NOW.date(), ends_on=NOW.date(), timezone="UTC", series=series, **BY
        )
        services.change_series(series, title="ICT Innovation networking", **BY)

    assert (again, series.slug, event.revision) == (series, "ict-innovation", 2)
    assert series.title == "ICT Innovation networking"


def test_what_visitors_do_not_see_is_not_cancelled_and_what_they_see_is_not_removed(app):
    event, draft = make_event(), make_event(state="draft")

    for deed, thing in (
        (services.cancel_event, draft),
        (services.cancel_session, make_session(event, state="draft")),
        (services.remove_session, make_session(event)),
        (services.publish_event, make_event(state="cancelled")),
    ):
        with pytest.raises(Conflict), transaction():
            deed(thing, **BY)
