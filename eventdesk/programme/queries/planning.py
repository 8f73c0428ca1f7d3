"""Finding what is planned, the steps that led there, and the versions that were published."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, defer, joinedload

from eventdesk.core.db import db
from eventdesk.programme.models import Event, EventSession, PlanningStep, ProgrammeVersion, SessionPlan
from eventdesk.programme.queries.programme import rooms, tracks
from eventdesk.programme.rules.versions import Change, Shown, change_of


def plan_of(event_slug: str, session_code: str) -> SessionPlan | None:
    """Return the plan of this session of this event, with session, event, room and track, or None. One query.

    A session that was removed is not there.
    """
    return db.session.scalar(
        select(SessionPlan)
        .join(SessionPlan.event_session)
        .join(EventSession.event)
        .options(
            contains_eager(SessionPlan.event_session).contains_eager(EventSession.event),
            joinedload(SessionPlan.room),
            joinedload(SessionPlan.track),
        )
        .where(Event.slug == event_slug, EventSession.code == session_code, SessionPlan.state != "removed")
    )


def plans(event_id: int) -> Sequence[SessionPlan]:
    """Return what is planned of every session of an event, by start, with session, room and track. One query.

    Those without a time come last, those that were removed not at all.
    """
    return (
        db.session.scalars(
            select(SessionPlan)
            .join(SessionPlan.event_session)
            .options(
                contains_eager(SessionPlan.event_session),
                joinedload(SessionPlan.room),
                joinedload(SessionPlan.track),
            )
            .where(SessionPlan.event_id == event_id, SessionPlan.state != "removed")
            .order_by(SessionPlan.starts_at.is_(None), SessionPlan.starts_at, SessionPlan.event_session_id)
        )
        .unique()
        .all()
    )


def pending_changes(event: Event, planned: Sequence[SessionPlan] | None = None) -> list[tuple[SessionPlan, Change]]:
    """Return what publishing would change now, in the order of the plan. Three queries, two where plans are given."""
    planned = plans(event.id) if planned is None else planned
    room_names = {room.id: room.name for room in rooms(event.id)}
    track_names = {track.id: track.name for track in tracks(event.id)}
    found = []
    for plan in planned:
        before = _published(plan.event_session, room_names, track_names)
        if before is None and (plan.starts_at is None or plan.state != "planned"):
            continue
        after = Shown(
            plan.title, plan.starts_at, plan.ends_at, room_names.get(plan.room_id or 0, plan.place),
            track_names.get(plan.track_id or 0, ""), plan.kind, plan.state == "planned", plan.room_id,
        )  # fmt: skip
        if change := change_of(plan.event_session.code, before, after):
            found.append((plan, change))
    return found


def _published(one: EventSession, room_names: dict[int, str], track_names: dict[int, str]) -> Shown | None:
    if one.state == "draft":
        return None
    return Shown(
        one.title, one.starts_at, one.ends_at, room_names.get(one.room_id or 0, one.place),
        track_names.get(one.track_id or 0, ""), one.kind, one.state == "published", one.room_id,
    )  # fmt: skip


def step_to_undo(event_id: int, actor_id: int) -> PlanningStep | None:
    """Return the last step that this organiser took and did not undo, or None."""
    return db.session.scalar(_steps(event_id, actor_id, "done").order_by(PlanningStep.id.desc()).limit(1))


def step_to_redo(event_id: int, actor_id: int) -> PlanningStep | None:
    """Return the step that this organiser undid last and can do again, or None."""
    return db.session.scalar(_steps(event_id, actor_id, "undone").order_by(PlanningStep.id).limit(1))


def _steps(event_id: int, actor_id: int, state: str) -> Select[PlanningStep]:
    return select(PlanningStep).where(
        PlanningStep.event_id == event_id, PlanningStep.actor_id == actor_id, PlanningStep.state == state
    )


def versions(event_id: int) -> Sequence[ProgrammeVersion]:
    """Return the versions of a programme, the newest first."""
    return db.session.scalars(
        select(ProgrammeVersion).where(ProgrammeVersion.event_id == event_id).order_by(ProgrammeVersion.number.desc())
    ).all()


def latest_version(event_id: int) -> ProgrammeVersion | None:
    """Return the version that visitors see, or None before the first; what it changed is read when it is asked for."""
    return db.session.scalar(
        select(ProgrammeVersion)
        .options(defer(ProgrammeVersion.changes))
        .where(ProgrammeVersion.event_id == event_id)
        .order_by(ProgrammeVersion.number.desc())
        .limit(1)
    )
