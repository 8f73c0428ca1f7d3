"""Rooms and tracks of an event: adding, changing, moving and removing them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_, search_key
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, EventSession, Room, Track
from eventdesk.programme.queries import rooms_tracks
from eventdesk.programme.rules.validation import check_line, make_slug
from eventdesk.programme.services.draft import bump_draft_revision
from eventdesk.programme.services.revision import bump_revision, lock_event
from eventdesk.programme.states import DraftState

MAX_SEATS = 100_000
RoomOrTrack = TypeVar("RoomOrTrack", Room, Track)


def add_room(
    event: Event,
    *,
    name: str,
    seats: int | None = None,
    note: str = "",
    slug: str = "",
    actor_id: int | None,
    now: datetime,
) -> Room:
    """Add a room after the others and return it; a room with the same name and seats is returned unchanged.

    Raises Invalid without a name, for the name of another room, or for a number of seats out of range.
    """
    lock_event(event.id)
    name, seats, note = _checked_room(name, seats, note)
    rooms = rooms_tracks.rooms(event.id)
    if known := _named(rooms, name):
        if known.seats == seats:
            return known
        raise Invalid("name", N_("Another room has this name"))
    room = Room(
        event_id=event.id,
        name=name,
        seats=seats,
        note=note,
        position=len(rooms) + 1,
        slug=_free_slug(slug or name, "room", {room.slug for room in rooms}),
    )
    db.session.add(room)
    db.session.flush()
    audit.record("add_room", room, actor_id=actor_id, now=now, event_id=event.id, name=name)
    bump_revision(event.id, now=now)
    return room


def change_room(
    room: Room,
    *,
    name: str,
    seats: int | None = None,
    note: str = "",
    actor_id: int | None,
    now: datetime,
) -> None:
    """Change a room; a new name changes the calendar entries of its sessions. Raises Invalid like `add_room`."""
    lock_event(room.event_id)
    name, seats, note = _checked_room(name, seats, note)
    other = _named(rooms_tracks.rooms(room.event_id), name)
    if other is not None and other is not room:
        raise Invalid("name", N_("Another room has this name"))
    if (room.name, room.seats, room.note) == (name, seats, note):
        return
    if room.name != name:
        _sessions_moved(room, now)
    room.name, room.seats, room.note = name, seats, note
    audit.record("change_room", room, actor_id=actor_id, now=now, event_id=room.event_id, name=name)
    bump_revision(room.event_id, now=now)


def move_room(room: Room, *, by: int, actor_id: int | None, now: datetime) -> None:
    """Move a room `by` positions to the right in the programme (negative: left), at most to the end."""
    lock_event(room.event_id)
    rooms = list(rooms_tracks.rooms(room.event_id))
    here = rooms.index(room)
    there = max(0, min(len(rooms) - 1, here + by))
    if there == here:
        return
    rooms.insert(there, rooms.pop(here))
    for position, moved in enumerate(rooms, 1):
        moved.position = position
    audit.record("move_room", room, actor_id=actor_id, now=now, event_id=room.event_id)
    bump_revision(room.event_id, now=now)


def remove_room(room: Room, *, actor_id: int | None, now: datetime) -> int:
    """Remove a room; return the number of sessions that have lost their room."""
    lock_event(room.event_id)
    count = _clear_in_draft(room, DraftSession.room_id)
    _sessions_moved(room, now, room_id=None)
    audit.record("remove_room", room, actor_id=actor_id, now=now, event_id=room.event_id, name=room.name)
    event_id = room.event_id
    db.session.delete(room)
    bump_revision(event_id, now=now)
    return count


def _clear_in_draft(room_or_track: Room | Track, column: InstrumentedAttribute[int | None]) -> int:
    """Remove a room or track from the draft of its sessions; return how many these are."""
    plans = db.session.scalars(select(DraftSession).where(column == room_or_track.id)).all()
    for plan in plans:
        setattr(plan, column.key, None)
        plan.version += 1
    if plans:
        bump_draft_revision(room_or_track.event)
    return sum(plan.state != DraftState.REMOVED for plan in plans)


def _sessions_moved(room: Room, now: datetime, **values: object) -> None:
    db.session.execute(
        update(EventSession)
        .where(EventSession.room_id == room.id)
        .values(sequence=EventSession.sequence + 1, changed_at=now, **values)
        .execution_options(synchronize_session="fetch")
    )


def add_track(
    event: Event, *, name: str, letter: str = "", slug: str = "", actor_id: int | None, now: datetime
) -> Track:
    """Add a track after the others and return it; a track with the same name is returned unchanged.

    Raises Invalid without a name, or for a letter that is too long or the letter of another track.
    """
    lock_event(event.id)
    tracks = rooms_tracks.tracks(event.id)
    name = check_line("name", name, 80, missing=N_("Enter a name"))
    if known := _named(tracks, name):
        return known
    letter = _checked_letter(letter, name, tracks, None)
    track = Track(
        event_id=event.id,
        name=name,
        letter=letter,
        position=len(tracks) + 1,
        slug=_free_slug(slug or name, "track", {track.slug for track in tracks}),
    )
    db.session.add(track)
    db.session.flush()
    audit.record("add_track", track, actor_id=actor_id, now=now, event_id=event.id, name=name)
    bump_revision(event.id, now=now)
    return track


def change_track(track: Track, *, name: str, letter: str = "", actor_id: int | None, now: datetime) -> None:
    """Change a track. Raises Invalid like `add_track`, and for the name of another track."""
    lock_event(track.event_id)
    tracks = rooms_tracks.tracks(track.event_id)
    name = check_line("name", name, 80, missing=N_("Enter a name"))
    other = _named(tracks, name)
    if other is not None and other is not track:
        raise Invalid("name", N_("Another track has this name"))
    letter = _checked_letter(letter, name, tracks, track)
    if (track.name, track.letter) == (name, letter):
        return
    track.name, track.letter = name, letter
    audit.record("change_track", track, actor_id=actor_id, now=now, event_id=track.event_id, name=name)
    bump_revision(track.event_id, now=now)


def remove_track(track: Track, *, actor_id: int | None, now: datetime) -> int:
    """Remove a track; return the number of sessions that have lost their track."""
    lock_event(track.event_id)
    count = _clear_in_draft(track, DraftSession.track_id)
    db.session.execute(
        update(EventSession)
        .where(EventSession.track_id == track.id)
        .values(track_id=None, changed_at=now)
        .execution_options(synchronize_session="fetch")
    )
    audit.record("remove_track", track, actor_id=actor_id, now=now, event_id=track.event_id, name=track.name)
    event_id = track.event_id
    db.session.delete(track)
    bump_revision(event_id, now=now)
    return count


def _checked_room(name: str, seats: int | None, note: str) -> tuple[str, int | None, str]:
    name = check_line("name", name, 80, missing=N_("Enter a name"))
    if seats is not None and not 0 <= seats <= MAX_SEATS:
        raise Invalid("seats", N_("Enter a number of seats from 0 to %(max)s"), max=MAX_SEATS)
    return name, seats, check_line("note", note, 160)


def _checked_letter(letter: str, name: str, tracks: Sequence[Track], track: Track | None) -> str:
    others = {other.letter for other in tracks if other is not track}
    letter = check_line("letter", letter, 3)
    if not letter:
        initials = (name[:1].upper(), *"ABCDEFGHJKLMNPQRSTUVWXYZ")
        return next((initial for initial in initials if initial not in others), "–")
    if letter in others:
        raise Invalid("letter", N_("Another track has this letter"))
    return letter


def _named(rooms_or_tracks: Sequence[RoomOrTrack], name: str) -> RoomOrTrack | None:
    key = search_key(name)
    return next((item for item in rooms_or_tracks if search_key(item.name) == key), None)


def _free_slug(text: str, kind: str, taken: set[str]) -> str:
    """Return an address made from `text` that is not taken; numbered if necessary, or if no letter can be used."""
    base = make_slug(text)
    if base and base not in taken:
        return base
    stem = base or kind
    return next(slug for number in range(2 if base else 1, len(taken) + 3) if (slug := f"{stem}-{number}") not in taken)
