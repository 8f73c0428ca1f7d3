"""Publishing: what is planned becomes what visitors see, as a version with a list of what it changes."""

from datetime import datetime

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Conflict
from eventdesk.core.text import N_
from eventdesk.programme.models.draft import DraftSession, ProgrammeVersion
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.draft import latest_version, pending_changes
from eventdesk.programme.rules.validation import many_lines
from eventdesk.programme.rules.versions import Change
from eventdesk.programme.services.draft import bump_draft_revision
from eventdesk.programme.services.revision import bump_revision, lock_event

CALENDAR_FIELDS = {"cancelled", "restored", "moved", "placed", "renamed"}
"""Changes that a calendar which knows the session would notice (RFC 5546, 2.1.4)."""


class NothingToPublish(Conflict):
    """Visitors see already what is planned."""

    def __init__(self) -> None:
        super().__init__(N_("There is nothing to publish: visitors see what is planned."))


def publish_programme(
    event: Event, *, note: str = "", seen: int | None = None, actor_id: int | None, now: datetime
) -> tuple[ProgrammeVersion, list[tuple[EventSession, Change]]]:
    """Make what is planned the next version of the programme; return it, with what it changed of which session.

    `seen` is the plan's revision whose changes the organiser read. Raises Conflict when it is another now,
    NothingToPublish when nothing would change.
    """
    lock_event(event.id)
    db.session.refresh(event)
    note = many_lines("note", note, 2000)
    pending = pending_changes(event)
    if not pending:
        raise NothingToPublish
    if seen is not None and seen != event.draft_revision:
        raise Conflict(N_("The plan has changed since you opened this page. Look at the changes again."))
    last = latest_version(event.id)
    version = ProgrammeVersion(
        event_id=event.id,
        number=last.number + 1 if last else 1,
        note=note,
        published_at=now,
        published_by_id=actor_id,
        changes=[change.as_stored() for _, change in pending],
    )
    db.session.add(version)
    for plan, change in pending:
        _publish(plan, change, now)
    db.session.flush()
    audit.record(
        "publish_programme", version, actor_id=actor_id, now=now, event_id=event.id, number=version.number,
        changes=len(pending),
    )  # fmt: skip
    bump_revision(event.id, now=now)
    # Other organisers' agendas show what is not published yet, so they ask again.
    bump_draft_revision(event)
    return version, [(plan.event_session, change) for plan, change in pending]


def _publish(plan: DraftSession, change: Change, now: datetime) -> None:
    shown = plan.event_session
    for name in ("title", "kind", "room_id", "place", "track_id", "starts_at", "ends_at"):
        setattr(shown, name, getattr(plan, name))
    shown.state = "published" if plan.state == "planned" else "cancelled"
    shown.changed_at = now
    if CALENDAR_FIELDS & set(change.kinds):
        shown.sequence += 1
