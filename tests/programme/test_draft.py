"""Changes of the draft: undone, redone, and refused after changes by others."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from eventdesk.core.db import db, transaction
from eventdesk.core.errors import Conflict, Invalid
from eventdesk.programme.models.draft import DraftChange
from eventdesk.programme.models.programme import Room
from eventdesk.programme.queries.draft import change_to_redo, draft_session, draft_sessions, pending_changes
from eventdesk.programme.services import draft
from eventdesk.programme.services.draft import (
    StaleDraft,
    cancel_session,
    remove_session,
    restore_session,
    schedule_session,
)
from eventdesk.programme.services.events import change_event
from eventdesk.programme.services.rooms_tracks import remove_room
from eventdesk.programme.services.sessions import add_session
from eventdesk.programme.services.undo import redo_change, undo_change
from tests.factories import NOW, make_room, make_session
from tests.programme.drafts import AT, ONE, OTHER, plan, planned, publish, undo_or_redo


@pytest.mark.both_engines
def test_each_kind_of_change_is_undone_and_redone(event, organisers):
    me, by = organisers[ONE], {"actor_id": organisers[ONE], "now": NOW}
    room = make_room(event)
    published, unpublished = make_session(event), make_session(event, state="draft")
    cancelled = make_session(event, state="cancelled")
    states = [planned(event)]
    for action in (
        lambda: schedule_session(published, room=room, starts_at=AT, ends_at=AT + timedelta(hours=2), **by),
        lambda: schedule_session(published, title="New title", **by),
        lambda: schedule_session(published, starts_at=None, ends_at=None, **by),
        lambda: cancel_session(published, **by),
        lambda: restore_session(cancelled, **by),
        lambda: schedule_session(unpublished, title="A draft renamed", **by),
        lambda: remove_session(unpublished, **by),
    ):
        with transaction():
            action()
        states.append(planned(event))

    verbs = [step.verb for step in db.session.query(DraftChange).order_by(DraftChange.id)]
    assert verbs == ["move", "change", "unplace", "cancel", "restore", "change", "remove"]
    for before in reversed(states[:-1]):
        assert undo_or_redo(event, me, "undo") == ("undone", "")
        assert planned(event) == before
    for after in states[1:]:
        assert undo_or_redo(event, me, "redo") == ("done", "")
        assert planned(event) == after


@pytest.mark.both_engines
def test_added_session_is_undone_and_redone_unchanged(event, organisers):
    me = organisers[ONE]
    with transaction():
        session = add_session(event, title="New", starts_at=AT, ends_at=AT + timedelta(minutes=30),
                                       actor_id=me, now=NOW)  # fmt: skip
    before = planned(event)

    undo_or_redo(event, me, "undo")
    after_undo = draft_session(event.slug, session.code), list(draft_sessions(event.id)), pending_changes(event)
    undo_or_redo(event, me, "redo")

    assert after_undo == (None, [], [])
    assert planned(event) == before


def test_undo_and_redo_without_a_change_are_refused(event, organisers):
    for action in (undo_change, redo_change):
        with pytest.raises(Conflict, match="There is nothing to"), transaction():
            action(event, actor_id=organisers[ONE], now=NOW)


def test_undo_applies_to_changes_of_the_same_organiser(event, organisers):
    one, other = make_session(event), make_session(event)
    plan(one, organisers[ONE], title="Mine")
    plan(other, organisers[OTHER], title="Theirs")

    undo_or_redo(event, organisers[ONE], "undo")

    assert [values["title"] for values, _ in planned(event)] == [one.title, "Theirs"]


def test_undo_drops_a_change_that_another_organiser_has_overwritten(event, organisers):
    session, other = make_session(event, title="Talk"), make_session(event, title="Other")
    plan(other, organisers[ONE], title="Other, renamed")
    plan(session, organisers[ONE], title="Talk, renamed")
    plan(session, organisers[OTHER], title="Talk, theirs")

    first = undo_or_redo(event, organisers[ONE], "undo")
    second = undo_or_redo(event, organisers[ONE], "undo")

    assert first == ("dropped", "“Talk, theirs” has been changed since, so this change stays.")
    assert second == ("undone", "")
    assert [values["title"] for values, _ in planned(event)] == ["Talk, theirs", "Other"]


def test_undo_leaves_other_values_unchanged(event, organisers):
    session = make_session(event, title="Talk")
    plan(session, organisers[ONE], title="Talk, renamed")
    plan(session, organisers[OTHER], place="Foyer")

    assert undo_or_redo(event, organisers[ONE], "undo") == ("undone", "")
    assert [(values["title"], values["place"]) for values, _ in planned(event)] == [("Talk", "Foyer")]


def test_new_change_deletes_undone_ones_of_the_same_organiser(event, organisers):
    session = make_session(event, title="Talk")
    plan(session, organisers[ONE], title="First")
    plan(session, organisers[OTHER], place="Foyer")
    undo_or_redo(event, organisers[ONE], "undo")
    undo_or_redo(event, organisers[OTHER], "undo")
    plan(session, organisers[ONE], title="Second")

    states = [(step.actor_id == organisers[ONE], step.state) for step in db.session.query(DraftChange)]
    assert sorted(states) == [(False, "undone"), (True, "done")]
    assert change_to_redo(event.id, organisers[ONE]) is None


@pytest.mark.both_engines
def test_move_into_a_removed_room_is_refused(event):
    room, session = make_room(event), make_session(event)
    with transaction():
        # As another process would: this one still has the room loaded.
        db.session.execute(delete(Room).execution_options(synchronize_session=False))

    with pytest.raises(Invalid) as refused:
        plan(session, room=room)

    assert refused.value.field == "room"


def test_undo_into_a_removed_room_is_dropped(event, organisers):
    old, new = make_room(event), make_room(event)
    session = make_session(event, room_id=old.id)
    plan(session, organisers[ONE], room=new)
    with transaction():
        remove_room(old, actor_id=None, now=NOW)

    assert undo_or_redo(event, organisers[ONE], "undo") == (
        "dropped", "The room or track of this change no longer exists.",
    )  # fmt: skip
    with transaction():
        assert remove_room(new, actor_id=None, now=NOW) == 1
    assert [values["room_id"] for values, _ in planned(event)] == [None]


def test_undo_after_publishing_changes_only_the_draft(event, organisers):
    session = make_session(event, title="Old")
    plan(session, organisers[ONE], title="New")
    publish(event)

    assert undo_or_redo(event, organisers[ONE], "undo") == ("undone", "")
    assert session.title == "New"
    assert [change.kinds for _, change in pending_changes(event)] == [("renamed",)]


def test_adding_a_session_cannot_be_undone_after_publishing(event, organisers):
    with transaction():
        add_session(event, title="Known", starts_at=AT, ends_at=AT + timedelta(hours=1),
                             actor_id=organisers[ONE], now=NOW)  # fmt: skip
    publish(event)

    assert undo_or_redo(event, organisers[ONE], "undo") == (
        "dropped",
        "“Known” is published by now. Cancel it instead.",
    )
    assert [values["state"] for values, _ in planned(event)] == ["planned"]


@pytest.mark.both_engines
def test_change_of_a_stale_version_is_refused_with_the_draft(event, organisers):
    session = make_session(event, title="Talk")
    seen = plan(session, organisers[OTHER], title="Theirs").version

    with pytest.raises(StaleDraft, match="Someone else has changed “Theirs”") as refused:
        plan(session, organisers[ONE], title="Mine", version=seen - 1)
    assert refused.value.plan.event_session_id == session.id

    assert plan(session, organisers[ONE], title="Mine", version=seen).title == "Mine"


def test_unchanged_values_are_no_change(event, organisers):
    session = make_session(event, title="Talk")
    revision = event.draft_revision

    plan(session, organisers[ONE], title=" Talk ", place="")

    assert db.session.query(DraftChange).count() == 0
    assert (event.draft_revision, draft_session(event.slug, session.code).version) == (revision, 1)


def test_change_of_a_removed_session_is_refused(event, organisers):
    session = make_session(event, state="draft", title="Gone")
    with transaction():
        remove_session(session, actor_id=organisers[OTHER], now=NOW)

    with pytest.raises(Conflict, match="Someone else has removed “Gone”"):
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
def test_invalid_values_are_refused_without_a_change(event, organisers, values, field):
    session = make_session(event)

    with pytest.raises(Invalid) as refused:
        plan(session, organisers[ONE], **values)

    assert (refused.value.field, db.session.query(DraftChange).count()) == (field, 0)


def test_cancelled_session_can_only_be_restored(event, organisers):
    session = make_session(event, state="cancelled", title="Off")

    with pytest.raises(Conflict, match="“Off” is cancelled"):
        plan(session, organisers[ONE], starts_at=AT, ends_at=AT + timedelta(hours=3))
    plan(session, organisers[ONE], title="Off")
    plan(session, organisers[ONE], state="planned", starts_at=AT, ends_at=AT + timedelta(hours=3))

    assert [(values["state"], values["minutes"]) for values, _ in planned(event)] == [("planned", 180)]


def test_old_changes_are_deleted(event, organisers, monkeypatch):
    monkeypatch.setattr(draft, "MAX_CHANGES_STORED", 3)
    session, other = make_session(event), make_session(event)
    for number in range(5):
        plan(session, organisers[ONE], title=f"Title {number}")
    plan(other, organisers[OTHER], title="Theirs")

    assert db.session.query(DraftChange).filter_by(actor_id=organisers[ONE]).count() == 3
    assert db.session.query(DraftChange).filter_by(actor_id=organisers[OTHER]).count() == 1


def test_changed_time_zone_leaves_the_time_of_day(event):
    session = make_session(event, plan={"starts_at": AT + timedelta(hours=1), "ends_at": AT + timedelta(hours=2)})
    values = {name: getattr(event, name) for name in ("title", "starts_on", "ends_on")}

    with transaction():
        change_event(event, **values, timezone="Asia/Tbilisi", actor_id=None, now=NOW)

    plan_of_session = draft_session(event.slug, session.code)
    assert (session.starts_at, plan_of_session.starts_at) == (AT - timedelta(hours=2), AT - timedelta(hours=1))
    assert [change.kinds for _, change in pending_changes(event)] == [("moved",)]
