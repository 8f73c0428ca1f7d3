"""Finding events, sessions, rooms and tracks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from eventdesk.core.db import db
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Comment, Event, EventSession, Link, Room, Series, Talk, Track


def event_by_slug(event_slug: str) -> Event | None:
    """Return the event at this address, or None."""
    return db.session.scalar(select(Event).where(Event.slug == event_slug))


def series_by_slug(series_slug: str) -> Series | None:
    """Return the series at this address, or None."""
    return db.session.scalar(select(Series).where(Series.slug == series_slug))


@cache
def _session_by_code() -> Select[EventSession]:
    """Return the statement, put together at its first use: at import it would configure every mapper."""
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
    """As much of a session as a deed asks that hundreds of people do at once."""

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
        return self.state != "draft" and self.event_state != "draft" and self.kind != "break"


_SESSION_KEY = (
    select(
        EventSession.id, EventSession.event_id, Event.slug, EventSession.code, EventSession.kind, EventSession.state,
        Event.state.label("event_state"),
    )
    .join(Event, Event.id == EventSession.event_id)
    .where(Event.slug == bindparam("event_slug"), EventSession.code == bindparam("session_code"))
)  # fmt: skip


def session_stub(event_slug: str, session_code: str) -> SessionStub | None:
    """Return the session of this event without loading it, or None. One query."""
    named = {"event_slug": event_slug, "session_code": session_code}
    row = db.session.connection().execute(_SESSION_KEY, named).first()
    return SessionStub(*row) if row else None


def room_by_slug(event_slug: str, room_slug: str) -> Room | None:
    """Return the room of this event, or None."""
    return db.session.scalar(
        select(Room)
        .join(Room.event)
        .options(contains_eager(Room.event))
        .where(Event.slug == event_slug, Room.slug == room_slug)
    )


def track_by_slug(event_slug: str, track_slug: str) -> Track | None:
    """Return the track of this event, or None."""
    return db.session.scalar(
        select(Track)
        .join(Track.event)
        .options(contains_eager(Track.event))
        .where(Event.slug == event_slug, Track.slug == track_slug)
    )


def rooms(event_id: int) -> Sequence[Room]:
    """Return the rooms of an event in their order."""
    return db.session.scalars(select(Room).where(Room.event_id == event_id).order_by(Room.position, Room.id)).all()


def tracks(event_id: int) -> Sequence[Track]:
    """Return the tracks of an event in their order."""
    return db.session.scalars(select(Track).where(Track.event_id == event_id).order_by(Track.position, Track.id)).all()


def public_rooms(event_id: int) -> Sequence[Room]:
    """Return those rooms of an event in which visitors see a session: others may be part of a draft."""
    shown = exists().where(EventSession.room_id == Room.id, EventSession.state != "draft")
    return db.session.scalars(
        select(Room).where(Room.event_id == event_id, shown).order_by(Room.position, Room.id)
    ).all()


def public_tracks(event_id: int) -> Sequence[Track]:
    """Return those tracks of an event in which visitors see a session."""
    shown = exists().where(EventSession.track_id == Track.id, EventSession.state != "draft")
    return db.session.scalars(
        select(Track).where(Track.event_id == event_id, shown).order_by(Track.position, Track.id)
    ).all()


def sessions(event_id: int, *, drafts: bool = False) -> Sequence[EventSession]:
    """Return the sessions of an event by start, then room, with room and track; `drafts` adds unpublished ones."""
    found = (
        select(EventSession)
        .options(joinedload(EventSession.room), joinedload(EventSession.track))
        .where(EventSession.event_id == event_id)
        .order_by(EventSession.starts_at, EventSession.id)
    )
    if not drafts:
        found = found.where(EventSession.state != "draft")
    return db.session.scalars(found).unique().all()


def talks(event_session_id: int) -> Sequence[Talk]:
    """Return the talks of a session in their order."""
    return db.session.scalars(_talks(), {"event_session_id": event_session_id}).all()


@cache
def _talks() -> Select[Talk]:
    return select(Talk).where(Talk.event_session_id == bindparam("event_session_id")).order_by(Talk.position, Talk.id)


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

    `only` names the sessions that are wanted, by their ids.
    """
    wanted = [EventSession.id.in_(only)] if only is not None else []
    rows = db.session.execute(
        select(
            EventSession.id, EventSession.code, EventSession.title, EventSession.kind, EventSession.room_id,
            EventSession.place, EventSession.track_id, EventSession.starts_at, EventSession.ends_at,
            EventSession.state, EventSession.online_url != "",
        )
        .outerjoin(Room, Room.id == EventSession.room_id)
        .where(EventSession.event_id == event_id, EventSession.state != "draft", *wanted)
        .order_by(EventSession.starts_at, Room.position, EventSession.id)
    )  # fmt: skip
    return [ProgrammeItem(*row) for row in rows]


def talk_titles(event_id: int) -> Sequence[tuple[int, int, str]]:
    """Return session id, talk id and title of every talk that visitors see, in the order of the programme."""
    rows = db.session.execute(
        select(Talk.event_session_id, Talk.id, Talk.title)
        .join(EventSession, EventSession.id == Talk.event_session_id)
        .where(EventSession.event_id == event_id, EventSession.state != "draft")
        .order_by(EventSession.starts_at, EventSession.id, Talk.position, Talk.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def links_of_event(event_id: int) -> Sequence[Link]:
    """Return the links of an event itself, not those of its sessions, in their order."""
    return db.session.scalars(
        select(Link).where(Link.event_id == event_id, Link.event_session_id.is_(None)).order_by(Link.position, Link.id)
    ).all()


def links_of_session(event_session_id: int) -> Sequence[Link]:
    """Return the links of a session in their order."""
    return db.session.scalars(
        select(Link).where(Link.event_session_id == event_session_id).order_by(Link.position, Link.id)
    ).all()


def comments(event_session_id: int) -> Sequence[Comment]:
    """Return what was written below a session, oldest first, with the authors."""
    return db.session.scalars(
        select(Comment).where(Comment.event_session_id == event_session_id).order_by(Comment.at, Comment.id)
    ).all()


def all_series() -> Sequence[Series]:
    """Return every series that has an event visitors can see, by title."""
    seen = select(Event.series_id).where(Event.state != "draft")
    return db.session.scalars(select(Series).where(Series.id.in_(seen)).order_by(Series.title)).all()


def events_of_series(series_id: int) -> Sequence[Event]:
    """Return the events of a series that visitors can see, the latest first."""
    return db.session.scalars(
        select(Event).where(Event.series_id == series_id, Event.state != "draft").order_by(Event.starts_on.desc())
    ).all()


def events_from(day: date, most: int) -> Sequence[Event]:
    """Return up to `most` events that visitors can see and that end on `day` or later, the next one first."""
    return db.session.scalars(
        select(Event)
        .where(Event.state != "draft", Event.ends_on >= day)
        .order_by(Event.starts_on, Event.id)
        .limit(most)
    ).all()


def events_before(day: date, most: int, skip: int = 0) -> Sequence[Event]:
    """Return up to `most` events that visitors can see and that ended before `day`, the latest first."""
    return db.session.scalars(
        select(Event)
        .where(Event.state != "draft", Event.ends_on < day)
        .order_by(Event.starts_on.desc(), Event.id.desc())
        .limit(most)
        .offset(skip)
    ).all()


def all_series_with_empty() -> Sequence[Series]:
    """Return every series by title, those without a public event too: for the organiser's choice."""
    return db.session.scalars(select(Series).order_by(Series.title, Series.id)).all()


def session_counts(event_id: int, by: str) -> dict[int, int]:
    """Return how many sessions each room (`by` "room") or track ("track") of an event has in the plan, by its id."""
    column = DraftSession.room_id if by == "room" else DraftSession.track_id
    found = (
        select(column, func.count())
        .where(DraftSession.event_id == event_id, DraftSession.state != "removed", column.is_not(None))
        .group_by(column)
    )
    return {place_id: count for place_id, count in db.session.execute(found) if place_id is not None}


@dataclass(frozen=True)
class LinkOfEvent:
    """A link with its event, and the code of its session where it is one of a session."""

    link: Link
    event: Event
    session_code: str | None

    @property
    def event_id(self) -> int:
        return self.event.id


def link_of_event(event_slug: str, link_id: int) -> LinkOfEvent | None:
    """Return the link with this id if it belongs to this event or one of its sessions, or None. One query."""
    row = db.session.execute(
        select(Link, Event, EventSession.code)
        .join(Event, Event.id == Link.event_id)
        .outerjoin(EventSession, EventSession.id == Link.event_session_id)
        .where(Event.slug == event_slug, Link.id == link_id)
    ).first()
    return LinkOfEvent(row[0], row[1], row[2]) if row else None


@dataclass(frozen=True)
class TalkOfSession:
    """A talk with the session it belongs to, whose event says who may change it."""

    talk: Talk
    event_session: EventSession

    @property
    def event_id(self) -> int:
        return self.event_session.event_id


def talk_by_id(event_slug: str, session_code: str, talk_id: int) -> TalkOfSession | None:
    """Return the talk with this id if it belongs to this session of this event, or None. One query."""
    talk = db.session.scalar(
        select(Talk)
        .join(Talk.event_session)
        .join(EventSession.event)
        .options(contains_eager(Talk.event_session).contains_eager(EventSession.event))
        .where(Event.slug == event_slug, EventSession.code == session_code, Talk.id == talk_id)
    )
    return TalkOfSession(talk, talk.event_session) if talk else None


@dataclass(frozen=True)
class CommentOfSession:
    """A comment with the session it stands below."""

    comment: Comment
    event_session: EventSession

    @property
    def event_id(self) -> int:
        return self.event_session.event_id


def comment_by_id(event_slug: str, session_code: str, comment_id: int) -> CommentOfSession | None:
    """Return the comment with this id if it stands below this session of this event, or None. One query."""
    comment = db.session.scalar(
        select(Comment)
        .join(Comment.event_session)
        .join(EventSession.event)
        .options(contains_eager(Comment.event_session).contains_eager(EventSession.event))
        .where(Event.slug == event_slug, EventSession.code == session_code, Comment.id == comment_id)
    )
    return CommentOfSession(comment, comment.event_session) if comment else None


def title_of_session(event_session_id: int | None) -> str:
    """Return the title of a session that visitors can see, or ""."""
    found = select(EventSession.title).where(EventSession.id == event_session_id, EventSession.state != "draft")
    return (db.session.scalar(found) or "") if event_session_id is not None else ""


def public_session(event_slug: str, session_code: str) -> EventSession | None:
    """Return the session if visitors can see it: a draft is not there, whoever asks for a seat."""
    found = session_by_code(event_slug, session_code)
    return found if found and found.is_public and found.kind != "break" else None


def public_event(event_slug: str) -> Event | None:
    """Return the event if visitors can see it."""
    found = event_by_slug(event_slug)
    return found if found and found.is_public else None
