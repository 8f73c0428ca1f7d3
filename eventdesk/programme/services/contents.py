"""Talks, links and comments: adding, changing and removing them. Links may belong to the whole event."""

from datetime import datetime

from sqlalchemy import func, select

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid, NotAllowed
from eventdesk.core.text import N_
from eventdesk.programme.models.programme import Comment, Event, EventSession, Link, Talk
from eventdesk.programme.queries import contents
from eventdesk.programme.rules.validation import LINK_KINDS, check_line, check_text, check_url
from eventdesk.programme.services.revision import bump_revision, bump_session_revision, lock_event

MAX_COMMENT = 4_000


def add_talk(
    event_session: EventSession, *, title: str, abstract: str = "", actor_id: int | None, now: datetime
) -> Talk:
    """Add a talk after the others and return it; an equal talk is returned unchanged. Raises Invalid without a title."""
    lock_event(event_session.event_id)
    title, abstract = _checked_talk(title, abstract)
    talks = contents.talks(event_session.id)
    if known := next((talk for talk in talks if (talk.title, talk.abstract) == (title, abstract)), None):
        return known
    talk = Talk(event_session_id=event_session.id, title=title, abstract=abstract, position=len(talks) + 1)
    db.session.add(talk)
    db.session.flush()
    audit.record("add_talk", talk, actor_id=actor_id, now=now, event_id=event_session.event_id, title=title)
    bump_session_revision(event_session, now=now, for_calendars=False)
    return talk


def change_talk(talk: Talk, *, title: str, abstract: str = "", actor_id: int | None, now: datetime) -> None:
    """Change title and abstract of a talk. Raises Invalid without a title."""
    title, abstract = _checked_talk(title, abstract)
    if (talk.title, talk.abstract) == (title, abstract):
        return
    talk.title, talk.abstract = title, abstract
    audit.record("change_talk", talk, actor_id=actor_id, now=now, event_id=talk.event_session.event_id, title=title)
    bump_session_revision(talk.event_session, now=now, for_calendars=False)


def move_talk(talk: Talk, *, by: int, actor_id: int | None, now: datetime) -> None:
    """Move a talk `by` positions down (negative: up), at most to the end of the list."""
    lock_event(talk.event_session.event_id)
    talks = list(contents.talks(talk.event_session_id))
    here = talks.index(talk)
    there = max(0, min(len(talks) - 1, here + by))
    if there == here:
        return
    talks.insert(there, talks.pop(here))
    for position, moved in enumerate(talks, 1):
        moved.position = position
    audit.record("move_talk", talk, actor_id=actor_id, now=now, event_id=talk.event_session.event_id)
    bump_session_revision(talk.event_session, now=now, for_calendars=False)


def remove_talk(talk: Talk, *, actor_id: int | None, now: datetime) -> None:
    """Remove a talk with its speakers."""
    event_session = talk.event_session
    audit.record("remove_talk", talk, actor_id=actor_id, now=now, event_id=event_session.event_id, title=talk.title)
    db.session.delete(talk)
    bump_session_revision(event_session, now=now, for_calendars=False)


def _checked_talk(title: str, abstract: str) -> tuple[str, str]:
    return (
        check_line("title", title, 200, missing=N_("Enter a title")),
        check_text("abstract", abstract),
    )


def add_link(
    event: Event,
    *,
    event_session: EventSession | None = None,
    kind: str = "other",
    title: str,
    url: str = "",
    note: str = "",
    actor_id: int | None,
    now: datetime,
) -> Link:
    """Add a link to the event or to one of its sessions, and return it; an equal link is returned unchanged.

    Raises Invalid without a title, for an unknown kind, or for an address that is not a web address.
    """
    lock_event(event.id)
    if event_session is not None and event_session.event_id != event.id:
        raise Invalid("", N_("Choose a session of this event"))
    kind, title, url, note = _checked_link(kind, title, url, note)
    of_session = Link.event_session_id == (event_session.id if event_session else None)
    same = (Link.kind == kind, Link.title == title, Link.url == url)
    known: Link | None = db.session.scalar(select(Link).where(Link.event_id == event.id, of_session, *same))
    if known:
        return known
    count = db.session.scalar(select(func.count()).select_from(Link).where(Link.event_id == event.id, of_session)) or 0
    link = Link(
        event_id=event.id,
        event_session_id=event_session.id if event_session else None,
        kind=kind,
        title=title,
        url=url,
        note=note,
        position=count + 1,
    )
    db.session.add(link)
    db.session.flush()
    audit.record("add_link", link, actor_id=actor_id, now=now, event_id=event.id, title=title)
    _link_changed(link, now)
    return link


def change_link(
    link: Link, *, kind: str, title: str, url: str = "", note: str = "", actor_id: int | None, now: datetime
) -> None:
    """Change a link. Raises Invalid like `add_link`."""
    checked = _checked_link(kind, title, url, note)
    if (link.kind, link.title, link.url, link.note) == checked:
        return
    link.kind, link.title, link.url, link.note = checked
    audit.record("change_link", link, actor_id=actor_id, now=now, event_id=link.event_id, title=link.title)
    _link_changed(link, now)


def remove_link(link: Link, *, actor_id: int | None, now: datetime) -> None:
    """Remove a link."""
    audit.record("remove_link", link, actor_id=actor_id, now=now, event_id=link.event_id, title=link.title)
    _link_changed(link, now)
    db.session.delete(link)
    db.session.flush()


def _link_changed(link: Link, now: datetime) -> None:
    event_session = db.session.get(EventSession, link.event_session_id) if link.event_session_id else None
    if event_session is not None:
        bump_session_revision(event_session, now=now, for_calendars=False)
    else:
        bump_revision(link.event_id, now=now)


def _checked_link(kind: str, title: str, url: str, note: str) -> tuple[str, str, str, str]:
    if kind not in LINK_KINDS:
        raise Invalid("kind", N_("Choose a type"))
    return (
        kind,
        check_line("title", title, 200, missing=N_("Enter a title")),
        check_url("url", url),
        check_line("note", note, 300),
    )


def add_comment(event_session: EventSession, *, text: str, author_id: int, now: datetime) -> Comment:
    """Add a comment to a session and return it; the same text by the same author is added once.

    Raises NotAllowed while comments are closed, Invalid without a text.
    """
    lock_event(event_session.event_id)
    if not event_session.comments_open:
        raise NotAllowed(N_("Comments are closed."))
    text = check_text("text", text, MAX_COMMENT)
    if not text:
        raise Invalid("text", N_("Enter a comment"))
    known: Comment | None = db.session.scalar(
        select(Comment).where(
            Comment.event_session_id == event_session.id, Comment.author_id == author_id, Comment.text == text
        )
    )
    if known:
        return known
    comment = Comment(event_session_id=event_session.id, author_id=author_id, at=now, text=text)
    db.session.add(comment)
    db.session.flush()
    audit.record("add_comment", comment, actor_id=author_id, now=now, event_id=event_session.event_id)
    bump_revision(event_session.event_id, now=now)
    return comment


def remove_comment(comment: Comment, *, actor_id: int | None, now: datetime) -> None:
    """Delete a comment."""
    event_id = comment.event_session.event_id
    audit.record("remove_comment", comment, actor_id=actor_id, now=now, event_id=event_id)
    db.session.delete(comment)
    bump_revision(event_id, now=now)


def open_comments(event_session: EventSession, *, actor_id: int | None, now: datetime) -> None:
    """Allow comments on a session."""
    _set_comments(event_session, True, actor_id, now)


def close_comments(event_session: EventSession, *, actor_id: int | None, now: datetime) -> None:
    """Stop further comments on a session; existing ones stay."""
    _set_comments(event_session, False, actor_id, now)


def _set_comments(event_session: EventSession, are_open: bool, actor_id: int | None, now: datetime) -> None:
    if event_session.comments_open == are_open:
        return
    event_session.comments_open = are_open
    verb = "open_comments" if are_open else "close_comments"
    audit.record(verb, event_session, actor_id=actor_id, now=now, event_id=event_session.event_id)
    bump_session_revision(event_session, now=now, for_calendars=False)
