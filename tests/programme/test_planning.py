"""Steps on the draft of a programme: undone, done again, refused on what others changed; any walk can be walked back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from eventdesk.core.db import db, transaction
from eventdesk.core.errors import Conflict, Invalid
from eventdesk.programme import services
from eventdesk.programme.models.draft import DraftChange, DraftSession
from eventdesk.programme.models.programme import EventSession, Room
from eventdesk.programme.queries.draft import change_to_redo, draft_session, draft_sessions, pending_changes
from eventdesk.programme.rules.draft import DRAFT_FIELDS
from eventdesk.programme.services import draft as steps
from eventdesk.programme.services.draft import (
    StaleDraft,
    cancel_session,
    redo_change,
    remove_session,
    restore_session,
    schedule_session,
    undo_change,
)
from eventdesk.programme.services.events import change_event
from eventdesk.programme.services.publishing import publish_programme
from eventdesk.programme.services.rooms_tracks import remove_room
from eventdesk.programme.services.sessions import add_session
from tests.factories import NOW, make_event, make_person, make_room, make_session

AT = datetime(2026, 4, 14, 9, tzinfo=UTC)
ONE, OTHER = 0, 1
"""The two organisers."""


@pytest.fixture
def event(app):
    return make_event()


@pytest.fixture
def organisers(event):
    return [make_person().id, make_person().id]


def plan(session, actor_id=None, **values):
    with transaction():
        return schedule_session(session, actor_id=actor_id, now=NOW, **values)


def walk(event, actor_id, way):
    """Undo ("undo") or redo a step of somebody; return its state and what is in the way, as words."""
    with transaction():
        found = {"undo": undo_change, "redo": redo_change}[way](event, actor_id=actor_id, now=NOW)
        return found.step.state, str(found.problem or "")


def planned(event):
    """Return what is planned of every session, those that were removed too, and the titles that drafts bear."""
    rows = db.session.query(DraftSession).filter_by(event_id=event.id).order_by(DraftSession.event_session_id)
    return [
        ({name: getattr(one, name) for name in DRAFT_FIELDS},
         one.event_session.title if one.event_session.state == "draft" else "")
        for one in rows
    ]  # fmt: skip


def publish(event, **given):
    with transaction():
        return publish_programme(event, actor_id=None, now=NOW, **given)


@pytest.mark.both_engines
def test_each_kind_of_step_is_undone_and_done_again(event, organisers):
    me, by = organisers[ONE], {"actor_id": organisers[ONE], "now": NOW}
    room = make_room(event)
    shown, draft = make_session(event), make_session(event, state="draft")
    make_session(event, state="cancelled", title="Was off")
    off = db.session.query(EventSession).filter_by(title="Was off").one()
    states = [planned(event)]
    for deed in (
        lambda: schedule_session(shown, room=room, starts_at=AT, ends_at=AT + timedelta(hours=2), **by),
        lambda: schedule_session(shown, title="Called otherwise", **by),
        lambda: schedule_session(shown, starts_at=None, ends_at=None, **by),
        lambda: cancel_session(shown, **by),
        lambda: restore_session(off, **by),
        lambda: schedule_session(draft, title="A draft renamed", **by),
        lambda: remove_session(draft, **by),
    ):
        with transaction():
            deed()
        states.append(planned(event))

    verbs = [step.verb for step in db.session.query(DraftChange).order_by(DraftChange.id)]
    assert verbs == ["move", "change", "unplace", "cancel", "restore", "change", "remove"]
    for before in reversed(states[:-1]):
        assert walk(event, me, "undo") == ("undone", "")
        assert planned(event) == before
    for after in states[1:]:
        assert walk(event, me, "redo") == ("done", "")
        assert planned(event) == after


@pytest.mark.both_engines
def test_added_session_goes_with_undo_and_comes_back_as_it_was(event, organisers):
    me = organisers[ONE]
    with transaction():
        session = add_session(event, title="New", starts_at=AT, ends_at=AT + timedelta(minutes=30),
                                       actor_id=me, now=NOW)  # fmt: skip
    before = planned(event)

    walk(event, me, "undo")
    gone = draft_session(event.slug, session.code), list(draft_sessions(event.id)), pending_changes(event)
    walk(event, me, "redo")

    assert gone == (None, [], [])
    assert planned(event) == before


def test_nothing_to_undo_or_redo_is_said(event, organisers):
    for deed in (undo_change, redo_change):
        with pytest.raises(Conflict, match="There is nothing to"), transaction():
            deed(event, actor_id=organisers[ONE], now=NOW)


def test_each_organiser_undoes_their_own_steps(event, organisers):
    one, other = make_session(event), make_session(event)
    plan(one, organisers[ONE], title="Mine")
    plan(other, organisers[OTHER], title="Theirs")

    walk(event, organisers[ONE], "undo")

    assert [values["title"] for values, _ in planned(event)] == [one.title, "Theirs"]


def test_step_on_what_somebody_else_changed_is_dropped_and_the_one_before_is_next(event, organisers):
    session, other = make_session(event, title="Talk"), make_session(event, title="Other")
    plan(other, organisers[ONE], title="Other, renamed")
    plan(session, organisers[ONE], title="Talk, renamed")
    plan(session, organisers[OTHER], title="Talk, theirs")

    first = walk(event, organisers[ONE], "undo")
    second = walk(event, organisers[ONE], "undo")

    assert first == ("dropped", "“Talk, theirs” was changed since, so this step stays as it is.")
    assert second == ("undone", "")
    assert [values["title"] for values, _ in planned(event)] == ["Talk, theirs", "Other"]


def test_step_on_other_values_of_the_same_session_is_no_obstacle(event, organisers):
    session = make_session(event, title="Talk")
    plan(session, organisers[ONE], title="Talk, renamed")
    plan(session, organisers[OTHER], place="Foyer")

    assert walk(event, organisers[ONE], "undo") == ("undone", "")
    assert [(values["title"], values["place"]) for values, _ in planned(event)] == [("Talk", "Foyer")]


def test_new_step_forgets_what_was_undone(event, organisers):
    session = make_session(event, title="Talk")
    plan(session, organisers[ONE], title="First")
    plan(session, organisers[OTHER], place="Foyer")
    walk(event, organisers[ONE], "undo")
    walk(event, organisers[OTHER], "undo")
    plan(session, organisers[ONE], title="Second")

    states = [(step.actor_id == organisers[ONE], step.state) for step in db.session.query(DraftChange)]
    assert sorted(states) == [(False, "undone"), (True, "done"), (True, "dropped")]
    assert change_to_redo(event.id, organisers[ONE]) is None


@pytest.mark.both_engines
def test_move_into_a_room_that_was_removed_meanwhile_is_refused(event):
    room, session = make_room(event), make_session(event)
    with transaction():
        # As by another process: this one still holds the room that its page was made with.
        db.session.execute(delete(Room).execution_options(synchronize_session=False))

    with pytest.raises(Invalid) as refused:
        plan(session, room=room)

    assert refused.value.field == "room"


def test_step_into_a_room_that_was_removed_is_dropped(event, organisers):
    old, new = make_room(event), make_room(event)
    session = make_session(event, room_id=old.id)
    plan(session, organisers[ONE], room=new)
    with transaction():
        remove_room(old, actor_id=None, now=NOW)

    assert walk(event, organisers[ONE], "undo") == (
        "dropped", "The room or track of this step is not there any more.",
    )  # fmt: skip
    with transaction():
        assert remove_room(new, actor_id=None, now=NOW) == 1
    assert [values["room_id"] for values, _ in planned(event)] == [None]


def test_step_that_was_published_in_between_is_undone_in_the_draft_alone(event, organisers):
    session = make_session(event, title="Old")
    plan(session, organisers[ONE], title="New")
    publish(event)

    assert walk(event, organisers[ONE], "undo") == ("undone", "")
    assert session.title == "New"
    assert [change.kinds for _, change in pending_changes(event)] == [("renamed",)]


def test_adding_a_session_cannot_be_undone_once_visitors_know_it(event, organisers):
    with transaction():
        add_session(event, title="Known", starts_at=AT, ends_at=AT + timedelta(hours=1),
                             actor_id=organisers[ONE], now=NOW)  # fmt: skip
    publish(event)

    assert walk(event, organisers[ONE], "undo") == ("dropped", "Visitors know “Known” by now. Cancel it instead.")
    assert [values["state"] for values, _ in planned(event)] == ["planned"]


@pytest.mark.both_engines
def test_step_on_a_stale_version_is_refused_with_what_is_there(event, organisers):
    session = make_session(event, title="Talk")
    seen = plan(session, organisers[OTHER], title="Theirs").version

    with pytest.raises(StaleDraft, match="“Theirs” was changed meanwhile") as refused:
        plan(session, organisers[ONE], title="Mine", version=seen - 1)
    assert refused.value.plan.event_session_id == session.id

    assert plan(session, organisers[ONE], title="Mine", version=seen).title == "Mine"


def test_step_that_changes_nothing_is_none(event, organisers):
    session = make_session(event, title="Talk")
    revision = event.draft_revision

    plan(session, organisers[ONE], title=" Talk ", place="")

    assert db.session.query(DraftChange).count() == 0
    assert (event.draft_revision, draft_session(event.slug, session.code).version) == (revision, 1)


def test_session_that_was_removed_meanwhile_is_not_planned(event, organisers):
    session = make_session(event, state="draft", title="Gone")
    with transaction():
        remove_session(session, actor_id=organisers[OTHER], now=NOW)

    with pytest.raises(Conflict, match="Somebody else removed “Gone” meanwhile"):
        plan(session, organisers[ONE], title="Mine")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"starts_at": AT, "ends_at": AT}, "ends"),
        ({"starts_at": AT, "ends_at": AT - timedelta(hours=1)}, "ends"),
        ({"starts_at": AT, "ends_at": AT + timedelta(hours=30)}, "ends"),
        ({"starts_at": None, "ends_at": AT}, "starts"),
        ({"starts_at": AT + timedelta(days=800), "ends_at": AT + timedelta(days=800, hours=1)}, "day"),
        ({"kind": "party"}, "kind"),
        ({"title": "\x00 "}, "title"),
        ({"place": "x" * 121}, "place"),
    ],
)
def test_values_that_cannot_be_are_refused_and_leave_no_step(event, organisers, values, field):
    session = make_session(event)

    with pytest.raises(Invalid) as refused:
        plan(session, organisers[ONE], **values)

    assert (refused.value.field, db.session.query(DraftChange).count()) == (field, 0)


def test_cancelled_session_is_not_moved_but_restored(event, organisers):
    session = make_session(event, state="cancelled", title="Off")

    with pytest.raises(Conflict, match="“Off” is cancelled"):
        plan(session, organisers[ONE], starts_at=AT, ends_at=AT + timedelta(hours=3))
    plan(session, organisers[ONE], title="Off")
    plan(session, organisers[ONE], state="planned", starts_at=AT, ends_at=AT + timedelta(hours=3))

    assert [(values["state"], values["minutes"]) for values, _ in planned(event)] == [("planned", 180)]


def test_old_steps_are_forgotten(event, organisers, monkeypatch):
    monkeypatch.setattr(steps, "MAX_CHANGES_STORED", 3)
    session, other = make_session(event), make_session(event)
    for number in range(5):
        plan(session, organisers[ONE], title=f"Title {number}")
    plan(other, organisers[OTHER], title="Theirs")

    assert db.session.query(DraftChange).filter_by(actor_id=organisers[ONE]).count() == 3
    assert db.session.query(DraftChange).filter_by(actor_id=organisers[OTHER]).count() == 1


def test_change_of_the_zone_keeps_the_clock_of_draft_and_published(event):
    session = make_session(event, plan={"starts_at": AT + timedelta(hours=1), "ends_at": AT + timedelta(hours=2)})
    values = {name: getattr(event, name) for name in ("title", "starts_on", "ends_on")}

    with transaction():
        change_event(event, **values, timezone="Asia/Tbilisi", actor_id=None, now=NOW)

    found = draft_session(event.slug, session.code)
    assert (session.starts_at, found.starts_at) == (AT - timedelta(hours=2), AT - timedelta(hours=1))
    assert [change.kinds for _, change in pending_changes(event)] == [("moved",)]


@st.composite
def walks(draw):
    """Draw what two organisers do to four sessions: steps, undo, redo."""
    hours = st.integers(0, 9)
    deeds = st.one_of(
        st.tuples(st.just("move"), st.integers(0, 3), hours, st.integers(0, 2)),
        st.tuples(st.just("tray"), st.integers(0, 3)),
        st.tuples(st.just("name"), st.integers(0, 3), st.sampled_from("ABC")),
        st.tuples(st.just("cancel"), st.integers(0, 3)),
        st.tuples(st.just("restore"), st.integers(0, 3)),
        st.tuples(st.just("remove"), st.integers(0, 3)),
        st.tuples(st.just("add"), hours),
        st.tuples(st.sampled_from(["undo", "redo"])),
        st.tuples(st.sampled_from(["undo", "redo"])),
    )
    return draw(st.lists(st.tuples(st.sampled_from([ONE, OTHER]), deeds), max_size=25))


def do(event, organisers, rooms, sessions, who, deed):
    """Do one deed; what the rules refuse is a deed without effect."""
    by = {"actor_id": organisers[who], "now": NOW}
    verb, *rest = deed
    try:
        with transaction():
            match verb, rest:
                case "move", [which, hour, room]:
                    at = AT + timedelta(hours=hour)
                    schedule_session(
                        sessions[which],
                        starts_at=at,
                        ends_at=at + timedelta(minutes=30),
                        room=[None, *rooms][room],
                        **by,
                    )
                case "tray", [which]:
                    schedule_session(sessions[which], starts_at=None, ends_at=None, **by)
                case "name", [which, title]:
                    schedule_session(sessions[which], title=title, **by)
                case "add", [hour]:
                    at = AT + timedelta(hours=hour)
                    add_session(event, title="New", starts_at=at, ends_at=at + timedelta(hours=1), **by)
                case (("cancel" | "restore" | "remove"), [which]):
                    getattr(services, f"{verb}_session")(sessions[which], **by)
                case (("undo" | "redo"), []):
                    getattr(services, f"{verb}_step")(event, **by)
    except Conflict:
        pass


def to_the_end(event, actor_id, way):
    """Undo or redo all that somebody can; return how many steps that were, and whether one was in the way."""
    count = 0
    while True:
        try:
            state, problem = walk(event, actor_id, way)
        except Conflict:
            return count, False
        if problem:
            return count, True
        count += state in ("done", "undone")


@pytest.mark.both_engines
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=walks())
def test_any_walk_of_one_organiser_ends_where_it_began(app, deeds):
    event = make_event(starts_on=date(2026, 4, 14))
    organisers, rooms = [make_person().id, make_person().id], [make_room(event), make_room(event)]
    sessions = [make_session(event), make_session(event), make_session(event, state="draft"),
                make_session(event, state="cancelled")]  # fmt: skip
    beginning = planned(event)
    for _, deed in deeds:
        do(event, organisers, rooms, sessions, ONE, deed)
    to_the_end(event, organisers[ONE], "redo")
    end = planned(event)

    undone = to_the_end(event, organisers[ONE], "undo")
    there = [values for values in planned(event) if values[0]["state"] != "removed"]
    redone = to_the_end(event, organisers[ONE], "redo")

    assert there == [values for values in beginning if values[0]["state"] != "removed"]
    assert planned(event) == end
    assert undone == redone


@pytest.mark.both_engines
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=walks())
def test_any_walk_of_two_organisers_can_be_walked_back_and_forth(app, deeds):
    event = make_event(starts_on=date(2026, 4, 14))
    organisers, rooms = [make_person().id, make_person().id], [make_room(event), make_room(event)]
    sessions = [make_session(event), make_session(event), make_session(event, state="draft"),
                make_session(event, state="cancelled")]  # fmt: skip
    for who, deed in deeds:
        do(event, organisers, rooms, sessions, who, deed)
    for actor_id in organisers:
        to_the_end(event, actor_id, "redo")

    for actor_id in organisers:
        before = planned(event)
        # A step on what the other changed since is dropped at the first walk, and in nobody's way at the second.
        steps_in_the_way = True
        while steps_in_the_way:
            _, steps_in_the_way = to_the_end(event, actor_id, "undo")
        undone = planned(event)
        forth, is_blocked = to_the_end(event, actor_id, "redo")
        assert (planned(event), is_blocked) == (before, False)
        back, is_blocked = to_the_end(event, actor_id, "undo")
        assert (planned(event), back, is_blocked) == (undone, forth, False)
        to_the_end(event, actor_id, "redo")
        assert planned(event) == before


@pytest.mark.both_engines
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=walks())
def test_publishing_makes_draft_and_programme_the_same(app, deeds):
    event = make_event(starts_on=date(2026, 4, 14))
    organisers, rooms = [make_person().id, make_person().id], [make_room(event), make_room(event)]
    sessions = [make_session(event), make_session(event), make_session(event, state="draft"),
                make_session(event, state="cancelled")]  # fmt: skip
    for who, deed in deeds:
        do(event, organisers, rooms, sessions, who, deed)
    changes = pending_changes(event)

    if changes:
        version, changed = publish(event, seen=event.draft_revision)
        assert [change.as_stored() for _, change in changed] == version.changes

    assert pending_changes(event) == []
    names = ("title", "kind", "room_id", "place", "track_id", "starts_at", "ends_at")
    for one in draft_sessions(event.id):
        if one.event_session.state != "draft":
            assert [getattr(one, name) for name in names] == [getattr(one.event_session, name) for name in names]
            assert (one.state == "cancelled") == (one.event_session.state == "cancelled")
