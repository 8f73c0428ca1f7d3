"""Reading a session with what its page needs in any case, in one query."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import contains_eager, joinedload

from eventdesk.agenda.models import Favourite
from eventdesk.core.db import db
from eventdesk.programme.models.programme import Comment, Event, EventSession, Link, Talk
from eventdesk.reports.models import EventReport, SessionOutcome
from eventdesk.seats.models import SessionSeats
from eventdesk.speakers.models import Material


class SessionOnPage(NamedTuple):
    """A session with its event, room and track, its seats, and its outcome once the report is published."""

    event_session: EventSession
    seats: SessionSeats | None
    report_published_at: datetime | None
    summary: str
    outcome: str
    has_talks: bool
    has_links: bool
    has_materials: bool
    has_comments: bool
    is_favourite: bool
    """Whether it is one of the signed-in reader's favourites."""

    @property
    def event_id(self) -> int:
        """The event whose permissions apply."""
        return self.event_session.event_id

    @property
    def is_public(self) -> bool:
        """Whether visitors may see it."""
        return self.event_session.is_public

    @property
    def is_shown(self) -> bool:
        """Whether a version of the programme shows it; a session of the draft alone is only the organisers'."""
        return self.event_session.is_shown


@cache
def _session_on_page() -> Select[*tuple[Any, ...]]:
    """Return the statement, built at its first use: at import it would configure every mapper."""
    parts = (Talk, Link, Material, Comment)
    return (
        select(
            EventSession,
            SessionSeats,
            EventReport.published_at,
            SessionOutcome.summary,
            SessionOutcome.outcome,
            *(exists().where(part.event_session_id == EventSession.id) for part in parts),
            exists().where(
                Favourite.event_session_id == EventSession.id, Favourite.person_id == bindparam("person_id")
            ),
        )
        .join(EventSession.event)
        .outerjoin(SessionSeats, SessionSeats.event_session_id == EventSession.id)
        .outerjoin(EventReport, (EventReport.event_id == EventSession.event_id) & (EventReport.state == "published"))
        .outerjoin(
            SessionOutcome,
            (SessionOutcome.event_session_id == EventSession.id) & EventReport.event_id.is_not(None),
        )
        .options(contains_eager(EventSession.event), joinedload(EventSession.room), joinedload(EventSession.track))
        .where(
            Event.slug == bindparam("event_slug"),
            EventSession.code == bindparam("session_code"),
            # A break has no page of its own.
            EventSession.kind != "break",
        )
    )


def session_on_page(event_slug: str, session_code: str, person_id: int | None) -> SessionOnPage | None:
    """Return the session of this event as the signed-in `person_id` or a visitor sees it, or None. One query."""
    values = {"event_slug": event_slug, "session_code": session_code, "person_id": person_id}
    row = db.session.execute(_session_on_page(), values).first()
    if row is None:
        return None
    return SessionOnPage(row[0], row[1], row[2], row[3] or "", row[4] or "", *map(bool, row[5:]))
