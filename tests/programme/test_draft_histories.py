"""Random sequences of changes of the draft: they can be undone and redone completely, and published."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventdesk.core.db import transaction
from eventdesk.core.errors import Conflict
from eventdesk.programme.queries.draft import draft_sessions, pending_changes
from eventdesk.programme.services import draft, undo
from eventdesk.programme.services.draft import schedule_session
from eventdesk.programme.services.sessions import add_session
from tests.factories import NOW, make_event, make_person, make_room, make_session
from tests.programme.drafts import AT, ONE, OTHER, planned, publish, undo_or_redo


@st.composite
def histories(draw):
    """Draw what two organisers do with four sessions: changes, undo, redo."""
    hours = st.integers(0, 9)
    actions = st.one_of(
        st.tuples(st.just("move"), st.integers(0, 3), hours, st.integers(0, 2)),
        st.tuples(st.just("unschedule"), st.integers(0, 3)),
        st.tuples(st.just("name"), st.integers(0, 3), st.sampled_from("ABC")),
        st.tuples(st.just("cancel"), st.integers(0, 3)),
        st.tuples(st.just("restore"), st.integers(0, 3)),
        st.tuples(st.just("remove"), st.integers(0, 3)),
        st.tuples(st.just("add"), hours),
        st.tuples(st.sampled_from(["undo", "redo"])),
        st.tuples(st.sampled_from(["undo", "redo"])),
    )
    return draw(st.lists(st.tuples(st.sampled_from([ONE, OTHER]), actions), max_size=25))


def do(event, organisers, rooms, sessions, who, action):
    """Perform one action; one that the rules refuse has no effect."""
    by = {"actor_id": organisers[who], "now": NOW}
    verb, *rest = action
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
                case "unschedule", [which]:
                    schedule_session(sessions[which], starts_at=None, ends_at=None, **by)
                case "name", [which, title]:
                    schedule_session(sessions[which], title=title, **by)
                case "add", [hour]:
                    at = AT + timedelta(hours=hour)
                    add_session(event, title="New", starts_at=at, ends_at=at + timedelta(hours=1), **by)
                case (("cancel" | "restore" | "remove"), [which]):
                    getattr(draft, f"{verb}_session")(sessions[which], **by)
                case (("undo" | "redo"), []):
                    getattr(undo, f"{verb}_change")(event, **by)
    except Conflict:
        pass


def to_the_end(event, actor_id, way):
    """Undo or redo all changes of an organiser; return their number, and whether one met a problem."""
    count = 0
    while True:
        try:
            state, problem = undo_or_redo(event, actor_id, way)
        except Conflict:
            return count, False
        if problem:
            return count, True
        count += state in ("done", "undone")


@pytest.mark.both_engines
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories())
def test_changes_of_one_organiser_can_all_be_undone_and_redone(app, history):
    event = make_event(starts_on=date(2026, 4, 14))
    organisers, rooms = [make_person().id, make_person().id], [make_room(event), make_room(event)]
    sessions = [make_session(event), make_session(event), make_session(event, state="draft"),
                make_session(event, state="cancelled")]  # fmt: skip
    beginning = planned(event)
    for _, action in history:
        do(event, organisers, rooms, sessions, ONE, action)
    to_the_end(event, organisers[ONE], "redo")
    end = planned(event)

    undone = to_the_end(event, organisers[ONE], "undo")
    remaining = [values for values in planned(event) if values[0]["state"] != "removed"]
    redone = to_the_end(event, organisers[ONE], "redo")

    assert remaining == [values for values in beginning if values[0]["state"] != "removed"]
    assert planned(event) == end
    assert undone == redone


@pytest.mark.both_engines
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories())
def test_changes_of_two_organisers_can_be_undone_and_redone(app, history):
    event = make_event(starts_on=date(2026, 4, 14))
    organisers, rooms = [make_person().id, make_person().id], [make_room(event), make_room(event)]
    sessions = [make_session(event), make_session(event), make_session(event, state="draft"),
                make_session(event, state="cancelled")]  # fmt: skip
    for who, action in history:
        do(event, organisers, rooms, sessions, who, action)
    for actor_id in organisers:
        to_the_end(event, actor_id, "redo")

    for actor_id in organisers:
        before = planned(event)
        # A change that the other organiser has overwritten is dropped at the first attempt.
        has_problem = True
        while has_problem:
            _, has_problem = to_the_end(event, actor_id, "undo")
        undone = planned(event)
        forth, is_blocked = to_the_end(event, actor_id, "redo")
        assert (planned(event), is_blocked) == (before, False)
        back, is_blocked = to_the_end(event, actor_id, "undo")
        assert (planned(event), back, is_blocked) == (undone, forth, False)
        to_the_end(event, actor_id, "redo")
        assert planned(event) == before


@pytest.mark.both_engines
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories())
def test_publishing_makes_programme_and_draft_equal(app, history):
    event = make_event(starts_on=date(2026, 4, 14))
    organisers, rooms = [make_person().id, make_person().id], [make_room(event), make_room(event)]
    sessions = [make_session(event), make_session(event), make_session(event, state="draft"),
                make_session(event, state="cancelled")]  # fmt: skip
    for who, action in history:
        do(event, organisers, rooms, sessions, who, action)
    changes = pending_changes(event)

    if changes:
        version, changed = publish(event, seen=event.draft_revision)
        assert [change.as_stored() for _, change in changed] == version.changes

    assert pending_changes(event) == []
    names = ("title", "kind", "room_id", "place", "track_id", "starts_at", "ends_at")
    for plan in draft_sessions(event.id):
        if plan.event_session.state != "draft":
            assert [getattr(plan, name) for name in names] == [getattr(plan.event_session, name) for name in names]
            assert (plan.state == "cancelled") == (plan.event_session.state == "cancelled")
