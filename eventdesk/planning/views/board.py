"""The board of the agenda as its template shows it: days with their grids, the tray, conflicts, undo and redo."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from babel.lists import format_list
from flask import url_for
from flask_babel import get_locale, gettext, ngettext
from markupsafe import Markup

from eventdesk.planning.labels import change_label
from eventdesk.planning.queries import draft_changes
from eventdesk.planning.queries.board_store import BoardSession
from eventdesk.planning.queries.schedule_board import DraftHistory, schedule_board
from eventdesk.planning.rules.schedule_conflict import ScheduleConflict
from eventdesk.planning.views.board_cards import ELSEWHERE, card_html, clock_label, footnote_html, with_numbers
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, Room
from eventdesk.programme.queries import rooms_tracks
from eventdesk.programme.rules.grid import DAY, Block, GridPosition, draft_grid
from eventdesk.programme.rules.times import days_of
from eventdesk.web.filters import day_month, local, weekday

ALL_DAYS = "all"
MAX_OPEN_FOOTNOTES = 6
"""How many conflicts the list shows at first; the others are in a collapsed part of it."""

Notes = Mapping[int, tuple[tuple[int, bool], ...]]
"""The footnotes of each session by its id: the number of the conflict, and whether it is only a warning."""


def board(
    event: Event,
    view: str,
    actor_id: int,
    *,
    announcement: str = "",
    question: str = "",
    rooms: Sequence[Room] | None = None,
) -> dict[str, Any]:
    """Return the board with the day `view` (or ALL_DAYS), otherwise with the first day that has a session.

    Screen readers read the `announcement`. The `question` must be answered before a session is moved. `rooms` are those
    of the event, if the caller has read them already.
    """
    revision = event.draft_revision
    rooms = rooms_tracks.rooms(event.id) if rooms is None else rooms
    schedule = schedule_board(event, rooms, actor_id)
    by_day = _by_day(schedule.sessions)
    days = sorted({*days_of(event.starts_on, event.ends_on), *by_day})
    shown = _shown_days(view, days, by_day)
    cards = _Cards(event, _notes(schedule.conflicts))
    tray = [session for session in schedule.sessions if session.starts_at is None]
    scheduled = sum(session.kind != "break" for sessions in by_day.values() for session in sessions)
    footnotes = _footnotes(event, schedule.conflicts, schedule.sessions)
    warnings = sum(conflict.is_warning for conflict in schedule.conflicts)
    return {
        "event": event,
        "announcement": announcement,
        "question": question,
        "revision": revision,
        "last_change": schedule.history.last_change,
        "view": shown[0].isoformat() if len(shown) == 1 else ALL_DAYS,
        "tabs": _tabs(event, days, by_day, shown),
        "days": [_day(day, by_day.get(day, []), rooms, cards) for day in shown],
        "unscheduled": len(tray),
        "tray": _lines(cards.tray_item(session) for session in tray),
        "tray_tracks": sorted({(session.track, session.track_name) for session in tray if session.track}),
        "all_conflicts": schedule.conflicts,
        "footnotes": _lines(footnotes[:MAX_OPEN_FOOTNOTES]),
        "more_footnotes": _lines(footnotes[MAX_OPEN_FOOTNOTES:]),
        "more_conflicts": len(footnotes[MAX_OPEN_FOOTNOTES:]),
        "conflicts_title": _conflicts_title(len(schedule.conflicts) - warnings, warnings),
        "scheduled": scheduled,
        "summary": _summary(scheduled, len(tray)),
        "tray_hint": _tray_hint(scheduled),
        "draft": schedule.draft,
        "history": _history(schedule.history, schedule.sessions),
    }


def day_of(draft: DraftSession, timezone: str) -> str:
    """Return the day on which a session begins as in the address of the agenda; "" for one without a time."""
    return local(draft.starts_at, timezone).date().isoformat() if draft.starts_at else ""


def _by_day(sessions: Sequence[BoardSession]) -> dict[date, list[BoardSession]]:
    by_day: dict[date, list[BoardSession]] = defaultdict(list)
    for session in sessions:
        if session.local_start is not None:
            by_day[session.local_start.date()].append(session)
    return by_day


def _shown_days(view: str, days: list[date], by_day: Mapping[date, Any]) -> list[date]:
    if view == ALL_DAYS:
        return days
    return [next((day for day in days if day.isoformat() == view), next(iter(by_day), days[0]))]


def _tabs(
    event: Event, days: list[date], by_day: Mapping[date, list[BoardSession]], shown: list[date]
) -> list[dict[str, Any]]:
    counts = {day: sum(session.kind != "break" for session in by_day.get(day, ())) for day in days}
    tabs = [
        _tab(event, day_month(day), day.isoformat(), count, is_current=shown == [day]) for day, count in counts.items()
    ]
    if len(days) > 1:
        tabs.append(_tab(event, gettext("All days"), ALL_DAYS, sum(counts.values()), is_current=shown == days))
    return tabs


def _tab(event: Event, title: str, view: str, count: int, *, is_current: bool) -> dict[str, Any]:
    return {
        "date": title,
        "weekday": ngettext("%(num)s session", "%(num)s sessions", count),
        "url": url_for("planning.agenda", event_slug=event.slug, day=view),
        "current": is_current,
    }


def _day(day: date, sessions: list[BoardSession], rooms: Sequence[Room], cards: "_Cards") -> dict[str, Any]:
    """Return one day: its cards in order of time, and its grid, without rows and columns where a list reads better."""
    blocks = [_block(session, day) for session in sessions]
    grid = draft_grid(blocks, [room.slug for room in rooms])
    by_slug = {room.slug: room for room in rooms}
    positions = grid.positions if grid else {}
    return {
        "day": day.isoformat(),
        "title": f"{weekday(day)} {day_month(day)}",
        "first": grid.first if grid else 0,
        "half_hours": len(grid.half_hours) if grid else 0,
        "columns": [_column(by_slug.get(str(column))) for column in grid.columns] if grid else [],
        "hours": [{"t": grid.row(minute), "label": clock_label(minute)} for minute in grid.half_hours] if grid else [],
        "cards": _lines(
            cards.card(session, block, positions.get(session.session_id))
            for session, block in zip(sessions, blocks, strict=True)
        ),
    }


def _lines(html: Iterable[Markup]) -> Markup:
    """Return pieces of HTML as one, each on a line: a template would look at each of hundreds again."""
    return Markup("\n".join(html))  # noqa: S704 - each is HTML


def _block(session: BoardSession, day: date) -> Block:
    start, end = _minute(session.local_start, day), _minute(session.local_end, day)
    column = session.room.slug if session.room else ELSEWHERE
    # A session must not end before it begins where clocks are put back meanwhile.
    return Block(session.session_id, column, session.kind in ("plenary", "break"), start, max(end, start + 1))


def _minute(clock: datetime | None, day: date) -> int:
    """Return the minutes from midnight at the begin of `day` until clocks show `clock`."""
    if clock is None:
        raise ValueError("Only sessions with a time are in the grid.")
    return (clock.date() - day).days * DAY + clock.hour * 60 + clock.minute


def _column(room: Room | None) -> dict[str, Any]:
    if room is None:
        return {"slug": ELSEWHERE, "name": gettext("Another place"), "seats": ""}
    seats = "" if room.seats is None else ngettext("%(num)s seat", "%(num)s seats", room.seats)
    return {"slug": room.slug, "name": room.name, "seats": seats}


class _Cards:
    """Makes the cards of one board."""

    def __init__(self, event: Event, notes: Notes) -> None:
        self._notes, self._locale = notes, str(get_locale())
        # One call for a thousand cards; session codes need no quoting.
        self._url = url_for("desk.session_edit", event_slug=event.slug, session_code="CODE").removesuffix("CODE/")

    def card(self, session: BoardSession, block: Block, position: GridPosition | None) -> Markup:
        """Return the card of a session in the grid, or in a list of the day if it has no position."""
        return self._html("agenda_card", session, (block.start, block.end), position)

    def tray_item(self, session: BoardSession) -> Markup:
        """Return a session without a time as the tray shows it."""
        return self._html("tray_item", session, None, None)

    def _html(
        self, macro: str, session: BoardSession, minutes: tuple[int, int] | None, position: GridPosition | None
    ) -> Markup:
        notes = self._notes.get(session.session_id, ())
        is_warning = tuple([is_warning for _, is_warning in notes])
        html = card_html(self._locale, macro, self._url, session, is_warning, minutes, position)
        return with_numbers(html, [number for number, _ in notes])


def _summary(scheduled: int, unscheduled: int) -> str:
    """Return "12 sessions scheduled, 3 unscheduled"."""
    labels = [ngettext("%(num)s session scheduled", "%(num)s sessions scheduled", scheduled)]
    if unscheduled:
        labels.append(ngettext("%(num)s unscheduled", "%(num)s unscheduled", unscheduled))
    return format_list(labels, style="unit", locale=get_locale())


def _tray_hint(scheduled: int) -> str:
    """Return what the empty tray says."""
    if scheduled:
        return gettext("All sessions are scheduled. Drag one here to unschedule it.")
    return gettext("Sessions without a time appear here.")


def _notes(conflicts: Sequence[ScheduleConflict]) -> Notes:
    notes: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for number, conflict in enumerate(conflicts, 1):
        for session_id in conflict.sessions:
            notes[session_id].append((number, conflict.is_warning))
    return {session_id: tuple(numbers) for session_id, numbers in notes.items()}


def _conflicts_title(conflicts: int, warnings: int) -> str:
    """Return the title of the list of conflicts: "2 conflicts, 1 warning"."""
    conflicts_label = ngettext("%(num)s conflict", "%(num)s conflicts", conflicts)
    warnings_label = ngettext("%(num)s warning", "%(num)s warnings", warnings)
    labels = [label for count, label in ((conflicts, conflicts_label), (warnings, warnings_label)) if count]
    return format_list(labels, style="unit", locale=get_locale())


def _footnotes(event: Event, conflicts: Sequence[ScheduleConflict], sessions: Sequence[BoardSession]) -> list[Markup]:
    """Return the conflicts as the list of footnotes shows them."""
    agenda_url, locale = url_for("planning.agenda", event_slug=event.slug), str(get_locale())
    starts = {session.session_id: session.local_start for session in sessions}
    footnotes = []
    for number, conflict in enumerate(conflicts, 1):
        start = starts[conflict.sessions[0]]
        day = f"{agenda_url}?day={start.date()}" if start else ""
        html = footnote_html(locale, event.slug, f"{day}#s-{conflict.codes[0]}", conflict)
        footnotes.append(with_numbers(html, [number]))
    return footnotes


def _history(history: DraftHistory, sessions: Sequence[BoardSession]) -> dict[str, str]:
    """Return a label for what this organiser can undo and redo; "" for nothing."""
    changes = [change for change in (history.to_undo, history.to_redo) if change]
    known = {session.session_id: session.title for session in sessions} if changes else {}
    titles = draft_changes.titles_of_changes(changes, known)
    return {
        "undo": change_label(history.to_undo, titles) if history.to_undo else "",
        "redo": change_label(history.to_redo, titles) if history.to_redo else "",
    }
