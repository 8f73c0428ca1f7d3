"""Helpers of the tests that change the draft of a programme."""

from datetime import UTC, datetime

from eventdesk.core.db import db, transaction
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.rules.draft import DRAFT_FIELDS
from eventdesk.programme.services.draft import schedule_session
from eventdesk.programme.services.publishing import publish_programme
from eventdesk.programme.services.undo import redo_change, undo_change
from tests.factories import NOW

AT = datetime(2026, 4, 14, 9, tzinfo=UTC)
ONE, OTHER = 0, 1
"""The two organisers."""


def plan(session, actor_id=None, **values):
    with transaction():
        return schedule_session(session, actor_id=actor_id, now=NOW, **values)


def undo_or_redo(event, actor_id, way):
    """Undo ("undo") or redo ("redo") a change of an organiser; return its state and the problem, if any."""
    with transaction():
        result = {"undo": undo_change, "redo": redo_change}[way](event, actor_id=actor_id, now=NOW)
        return result.change.state, str(result.problem or "")


def planned(event):
    """Return the draft values of all sessions, also removed ones, and the titles of unpublished sessions."""
    rows = db.session.query(DraftSession).filter_by(event_id=event.id).order_by(DraftSession.event_session_id)
    return [
        ({name: getattr(one, name) for name in DRAFT_FIELDS},
         one.event_session.title if one.event_session.state == "draft" else "")
        for one in rows
    ]  # fmt: skip


def publish(event, **given):
    with transaction():
        return publish_programme(event, actor_id=None, now=NOW, **given)
