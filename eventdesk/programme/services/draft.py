"""Changes of the draft of a programme. Visitors see them only once the programme is published."""

from collections.abc import Mapping, Sequence
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
from eventdesk.programme.queries.rooms_tracks import rooms, tracks
from eventdesk.programme.rules.draft import DRAFT_FIELDS, as_stored, difference, verb_of
from eventdesk.programme.rules.times import check_times
from eventdesk.programme.rules.validation import SESSION_KINDS, SESSION_LINES, SESSION_TEXTS, normalise
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
    """Change a draft that `lock_draft` returned in this transaction; otherwise like `schedule_session`.

    `known_rooms` are the rooms of the event, if the caller has read them under the lock; otherwise they are read here.
    """
    event = plan.event_session.event
    if plan.state == DraftState.REMOVED:
        raise Conflict(N_("Someone else has removed “%(title)s”."), title=plan.title)
    if version is not None and plan.version != version:
        raise StaleDraft(plan)
    checked = checked_draft(event, dict(values), plan, known_rooms=known_rooms)
    if plan.state == DraftState.CANCELLED and checked.get("state") != DraftState.PLANNED and differs(plan, checked):
        raise Conflict(N_("“%(title)s” is cancelled. Restore it first."), title=plan.title)
    make_change(event, [(plan, checked)], actor_id=actor_id, now=now)


def differs(plan: DraftSession, values: Mapping[str, Any]) -> bool:
    """Return whether one of `values` differs from the draft."""
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
    """Lock the event of a session until the transaction ends, and return the draft of the session.

    Event, session and draft are read afresh, in two queries. Raises NotFound if the session has been deleted.
    """
    # From the identity: reading an attribute of an expired object would take another query.
    state: InstanceState[EventSession] = inspect(event_session)
    values = {"session_id": state.identity and state.identity[0]}
    event = db.session.scalar(_event_for_update(), values)
    # In a second statement: rows joined to the locked row would be those from before the wait for the lock.
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
    """Return draft values as they are stored. Raises Invalid for the first that is not valid.

    `known_rooms` are the rooms of the event, if the caller has read them under the lock; otherwise they are read here.
    """
    checked = normalise(values, SESSION_LINES, SESSION_TEXTS)
    if not checked.get("title", True):
        raise Invalid("title", N_("Enter a title"))
    if checked.get("kind", "session") not in SESSION_KINDS:
        raise Invalid("kind", N_("Choose a type"))
    # Rooms and tracks are read under the lock: the given one may have been removed since the caller loaded it.
    if "room" in checked:
        room = checked.pop("room")
        if room is not None and room not in (rooms(event.id) if known_rooms is None else known_rooms):
            raise Invalid("room", N_("Choose a room of this event"))
        checked["room_id"] = room.id if room else None
    if "track" in checked:
        track = checked.pop("track")
        if track is not None and track not in tracks(event.id):
            raise Invalid("track", N_("Choose a track of this event"))
        checked["track_id"] = track.id if track else None
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
            set_values(plan, after)
            changes.append({"session": plan.event_session_id, "before": as_stored(before), "after": as_stored(after)})
    if not changes:
        return None
    return record_change(event, verb, changes, actor_id=actor_id, now=now)


def record_change(
    event: Event, verb: str, changes: list[dict[str, Any]], *, actor_id: int | None, now: datetime
) -> DraftChange:
    """Store a change whose values are set already, and return it; delete those that its organiser had undone."""
    change = DraftChange(
        event_id=event.id, actor_id=actor_id, at=now, verb=verb, changes=changes, state=ChangeState.DONE.value
    )
    db.session.add(change)
    db.session.flush()
    # Deleted only once the new change is stored: SQLite would reuse the id of the last row, and open agendas compare ids.
    db.session.execute(
        _delete_changes(), {"event_id": event.id, "actor_id": actor_id, "max_changes": MAX_CHANGES_STORED}
    )
    bump_draft_revision(event)
    sessions = [session["session"] for session in changes]
    audit.record(f"plan_{verb}", change, actor_id=actor_id, now=now, event_id=event.id, sessions=sessions)
    return change


@cache
def _delete_changes() -> Delete:
    """Return the statement that deletes an organiser's changes that were undone, and all but the latest `max_changes`."""
    of_actor = (DraftChange.event_id == bindparam("event_id"), DraftChange.actor_id == bindparam("actor_id"))
    changes = select(DraftChange.id).where(*of_actor).order_by(DraftChange.id.desc())
    oldest = changes.offset(bindparam("max_changes")).limit(1)
    return (
        delete(DraftChange)
        .where(*of_actor, or_(DraftChange.state == ChangeState.UNDONE, DraftChange.id <= oldest.scalar_subquery()))
        .execution_options(synchronize_session=False)
    )


def set_values(plan: DraftSession, values: Mapping[str, Any]) -> None:
    """Set checked values of a draft, without recording the change."""
    for name, value in values.items():
        setattr(plan, name, value)
    if not plan.event_session.is_shown:
        # No visitor sees it yet, and the desk's pages about its speakers and talks show its title.
        plan.event_session.title = plan.title
    plan.version += 1


def bump_draft_revision(event: Event) -> None:
    """Increase the draft revision of an event, which open agendas of other organisers poll."""
    db.session.flush()
    revision = db.session.scalar(
        update(Event)
        .where(Event.id == event.id)
        .values(draft_revision=Event.draft_revision + 1)
        .returning(Event.draft_revision)
        .execution_options(synchronize_session=False)
    )
    set_committed_value(event, "draft_revision", revision)
