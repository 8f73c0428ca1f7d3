"""Sessions: adding, changing, moving, publishing, cancelling."""

import uuid
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import select

from eventdesk.core import audit
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import Conflict, Invalid
from eventdesk.core.text import N_
from eventdesk.programme import rules
from eventdesk.programme.models import Event, EventSession, Room, Track
from eventdesk.programme.services.revision import lock_event, note_change, note_session_change

FOR_CALENDARS = {"title", "starts_at", "ends_at", "room_id", "place", "online_url", "state"}
"""What a calendar would notice (RFC 5546, 2.1.4)."""


class SessionValues(TypedDict, total=False):
    """What a session may be given; what is left out keeps what it has."""

    code: str
    title: str
    kind: str
    abstract: str
    course: str
    expected_outcome: str
    room: Room | None
    place: str
    track: Track | None
    starts_at: datetime | None
    ends_at: datetime | None
    online_url: str
    comments_open: bool


def add_session(
    event: Event,
    *,
    uid: str = "",
    state: str = "draft",
    actor_id: int | None,
    now: datetime,
    **values: Unpack[SessionValues],
) -> EventSession:
    """Add a session and return it; without `code` a short one is made.

    A `uid` that the event knows already is a second press of the same button: its session is returned as it is.
    Raises Invalid for a value that cannot be accepted; a title is needed, and times before it is published.
    """
    lock_event(event.id)
    uid = _usable_uid(uid)
    known: EventSession | None = db.session.scalar(select(EventSession).where(EventSession.uid == uid))
    if known:
        if known.event_id == event.id:
            return known
        uid = str(uuid.uuid4())
    if not values.get("title"):
        raise Invalid("title", N_("Enter a title"))
    checked = _checked(event.id, dict(values))
    checked["code"] = checked.get("code") or _free_code(event.id)
    _check_free(event.id, checked["code"])
    if state == "published" and checked.get("starts_at") is None:
        raise Invalid("day", N_("Enter when it takes place before you publish it"))
    event_session = EventSession(event_id=event.id, uid=uid, state=state, created_at=now, changed_at=now, **checked)
    db.session.add(event_session)
    db.session.flush()
    audit.record("add_session", event_session, actor_id=actor_id, now=now, event_id=event.id, title=event_session.title)
    note_change(event.id, now=now)
    return event_session


def change_session(
    event_session: EventSession,
    *,
    actor_id: int | None,
    now: datetime,
    **values: Unpack[SessionValues],
) -> None:
    """Change those values of a session that are given. Raises Invalid for a value that cannot be accepted."""
    _lock(event_session)
    checked = _checked(event_session.event_id, dict(values), event_session)
    if checked.get("code", event_session.code) != event_session.code:
        _check_free(event_session.event_id, checked["code"])
    if event_session.state == "published" and checked.get("starts_at", event_session.starts_at) is None:
        raise Invalid("day", N_("A published session needs its time. To take it out of the programme, cancel it"))
    _apply(event_session, checked, "change_session", actor_id, now)


def move_session(
    event_session: EventSession,
    *,
    starts_at: datetime | None,
    ends_at: datetime | None,
    room: Room | None,
    place: str | None = None,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Put a session at another time, in another room (or none, and then perhaps at `place`).

    Without times it goes back to the sessions that are not placed yet. Raises Invalid for times that cannot be, for a
    room of another event, or when a published session would lose its time.
    """
    values: SessionValues = {"starts_at": starts_at, "ends_at": ends_at, "room": room}
    if place is not None:
        values["place"] = place
    change_session(event_session, actor_id=actor_id, now=now, **values)


def publish_session(event_session: EventSession, *, actor_id: int | None, now: datetime) -> None:
    """Show a session to visitors. Raises Invalid while it has no time, Conflict if it is cancelled."""
    _lock(event_session)
    if event_session.state == "cancelled":
        raise Conflict(N_("This session is cancelled. Restore it first."))
    if event_session.starts_at is None:
        raise Invalid("day", N_("Enter when it takes place before you publish it"))
    _apply(event_session, {"state": "published"}, "publish_session", actor_id, now)


def cancel_session(event_session: EventSession, *, actor_id: int | None, now: datetime) -> None:
    """Cancel a session; visitors see it as cancelled. Raises Conflict for one that was never published."""
    _lock(event_session)
    if event_session.state == "draft":
        raise Conflict(N_("This session is not published. Remove it instead."))
    _apply(event_session, {"state": "cancelled"}, "cancel_session", actor_id, now)


def restore_session(event_session: EventSession, *, actor_id: int | None, now: datetime) -> None:
    """Let a cancelled session take place after all. Seats that were given up stay given up."""
    _lock(event_session)
    if event_session.state == "cancelled":
        _apply(event_session, {"state": "published"}, "restore_session", actor_id, now)


def remove_session(event_session: EventSession, *, actor_id: int | None, now: datetime) -> None:
    """Remove a session that no visitor has seen, with all it holds. Raises Conflict for one that was published."""
    _lock(event_session)
    if event_session.state != "draft":
        raise Conflict(N_("Visitors know this session. Cancel it instead."))
    event_id = event_session.event_id
    audit.record(
        "remove_session", event_session, actor_id=actor_id, now=now, event_id=event_id, title=event_session.title
    )
    db.session.delete(event_session)
    note_change(event_id, now=now)


def _lock(event_session: EventSession) -> None:
    lock_event(event_session.event_id)
    db.session.refresh(event_session)


def _apply(event_session: EventSession, values: dict[str, Any], verb: str, actor_id: int | None, now: datetime) -> None:
    """Set what differs, and tell calendars, pages and the audit trail; nothing when nothing does."""
    changed = sorted(name for name, value in values.items() if getattr(event_session, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(event_session, name, values[name])
    audit.record(verb, event_session, actor_id=actor_id, now=now, event_id=event_session.event_id, changed=changed)
    note_session_change(event_session, now=now, for_calendars=bool(FOR_CALENDARS & set(changed)))


def _checked(event_id: int, values: dict[str, Any], event_session: EventSession | None = None) -> dict[str, Any]:
    """Return `values` as they are stored. Raises Invalid for the first that cannot be accepted."""
    checked = rules.tidy(values, rules.SESSION_LINES, rules.SESSION_TEXTS)
    if not checked.get("title", True):
        raise Invalid("title", N_("Enter a title"))
    if checked.get("kind", "session") not in rules.SESSION_KINDS:
        raise Invalid("kind", N_("Choose one of the kinds"))
    if checked.get("code"):
        rules.check_code(checked["code"])
    if "online_url" in checked:
        checked["online_url"] = rules.check_url("online_url", checked["online_url"])
    for name, message in (
        ("room", N_("Choose one of the event's rooms")),
        ("track", N_("Choose one of the event's tracks")),
    ):
        if name in checked:
            thing = checked.pop(name)
            if thing is not None and thing.event_id != event_id:
                raise Invalid(name, message)
            checked[f"{name}_id"] = thing.id if thing else None
    if {"starts_at", "ends_at"} & checked.keys():
        rules.check_times(
            checked.get("starts_at", event_session and event_session.starts_at),
            checked.get("ends_at", event_session and event_session.ends_at),
        )
    return checked


def _check_free(event_id: int, code: str) -> None:
    if _is_taken(event_id, code):
        raise Invalid("code", N_("Another session of this event has this code"))


def _free_code(event_id: int) -> str:
    return next(code for code in iter(new_code, "") if not _is_taken(event_id, code))


def _is_taken(event_id: int, code: str) -> bool:
    known = select(EventSession.id).where(EventSession.event_id == event_id, EventSession.code == code)
    return db.session.scalar(known) is not None


def _usable_uid(uid: str) -> str:
    """Return `uid` if it is a UUID as this house writes it, else a new one."""
    try:
        return str(uuid.UUID(uid)) if uid else str(uuid.uuid4())
    except ValueError:
        return str(uuid.uuid4())
