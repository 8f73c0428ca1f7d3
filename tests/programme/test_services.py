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
        services.change_session(session, abstract="Only words", **BY)
        untouched = session.sequence
        services.move_session(session, starts_at=at, ends_at=at + timedelta(hours=2), room=room, **BY)
        services.move_session(session, starts_at=at, ends_at=at + timedelta(hours=2), room=room, **BY)
        services.publish_session(session, **BY)
        services.publish_session(session, **BY)

    assert (untouched, session.sequence, session.uid, session.state) == (0, 2, uid, "published")
    assert event.revision == 6


@pytest.mark.both_engines
def test_things_of_another_event_are_refused(db):
    event, other = make_event(), make_event()
    room, track, session = make_room(other), make_track(other), make_session(event)

    for values in ({"room": room}, {"track": track}):
        with pytest.raises(Invalid), transaction():
            services.change_session(session, **values, **BY)
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


def test_cancelled_things_are_not_published_and_drafts_not_cancelled(app):
    event, draft = make_event(), make_event(state="draft")
    session = make_session(event, state="cancelled")

    for deed, thing in (
        (services.publish_session, session), (services.cancel_event, draft),
        (services.cancel_session, make_session(event, state="draft")),
        (services.publish_event, make_event(state="cancelled")),
    ):  # fmt: skip
        with pytest.raises(Conflict), transaction():
            deed(thing, **BY)
