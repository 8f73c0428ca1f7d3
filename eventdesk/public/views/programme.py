"""The programme of an event, by day, with filters and a search."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.text import clean_line
from eventdesk.permissions import Permission
from eventdesk.programme import queries as programmes
from eventdesk.programme.models import Room
from eventdesk.programme.queries import Entry
from eventdesk.public import queries, rules
from eventdesk.public.queries import EventHead, Programme
from eventdesk.public.rules import Block
from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cards import Card, card, place_of, track_words
from eventdesk.public.views.frame import event_frame
from eventdesk.public.views.pages import page
from eventdesk.web.filters import clock_time, day_month, day_time, short_day, weekday
from eventdesk.web.guard import me, requires

LONGEST_NAME = 60
"""Characters of a day, room or track in the address; longer ones are of no programme."""


@dataclass(frozen=True)
class Asked:
    """What the address asks to see."""

    day: str
    room: str
    track: str
    q: str

    @property
    def is_filtered(self) -> bool:
        return bool(self.room or self.track or self.q)

    def address(self, head: EventHead, **other: str) -> str:
        """Return the address of the same programme with `other` asked instead."""
        asked: dict[str, Any] = {"day": self.day, "room": self.room, "track": self.track, "q": self.q, **other}
        return url_for("public.programme", event_slug=head.slug, **{k: v for k, v in asked.items() if v})


@blueprint.get("/events/<event_slug>/programme")
@requires(Permission.EVENT_VIEW, on=queries.event_head)
def programme(head: EventHead) -> Response:
    """Show the programme; a page without a search is kept until the event, or a seat in it, changes."""
    now = clock.now()
    args = request.args
    day, room, track = (clean_line(args.get(name, "")[:LONGEST_NAME]) for name in ("day", "room", "track"))
    asked = Asked(day, room, track, clean_line(args.get("q", "")[: rules.LONGEST_SEARCH]))
    # What anybody can type in any number of ways is not kept, lest it drive out what is asked for often.
    if asked.q or not set(args) <= {"day", "room", "track", "q"}:
        return page(lambda: _page(head, asked, now))
    ask = queries.event_stamp(
        head.id, lambda: rules.moment_of_page(head.starts_on, head.ends_on, head.timezone, clock.now())
    )
    return page(lambda: _page(head, asked, now), ask)


def _page(head: EventHead, asked: Asked, now: datetime) -> str:
    identity = me()
    shown = queries.programme_of(head.id, identity.person_id if identity else None)
    zone = ZoneInfo(head.timezone)
    of_day = _by_day(shown.entries, zone)
    days = sorted(day for day in of_day if day)
    try:
        day = rules.day_shown(asked.day or ("all" if asked.q else ""), days, now.astimezone(zone).date())
    except ValueError:
        return _unknown(head, gettext("There is no such day in this programme."), now)
    room = next((room for room in shown.rooms.values() if room.slug == asked.room), None)
    track = next((track for track in shown.tracks.values() if track.slug == asked.track), None)
    if asked.room and room is None:
        return _unknown(head, gettext("There is no such room at this event."), now)
    if asked.track and track is None:
        return _unknown(head, gettext("There is no such track at this event."), now)

    entries = _found(head, shown, asked, room and room.id, track and track.id)
    wanted = [day] if day else [*days, None]
    chosen = {entry.id for entry in entries}
    parts = [
        _part(head, shown, [entry for entry in of_day.get(one, []) if entry.id in chosen], one, asked, now)
        for one in wanted
        if chosen & {entry.id for entry in of_day.get(one, [])}
    ]
    in_view = [entry for one in wanted for entry in of_day.get(one, []) if entry.id in chosen]
    return render_template(
        "public/programme.html",
        **event_frame(head, "programme", now=now),
        parts=parts,
        has_sessions=bool(shown.entries),
        day_tabs=_tabs(head, asked, days, day, of_day),
        filters=_filters(asked, shown),
        day_in_form=asked.day,
        count=_count(in_view, day),
        elsewhere=_elsewhere(head, asked, entries, in_view, day),
        is_filtered=asked.is_filtered,
        all_url=asked.address(head, room="", track="", q=""),
        track_list=track_words(shown.tracks.values()),
        rooms_note=_rooms_note(shown.rooms.values()),
        ics_url=url_for("calendars.programme_ics", event_slug=head.slug),
        seats_as_of=day_time(now, head.timezone),
    )


def _unknown(head: EventHead, first: str, now: datetime) -> str:
    page = render_template(
        "public/programme_unknown.html",
        **event_frame(head, "programme", now=now),
        first=first,
        all_url=url_for("public.programme", event_slug=head.slug, day="all"),
    )
    abort(make_response(page, 404))


def _by_day(entries: Sequence[Entry], zone: ZoneInfo) -> dict[date | None, list[Entry]]:
    """Return the entries by the day they begin on; under None those without a time yet."""
    of_day: dict[date | None, list[Entry]] = {}
    for entry in entries:
        day = entry.starts_at.astimezone(zone).date() if entry.starts_at else None
        of_day.setdefault(day, []).append(entry)
    return of_day


def _found(head: EventHead, shown: Programme, asked: Asked, room_id: int | None, track_id: int | None) -> list[Entry]:
    """Return the entries that match what is asked, on every day; breaks only where nothing is."""
    if not asked.is_filtered:
        return shown.entries
    entries = [entry for entry in shown.entries if entry.kind != "break"]
    if room_id:
        entries = [entry for entry in entries if entry.room_id == room_id]
    if track_id:
        entries = [entry for entry in entries if entry.track_id == track_id]
    words = rules.search_words(asked.q)
    if not words:
        return entries
    titles: dict[int, list[str]] = {}
    for session_id, _, title in programmes.talk_titles(head.id):
        titles.setdefault(session_id, []).append(title)

    def texts(entry: Entry) -> list[str]:
        people = shown.people.get(entry.id, [])
        return [entry.title, *titles.get(entry.id, []), *(f"{one.name} {one.organisation}" for one in people)]

    return [entry for entry in entries if rules.is_found(words, texts(entry))]


def _part(
    head: EventHead, shown: Programme, entries: list[Entry], day: date | None, asked: Asked, now: datetime
) -> dict[str, Any]:
    """Return one day of the programme: a grid where that reads well, else a list."""
    drawn = None
    zone = ZoneInfo(head.timezone)
    if day and not asked.is_filtered:
        blocks = [
            Block(
                entry.id,
                entry.room_id or place_of(entry, shown.rooms) or gettext("Room to be announced"),
                entry.kind in ("plenary", "break"),
                rules.local_minutes(entry.starts_at, day, zone),
                rules.local_minutes(entry.ends_at, day, zone),
            )
            for entry in entries
            if entry.starts_at and entry.ends_at
        ]
        drawn = rules.grid(blocks, list(shown.rooms))
    cards: list[Card] = [
        card(entry, shown, head, now=now, place=drawn.places[entry.id] if drawn else None) for entry in entries
    ]
    part: dict[str, Any] = {
        "title": f"{weekday(day)}, {day_month(day)}" if day else gettext("Time to be announced"),
        "cards": cards,
        "is_grid": drawn is not None,
        "now": None,
    }
    minute = rules.local_minutes(now, day, zone) if day else -1
    if drawn:
        columns = [shown.rooms.get(column) if isinstance(column, int) else column for column in drawn.columns]
        part["rooms"] = [
            {"name": column.name, "seats": _seats_line(column)} if isinstance(column, Room)
            else {"name": column, "seats": ""}
            for column in columns
        ]  # fmt: skip
        part["hours"] = [
            {"t": drawn.row(minutes), "words": f"{minutes // 60 % 24:02}:{minutes % 60:02}"}
            for minutes in drawn.half_hours
        ]
        if drawn.first <= minute < drawn.last and head.state != "cancelled":
            part["now"] = {"t": drawn.row(minute), "words": clock_time(now, head.timezone)}
    return part


def _seats_line(room: Room) -> str:
    return ngettext("%(num)s seat", "%(num)s seats", room.seats) if room.seats else ""


def _tabs(
    head: EventHead, asked: Asked, days: list[date], shown: date | None, of_day: dict[date | None, list[Entry]]
) -> list[dict[str, Any]]:
    """Return the day tabs, with one for all days; none where there is only one day and nothing beside it."""
    if len(days) + (None in of_day) < 2:
        return []
    tabs = [
        {"date": short_day(day), "weekday": weekday(day), "url": asked.address(head, day=day.isoformat()),
         "current": day == shown}
        for day in days
    ]  # fmt: skip
    everything = {"date": gettext("All days"), "weekday": ngettext("%(num)s day", "%(num)s days", len(days)),
                  "url": asked.address(head, day="all"), "current": shown is None}  # fmt: skip
    return [*tabs, everything]


def _filters(asked: Asked, shown: Programme) -> dict[str, Any]:
    selects = []
    if len(shown.rooms) > 1:
        choices = [("", gettext("All rooms")), *((room.slug, room.name) for room in shown.rooms.values())]
        selects.append({"name": "room", "label": gettext("Room"), "value": asked.room, "choices": choices})
    if len(shown.tracks) > 1:
        choices = [("", gettext("All tracks")), *((track.slug, track.name) for track in shown.tracks.values())]
        selects.append({"name": "track", "label": gettext("Track"), "value": asked.track, "choices": choices})
    return {
        "search": {"name": "q", "label": gettext("Title or speaker"), "value": asked.q},
        "selects": selects,
    }


def _count(entries: Sequence[Entry], day: date | None) -> str:
    """Return "17 sessions on Wednesday"; breaks are none."""
    number = sum(entry.kind != "break" for entry in entries)
    if day is None:
        return ngettext("%(num)s session", "%(num)s sessions", number)
    return ngettext("%(num)s session on %(day)s", "%(num)s sessions on %(day)s", number, day=weekday(day))


def _elsewhere(
    head: EventHead, asked: Asked, found: list[Entry], in_view: list[Entry], day: date | None
) -> dict[str, str] | None:
    """Return a link to what was found on other days, if anything was."""
    number = len(found) - len(in_view)
    if day is None or not asked.is_filtered or not number:
        return None
    words = ngettext("%(num)s session on other days", "%(num)s sessions on other days", number)
    return {"label": words, "url": asked.address(head, day="all")}


def _rooms_note(rooms: Any) -> str:
    """Return the rooms in a line: "Great hall, 240 seats, hearing loop. Studio, 24 seats."; "" where names are all."""
    if not any(room.seats or room.note for room in rooms):
        return ""
    return " ".join(
        ", ".join(filter(None, [room.name, _seats_line(room), room.note.rstrip(".")])) + "." for room in rooms
    )
