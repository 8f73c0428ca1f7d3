"""Changes of the draft of a programme, with undo and redo. Visitors see them only once the programme is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from sqlalchemy import delete, select, update

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Conflict, Invalid
from eventdesk.core.text import N_
from eventdesk.programme.models.draft import DraftChange, DraftSession
from eventdesk.programme.models.programme import Event, EventSession, Room, Track
from eventdesk.programme.queries.draft import change_to_redo, change_to_undo
from eventdesk.programme.queries.rooms_tracks import rooms, tracks
from eventdesk.programme.rules.draft import DRAFT_FIELDS, as_stored, difference, from_stored, verb_of
from eventdesk.programme.rules.times import check_times
from eventdesk.programme.rules.validation import SESSION_KINDS, SESSION_LINES, SESSION_TEXTS, normalise
from eventdesk.programme.services.revision import lock_event
from eventdesk.programme.states import ChangeState, DraftState

MAX_OFFSET = timedelta(days=366)
"""How far before or after its event a session can be scheduled; anything further is taken for a typing error."""
MAX_CHANGES_STORED = 500
"""The changes per organiser and event that can be undone; older ones are deleted."""


class DraftValues(TypedDict, total=False):
    """The draft values of a session; those left out stay unchanged."""

    title: str
    kind: str
    room: Room | None
    place: str
    track: Track | None
    starts_at: datetime | None
    ends_at: datetime | None
    minutes: int
    state: str


class StaleDraft(Conflict):
    """Another organiser changed the session since this one loaded it; `plan` is its present draft."""

    def __init__(self, plan: DraftSession) -> None:
        super().__init__(N_("Someone else has changed “%(title)s”. Nothing was moved."), title=plan.title)
        self.plan = plan


def schedule_session(
    event_session: EventSession,
    *,
    version: int | None = None,
    actor_id: int,
    now: datetime,
    **values: Unpack[DraftValues],
) -> DraftSession:
    """Change the draft of a session in one step that can be undone, and return the draft.

    `version` is the version of the draft that the organiser saw, or None for any. Raises StaleDraft if it has changed
    since, Invalid for a value that is not valid, and Conflict for a cancelled or removed session.
    """
    plan = lock_draft(event_session)
    if plan.state == DraftState.REMOVED:
        raise Conflict(N_("Someone else has removed “%(title)s”."), title=plan.title)
    if version is not None and plan.version != version:
        raise StaleDraft(plan)
    checked = checked_draft(event_session.event, dict(values), plan)
    if plan.state == DraftState.CANCELLED and checked.get("state") != DraftState.PLANNED and _differs(plan, checked):
        raise Conflict(N_("“%(title)s” is cancelled. Restore it first."), title=plan.title)
    make_change(event_session.event, [(plan, checked)], actor_id=actor_id, now=now)
    return plan


def _differs(plan: DraftSession, values: Mapping[str, Any]) -> bool:
    return any(getattr(plan, name) != value for name, value in values.items())


def cancel_session(event_session: EventSession, *, actor_id: int, now: datetime) -> None:
    """Cancel a session in the draft; visitors see it with the next version. Raises Conflict if it was never published."""
    plan = lock_draft(event_session)
    if not event_session.is_shown:
        raise Conflict(N_("This session is not published. Remove it instead."))
    make_change(event_session.event, [(plan, {"state": DraftState.CANCELLED.value})], actor_id=actor_id, now=now)


def restore_session(event_session: EventSession, *, actor_id: int, now: datetime) -> None:
    """Restore a cancelled session in the draft."""
    plan = lock_draft(event_session)
    if plan.state == DraftState.CANCELLED:
        make_change(event_session.event, [(plan, {"state": DraftState.PLANNED.value})], actor_id=actor_id, now=now)


def remove_session(event_session: EventSession, *, actor_id: int, now: datetime) -> None:
    """Remove a session that was never published from the draft. Raises Conflict if it was published."""
    plan = lock_draft(event_session)
    if event_session.is_shown:
        raise Conflict(N_("This session is published. Cancel it instead."))
    make_change(event_session.event, [(plan, {"state": DraftState.REMOVED.value})], actor_id=actor_id, now=now)


def lock_draft(event_session: EventSession) -> DraftSession:
    """Lock the programme of the event until the transaction ends, and return the draft of the session, read afresh."""
    lock_event(event_session.event_id)
    db.session.refresh(event_session)
    return db.session.get_one(DraftSession, event_session.id, populate_existing=True)


def checked_draft(event: Event, values: dict[str, Any], plan: DraftSession | None = None) -> dict[str, Any]:
    """Return draft values as they are stored. Raises Invalid for the first that is not valid."""
    checked = normalise(values, SESSION_LINES, SESSION_TEXTS)
    if not checked.get("title", True):
        raise Invalid("title", N_("Enter a title"))
    if checked.get("kind", "session") not in SESSION_KINDS:
        raise Invalid("kind", N_("Choose a type"))
    for name, known, message in (
        ("room", rooms, N_("Choose a room of this event")),
        ("track", tracks, N_("Choose a track of this event")),
    ):
        if name in checked:
            room_or_track = checked.pop(name)
            # The list is read afresh: the room or track may have been removed since the caller loaded it.
            if room_or_track is not None and room_or_track not in known(event.id):
                raise Invalid(name, message)
            checked[f"{name}_id"] = room_or_track.id if room_or_track else None
    if {"starts_at", "ends_at"} & checked.keys():
        starts_at = checked.get("starts_at", plan and plan.starts_at)
        ends_at = checked.get("ends_at", plan and plan.ends_at)
        check_times(starts_at, ends_at)
        if starts_at is not None and ends_at is not None:
            if not event.starts_on - MAX_OFFSET <= starts_at.date() <= event.ends_on + MAX_OFFSET:
                raise Invalid("day", N_("Choose a day within a year of the event"))
            checked["minutes"] = int((ends_at - starts_at).total_seconds() // 60)
    return checked


def make_change(
    event: Event, planned: Sequence[tuple[DraftSession, Mapping[str, Any]]], *, actor_id: int | None, now: datetime
) -> DraftChange | None:
    """Set draft values, which must be checked, as one change of an organiser; return it, or None if nothing changes.

    Changes that the organiser had undone cannot be redone afterwards.
    """
    changes, verb = [], ""
    for plan, values in planned:
        before, after = difference({name: getattr(plan, name) for name in DRAFT_FIELDS}, values)
        if after:
            verb = verb or verb_of(before, after)
            _set(plan, after)
            changes.append({"session": plan.event_session_id, "before": as_stored(before), "after": as_stored(after)})
    if not changes:
        return None
    return record_change(event, verb, changes, actor_id=actor_id, now=now)


def record_change(
    event: Event, verb: str, changes: list[dict[str, Any]], *, actor_id: int | None, now: datetime
) -> DraftChange:
    """Store a change whose values are set already, and return it."""
    of_actor = (DraftChange.event_id == event.id, DraftChange.actor_id == actor_id)
    db.session.execute(
        update(DraftChange)
        .where(*of_actor, DraftChange.state == ChangeState.UNDONE)
        .values(state=ChangeState.DROPPED.value)
    )
    change = DraftChange(
        event_id=event.id, actor_id=actor_id, at=now, verb=verb, changes=changes, state=ChangeState.DONE.value
    )
    db.session.add(change)
    db.session.flush()
    oldest = select(DraftChange.id).where(*of_actor).order_by(DraftChange.id.desc()).offset(MAX_CHANGES_STORED).limit(1)
    db.session.execute(
        delete(DraftChange)
        .where(*of_actor, DraftChange.id <= oldest.scalar_subquery())
        .execution_options(synchronize_session=False)
    )
    bump_draft_revision(event)
    sessions = [session["session"] for session in changes]
    audit.record(f"plan_{verb}", change, actor_id=actor_id, now=now, event_id=event.id, sessions=sessions)
    return change


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
        _set(plans[session["session"]], from_stored(session[target]))
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
    if _differs(plan, expected):
        return Conflict(N_("“%(title)s” has been changed since, so this change stays."), title=plan.title)
    for name, known in (("room_id", rooms), ("track_id", tracks)):
        target_id = target.get(name)
        if target_id is not None and target_id not in {room_or_track.id for room_or_track in known(event.id)}:
            return Conflict(N_("The room or track of this change no longer exists."))
    if target.get("state") == DraftState.REMOVED and plan.event_session.is_shown:
        return Conflict(N_("“%(title)s” is published by now. Cancel it instead."), title=plan.title)
    return None


def _set(plan: DraftSession, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(plan, name, value)
    if not plan.event_session.is_shown:
        # No visitor sees it yet, and the desk's pages about its speakers and talks show its title.
        plan.event_session.title = plan.title
    plan.version += 1


def bump_draft_revision(event: Event) -> None:
    """Increase the draft revision of an event, which open agendas of other organisers poll."""
    db.session.flush()
    db.session.execute(
        update(Event)
        .where(Event.id == event.id)
        .values(draft_revision=Event.draft_revision + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(event, ["draft_revision"])
