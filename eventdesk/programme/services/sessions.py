"""Adding sessions, and changing their texts, which visitors see at once. Times and rooms are changed in `draft.py`."""

import uuid
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import select

from eventdesk.core import audit
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, EventSession, Room, Track
from eventdesk.programme.rules.validation import SESSION_LINES, SESSION_TEXTS, check_code, check_url, normalise
from eventdesk.programme.services.draft import checked_draft, record_change
from eventdesk.programme.services.revision import bump_session_revision, lock_event
from eventdesk.programme.states import DraftState, PublicationState

TEXTS = ("abstract", "format_description", "expected_outcome", "online_url", "comments_open", "code")


class SessionTexts(TypedDict, total=False):
    """The values of a session that visitors see at once; those left out stay unchanged."""

    code: str
    abstract: str
    format_description: str
    expected_outcome: str
    online_url: str
    comments_open: bool


class SessionValues(SessionTexts, total=False):
    """All values of a session."""

    title: str
    kind: str
    room: Room | None
    place: str
    track: Track | None
    starts_at: datetime | None
    ends_at: datetime | None
    minutes: int


def add_session(
    event: Event,
    *,
    uid: str = "",
    actor_id: int | None,
    now: datetime,
    **values: Unpack[SessionValues],
) -> EventSession:
    """Add a session to the draft, in a step that can be undone, and return it. A code is generated if none is given.

    A known `uid` means that the same form was submitted twice: its session is returned unchanged. Raises Invalid for a
    value that is not valid, or without a title.
    """
    lock_event(event.id)
    uid = _usable_uid(uid)
    known: EventSession | None = db.session.scalar(select(EventSession).where(EventSession.uid == uid))
    if known:
        if known.event_id == event.id:
            return known
        uid = str(uuid.uuid4())
    event_session = new_session(event, uid, dict(values), now)
    record_change(event, "add", [change_of_added(event_session.id)], actor_id=actor_id, now=now)
    return event_session


def change_of_added(event_session_id: int) -> dict[str, Any]:
    """Return the change that adding a session makes: undoing it removes the session."""
    states = {"before": {"state": DraftState.REMOVED.value}, "after": {"state": DraftState.PLANNED.value}}
    return {"session": event_session_id, **states}


def new_session(event: Event, uid: str, values: dict[str, Any], now: datetime) -> EventSession:
    """Store a session with its draft and return it; the caller records the change. Raises Invalid like `add_session`."""
    if not values.get("title"):
        raise Invalid("title", N_("Enter a title"))
    texts = _checked({name: values.pop(name) for name in TEXTS if name in values})
    drafted = checked_draft(event, values)
    texts["code"] = texts.get("code") or _free_code(event.id)
    _check_free(event.id, texts["code"])
    # Time and room are stored only in the draft, so that no page can show them before they are published.
    event_session = EventSession(
        event_id=event.id,
        uid=uid,
        title=drafted["title"],
        kind=drafted.get("kind", "session"),
        state=PublicationState.DRAFT.value,
        created_at=now,
        changed_at=now,
        **texts,
    )
    db.session.add(event_session)
    db.session.flush()
    db.session.add(DraftSession(event_session_id=event_session.id, event_id=event.id, **drafted))
    db.session.flush()
    return event_session


def change_texts(
    event_session: EventSession, *, actor_id: int | None, now: datetime, **values: Unpack[SessionTexts]
) -> None:
    """Change the values of a session that visitors see at once. Raises Invalid for a value that is not valid."""
    lock_event(event_session.event_id)
    db.session.refresh(event_session)
    checked = _checked(dict(values))
    if checked.get("code", event_session.code) != event_session.code:
        _check_free(event_session.event_id, checked["code"])
    changed = sorted(name for name, value in checked.items() if getattr(event_session, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(event_session, name, checked[name])
    audit.record(
        "change_session", event_session, actor_id=actor_id, now=now, event_id=event_session.event_id, changed=changed
    )
    # Of these values, only the address is part of calendar entries (RFC 5546, 2.1.4).
    bump_session_revision(event_session, now=now, for_calendars="online_url" in changed)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """Return texts as they are stored. Raises Invalid for the first that is not valid."""
    checked = normalise(values, SESSION_LINES, SESSION_TEXTS)
    if checked.get("code"):
        check_code(checked["code"])
    if "online_url" in checked:
        checked["online_url"] = check_url("online_url", checked["online_url"])
    return checked


def _check_free(event_id: int, code: str) -> None:
    """Raise Invalid for the code of another session; a removed session is given a new code instead."""
    other = db.session.execute(
        select(EventSession, DraftSession.state)
        .join(DraftSession, DraftSession.event_session_id == EventSession.id)
        .where(EventSession.event_id == event_id, EventSession.code == code)
    ).first()
    if other and other[1] != DraftState.REMOVED:
        raise Invalid("code", N_("Another session of this event uses this code"))
    if other:
        other[0].code = _free_code(event_id)
        db.session.flush()


def _free_code(event_id: int) -> str:
    return next(code for code in iter(new_code, "") if not _is_taken(event_id, code))


def _is_taken(event_id: int, code: str) -> bool:
    known = select(EventSession.id).where(EventSession.event_id == event_id, EventSession.code == code)
    return db.session.scalar(known) is not None


def _usable_uid(uid: str) -> str:
    """Return `uid` in its usual form if it is a UUID, else a new one."""
    try:
        return str(uuid.UUID(uid)) if uid else str(uuid.uuid4())
    except ValueError:
        return str(uuid.uuid4())
