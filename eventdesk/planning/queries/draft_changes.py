"""The changes of a draft, as the agenda describes them."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventdesk.core.db import db
from eventdesk.programme.models.draft import DraftChange, DraftSession
from eventdesk.programme.states import ChangeState

MAX_LISTED = 20
"""How many changes by others are listed at once."""


def changes_since(event_id: int, step_id: int) -> Sequence[DraftChange]:
    """Return the changes after this one that were not undone, with who made them, oldest first."""
    return db.session.scalars(
        select(DraftChange)
        .options(joinedload(DraftChange.actor))
        .where(DraftChange.event_id == event_id, DraftChange.id > step_id, DraftChange.state == ChangeState.DONE)
        .order_by(DraftChange.id)
        .limit(MAX_LISTED)
    ).all()


def draft_of_change(step: DraftChange) -> DraftSession | None:
    """Return the draft of the first session of a change, or None."""
    return db.session.get(DraftSession, step.changes[0]["session"]) if step.changes else None


def titles_of_changes(steps: Iterable[DraftChange], known: Mapping[int, str]) -> dict[int, str]:
    """Return the title of the first session of each change by the session's id: those of `known`, the others in one query."""
    session_ids = {step.changes[0]["session"] for step in steps if step.changes}
    titles = {session_id: known[session_id] for session_id in session_ids & known.keys()}
    if unknown := session_ids - known.keys():
        # A removed session is not on the board, but its removal can be undone.
        rows = db.session.execute(
            select(DraftSession.event_session_id, DraftSession.title).where(DraftSession.event_session_id.in_(unknown))
        )
        titles |= {row[0]: row[1] for row in rows}
    return titles
