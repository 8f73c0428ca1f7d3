"""What a session contains: talks, links and comments. Links may belong to the whole event."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager

from eventdesk.core.db import db
from eventdesk.programme.models.programme import Comment, Event, EventSession, Link, Talk
from eventdesk.programme.states import PublicationState


def talks(event_session_id: int) -> Sequence[Talk]:
    """Return the talks of a session in their order."""
    return db.session.scalars(_talks(), {"event_session_id": event_session_id}).all()


@cache
def _talks() -> Select[Talk]:
    return select(Talk).where(Talk.event_session_id == bindparam("event_session_id")).order_by(Talk.position, Talk.id)


def talk_titles(event_id: int) -> Sequence[tuple[int, int, str]]:
    """Return session id, talk id and title of every talk that visitors see, in the order of the programme."""
    rows = db.session.execute(
        select(Talk.event_session_id, Talk.id, Talk.title)
        .join(EventSession, EventSession.id == Talk.event_session_id)
        .where(EventSession.event_id == event_id, EventSession.state != PublicationState.DRAFT)
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
    """Return the comments on a session, the oldest first, with their authors."""
    return db.session.scalars(
        select(Comment).where(Comment.event_session_id == event_session_id).order_by(Comment.at, Comment.id)
    ).all()


@dataclass(frozen=True)
class LinkOfEvent:
    """A link with its event, and with the code of its session if it belongs to one."""

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
    """A talk with its session; permissions are checked on the event of that session."""

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
    """A comment with the session it was written on."""

    comment: Comment
    event_session: EventSession

    @property
    def event_id(self) -> int:
        return self.event_session.event_id


def comment_by_id(event_slug: str, session_code: str, comment_id: int) -> CommentOfSession | None:
    """Return the comment with this id if it was written on this session of this event, or None. One query."""
    comment = db.session.scalar(
        select(Comment)
        .join(Comment.event_session)
        .join(EventSession.event)
        .options(contains_eager(Comment.event_session).contains_eager(EventSession.event))
        .where(Event.slug == event_slug, EventSession.code == session_code, Comment.id == comment_id)
    )
    return CommentOfSession(comment, comment.event_session) if comment else None
