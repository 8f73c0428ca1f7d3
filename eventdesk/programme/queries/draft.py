"""The draft of a programme, the changes of it that can be undone, and the published versions."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager, defer, joinedload

from eventdesk.core.db import db
from eventdesk.programme.models.draft import DraftChange, DraftSession, ProgrammeVersion
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.rooms_tracks import rooms, tracks
from eventdesk.programme.rules.versions import Change, PublishedState, change_of
from eventdesk.programme.states import ChangeState, DraftState, PublicationState


def draft_session(event_slug: str, session_code: str) -> DraftSession | None:
    """Return the draft of this session of this event, with session, event, room and track, or None. One query.

    It is None for a session that was removed.
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
            DraftSession.state != DraftState.REMOVED,
        )
    )


def draft_sessions(event_id: int) -> Sequence[DraftSession]:
    """Return the draft of every session of an event, by start, with session, room and track. One query.

    Unscheduled sessions come last; removed ones are left out.
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
            .where(DraftSession.event_id == event_id, DraftSession.state != DraftState.REMOVED)
            .order_by(DraftSession.starts_at.is_(None), DraftSession.starts_at, DraftSession.event_session_id)
        )
        .unique()
        .all()
    )


def pending_changes(event: Event, drafts: Sequence[DraftSession] | None = None) -> list[tuple[DraftSession, Change]]:
    """Return what publishing would change now, in the order of the draft. Three queries, or two with `drafts`."""
    drafts = draft_sessions(event.id) if drafts is None else drafts
    room_names = {room.id: room.name for room in rooms(event.id)}
    track_names = {track.id: track.name for track in tracks(event.id)}
    changes = []
    for draft in drafts:
        event_session = draft.event_session
        is_planned = draft.state == DraftState.PLANNED
        if event_session.is_shown:
            is_on = event_session.state == PublicationState.PUBLISHED
            before = _published_state(event_session, room_names, track_names, is_on=is_on)
        elif is_planned and draft.starts_at is not None:
            before = None
        else:
            continue
        after = _published_state(draft, room_names, track_names, is_on=is_planned)
        if change := change_of(event_session.code, before, after):
            changes.append((draft, change))
    return changes


def _published_state(
    session: EventSession | DraftSession, room_names: dict[int, str], track_names: dict[int, str], *, is_on: bool
) -> PublishedState:
    return PublishedState(
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        where=room_names.get(session.room_id or 0, session.place),
        track=track_names.get(session.track_id or 0, ""),
        kind=session.kind,
        is_on=is_on,
        room_id=session.room_id,
    )


def change_to_undo(event_id: int, actor_id: int) -> DraftChange | None:
    """Return the latest change of this organiser that is not undone, or None."""
    return db.session.scalar(_changes(event_id, actor_id, ChangeState.DONE).order_by(DraftChange.id.desc()).limit(1))


def change_to_redo(event_id: int, actor_id: int) -> DraftChange | None:
    """Return the change that this organiser undid last, or None."""
    return db.session.scalar(_changes(event_id, actor_id, ChangeState.UNDONE).order_by(DraftChange.id).limit(1))


def _changes(event_id: int, actor_id: int, state: ChangeState) -> Select[DraftChange]:
    return select(DraftChange).where(
        DraftChange.event_id == event_id, DraftChange.actor_id == actor_id, DraftChange.state == state
    )


def versions(event_id: int) -> Sequence[ProgrammeVersion]:
    """Return the published versions of a programme, the newest first."""
    return db.session.scalars(
        select(ProgrammeVersion).where(ProgrammeVersion.event_id == event_id).order_by(ProgrammeVersion.number.desc())
    ).all()


def latest_version(event_id: int) -> ProgrammeVersion | None:
    """Return the version that visitors see, or None before the first; its `changes` are loaded only if accessed."""
    return db.session.scalar(
        select(ProgrammeVersion)
        .options(defer(ProgrammeVersion.changes))
        .where(ProgrammeVersion.event_id == event_id)
        .order_by(ProgrammeVersion.number.desc())
        .limit(1)
    )
