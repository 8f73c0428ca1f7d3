"""Noting what somebody has seen."""

from datetime import datetime

from eventdesk.agenda.models import ProgrammeReadMarker
from eventdesk.core.db import db
from eventdesk.programme.queries.draft import latest_version


def mark_read(event_id: int, person_id: int, version: int, *, now: datetime) -> None:
    """Note that a person has seen what a programme changed up to a version; older news than they saw change nothing.

    A number that no version has yet counts as the latest.
    """
    latest = latest_version(event_id)
    version = min(version, latest.number if latest else 0)
    visit = db.session.get(ProgrammeReadMarker, (person_id, event_id))
    if visit is None:
        visit = ProgrammeReadMarker(person_id=person_id, event_id=event_id, version=0)
        db.session.add(visit)
    visit.version, visit.at = max(visit.version, version), now
    db.session.flush()
