"""Copying an event into a new one. Other packages copy their own tables.

The constants list the columns that are copied; all others are new, or refer to rows that were copied before.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, insert, select

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid
from eventdesk.core.models import AuditEntry
from eventdesk.core.text import N_
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, EventSession, Link, Room, Series, Talk, Track
from eventdesk.programme.queries import rooms_tracks
from eventdesk.programme.queries.draft import draft_sessions
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.rules.duplication import address_of_copy, same_clock_later, same_times_later
from eventdesk.programme.rules.times import check_days
from eventdesk.programme.rules.validation import check_line, make_slug
from eventdesk.programme.services.events import add_event
from eventdesk.programme.services.revision import lock_event
from eventdesk.programme.states import DraftState, PublicationState

EVENT_COLUMNS = (
    "is_online", "venue", "city", "country", "address", "audience", "languages", "fee", "organiser_id",
    "contact_email", "accent", "speaker_gap",
)  # fmt: skip
EVENT_TEXT_COLUMNS = ("subtitle", "lead", "description", "topics", "organiser_note")
ROOM_COLUMNS = ("slug", "name", "seats", "note", "position")
TRACK_COLUMNS = ("slug", "letter", "name", "position")
SESSION_COLUMNS = ("abstract", "format_description", "expected_outcome", "comments_open")
DRAFT_COLUMNS = ("title", "kind", "place", "minutes")
TALK_COLUMNS = ("title", "abstract", "position")
LINK_COLUMNS = ("kind", "title", "url", "note", "position")


@dataclass(frozen=True)
class EventCopy:
    """A new event, and the ids of the sessions and talks it was copied from."""

    event: Event
    pairs: list[tuple[int, int]] = field(default_factory=list)
    """Each copied session with its copy."""
    talks: dict[tuple[int, int], int] = field(default_factory=dict)
    """The copy of a talk, by the talk and the session that contains the copy."""
    rooms: int = 0
    sessions: int = 0
    """The number of copied sessions, without breaks."""
    unplaced: int = 0
    """The number of sessions without a time, since it does not exist or is ambiguous on the new day."""
    is_new: bool = True
    """False if the same copy had been made before; nothing was copied then."""


def copy_event(
    source: Event,
    *,
    title: str,
    slug: str = "",
    starts_on: date | None,
    series: Series | None = None,
    edition: str = "",
    parts: Collection[str],
    actor_id: int,
    now: datetime,
) -> EventCopy:
    """Copy `source` and the given `parts` of it (`rules/duplication.py: EVENT_PARTS`) into a new, unpublished event.

    All days move by the same number of days, and clock times stay the same. Cancelled sessions and addresses to join
    online are not copied. `actor_id` becomes the organiser. The same copy requested again is returned unchanged. Raises
    Invalid for a value that is not valid. One read and one insert for each table, whatever the size.
    """
    lock_event(source.id)
    if starts_on is None:
        raise Invalid("starts_on", N_("Enter the first day"))
    check_days(starts_on, starts_on)
    title = check_line("title", title, 160, missing=N_("Enter a title"))
    slug = slug or make_slug(title) or address_of_copy(source.slug, source.starts_on.year, starts_on.year)
    request = {"source": source.id, "title": title, "starts_on": starts_on.isoformat(), "parts": sorted(parts)}
    if known := event_by_slug(slug):
        if not _is_same_copy(known, request, actor_id):
            raise Invalid("slug", N_("Another event uses the address “%(slug)s”. Choose another"), slug=slug)
        return EventCopy(known, is_new=False)
    event = add_event(
        slug=slug,
        title=title,
        starts_on=starts_on,
        ends_on=starts_on + (source.ends_on - source.starts_on),
        timezone=source.timezone,
        series=series,
        edition=edition,
        actor_id=actor_id,
        now=now,
    )
    days = (starts_on - source.starts_on).days
    _copy_columns(source, event, days, with_texts="texts" in parts)
    rooms = _copy_rooms_or_tracks(Room, rooms_tracks.rooms(source.id), ROOM_COLUMNS, event) if "rooms" in parts else {}
    tracks = (
        _copy_rooms_or_tracks(Track, rooms_tracks.tracks(source.id), TRACK_COLUMNS, event) if "tracks" in parts else {}
    )
    pairs: list[tuple[int, int]] = []
    talks: dict[tuple[int, int], int] = {}
    sessions = unplaced = 0
    if "sessions" in parts:
        plans = [plan for plan in draft_sessions(source.id) if plan.state == DraftState.PLANNED]
        sessions = sum(plan.kind != "break" for plan in plans)
        pairs, unplaced = _copy_sessions(plans, event, days if "times" in parts else None, rooms, tracks, now)
        talks = _copy_talks(source, event, pairs) if "talks" in parts else {}
    if "links" in parts:
        _copy_links(source, event, pairs)
    audit.record("copy_event", event, actor_id=actor_id, now=now, event_id=event.id, **request)
    return EventCopy(event, pairs, talks, len(rooms), sessions, unplaced)


def _is_same_copy(known: Event, request: dict[str, Any], actor_id: int) -> bool:
    """Whether `known` was made by the same request, that is by submitting the same form twice."""
    entries = select(AuditEntry).where(
        AuditEntry.event_id == known.id, AuditEntry.verb == "copy_event", AuditEntry.actor_id == actor_id
    )
    return any(entry.detail == request for entry in db.session.scalars(entries))


def _copy_columns(source: Event, event: Event, days: int, *, with_texts: bool) -> None:
    for name in (*EVENT_COLUMNS, *(EVENT_TEXT_COLUMNS if with_texts else ())):
        setattr(event, name, getattr(source, name))
    for name in ("registration_opens_at", "registration_closes_at"):
        at = getattr(source, name)
        setattr(event, name, at and same_clock_later(at, days, source.timezone))


def _copy_rooms_or_tracks(
    model: type[Room] | type[Track], originals: Sequence[Room] | Sequence[Track], names: Sequence[str], event: Event
) -> dict[int, int]:
    """Copy the rooms or the tracks; return the id of each copy by the id of its original."""
    insert_rows(model, [{"event_id": event.id, **_same(original, names)} for original in originals])
    known = db.session.execute(select(model.slug, model.id).where(model.event_id == event.id))
    id_of = {row.slug: row.id for row in known}
    return {original.id: id_of[original.slug] for original in originals}


def _copy_sessions(
    plans: Sequence[DraftSession],
    event: Event,
    days: int | None,
    rooms: dict[int, int],
    tracks: dict[int, int],
    now: datetime,
) -> tuple[list[tuple[int, int]], int]:
    """Copy draft sessions, without times if `days` is None. Return the pairs, and how many times had to be dropped."""
    ids = insert_drafts(event.id, [(plan.event_session.code, plan) for plan in plans], SESSION_COLUMNS, now)
    pairs, drafts, unplaced = [], [], 0
    for plan in plans:
        times = None
        if plan.starts_at and plan.ends_at and days is not None:
            times = same_times_later(plan.starts_at, plan.ends_at, days, event.timezone)
            unplaced += times is None
        copy_id = ids[plan.event_session.code]
        places = {"room_id": rooms.get(plan.room_id or 0), "track_id": tracks.get(plan.track_id or 0)}
        drafts.append({"event_session_id": copy_id, "event_id": event.id, **draft_values(plan, times), **places})
        pairs.append((plan.event_session_id, copy_id))
    insert_rows(DraftSession, drafts)
    return pairs, unplaced


def insert_drafts(
    event_id: int, drafts: Sequence[tuple[str, DraftSession]], names: Sequence[str], now: datetime
) -> dict[str, int]:
    """Add an unpublished session for each code and draft, with its texts; return the ids by code."""
    fixed = {"event_id": event_id, "state": PublicationState.DRAFT.value, "created_at": now, "changed_at": now}
    insert_rows(
        EventSession,
        [
            {
                **fixed,
                "code": code,
                "uid": str(uuid.uuid4()),
                "title": plan.title,
                "kind": plan.kind,
                **_same(plan.event_session, names),
            }
            for code, plan in drafts
        ],
    )
    known = db.session.execute(select(EventSession.code, EventSession.id).where(EventSession.event_id == event_id))
    return {row.code: row.id for row in known}


def draft_values(plan: DraftSession, times: tuple[datetime, datetime] | None) -> dict[str, Any]:
    """Return the draft values of a copy; with `times` None it is unscheduled."""
    values = _same(plan, DRAFT_COLUMNS)
    if times:
        values["minutes"] = int((times[1] - times[0]).total_seconds() // 60)
    starts_at, ends_at = times or (None, None)
    return {**values, "starts_at": starts_at, "ends_at": ends_at}


def _copy_talks(source: Event, event: Event, pairs: list[tuple[int, int]]) -> dict[tuple[int, int], int]:
    copy_of = dict(pairs)
    talks = [talk for talk in db.session.scalars(_talks_of(source)) if talk.event_session_id in copy_of]
    insert_rows(
        Talk, [{"event_session_id": copy_of[talk.event_session_id], **_same(talk, TALK_COLUMNS)} for talk in talks]
    )
    # Talks have no unique code; ids grow in the order in which rows are inserted.
    pairs_of_talks = zip(talks, db.session.scalars(_talks_of(event)), strict=True)
    return {(talk.id, copy.event_session_id): copy.id for talk, copy in pairs_of_talks}


def _talks_of(event: Event) -> Select[Talk]:
    return (
        select(Talk)
        .join(EventSession, EventSession.id == Talk.event_session_id)
        .where(EventSession.event_id == event.id)
        .order_by(Talk.id)
    )


def _copy_links(source: Event, event: Event, pairs: list[tuple[int, int]]) -> None:
    """Copy the links of the event itself and of the copied sessions."""
    copy_of: dict[int | None, int | None] = {None: None, **dict(pairs)}
    links = db.session.scalars(select(Link).where(Link.event_id == source.id).order_by(Link.id))
    insert_rows(
        Link,
        [
            {"event_id": event.id, "event_session_id": copy_of[link.event_session_id], **_same(link, LINK_COLUMNS)}
            for link in links
            if link.event_session_id in copy_of
        ],
    )


def _same(row: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def insert_rows(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows of one table with one statement; as objects, SQLite would return the id of each separately."""
    if rows:
        db.session.execute(insert(model.__table__), rows)
