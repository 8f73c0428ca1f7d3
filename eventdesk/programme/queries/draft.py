"""Finding what is planned, the steps that led there, and the versions that were published."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager, defer, joinedload

from eventdesk.core.db import db
from eventdesk.programme.models.draft import DraftChange, DraftSession, ProgrammeVersion
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.rooms_tracks import rooms, tracks
from eventdesk.programme.rules.versions import Change, PublishedState, change_of


def draft_session(event_slug: str, session_code: str) -> DraftSession | None:
    """Return the plan of this session of this event, with session, event, room and track, or None. One query.

    A session that was removed is not there.
    """
    return db.session.scalar(_draft_by_code(), {"event_slug": event_slug, "session_code": session_code})


@cache
def _draft_by_code() -> Select[DraftSession]:
    """Return the statement, built once: that takes longer than to run it, and each move on the agenda begins with it."""
    return (
        select(DraftSession)
        .join(DraftSession.event_session)
        .join(EventSession.event)
        .options(
            contains_eager(DraftSession.event_session).contains_eager(EventSession.event),
            joinedload(DraftSession.room),
            joinedload(DraftSession.track),
        )
        .where(
            Event.slug == bindparam("event_slug"),
            EventSession.code == bindparam("session_code"),
            DraftSession.state != "removed",
        )
    )


def draft_sessions(event_id: int) -> Sequence[DraftSession]:
    """Return what is planned of every session of an event, by start, with session, room and track. One query.

    Those without a time come last, those that were removed not at all.
    """
    return (
        db.session.scalars(
            select(DraftSession)
            .join(DraftSession.event_session)
            .options(
                contains_eager(DraftSession.event_session),
                joinedload(DraftSession.room),
                joinedload(DraftSession.track),
            )
            .where(DraftSession.event_id == event_id, DraftSession.state != "removed")
            .order_by(DraftSession.starts_at.is_(None), DraftSession.starts_at, DraftSession.event_session_id)
        )
        .unique()
        .all()
    )


def pending_changes(event: Event, planned: Sequence[DraftSession] | None = None) -> list[tuple[DraftSession, Change]]:
    """Return what publishing would change now, in the order of the plan. Three queries, two where plans are given."""
    planned = draft_sessions(event.id) if planned is None else planned
    room_names = {room.id: room.name for room in rooms(event.id)}
    track_names = {track.id: track.name for track in tracks(event.id)}
    found = []
    for plan in planned:
        before = _published(plan.event_session, room_names, track_names)
        if before is None and (plan.starts_at is None or plan.state != "planned"):
            continue
        after = PublishedState(
            plan.title, plan.starts_at, plan.ends_at, room_names.get(plan.room_id or 0, plan.place),
            track_names.get(plan.track_id or 0, ""), plan.kind, plan.state == "planned", plan.room_id,
        )  # fmt: skip
        if change := change_of(plan.event_session.code, before, after):
            found.append((plan, change))
    return found


def _published(one: EventSession, room_names: dict[int, str], track_names: dict[int, str]) -> PublishedState | None:
    if one.state == "draft":
        return None
    return PublishedState(
        one.title, one.starts_at, one.ends_at, room_names.get(one.room_id or 0, one.place),
        track_names.get(one.track_id or 0, ""), one.kind, one.state == "published", one.room_id,
    )  # fmt: skip


def change_to_undo(event_id: int, actor_id: int) -> DraftChange | None:
    """Return the last step that this organiser took and did not undo, or None."""
    return db.session.scalar(_steps(event_id, actor_id, "done").order_by(DraftChange.id.desc()).limit(1))


def change_to_redo(event_id: int, actor_id: int) -> DraftChange | None:
    """Return the step that this organiser undid last and can do again, or None."""
    return db.session.scalar(_steps(event_id, actor_id, "undone").order_by(DraftChange.id).limit(1))


def _steps(event_id: int, actor_id: int, state: str) -> Select[DraftChange]:
    return select(DraftChange).where(
        DraftChange.event_id == event_id, DraftChange.actor_id == actor_id, DraftChange.state == state
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
