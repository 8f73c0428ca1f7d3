"""Publishing the programme: the draft becomes visible to visitors, as a version with a list of its changes."""

from datetime import datetime

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Conflict
from eventdesk.core.text import N_
from eventdesk.programme.models.draft import DraftSession, ProgrammeVersion
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.draft import latest_version, pending_changes
from eventdesk.programme.rules.validation import check_text
from eventdesk.programme.rules.versions import Change
from eventdesk.programme.services.draft import bump_draft_revision
from eventdesk.programme.services.revision import bump_revision, lock_event
from eventdesk.programme.states import DraftState, PublicationState

CALENDAR_FIELDS = {"cancelled", "restored", "moved", "placed", "renamed"}
"""Changes of which calendars that contain the session must be notified (RFC 5546, 2.1.4)."""


class NothingToPublish(Conflict):
    """The published programme is the same as the draft."""

    def __init__(self) -> None:
        super().__init__(N_("There are no changes to publish."))


def publish_programme(
    event: Event, *, note: str = "", seen: int | None = None, actor_id: int | None, now: datetime
) -> tuple[ProgrammeVersion, list[tuple[EventSession, Change]]]:
    """Publish the draft as the next version of the programme; return it and the changes by session.

    `seen` is the draft revision that the organiser reviewed. Raises Conflict if it has changed since, and
    NothingToPublish if there are no changes.
    """
    lock_event(event.id)
    db.session.refresh(event)
    note = check_text("note", note, 2000)
    pending = pending_changes(event)
    if not pending:
        raise NothingToPublish
    if seen is not None and seen != event.draft_revision:
        raise Conflict(N_("The draft has changed since you opened this page. Review the changes again."))
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
        "publish_programme",
        version,
        actor_id=actor_id,
        now=now,
        event_id=event.id,
        number=version.number,
        changes=len(pending),
    )
    bump_revision(event.id, now=now)
    # Open agendas of other organisers mark unpublished changes, so they must reload.
    bump_draft_revision(event)
    return version, [(plan.event_session, change) for plan, change in pending]


def _publish(plan: DraftSession, change: Change, now: datetime) -> None:
    event_session = plan.event_session
    for name in ("title", "kind", "room_id", "place", "track_id", "starts_at", "ends_at"):
        setattr(event_session, name, getattr(plan, name))
    is_planned = plan.state == DraftState.PLANNED
    event_session.state = (PublicationState.PUBLISHED if is_planned else PublicationState.CANCELLED).value
    event_session.changed_at = now
    if CALENDAR_FIELDS & set(change.kinds):
        event_session.sequence += 1
