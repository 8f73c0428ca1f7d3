"""Planning: steps on the draft of a programme, undone and done again. Visitors see nothing of it before it is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypedDict, Unpack

from sqlalchemy import Delete, Select, bindparam, delete, inspect, or_, select, update
from sqlalchemy.orm import InstanceState, contains_eager
from sqlalchemy.orm.attributes import set_committed_value

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Conflict, Invalid, NotFound
from eventdesk.core.text import N_
from eventdesk.programme.models.draft import DraftChange, DraftSession
from eventdesk.programme.models.programme import Event, EventSession, Room, Track
from eventdesk.programme.queries.draft import change_to_redo, change_to_undo
from eventdesk.programme.queries.rooms_tracks import rooms, tracks
from eventdesk.programme.rules.draft import DRAFT_FIELDS, as_stored, difference, from_stored, verb_of
from eventdesk.programme.rules.times import check_times
from eventdesk.programme.rules.validation import SESSION_KINDS, SESSION_LINES, SESSION_TEXTS, normalise
from eventdesk.programme.services.revision import lock_event

MAX_OFFSET = timedelta(days=366)
"""How far before or after its event a session can be planned; what is farther is a slip of the finger."""
MAX_CHANGES_STORED = 500
"""How many steps of an organiser can be undone in an event; older ones are forgotten."""


class DraftValues(TypedDict, total=False):
    """What of a session can be planned; what is left out keeps what it has."""

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
    """Somebody else planned a session anew after the reader last saw it; `plan` is how it is now."""

    def __init__(self, plan: DraftSession) -> None:
        super().__init__(N_("“%(title)s” was changed meanwhile. Nothing was moved."), title=plan.title)
        self.plan = plan


def schedule_session(
    event_session: EventSession,
    *,
    version: int | None = None,
    actor_id: int,
    now: datetime,
    **values: Unpack[DraftValues],
) -> DraftSession:
    """Plan what the next version says of a session, as one step that can be undone, and return its plan.

    `version` is that of the plan the organiser saw; None: whatever it is. Raises StalePlan when it is another now,
    Invalid for a value that cannot be accepted, Conflict for a change of a cancelled or removed session.
    """
    plan = lock_draft(event_session)
    schedule_locked(plan, version=version, actor_id=actor_id, now=now, **values)
    return plan


def schedule_locked(
    plan: DraftSession,
    *,
    version: int | None = None,
    known_rooms: Sequence[Room] | None = None,
    actor_id: int,
    now: datetime,
    **values: Unpack[DraftValues],
) -> None:
    """Plan a session that `lock_draft` returned in this transaction; otherwise as `schedule_session`.

    `known_rooms` are the rooms of the event, if the caller has read them since; otherwise they are read here.
    """
    event = plan.event_session.event
    if plan.state == "removed":
        raise Conflict(N_("Somebody else removed “%(title)s” meanwhile."), title=plan.title)
    if version is not None and plan.version != version:
        raise StaleDraft(plan)
    checked = checked_draft(event, dict(values), plan, known_rooms=known_rooms)
    if plan.state == "cancelled" and checked.get("state") != "planned" and _differs(plan, checked):
        raise Conflict(N_("“%(title)s” is cancelled. Restore it first."), title=plan.title)
    make_change(event, [(plan, checked)], actor_id=actor_id, now=now)


def _differs(plan: DraftSession, values: Mapping[str, Any]) -> bool:
    return any(getattr(plan, name) != value for name, value in values.items())


def cancel_session(event_session: EventSession, *, actor_id: int, now: datetime) -> None:
    """Plan that a session does not take place; visitors learn of it with the next version.

    Raises Conflict for one that no visitor has seen.
    """
    plan = lock_draft(event_session)
    if event_session.state == "draft":
        raise Conflict(N_("This session is not published. Remove it instead."))
    make_change(event_session.event, [(plan, {"state": "cancelled"})], actor_id=actor_id, now=now)


def restore_session(event_session: EventSession, *, actor_id: int, now: datetime) -> None:
    """Plan that a cancelled session takes place after all."""
    plan = lock_draft(event_session)
    if plan.state == "cancelled":
        make_change(event_session.event, [(plan, {"state": "planned"})], actor_id=actor_id, now=now)


def remove_session(event_session: EventSession, *, actor_id: int, now: datetime) -> None:
    """Take a session that no visitor has seen out of the plan. Raises Conflict for one that was published."""
    plan = lock_draft(event_session)
    if event_session.state != "draft":
        raise Conflict(N_("Visitors know this session. Cancel it instead."))
    make_change(event_session.event, [(plan, {"state": "removed"})], actor_id=actor_id, now=now)


def lock_draft(event_session: EventSession) -> DraftSession:
    """Lock the event of a session until the transaction ends, and return the session's plan as it is now.

    Event, session and plan are read again, in two queries. Raises NotFound if the session was deleted meanwhile.
    """
    # The identity, as an attribute of an object that has expired would be read with a query of its own.
    state: InstanceState[EventSession] = inspect(event_session)
    values = {"session_id": state.identity and state.identity[0]}
    event = db.session.scalar(_event_for_update(), values)
    # A statement of its own: what is joined to a locked row would be as it was before the lock was waited for.
    plan: DraftSession | None = db.session.scalar(_draft_again(), values)
    if event is None or plan is None:
        raise NotFound
    return plan


@cache
def _event_for_update() -> Select[Event]:
    return (
        select(Event)
        .join(EventSession, EventSession.event_id == Event.id)
        .where(EventSession.id == bindparam("session_id"))
        .with_for_update(of=Event)
        .execution_options(populate_existing=True)
    )


@cache
def _draft_again() -> Select[DraftSession]:
    return (
        select(DraftSession)
        .join(DraftSession.event_session)
        .options(contains_eager(DraftSession.event_session))
        .where(DraftSession.event_session_id == bindparam("session_id"))
        .execution_options(populate_existing=True)
    )


def checked_draft(
    event: Event,
    values: dict[str, Any],
    plan: DraftSession | None = None,
    *,
    known_rooms: Sequence[Room] | None = None,
) -> dict[str, Any]:
    """Return planned values as they are stored. Raises Invalid for the first that cannot be accepted.

    `known_rooms` are the rooms of the event, if the caller has read them under its lock; otherwise they are read here.
    """
    checked = normalise(values, SESSION_LINES, SESSION_TEXTS)
    if not checked.get("title", True):
        raise Invalid("title", N_("Enter a title"))
    if checked.get("kind", "session") not in SESSION_KINDS:
        raise Invalid("kind", N_("Choose one of the kinds"))
    # Read again under the lock: either may have been removed since the caller read it.
    if "room" in checked:
        room = checked.pop("room")
        if room is not None and room not in (rooms(event.id) if known_rooms is None else known_rooms):
            raise Invalid("room", N_("Choose one of the event's rooms"))
        checked["room_id"] = room.id if room else None
    if "track" in checked:
        track = checked.pop("track")
        if track is not None and track not in tracks(event.id):
            raise Invalid("track", N_("Choose one of the event's tracks"))
        checked["track_id"] = track.id if track else None
    if {"starts_at", "ends_at"} & checked.keys():
        starts_at = checked.get("starts_at", plan and plan.starts_at)
        ends_at = checked.get("ends_at", plan and plan.ends_at)
        check_times(starts_at, ends_at)
        if starts_at is not None and ends_at is not None:
            if not event.starts_on - MAX_OFFSET <= starts_at.date() <= event.ends_on + MAX_OFFSET:
                raise Invalid("day", N_("This is more than a year away from the event"))
            checked["minutes"] = int((ends_at - starts_at).total_seconds() // 60)
    return checked


def make_change(
    event: Event, planned: Sequence[tuple[DraftSession, Mapping[str, Any]]], *, actor_id: int | None, now: datetime
) -> DraftChange | None:
    """Set planned values, checked before, as one step of an organiser, and return it; None where nothing changes.

    What they had undone cannot be done again after it.
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
    """Store a step whose changes are made already, and return it; deletes those that its organiser had undone."""
    step = DraftChange(event_id=event.id, actor_id=actor_id, at=now, verb=verb, changes=changes, state="done")
    db.session.add(step)
    db.session.flush()
    # After the new step is stored: a number that SQLite gave again would hide the step from other organisers' agendas.
    db.session.execute(
        _delete_changes(), {"event_id": event.id, "actor_id": actor_id, "max_changes": MAX_CHANGES_STORED}
    )
    bump_draft_revision(event)
    sessions = [change["session"] for change in changes]
    audit.record(f"plan_{verb}", step, actor_id=actor_id, now=now, event_id=event.id, sessions=sessions)
    return step


@cache
def _delete_changes() -> Delete:
    """Return the statement that deletes an organiser's changes that were undone, and all but the latest `max_changes`."""
    of_actor = (DraftChange.event_id == bindparam("event_id"), DraftChange.actor_id == bindparam("actor_id"))
    oldest = (
        select(DraftChange.id)
        .where(*of_actor)
        .order_by(DraftChange.id.desc())
        .offset(bindparam("max_changes"))
        .limit(1)
    )
    return (
        delete(DraftChange)
        .where(*of_actor, or_(DraftChange.state == "undone", DraftChange.id <= oldest.scalar_subquery()))
        .execution_options(synchronize_session=False)
    )


@dataclass(frozen=True)
class UndoResult:
    """What came of going back or forth by a step; with a `problem` the step stays as it is, for good."""

    step: DraftChange
    problem: Conflict | None = None


def undo_change(event: Event, *, actor_id: int, now: datetime) -> UndoResult:
    """Take back the last step of this organiser. Raises Conflict when there is none.

    Where somebody else has planned the same sessions anew since, that step is left out from now on.
    """
    lock_event(event.id)
    step = change_to_undo(event.id, actor_id)
    if step is None:
        raise Conflict(N_("There is nothing to undo."))
    return _walk(event, step, "after", "before", "undone", actor_id=actor_id, now=now)


def redo_change(event: Event, *, actor_id: int, now: datetime) -> UndoResult:
    """Take the step again that this organiser undid last. Raises Conflict when there is none; else as `undo_step`."""
    lock_event(event.id)
    step = change_to_redo(event.id, actor_id)
    if step is None:
        raise Conflict(N_("There is nothing to do again."))
    return _walk(event, step, "before", "after", "done", actor_id=actor_id, now=now)


def _walk(
    event: Event, step: DraftChange, there: str, here: str, state: str, *, actor_id: int, now: datetime
) -> UndoResult:
    """Set what `step` says `here`, provided that all is still as it says `there`."""
    ids = [change["session"] for change in step.changes]
    found = db.session.scalars(
        select(DraftSession).where(DraftSession.event_session_id.in_(ids)).execution_options(populate_existing=True)
    )
    plans = {plan.event_session_id: plan for plan in found}
    problems = (_obstacle(event, plans[change["session"]], change[there], change[here]) for change in step.changes)
    if problem := next(filter(None, problems), None):
        step.state = "dropped"
        db.session.flush()
        return UndoResult(step, problem)
    for change in step.changes:
        _set(plans[change["session"]], from_stored(change[here]))
    step.state = state
    db.session.flush()
    bump_draft_revision(event)
    direction = "undo" if state == "undone" else "redo"
    audit.record(f"{direction}_{step.verb}", step, actor_id=actor_id, now=now, event_id=event.id)
    return UndoResult(step)


def _obstacle(event: Event, plan: DraftSession, there: Mapping[str, Any], here: Mapping[str, Any]) -> Conflict | None:
    """Return why a session cannot go from what it should be to what it was: it, or where it was, has changed."""
    expected, values = from_stored(there), from_stored(here)
    if _differs(plan, expected):
        return Conflict(N_("“%(title)s” was changed since, so this step stays as it is."), title=plan.title)
    for name, known in (("room_id", rooms), ("track_id", tracks)):
        wanted = values.get(name)
        if wanted is not None and wanted not in {place.id for place in known(event.id)}:
            return Conflict(N_("The room or track of this step is not there any more."))
    if values.get("state") == "removed" and plan.event_session.state != "draft":
        return Conflict(N_("Visitors know “%(title)s” by now. Cancel it instead."), title=plan.title)
    return None


def _set(plan: DraftSession, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(plan, name, value)
    if plan.event_session.state == "draft":
        # Nobody sees it yet, and pages about its people and talks name it.
        plan.event_session.title = plan.title
    plan.version += 1


def bump_draft_revision(event: Event) -> None:
    """Note that the plan of an event changed: other organisers' agendas ask for it."""
    db.session.flush()
    revision = db.session.scalar(
        update(Event)
        .where(Event.id == event.id)
        .values(draft_revision=Event.draft_revision + 1)
        .returning(Event.draft_revision)
        .execution_options(synchronize_session=False)
    )
    set_committed_value(event, "draft_revision", revision)
