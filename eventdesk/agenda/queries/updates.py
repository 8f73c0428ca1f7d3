"""Reading the changes of programmes that a person has not read yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from eventdesk.agenda.models import ProgrammeReadMarker
from eventdesk.core.db import db
from eventdesk.programme.models.draft import ProgrammeVersion


def unread_versions(person_id: int, since: Mapping[int, datetime]) -> Sequence[ProgrammeVersion]:
    """Return the versions of these events' programmes that a person has not marked as read, the oldest first.

    `since` gives, by event id, when the person's first reservation or favourite was made: older versions are left out.
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
