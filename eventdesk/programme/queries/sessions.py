"""Sessions of an event: one by its code, all of them, and what visitors see of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload

from eventdesk.core.db import db
from eventdesk.programme.models.programme import Event, EventSession, Room
from eventdesk.programme.states import PublicationState


@cache
def _session_by_code() -> Select[EventSession]:
    """Return the statement. It is built at its first use: at import it would configure every mapper."""
    return (
        select(EventSession)
        .join(EventSession.event)
        .options(contains_eager(EventSession.event), joinedload(EventSession.room), joinedload(EventSession.track))
        .where(Event.slug == bindparam("event_slug"), EventSession.code == bindparam("session_code"))
    )


def session_by_code(event_slug: str, session_code: str) -> EventSession | None:
    """Return the session of this event with its event, room and track, or None. One query."""
    return db.session.scalar(_session_by_code(), {"event_slug": event_slug, "session_code": session_code})


@dataclass(frozen=True, slots=True)
class SessionStub:
    """The columns of a session that reserving a seat needs, read without loading objects: hundreds may do so at once."""

    id: int
    event_id: int
    event_slug: str
    code: str
    kind: str
    state: str
    event_state: str

    @property
    def is_public(self) -> bool:
        """Whether visitors may see it."""
        is_published = PublicationState.DRAFT not in (self.state, self.event_state)
        return is_published and self.kind != "break"


_STUB_BY_CODE = (
    select(
        EventSession.id, EventSession.event_id, Event.slug, EventSession.code, EventSession.kind, EventSession.state,
        Event.state.label("event_state"),
    )
    .join(Event, Event.id == EventSession.event_id)
    .where(Event.slug == bindparam("event_slug"), EventSession.code == bindparam("session_code"))
)  # fmt: skip


def session_stub(event_slug: str, session_code: str) -> SessionStub | None:
    """Return the session of this event without loading it, or None. One query."""
    parameters = {"event_slug": event_slug, "session_code": session_code}
    row = db.session.connection().execute(_STUB_BY_CODE, parameters).first()
    return SessionStub(*row) if row else None


def sessions_of_event(event_id: int) -> Sequence[EventSession]:
    """Return the sessions of an event that visitors see, by start and then in the order added, with room and track."""
    return (
        db.session.scalars(
            select(EventSession)
            .options(joinedload(EventSession.room), joinedload(EventSession.track))
            .where(EventSession.event_id == event_id, EventSession.state != PublicationState.DRAFT)
            .order_by(EventSession.starts_at, EventSession.id)
        )
        .unique()
        .all()
    )


@dataclass(frozen=True, slots=True)
class ProgrammeItem:
    """One line of a programme: what lists and grids show of a session, or of a break."""

    id: int
    code: str
    title: str
    kind: str
    room_id: int | None
    place: str
    track_id: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    state: str
    is_online: bool


def programme_items(event_id: int, only: Collection[int] | None = None) -> list[ProgrammeItem]:
    """Return what visitors see of an event's programme, by start and then in the order of the rooms. One query.

    `only` restricts them to the sessions with these ids.
    """
    restriction = [EventSession.id.in_(only)] if only is not None else []
    rows = db.session.execute(
        select(
            EventSession.id, EventSession.code, EventSession.title, EventSession.kind, EventSession.room_id,
            EventSession.place, EventSession.track_id, EventSession.starts_at, EventSession.ends_at,
            EventSession.state, EventSession.online_url != "",
        )
        .outerjoin(Room, Room.id == EventSession.room_id)
        .where(EventSession.event_id == event_id, EventSession.state != PublicationState.DRAFT, *restriction)
        .order_by(EventSession.starts_at, Room.position, EventSession.id)
    )  # fmt: skip
    return [ProgrammeItem(*row) for row in rows]


def title_of_session(event_session_id: int | None) -> str:
    """Return the title of a session that visitors can see; empty for None and for a draft."""
    if event_session_id is None:
        return ""
    statement = select(EventSession.title).where(
        EventSession.id == event_session_id, EventSession.state != PublicationState.DRAFT
    )
    return db.session.scalar(statement) or ""


def public_session(event_slug: str, session_code: str) -> EventSession | None:
    """Return the session if visitors can see it and it is no break: the sessions in which a seat can be reserved."""
    event_session = session_by_code(event_slug, session_code)
    return event_session if event_session and event_session.is_public and event_session.kind != "break" else None
