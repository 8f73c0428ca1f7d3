"""Reading what changed in programmes since somebody looked."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from eventdesk.agenda.models import ProgrammeReadMarker
from eventdesk.core.db import db
from eventdesk.programme.models.draft import ProgrammeVersion


def unread_versions(person_id: int, since: Mapping[int, datetime]) -> Sequence[ProgrammeVersion]:
    """Return the versions that a person has not said to have seen, the oldest first.

    `since` says by event id from when on they matter to that person: a version published before is old news.
    """
    of_events = [
        and_(ProgrammeVersion.event_id == event_id, ProgrammeVersion.published_at > moment)
        for event_id, moment in since.items()
    ]
    if not of_events:
        return []
    return db.session.scalars(
        select(ProgrammeVersion)
        .outerjoin(
            ProgrammeReadMarker,
            (ProgrammeReadMarker.event_id == ProgrammeVersion.event_id) & (ProgrammeReadMarker.person_id == person_id),
        )
        .where(or_(*of_events), ProgrammeVersion.number > func.coalesce(ProgrammeReadMarker.version, 0))
        .order_by(ProgrammeVersion.event_id, ProgrammeVersion.number)
    ).all()
