"""Undo and redo of an organiser's changes of the draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Conflict
from eventdesk.core.text import N_
from eventdesk.programme.models.draft import DraftChange, DraftSession
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.draft import change_to_redo, change_to_undo
from eventdesk.programme.queries.rooms_tracks import rooms, tracks
from eventdesk.programme.rules.draft import from_stored
from eventdesk.programme.services.draft import bump_draft_revision, differs, set_values
from eventdesk.programme.services.revision import lock_event
from eventdesk.programme.states import ChangeState, DraftState


@dataclass(frozen=True)
class UndoResult:
    """The change that was undone or redone. With a `problem` it was not, and cannot be any more."""

    change: DraftChange
    problem: Conflict | None = None


def undo_change(event: Event, *, actor_id: int, now: datetime) -> UndoResult:
    """Undo the latest change of this organiser. Raises Conflict if there is none.

    If another organiser has changed the same sessions since, the change stays and is dropped from the history.
    """
    lock_event(event.id)
    change = change_to_undo(event.id, actor_id)
    if change is None:
        raise Conflict(N_("There is nothing to undo."))
    return _apply(event, change, "after", "before", ChangeState.UNDONE, actor_id=actor_id, now=now)


def redo_change(event: Event, *, actor_id: int, now: datetime) -> UndoResult:
    """Redo the change that this organiser undid last. Raises Conflict if there is none; otherwise like `undo_change`."""
    lock_event(event.id)
    change = change_to_redo(event.id, actor_id)
    if change is None:
        raise Conflict(N_("There is nothing to redo."))
    return _apply(event, change, "before", "after", ChangeState.DONE, actor_id=actor_id, now=now)


def _apply(
    event: Event,
    change: DraftChange,
    expected: str,
    target: str,
    state: ChangeState,
    *,
    actor_id: int,
    now: datetime,
) -> UndoResult:
    """Set the values that `change` has under the key `target`, provided that those under `expected` are unchanged."""
    ids = [session["session"] for session in change.changes]
    rows = db.session.scalars(
        select(DraftSession).where(DraftSession.event_session_id.in_(ids)).execution_options(populate_existing=True)
    )
    plans = {plan.event_session_id: plan for plan in rows}
    problems = (
        _problem(event, plans[session["session"]], from_stored(session[expected]), from_stored(session[target]))
        for session in change.changes
    )
    if problem := next(filter(None, problems), None):
        change.state = ChangeState.DROPPED.value
        db.session.flush()
        return UndoResult(change, problem)
    for session in change.changes:
        set_values(plans[session["session"]], from_stored(session[target]))
    change.state = state.value
    db.session.flush()
    bump_draft_revision(event)
    direction = "undo" if state == ChangeState.UNDONE else "redo"
    audit.record(f"{direction}_{change.verb}", change, actor_id=actor_id, now=now, event_id=event.id)
    return UndoResult(change)


def _problem(
    event: Event, plan: DraftSession, expected: Mapping[str, Any], target: Mapping[str, Any]
) -> Conflict | None:
    """Return why a draft session cannot be set to `target`, or None: it, or its room or track, has changed since."""
    if differs(plan, expected):
        return Conflict(N_("“%(title)s” has been changed since, so this change stays."), title=plan.title)
    for name, known in (("room_id", rooms), ("track_id", tracks)):
        target_id = target.get(name)
        if target_id is not None and target_id not in {room_or_track.id for room_or_track in known(event.id)}:
            return Conflict(N_("The room or track of this change no longer exists."))
    if target.get("state") == DraftState.REMOVED and plan.event_session.is_shown:
        return Conflict(N_("“%(title)s” is published by now. Cancel it instead."), title=plan.title)
    return None
