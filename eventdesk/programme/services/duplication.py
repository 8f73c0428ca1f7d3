"""Copying: an event into a new one, and a session onto other days. What other rooms keep of them is copied there."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, insert, select

from eventdesk.core import audit
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import Conflict, Invalid
from eventdesk.core.models import AuditEntry
from eventdesk.core.text import N_
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, EventSession, Link, Room, Series, Talk, Track
from eventdesk.programme.queries import rooms_tracks
from eventdesk.programme.queries.draft import draft_sessions
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.rules.duplication import address_of_copy, same_clock_later, same_times_later
from eventdesk.programme.rules.times import check_days
from eventdesk.programme.rules.validation import make_slug, one_line
from eventdesk.programme.services.draft import lock_draft, record_change
from eventdesk.programme.services.events import add_event
from eventdesk.programme.services.revision import lock_event

# What of each thing a copy has too; the rest is the copy's own, or a reference to what was copied before.
OF_EVENT = (
    "is_online", "venue", "city", "country", "address", "audience", "languages", "fee", "organiser_id",
    "contact_email", "accent", "speaker_gap",
)  # fmt: skip
TEXTS_OF_EVENT = ("subtitle", "lead", "description", "topics", "organiser_note")
OF_ROOM = ("slug", "name", "seats", "note", "position")
OF_TRACK = ("slug", "letter", "name", "position")
OF_SESSION = ("abstract", "format_description", "expected_outcome", "comments_open")
OF_PLAN = ("title", "kind", "place", "minutes")
OF_TALK = ("title", "abstract", "position")
OF_LINK = ("kind", "title", "url", "note", "position")


@dataclass(frozen=True)
class EventCopy:
    """A new event, and which of its sessions and talks were made from which; ids throughout."""

    event: Event
    pairs: list[tuple[int, int]] = field(default_factory=list)
    """Each session that was copied, with its copy."""
    talks: dict[tuple[int, int], int] = field(default_factory=dict)
    """The copy of a talk, by the talk and the session that the copy is in."""
    rooms: int = 0
    sessions: int = 0
    """How many sessions were copied, breaks not counted."""
    unplaced: int = 0
    """How many sessions lost their time, since the clocks do not show it on the new day, or show it twice."""
    is_new: bool = True
    """False: the same copy had been made before, and nothing was copied now."""


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
    """Make a new event, not published, of `source` and those of its parts that are named in `rules.copying.EVENT_PARTS`.

    All days are moved by whole days, and clock times stay the same. Cancelled sessions stay behind, and so do addresses
    to join online. `actor_id` becomes the organiser. The same copy asked for again is returned as it is. Raises Invalid
    for a value that cannot be accepted. One read and one insert for each table, whatever the size.
    """
    lock_event(source.id)
    if starts_on is None:
        raise Invalid("starts_on", N_("Enter the first day"))
    check_days(starts_on, starts_on)
    title = one_line("title", title, 160, missing=N_("Enter a title"))
    slug = slug or make_slug(title) or address_of_copy(source.slug, source.starts_on.year, starts_on.year)
    made_as = {"source": source.id, "title": title, "starts_on": starts_on.isoformat(), "parts": sorted(parts)}
    if known := event_by_slug(slug):
        if not _was_made(known, made_as, actor_id):
            raise Invalid("slug", N_("There is already an event at the address “%(slug)s”: choose another"), slug=slug)
        return EventCopy(known, is_new=False)
    event = add_event(
        slug=slug, title=title, starts_on=starts_on, ends_on=starts_on + (source.ends_on - source.starts_on),
        timezone=source.timezone, series=series, edition=edition, actor_id=actor_id, now=now,
    )  # fmt: skip
    days = (starts_on - source.starts_on).days
    _copy_words(source, event, days, with_texts="texts" in parts)
    rooms = _copy_places(Room, rooms_tracks.rooms(source.id), OF_ROOM, event) if "rooms" in parts else {}
    tracks = _copy_places(Track, rooms_tracks.tracks(source.id), OF_TRACK, event) if "tracks" in parts else {}
    pairs: list[tuple[int, int]] = []
    talks: dict[tuple[int, int], int] = {}
    sessions = unplaced = 0
    if "sessions" in parts:
        plans = [plan for plan in draft_sessions(source.id) if plan.state == "planned"]
        sessions = sum(plan.kind != "break" for plan in plans)
        pairs, unplaced = _copy_sessions(plans, event, days if "times" in parts else None, rooms, tracks, now)
        talks = _copy_talks(source, event, pairs) if "talks" in parts else {}
    if "links" in parts:
        _copy_links(source, event, pairs)
    audit.record("copy_event", event, actor_id=actor_id, now=now, event_id=event.id, **made_as)
    return EventCopy(event, pairs, talks, len(rooms), sessions, unplaced)


def _was_made(known: Event, made_as: dict[str, Any], actor_id: int) -> bool:
    """Whether `known` is what a second press of the same button would make, whatever became of it since."""
    entries = select(AuditEntry).where(
        AuditEntry.event_id == known.id, AuditEntry.verb == "copy_event", AuditEntry.actor_id == actor_id
    )
    return any(entry.detail == made_as for entry in db.session.scalars(entries))


def _copy_words(source: Event, event: Event, days: int, *, with_texts: bool) -> None:
    for name in (*OF_EVENT, *(TEXTS_OF_EVENT if with_texts else ())):
        setattr(event, name, getattr(source, name))
    for name in ("registration_opens_at", "registration_closes_at"):
        at = getattr(source, name)
        setattr(event, name, at and same_clock_later(at, days, source.timezone))


def _copy_places(
    model: type[Room] | type[Track], places: Sequence[Room] | Sequence[Track], names: Sequence[str], event: Event
) -> dict[int, int]:
    """Copy the rooms or the tracks; return the id of each copy by that of its original."""
    _insert(model, [{"event_id": event.id, **_same(place, names)} for place in places])
    known = db.session.execute(select(model.slug, model.id).where(model.event_id == event.id))
    id_of = {row.slug: row.id for row in known}
    return {place.id: id_of[place.slug] for place in places}


def _copy_sessions(
    plans: Sequence[DraftSession],
    event: Event,
    days: int | None,
    rooms: dict[int, int],
    tracks: dict[int, int],
    now: datetime,
) -> tuple[list[tuple[int, int]], int]:
    """Copy what is planned; `days` None: without times. Return the pairs, and how many times could not be kept."""
    ids = _insert_drafts(event.id, [(plan.event_session.code, plan) for plan in plans], OF_SESSION, now)
    pairs, planned, unplaced = [], [], 0
    for plan in plans:
        times = None
        if plan.starts_at and plan.ends_at and days is not None:
            times = same_times_later(plan.starts_at, plan.ends_at, days, event.timezone)
            unplaced += times is None
        copy_id = ids[plan.event_session.code]
        places = {"room_id": rooms.get(plan.room_id or 0), "track_id": tracks.get(plan.track_id or 0)}
        planned.append({"event_session_id": copy_id, "event_id": event.id, **_planned(plan, times), **places})
        pairs.append((plan.event_session_id, copy_id))
    _insert(DraftSession, planned)
    return pairs, unplaced


def _insert_drafts(
    event_id: int, drafts: Sequence[tuple[str, DraftSession]], names: Sequence[str], now: datetime
) -> dict[str, int]:
    """Add a session that nobody sees yet for each new code, with the texts of what is planned; return ids by code."""
    fixed = {"event_id": event_id, "state": "draft", "created_at": now, "changed_at": now}
    _insert(
        EventSession,
        [
            {**fixed, "code": code, "uid": str(uuid.uuid4()), "title": plan.title, "kind": plan.kind,
             **_same(plan.event_session, names)}
            for code, plan in drafts
        ],
    )  # fmt: skip
    known = db.session.execute(select(EventSession.code, EventSession.id).where(EventSession.event_id == event_id))
    return {row.code: row.id for row in known}


def _planned(plan: DraftSession, times: tuple[datetime, datetime] | None) -> dict[str, Any]:
    """Return what is planned of a copy; `times` None: it waits in the tray."""
    values = _same(plan, OF_PLAN)
    if times:
        values["minutes"] = int((times[1] - times[0]).total_seconds() // 60)
    starts_at, ends_at = times or (None, None)
    return {**values, "starts_at": starts_at, "ends_at": ends_at}


def _copy_talks(source: Event, event: Event, pairs: list[tuple[int, int]]) -> dict[tuple[int, int], int]:
    copy_of = dict(pairs)
    talks = [talk for talk in db.session.scalars(_talks_of(source)) if talk.event_session_id in copy_of]
    _insert(Talk, [{"event_session_id": copy_of[talk.event_session_id], **_same(talk, OF_TALK)} for talk in talks])
    # A talk has no name of its own; rows that are inserted one after the other have growing ids.
    copies = db.session.scalars(_talks_of(event)).all()
    return {(talk.id, copy.event_session_id): copy.id for talk, copy in zip(talks, copies, strict=True)}


def _talks_of(event: Event) -> Select[Talk]:
    return (
        select(Talk)
        .join(EventSession, EventSession.id == Talk.event_session_id)
        .where(EventSession.event_id == event.id)
        .order_by(Talk.id)
    )


def _copy_links(source: Event, event: Event, pairs: list[tuple[int, int]]) -> None:
    """Copy the event's own links, and those of the sessions that were copied."""
    copy_of: dict[int | None, int | None] = {None: None, **dict(pairs)}
    links = db.session.scalars(select(Link).where(Link.event_id == source.id).order_by(Link.id))
    _insert(
        Link,
        [
            {"event_id": event.id, "event_session_id": copy_of[link.event_session_id], **_same(link, OF_LINK)}
            for link in links
            if link.event_session_id in copy_of
        ],
    )


@dataclass(frozen=True)
class Repetition:
    """What came of repeating a session."""

    made: list[tuple[date, int]]
    """Day and id of each new session, in the order of the days."""
    known: list[date]
    """Days on which a session of this title begins at this time already."""
    impossible: list[date]
    """Days on which the clocks do not show its times, or show them twice."""


def repeat_session(event_session: EventSession, days: Collection[date], *, actor_id: int, now: datetime) -> Repetition:
    """Plan the session on other days of its event too, at the same clock time, as one step that can be undone.

    Texts, room and track are the same; talks and links stay with the original. Raises Conflict for a session that is
    cancelled or has no time, Invalid at `days` without any, or for a day that is not the event's.
    """
    plan, event = lock_draft(event_session), event_session.event
    if plan.state == "cancelled":
        raise Conflict(N_("“%(title)s” is cancelled. Restore it first."), title=plan.title)
    if plan.starts_at is None or plan.ends_at is None:
        raise Conflict(N_("Give the session its time first. Then it can be repeated."))
    if not days:
        raise Invalid("days", N_("Choose at least one day"))
    if not event.starts_on <= min(days) <= max(days) <= event.ends_on:
        raise Invalid("days", N_("Choose days of the event"))
    begins_on = plan.starts_at.astimezone(ZoneInfo(event.timezone)).date()
    there = set(db.session.scalars(select(DraftSession.starts_at).where(
        DraftSession.event_id == event.id, DraftSession.title == plan.title, DraftSession.state != "removed"
    )))  # fmt: skip
    found = Repetition([], [], [])
    times_of: dict[date, tuple[datetime, datetime]] = {}
    for day in sorted(set(days)):
        times = same_times_later(plan.starts_at, plan.ends_at, (day - begins_on).days, event.timezone)
        if times is None:
            found.impossible.append(day)
        elif times[0] in there:
            found.known.append(day)
        else:
            times_of[day] = times
    if times_of:
        code_of = dict(zip(times_of, _free_codes(event.id, len(times_of)), strict=True))
        ids = _insert_drafts(event.id, [(code, plan) for code in code_of.values()], (*OF_SESSION, "online_url"), now)
        found.made.extend((day, ids[code]) for day, code in code_of.items())
        places = {"room_id": plan.room_id, "track_id": plan.track_id}
        _insert(
            DraftSession,
            [
                {"event_session_id": copy_id, "event_id": event.id, **_planned(plan, times_of[day]), **places}
                for day, copy_id in found.made
            ],
        )
        changes = [
            {"session": copy_id, "before": {"state": "removed"}, "after": {"state": "planned"}}
            for _, copy_id in found.made
        ]
        record_change(event, "add", changes, actor_id=actor_id, now=now)
    return found


def _free_codes(event_id: int, count: int) -> list[str]:
    """Return as many new codes that no session of the event has."""
    taken = set(db.session.scalars(select(EventSession.code).where(EventSession.event_id == event_id)))
    codes: set[str] = set()
    while len(codes) < count:
        codes.add(new_code())
        codes -= taken
    return sorted(codes)


def _same(row: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _insert(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows of one table with one statement: as objects, SQLite would be asked for the id of each."""
    if rows:
        db.session.execute(insert(model.__table__), rows)
