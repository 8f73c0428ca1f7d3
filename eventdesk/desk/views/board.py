"""The board of the agenda as its template takes it: the days with their grids, the tray, what conflicts, the last steps."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import get_locale, gettext, ngettext
from markupsafe import Markup

from eventdesk.desk.queries import draft_changes as planning
from eventdesk.desk.queries import schedule_board as boards
from eventdesk.desk.queries.schedule_board import Entry, ScheduleBoard
from eventdesk.desk.views.board_cards import Card, card_html, footnote_html
from eventdesk.desk.views.change_log import change_label
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, Room
from eventdesk.programme.queries import rooms_tracks
from eventdesk.programme.queries.draft import change_to_redo, change_to_undo
from eventdesk.programme.rules.grid import DAY, Block, Grid, draft_grid
from eventdesk.programme.rules.schedule_conflict import ScheduleConflict
from eventdesk.programme.rules.times import days_of
from eventdesk.web.filters import day_month, local, weekday

ALL_DAYS = "all"
ELSEWHERE = ""
"""The column of what is in none of the rooms."""

Notes = dict[int, list[tuple[int, bool]]]
"""The footnotes of each session by its id: the conflict's number, and whether it is only a warning."""


def board(event: Event, asked: str, actor_id: int, *, said: str = "", ask: str = "") -> dict[str, Any]:
    """Return the board for the day that was `asked` for (or ALL_DAYS), else the first with a session.

    `said` is told to who listens, `ask` is a question to answer before the deed is done.
    """
    revision = event.draft_revision
    found = boards.schedule_board(event)
    rooms = rooms_tracks.rooms(event.id)
    by_day = _by_day(event, found.entries)
    days = sorted({*days_of(event.starts_on, event.ends_on), *by_day})
    shown = _shown(asked, days, by_day)
    notes = _notes(found.conflicts)
    entries = {one.session_id: one for one in found.entries}
    cards = _Cards(event, found, notes)
    tray = [one for one in found.entries if one.starts_at is None]
    placed = [one for sessions in by_day.values() for one in sessions]
    return {
        "event": event,
        "said": said,
        "ask": ask,
        "revision": revision,
        "last_step": planning.last_change(event.id),
        "asked": shown[0].isoformat() if len(shown) == 1 else ALL_DAYS,
        "tabs": _tabs(event, days, by_day, shown),
        "days": [_day(event, each, by_day.get(each, []), rooms, cards) for each in shown],
        "tray": [cards.tray_html(one) for one in tray],
        "tray_tracks": sorted({(one.letter, one.track_name) for one in tray if one.letter}),
        "conflicts": _footnotes(event, found.conflicts, entries),
        "found": found,
        "conflict_count": sum(not conflict.is_warning for conflict in found.conflicts),
        "warning_count": sum(conflict.is_warning for conflict in found.conflicts),
        "placed": sum(one.kind != "break" for one in placed),
        "draft": found.pending,
        "steps": _steps(event, actor_id, entries),
    }


def day_of(plan: DraftSession | Entry, timezone: str) -> str:
    """Return the day on which a session begins, as the address of the agenda names it; "" for one in the tray."""
    return local(plan.starts_at, timezone).date().isoformat() if plan.starts_at else ""


def _by_day(event: Event, entries: Sequence[Entry]) -> dict[date, list[Entry]]:
    by_day: dict[date, list[Entry]] = defaultdict(list)
    zone = ZoneInfo(event.timezone)
    for one in entries:
        if (starts_at := one.starts_at) is not None:
            by_day[starts_at.astimezone(zone).date()].append(one)
    return by_day


def _shown(asked: str, days: list[date], by_day: Mapping[date, Any]) -> list[date]:
    if asked == ALL_DAYS:
        return days
    return [next((each for each in days if each.isoformat() == asked), next(iter(by_day), days[0]))]


def _tabs(event: Event, days: list[date], by_day: Mapping[date, list[Entry]], shown: list[date]) -> list[Any]:
    counts = {each: sum(one.kind != "break" for one in by_day.get(each, ())) for each in days}
    tabs = [
        {
            "date": day_month(each),
            "weekday": ngettext("%(num)s session", "%(num)s sessions", count),
            "url": url_for(".agenda", event_slug=event.slug, day=each.isoformat()),
            "current": shown == [each],
        }
        for each, count in counts.items()
    ]
    if len(days) > 1:
        count = sum(counts.values())
        tabs.append(
            {
                "date": gettext("All days"),
                "weekday": ngettext("%(num)s session", "%(num)s sessions", count),
                "url": url_for(".agenda", event_slug=event.slug, day=ALL_DAYS),
                "current": shown == days,
            }
        )
    return tabs


def _day(event: Event, day: date, sessions: list[Entry], rooms: Sequence[Room], cards: "_Cards") -> dict[str, Any]:
    """Return one day: its cards in the order of time, and its grid, or none where a list reads better."""
    blocks = [_block(one, day, event.timezone) for one in sessions]
    grid = draft_grid(blocks, [room.slug for room in rooms])
    names = {room.slug: room for room in rooms}
    return {
        "day": day.isoformat(),
        "words": f"{weekday(day)} {day_month(day)}",
        "first": grid.first if grid else 0,
        "half_hours": len(grid.half_hours) if grid else 0,
        "columns": [_column(names.get(str(column))) for column in grid.columns] if grid else [],
        "hours": [{"t": grid.row(minute), "words": _clock(minute)} for minute in grid.half_hours] if grid else [],
        "cards": [cards.html(one, block, grid) for one, block in zip(sessions, blocks, strict=True)],
    }


def _block(one: Entry, day: date, timezone: str) -> Block:
    start, end = (_minute(moment, day, timezone) for moment in (one.starts_at, one.ends_at))
    column = one.room or ELSEWHERE
    # Clocks that are put back must not end a session before it has begun.
    return Block(one.session_id, column, one.kind in ("plenary", "break"), start, max(end, start + 1))


def _minute(moment: datetime | None, day: date, timezone: str) -> int:
    """Return the minute that clocks show at `moment`, counted from the midnight that begins `day`."""
    if moment is None:
        raise ValueError("what stands in the grid has its times")
    shown = local(moment, timezone)
    return (shown.date() - day).days * DAY + shown.hour * 60 + shown.minute


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def _column(room: Room | None) -> dict[str, Any]:
    if room is None:
        return {"slug": "", "name": gettext("Another place"), "seats": ""}
    seats = "" if room.seats is None else ngettext("%(num)s seat", "%(num)s seats", room.seats)
    return {"slug": room.slug, "name": room.name, "seats": seats}


class _Cards:
    """Makes the cards of one board; what is the same for all of them is asked for once."""

    def __init__(self, event: Event, found: ScheduleBoard, notes: Notes) -> None:
        self._people, self._notes, self._locale = found.people, notes, str(get_locale())
        # The way to a session is asked for once and not for each of a thousand cards; a code needs no quoting.
        self._url = url_for("desk.session_edit", event_slug=event.slug, session_code="CODE").removesuffix("CODE/")
        self._seats = gettext("%(taken)s of %(seats)s seats")
        self._states = _state_words()

    def html(self, one: Entry, block: Block, grid: Grid | None) -> Markup:
        """Return the card of a session; `block` and `grid` say where it stands."""
        return card_html(self._locale, "agenda_card", self._card(one, block, grid))

    def tray_html(self, one: Entry) -> Markup:
        """Return a session as the tray shows it."""
        return card_html(self._locale, "tray_item", self._card(one))

    def _card(self, one: Entry, block: Block | None = None, grid: Grid | None = None) -> Card:
        place = grid.positions[one.session_id] if grid else None
        return Card(
            code=one.code,
            url=f"{self._url}{one.code}/",
            title=one.title,
            start=_clock(block.start) if block else "",
            end=_clock(block.end) if block else "",
            who=", ".join([name for _, name in self._people.get(one.session_id, ())]),
            where=one.room_name or one.place,
            room=one.room or ELSEWHERE,
            kind=one.kind,
            track=one.letter or "",
            track_name=one.track_name or "",
            seats="" if one.taken is None else self._seat_words(one),
            minute=block.start if block else 0,
            minutes=one.minutes,
            version=one.version,
            state=self._states[_state(one)],
            is_cancelled=one.state == "cancelled",
            is_changed=bool(one.is_changed),
            notes=tuple(self._notes.get(one.session_id, ())),
            place=(place.t, place.d, place.c, place.lane) if place else None,
        )

    def _seat_words(self, one: Entry) -> str:
        if one.capacity is None:
            return ngettext("%(num)s seat taken", "%(num)s seats taken", one.taken)
        words = self._seats % {"taken": one.taken, "seats": one.capacity}
        waiting = one.waiting
        return f"{words}, " + ngettext("%(num)s waiting", "%(num)s waiting", waiting) if waiting else words


def _state(one: Entry) -> str:
    """Return which of `_state_words` a card says."""
    if one.state == "cancelled":
        return "cancelled-new" if one.is_changed else "cancelled"
    if one.shown_state == "draft":
        return "draft"
    return "changed" if one.is_changed else ""


def _state_words() -> dict[str, str]:
    return {
        "": "",
        "cancelled": gettext("Cancelled"),
        "cancelled-new": gettext("Cancelled, not published"),
        "draft": gettext("Not published"),
        "changed": gettext("Changed, not published"),
    }


def _notes(conflicts: Sequence[ScheduleConflict]) -> Notes:
    notes: Notes = defaultdict(list)
    for number, conflict in enumerate(conflicts, 1):
        for session_id in conflict.sessions:
            notes[session_id].append((number, conflict.is_warning))
    return notes


def _footnotes(event: Event, conflicts: Sequence[ScheduleConflict], entries: Mapping[int, Entry]) -> list[Markup]:
    """Return the conflicts as the list of footnotes shows them."""
    agenda_url, locale = url_for("desk.agenda", event_slug=event.slug), str(get_locale())
    footnotes = []
    for number, conflict in enumerate(conflicts, 1):
        first = entries[conflict.sessions[0]]
        day = day_of(first, event.timezone)
        card_url = f"{agenda_url}?day={day}#s-{first.code}" if day else f"#s-{first.code}"
        footnotes.append(footnote_html(locale, event.slug, number, card_url, conflict))
    return footnotes


def _steps(event: Event, actor_id: int, entries: Mapping[int, Entry]) -> dict[str, str]:
    """Return what this organiser can undo and redo, in words; "" for nothing."""
    undo, redo = change_to_undo(event.id, actor_id), change_to_redo(event.id, actor_id)
    known = {session_id: one.title for session_id, one in entries.items()}
    titles = planning.titles_of_changes([step for step in (undo, redo) if step], known)
    return {
        "undo": change_label(undo, titles) if undo else "",
        "redo": change_label(redo, titles) if redo else "",
    }
