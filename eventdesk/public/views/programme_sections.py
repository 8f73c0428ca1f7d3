"""The parts of a programme: its days, rooms or tracks, each a grid or lists of cards."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext, ngettext

from eventdesk.programme.models.programme import Room
from eventdesk.programme.queries.sessions import ProgrammeItem
from eventdesk.programme.rules.grid import Block, Column, Grid, GridPosition, grid
from eventdesk.public.queries.events import EventHeader
from eventdesk.public.queries.programme import Programme
from eventdesk.public.rules.times import local_minutes
from eventdesk.public.views.cards import Card, card, location_of
from eventdesk.public.views.placeholders import SeatPlaceholders
from eventdesk.public.views.programme_filters import ProgrammeFilter
from eventdesk.web.filters import clock_time, day_month, weekday


@dataclass(frozen=True)
class RenderContext:
    """All that the parts are made of."""

    head: EventHeader
    asked: ProgrammeFilter
    programme: Programme
    now: datetime
    zone: ZoneInfo
    placeholders: SeatPlaceholders | None = None
    """What gives the placeholders that stand for the seats, where the page is to be stored."""


Section = dict[str, Any]
"""`title`, `note`, `letter`, `is_alone` and `is_grid`; a grid has what the macro `programme` takes, a list has `groups`
of {title, cards, now}."""


def by_day(entries: Iterable[ProgrammeItem], zone: ZoneInfo) -> dict[date | None, list[ProgrammeItem]]:
    """Return the entries by the day they begin on, by the clocks of `zone`; under None those without a time yet."""
    of_day: dict[date | None, list[ProgrammeItem]] = {}
    for entry in entries:
        day = entry.starts_at.astimezone(zone).date() if entry.starts_at else None
        of_day.setdefault(day, []).append(entry)
    return of_day


def sections(shown: RenderContext, entries: Sequence[ProgrammeItem], *, is_one_day: bool) -> list[Section]:
    """Return the parts in which `entries`, all that are in view, are shown."""
    if shown.asked.view == "room":
        return _by_room(shown, entries, is_one_day)
    if shown.asked.view == "track":
        return _by_track(shown, entries, is_one_day)
    of_day = by_day(entries, shown.zone)
    days = [*sorted(day for day in of_day if day), *([None] if None in of_day else [])]
    parts = [_day(shown, of_day[day], day) for day in days]
    if len(parts) == 1 and days[0]:
        # Its tab and the number of sessions name the day already; on paper there are no tabs.
        parts[0]["is_alone"] = True
    return parts


def _by_room(shown: RenderContext, entries: Sequence[ProgrammeItem], is_one_day: bool) -> list[Section]:
    """Return a part for each room in its order, then one for each other place; breaks are in none."""
    rooms = shown.programme.rooms

    def place(entry: ProgrammeItem) -> Column:
        return column_of(entry, rooms)

    found = _grouped((entry for entry in entries if entry.kind != "break"), place)
    places = [room_id for room_id in rooms if room_id in found]
    places += sorted((one for one in found if one not in rooms), key=str)
    parts = []
    for one in places:
        room = rooms.get(one) if isinstance(one, int) else None
        note = ", ".join(filter(None, [seats_line(room), room.note])) if room else ""
        parts.append(_section(shown, room.name if room else str(one), note, found[one], is_one_day))
    return parts


def _by_track(shown: RenderContext, entries: Sequence[ProgrammeItem], is_one_day: bool) -> list[Section]:
    """Return a part for each track in its order, and last what is in none; breaks are left out."""
    tracks = shown.programme.tracks
    found = _grouped((entry for entry in entries if entry.kind != "break"), lambda entry: entry.track_id)
    parts = []
    for track_id in [*tracks, None]:
        if track_id in found:
            track = tracks[track_id] if track_id else None
            part = _section(shown, track.name if track else gettext("In no track"), "", found[track_id], is_one_day)
            part["letter"] = track.letter if track else ""
            parts.append(part)
    return parts


def _grouped(
    entries: Iterable[ProgrammeItem], key: Callable[[ProgrammeItem], Hashable]
) -> dict[Any, list[ProgrammeItem]]:
    found: dict[Any, list[ProgrammeItem]] = {}
    for entry in entries:
        found.setdefault(key(entry), []).append(entry)
    return found


def _section(shown: RenderContext, title: str, note: str, entries: list[ProgrammeItem], is_one_day: bool) -> Section:
    """Return a room or track: its sessions, with a heading for each day where there are several."""
    of_day = by_day(entries, shown.zone)
    groups = [
        {
            "title": "" if is_one_day else day_title(day),
            "cards": [_card(shown, entry) for entry in of_day[day]],
            "now": None,
        }
        for day in sorted(of_day, key=lambda day: (day is None, day))
    ]
    return {**_part(title), "note": note, "groups": groups}


def _part(title: str) -> Section:
    return {"title": title, "note": "", "letter": "", "is_alone": False, "is_grid": False}


def day_title(day: date | None) -> str:
    """Return "Wednesday, 14 October", or that the time is not known yet."""
    return f"{weekday(day)}, {day_month(day)}" if day else gettext("Time to be announced")


def _day(shown: RenderContext, entries: list[ProgrammeItem], day: date | None) -> Section:
    """Return one day of the programme: a grid where that is wanted and reads well, else a list."""
    part = _part(day_title(day))
    minute = local_minutes(shown.now, day, shown.zone) if day else -1
    drawn = _drawn(shown, entries, day) if day and not shown.asked.is_filtered and not shown.asked.view else None
    if drawn is None:
        cards = [_card(shown, entry) for entry in entries]
        part["groups"] = [{"title": "", "cards": cards, "now": _now_in_list(shown, entries)}]
        return part
    rooms = shown.programme.rooms
    columns = [rooms.get(column) if isinstance(column, int) else column for column in drawn.columns]
    part |= {
        "is_grid": True,
        "cards": [_card(shown, entry, drawn.positions[entry.id]) for entry in entries],
        "rooms": [
            {"name": column.name, "seats": seats_line(column)} if isinstance(column, Room)
            else {"name": column, "seats": ""}
            for column in columns
        ],
        "hours": [
            {"t": drawn.row(minutes), "label": f"{minutes // 60 % 24:02}:{minutes % 60:02}"}
            for minutes in drawn.half_hours
        ],
        "now": None,
    }  # fmt: skip
    if drawn.first <= minute < drawn.last and shown.head.state != "cancelled":
        part["now"] = {"t": drawn.row(minute), "label": clock_time(shown.now, shown.zone.key)}
    return part


def _card(shown: RenderContext, entry: ProgrammeItem, place: GridPosition | None = None) -> Card:
    seats = shown.placeholders.of(entry) if shown.placeholders and entry.kind != "break" else None
    return card(entry, shown.programme, shown.head, now=shown.now, place=place, zone=shown.asked.zone, seats=seats)


def _drawn(shown: RenderContext, entries: Sequence[ProgrammeItem], day: date) -> Grid | None:
    """Return where the cards of a day stand in the grid, or None where a list reads better."""
    blocks = [
        Block(
            entry.id,
            column_of(entry, shown.programme.rooms),
            entry.kind in ("plenary", "break"),
            local_minutes(entry.starts_at, day, shown.zone),
            local_minutes(entry.ends_at, day, shown.zone),
        )
        for entry in entries
        if entry.starts_at and entry.ends_at
    ]
    return grid(blocks, list(shown.programme.rooms))


def column_of(entry: ProgrammeItem, rooms: dict[int, Room]) -> Column:
    """Return the room's id, or the name of where a session is when it is in none of the rooms."""
    return entry.room_id or location_of(entry, rooms) or gettext("Room to be announced")


def _now_in_list(shown: RenderContext, entries: Sequence[ProgrammeItem]) -> dict[str, Any] | None:
    """Return before which entry the line stands that says now: the next to begin; None outside of these hours."""
    times = [(entry.starts_at, entry.ends_at) for entry in entries if entry.starts_at and entry.ends_at]
    if shown.asked.is_filtered or not times or shown.head.state == "cancelled":
        return None
    if not min(start for start, _ in times) <= shown.now < max(end for _, end in times):
        return None
    before = sum(start <= shown.now for start, _ in times)
    return {"before": before, "label": clock_time(shown.now, shown.zone.key)}


def seats_line(room: Room) -> str:
    """Return "240 seats", or "" where nobody has counted them."""
    return ngettext("%(num)s seat", "%(num)s seats", room.seats) if room.seats else ""
