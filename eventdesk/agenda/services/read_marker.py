"""Recording up to which version a person has read the changes of a programme."""

from datetime import datetime

from eventdesk.agenda.models import ProgrammeReadMarker
from eventdesk.core.db import db
from eventdesk.programme.queries.draft import latest_version


def mark_read(event_id: int, person_id: int, version: int, *, now: datetime) -> None:
    """Record that a person has read the changes of a programme up to a version; an older version changes nothing.

    A number higher than the latest version counts as the latest.
    """
    latest = latest_version(event_id)
    version = min(version, latest.number if latest else 0)
    marker = db.session.get(ProgrammeReadMarker, (person_id, event_id))
    if marker is None:
        marker = ProgrammeReadMarker(person_id=person_id, event_id=event_id, version=0)
        db.session.add(marker)
    marker.version, marker.at = max(marker.version, version), now
    db.session.flush()
