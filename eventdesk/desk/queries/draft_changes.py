"""What the agenda's board shows: what is planned as plain values, and the steps that led there."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventdesk.core.db import db
from eventdesk.programme.models.draft import DraftChange, DraftSession

MAX_LISTED = 20
"""How many steps of others are told of at once; who was away longer reads the agenda itself."""


def last_change(event_id: int) -> int:
    """Return the id of the last step of planning in an event; 0 before the first."""
    return db.session.scalar(select(func.max(DraftChange.id)).where(DraftChange.event_id == event_id)) or 0


def changes_since(event_id: int, step_id: int) -> Sequence[DraftChange]:
    """Return the steps that were taken after this one and not undone, with who took them, the oldest first."""
    return db.session.scalars(
        select(DraftChange)
        .options(joinedload(DraftChange.actor))
        .where(DraftChange.event_id == event_id, DraftChange.id > step_id, DraftChange.state == "done")
        .order_by(DraftChange.id)
        .limit(MAX_LISTED)
    ).all()


def draft_of_change(step: DraftChange) -> DraftSession | None:
    """Return the plan of the first session of a step, or None."""
    return db.session.get(DraftSession, step.changes[0]["session"]) if step.changes else None


def titles_of_changes(steps: Iterable[DraftChange], known: Mapping[int, str]) -> dict[int, str]:
    """Return the title of the first session of each step, by the session's id: `known`, or read in one query."""
    wanted = {step.changes[0]["session"] for step in steps if step.changes}
    titles = {session_id: known[session_id] for session_id in wanted & known.keys()}
    if unknown := wanted - known.keys():
        # A session that was removed is in no plan, but its step can be taken back.
        rows = db.session.execute(
            select(DraftSession.event_session_id, DraftSession.title).where(DraftSession.event_session_id.in_(unknown))
        )
        titles |= {row[0]: row[1] for row in rows}
    return titles
