"""The board of the agenda as its template takes it: the days with their grids, the tray, what clashes, the last steps."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from eventdesk.desk import queries
from eventdesk.desk.queries import Agenda, planning
from eventdesk.desk.queries.draft import draft
from eventdesk.desk.views.steps import step_words
from eventdesk.desk.views.words import is_changed, where_words
from eventdesk.programme import queries as programme
from eventdesk.programme.models import Event, Room, SessionPlan
from eventdesk.programme.rules import Clash, days_of
from eventdesk.programme.rules.grid import DAY, Block, Grid, planning_grid
from eventdesk.web.filters import clock_time, day_month, local, weekday

ALL_DAYS = "all"
ELSEWHERE = ""
"""The column of what is in none of the rooms."""

Notes = dict[int, list[tuple[int, bool]]]
"""The footnotes of each session by its id: the clash's number, and whether it is only a warning."""


def board(event: Event, asked: str, actor_id: int, *, said: str = "", ask: str = "") -> dict[str, Any]:
    """Return the board for the day that was `asked` for (or ALL_DAYS), else the first with a session.

    `said` is told to who listens, `ask` is a question to answer before the deed is done.
    """
    revision = event.plan_revision
    found = queries.agenda(event)
    rooms = programme.rooms(event.id)
    by_day = _by_day(event, found.plans)
    days = sorted({*days_of(event.starts_on, event.ends_on), *by_day})
    shown = _shown(asked, days, by_day)
    notes = _notes(found.clashes)
    plans = {one.event_session_id: one for one in found.plans}
    cards = _Cards(event, found, notes)
    tray = [one for one in found.plans if one.starts_at is None]
    placed = [one for sessions in by_day.values() for one in sessions]
    return {
        "event": event,
        "said": said,
        "ask": ask,
        "revision": revision,
        "last_step": planning.last_step(event.id),
        "asked": shown[0].isoformat() if len(shown) == 1 else ALL_DAYS,
        "tabs": _tabs(event, days, by_day, shown),
        "days": [_day(event, each, by_day.get(each, []), rooms, cards) for each in shown],
        "tray": [cards.card(one) for one in tray],
        "tray_tracks": sorted({(one.track.letter, one.track.name) for one in tray if one.track}),
        "clashes": [_clash(event, clash, number, plans) for number, clash in enumerate(found.clashes, 1)],
        "clash_count": sum(not clash.is_warning for clash in found.clashes),
        "warning_count": sum(clash.is_warning for clash in found.clashes),
        "placed": sum(one.kind != "break" for one in placed),
        "draft": draft(event, found.plans),
        "steps": _steps(event, actor_id, plans),
    }


def day_of(plan: SessionPlan, timezone: str) -> str:
    """Return the day on which a session begins, as the address of the agenda names it; "" for one in the tray."""
    return local(plan.starts_at, timezone).date().isoformat() if plan.starts_at else ""


def _by_day(event: Event, plans: Sequence[SessionPlan]) -> dict[date, list[SessionPlan]]:
    by_day: dict[date, list[SessionPlan]] = defaultdict(list)
    for one in plans:
        if one.starts_at is not None:
            by_day[local(one.starts_at, event.timezone).date()].append(one)
    return by_day


def _shown(asked: str, days: list[date], by_day: Mapping[date, Any]) -> list[date]:
    if asked == ALL_DAYS:
        return days
    return [next((each for each in days if each.isoformat() == asked), next(iter(by_day), days[0]))]


def _tabs(event: Event, days: list[date], by_day: Mapping[date, list[SessionPlan]], shown: list[date]) -> list[Any]:
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


def _day(
    event: Event, day: date, sessions: list[SessionPlan], rooms: Sequence[Room], cards: "_Cards"
) -> dict[str, Any]:
    """Return one day: its cards in the order of time, and its grid, or none where a list reads better."""
    blocks = [_block(one, day, event.timezone) for one in sessions]
    grid = planning_grid(blocks, [room.slug for room in rooms])
    names = {room.slug: room for room in rooms}
    return {
        "day": day.isoformat(),
        "words": f"{weekday(day)} {day_month(day)}",
        "first": grid.first if grid else 0,
        "half_hours": len(grid.half_hours) if grid else 0,
        "columns": [_column(names.get(str(column))) for column in grid.columns] if grid else [],
        "hours": [{"t": grid.row(minute), "words": _clock(minute)} for minute in grid.half_hours] if grid else [],
        "cards": [cards.card(one, block, grid) for one, block in zip(sessions, blocks, strict=True)],
    }


def _block(one: SessionPlan, day: date, timezone: str) -> Block:
    start, end = (_minute(moment, day, timezone) for moment in (one.starts_at, one.ends_at))
    column = one.room.slug if one.room else ELSEWHERE
    # Clocks that are put back must not end a session before it has begun.
    return Block(one.event_session_id, column, one.kind in ("plenary", "break"), start, max(end, start + 1))


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

    def __init__(self, event: Event, found: Agenda, notes: Notes) -> None:
        self._event, self._found, self._notes = event, found, notes
        # The way to a session is asked for once and not for each of a thousand cards; a code needs no quoting.
        self._url = url_for(".session_edit", event_slug=event.slug, session_code="CODE").removesuffix("CODE/")

    def card(self, one: SessionPlan, block: Block | None = None, grid: Grid | None = None) -> dict[str, Any]:
        """Return a session as its card takes it; `block` and `grid` say where it stands."""
        event_session, session_id = one.event_session, one.event_session_id
        place = grid.places[session_id] if grid else None
        seats = self._found.seats.get(session_id)
        notes = self._notes.get(session_id, [])
        return {
            "code": event_session.code,
            "url": f"{self._url}{event_session.code}/",
            "title": one.title,
            "start": clock_time(one.starts_at, self._event.timezone) if one.starts_at else "",
            "end": clock_time(one.ends_at, self._event.timezone) if one.ends_at else "",
            "who": ", ".join([name for _, name in self._found.people.get(session_id, ())]),
            "where": where_words(one),
            "room": one.room.slug if one.room else ELSEWHERE,
            "kind": one.kind,
            "track": one.track.letter if one.track else "",
            "track_name": one.track.name if one.track else "",
            "seats": _seat_words(seats.taken, seats.capacity, seats.waiting) if seats else "",
            "minute": block.start if block else 0,
            "minutes": one.minutes,
            "version": one.version,
            "state": _state_words(one),
            "cancelled": one.state == "cancelled",
            "changed": is_changed(one),
            "notes": notes,
            "clashes": any(not is_warning for _, is_warning in notes),
            "place": place,
        }


def _seat_words(taken: int, capacity: int, waiting: int) -> str:
    words = gettext("%(taken)s of %(seats)s seats", taken=taken, seats=capacity)
    return f"{words}, " + ngettext("%(num)s waiting", "%(num)s waiting", waiting) if waiting else words


def _state_words(one: SessionPlan) -> str:
    """Return what a card says of a session that is not simply published; "" for one that is."""
    if one.state == "cancelled":
        return gettext("Cancelled") if not is_changed(one) else gettext("Cancelled, not published")
    if one.event_session.state == "draft":
        return gettext("Not published")
    return gettext("Changed, not published") if is_changed(one) else ""


def _notes(clashes: Sequence[Clash]) -> Notes:
    notes: Notes = defaultdict(list)
    for number, clash in enumerate(clashes, 1):
        for session_id in clash.sessions:
            notes[session_id].append((number, clash.is_warning))
    return notes


def _clash(event: Event, clash: Clash, number: int, plans: Mapping[int, SessionPlan]) -> dict[str, Any]:
    """Return a clash as the list of footnotes shows it (desk/_clash.html), with a way to the card of its first session."""
    first = plans[clash.sessions[0]]
    return {
        "number": number,
        "found": clash,
        "card_url": url_for(
            ".agenda", event_slug=event.slug, day=day_of(first, event.timezone) or None,
            _anchor=f"s-{first.event_session.code}",
        ),
    }  # fmt: skip


def _steps(event: Event, actor_id: int, plans: Mapping[int, SessionPlan]) -> dict[str, str]:
    """Return what this organiser can undo and redo, in words; "" for nothing."""
    undo, redo = programme.step_to_undo(event.id, actor_id), programme.step_to_redo(event.id, actor_id)
    known = {session_id: plan.title for session_id, plan in plans.items()}
    titles = planning.titles_of_steps([step for step in (undo, redo) if step], known)
    return {
        "undo": step_words(undo, titles) if undo else "",
        "redo": step_words(redo, titles) if redo else "",
    }
