"""The sections of a programme: its days, rooms or tracks, each a grid or lists of cards."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext, ngettext

from eventdesk.programme.models.programme import Room
from eventdesk.programme.queries.sessions import ProgrammeItem
from eventdesk.programme.rules.grid import Block, Column, Grid, GridPosition, grid
from eventdesk.programme.states import PublicationState
from eventdesk.public.queries.events import EventHeader
from eventdesk.public.queries.programme import Programme
from eventdesk.public.rules.times import local_minutes
from eventdesk.public.views.cards import NO_POSITION, Card, card, join_nonempty, location_of
from eventdesk.public.views.programme_filters import ProgrammeFilter
from eventdesk.public.views.stored_programme import SeatPlaceholders
from eventdesk.web.filters import clock_time, day_month, weekday


class RenderContext(NamedTuple):
    """What the sections are made from."""

    head: EventHeader
    filters: ProgrammeFilter
    programme: Programme
    now: datetime
    zone: ZoneInfo
    placeholders: SeatPlaceholders | None = None
    """Makes the placeholders for the seats of a page that is to be stored."""


Section = dict[str, Any]
"""`title`, `note`, `letter`, `is_alone` and `is_grid`; a grid has what the macro `programme` takes, a list has `groups`
of {title, cards, now}."""


def by_day(entries: Iterable[ProgrammeItem], zone: ZoneInfo) -> dict[date | None, list[ProgrammeItem]]:
    """Return the entries by the local day in `zone` on which they start; None: those without a time."""
    of_day: dict[date | None, list[ProgrammeItem]] = {}
    for entry in entries:
        day = entry.starts_at.astimezone(zone).date() if entry.starts_at else None
        of_day.setdefault(day, []).append(entry)
    return of_day


def sections(context: RenderContext, entries: Sequence[ProgrammeItem], *, is_one_day: bool) -> list[Section]:
    """Return the sections that show `entries`."""
    if context.filters.view == "room":
        return _by_room(context, entries, is_one_day)
    if context.filters.view == "track":
        return _by_track(context, entries, is_one_day)
    of_day = by_day(entries, context.zone)
    days = [*sorted(day for day in of_day if day), *([None] if None in of_day else [])]
    shown = [_day(context, of_day[day], day) for day in days]
    if len(shown) == 1 and days[0]:
        # Its tab and the number of sessions name the day already; on paper there are no tabs.
        shown[0]["is_alone"] = True
    return shown


def _by_room(context: RenderContext, entries: Sequence[ProgrammeItem], is_one_day: bool) -> list[Section]:
    """Return a section for each room in its order, then one for each other location, without the breaks."""
    rooms = context.programme.rooms

    def location(entry: ProgrammeItem) -> Column:
        return column_of(entry, rooms)

    by_location = _grouped((entry for entry in entries if entry.kind != "break"), location)
    locations = [room_id for room_id in rooms if room_id in by_location]
    locations += sorted((name for name in by_location if name not in rooms), key=str)
    shown = []
    for column in locations:
        room = rooms.get(column) if isinstance(column, int) else None
        note = join_nonempty(seats_line(room), room.note) if room else ""
        shown.append(_section(context, room.name if room else str(column), note, by_location[column], is_one_day))
    return shown


def _by_track(context: RenderContext, entries: Sequence[ProgrammeItem], is_one_day: bool) -> list[Section]:
    """Return a section for each track in its order, then one for sessions without a track, without the breaks."""
    tracks = context.programme.tracks
    by_track = _grouped((entry for entry in entries if entry.kind != "break"), lambda entry: entry.track_id)
    shown = []
    for track_id in [*tracks, None]:
        if track_id in by_track:
            track = tracks[track_id] if track_id else None
            title = track.name if track else gettext("No track")
            section = _section(context, title, "", by_track[track_id], is_one_day)
            shown.append({**section, "letter": track.letter if track else ""})
    return shown


def _grouped(
    entries: Iterable[ProgrammeItem], key: Callable[[ProgrammeItem], Hashable]
) -> dict[Any, list[ProgrammeItem]]:
    groups: dict[Any, list[ProgrammeItem]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    return groups


def _section(context: RenderContext, title: str, note: str, entries: list[ProgrammeItem], is_one_day: bool) -> Section:
    """Return the section of a room or track, with a heading for each day if there are several."""
    of_day = by_day(entries, context.zone)
    groups = [
        {
            "title": "" if is_one_day else day_title(day),
            "cards": [_card(context, entry) for entry in of_day[day]],
            "now": None,
        }
        for day in sorted(of_day, key=lambda day: (day is None, day))
    ]
    return {**_empty_section(title), "note": note, "groups": groups}


def _empty_section(title: str) -> Section:
    return {"title": title, "note": "", "letter": "", "is_alone": False, "is_grid": False}


def day_title(day: date | None) -> str:
    """Return "Wednesday, 14 October", or for None that the time is not known yet."""
    return f"{weekday(day)}, {day_month(day)}" if day else gettext("Time to be announced")


def _day(context: RenderContext, entries: list[ProgrammeItem], day: date | None) -> Section:
    """Return one day of the programme: a grid where that is requested and reads well, otherwise a list."""
    section = _empty_section(day_title(day))
    day_grid = (
        _grid(context, entries, day) if day and not context.filters.is_filtered and not context.filters.view else None
    )
    if day is None or day_grid is None:
        cards = [_card(context, entry) for entry in entries]
        return {**section, "groups": [{"title": "", "cards": cards, "now": _now_in_list(context, entries)}]}
    rooms = context.programme.rooms
    return {
        **section,
        "is_grid": True,
        "cards": [_card(context, entry, day_grid.positions[entry.id]) for entry in entries],
        "rooms": [_grid_column(column, rooms) for column in day_grid.columns],
        "hours": [
            {"t": day_grid.row(minutes), "label": f"{minutes // 60 % 24:02}:{minutes % 60:02}"}
            for minutes in day_grid.half_hours
        ],
        "now": _now_in_grid(context, day_grid, day),
    }


def _grid_column(column: Column, rooms: dict[int, Room]) -> dict[str, str]:
    room = rooms.get(column) if isinstance(column, int) else None
    return {"name": room.name if room else str(column), "seats": seats_line(room) if room else ""}


def _now_in_grid(context: RenderContext, day_grid: Grid, day: date) -> dict[str, Any] | None:
    """Return where the line is that shows the present time; None outside the hours of the grid."""
    minute = local_minutes(context.now, day, context.zone)
    if not day_grid.first <= minute < day_grid.last or context.head.state == PublicationState.CANCELLED:
        return None
    return {"t": day_grid.row(minute), "label": clock_time(context.now, context.zone.key)}


def _card(context: RenderContext, entry: ProgrammeItem, position: GridPosition = NO_POSITION) -> Card:
    seats = context.placeholders.of(entry) if context.placeholders and entry.kind != "break" else None
    zone = context.filters.zone
    return card(entry, context.programme, context.head, now=context.now, position=position, zone=zone, seats=seats)


def _grid(context: RenderContext, entries: Sequence[ProgrammeItem], day: date) -> Grid | None:
    """Return the positions of a day's cards in a grid, or None where a list reads better."""
    blocks = [
        Block(
            entry.id,
            column_of(entry, context.programme.rooms),
            entry.kind in ("plenary", "break"),
            local_minutes(entry.starts_at, day, context.zone),
            local_minutes(entry.ends_at, day, context.zone),
        )
        for entry in entries
        if entry.starts_at and entry.ends_at
    ]
    return grid(blocks, list(context.programme.rooms))


def column_of(entry: ProgrammeItem, rooms: dict[int, Room]) -> Column:
    """Return the id of the room, or the name of another location."""
    return entry.room_id or location_of(entry, rooms) or gettext("Room to be announced")


def _now_in_list(context: RenderContext, entries: Sequence[ProgrammeItem]) -> dict[str, Any] | None:
    """Return before which entry the line is that shows the present time; None outside the hours of `entries`."""
    times = [(entry.starts_at, entry.ends_at) for entry in entries if entry.starts_at and entry.ends_at]
    if context.filters.is_filtered or not times or context.head.state == PublicationState.CANCELLED:
        return None
    if not min(start for start, _ in times) <= context.now < max(end for _, end in times):
        return None
    before = sum(start <= context.now for start, _ in times)
    return {"before": before, "label": clock_time(context.now, context.zone.key)}


def seats_line(room: Room) -> str:
    """Return "240 seats", or "" where the number is not set."""
    return ngettext("%(num)s seat", "%(num)s seats", room.seats) if room.seats else ""
