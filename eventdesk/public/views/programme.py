"""The programme of an event: by day, time, room or track, with filters, a search, and now and next."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import get_locale, gettext, ngettext

from eventdesk.core import clock
from eventdesk.permissions import Permission
from eventdesk.programme.queries.draft import latest_version
from eventdesk.programme.queries.sessions import ProgrammeItem
from eventdesk.public.queries.cache_versions import event_version
from eventdesk.public.queries.events import EventHeader, event_header
from eventdesk.public.queries.programme import (
    ProgrammeOutline,
    load_programme,
    programme_outline,
    searched_texts,
    session_seats,
)
from eventdesk.public.rules.search import search_words
from eventdesk.public.rules.times import day_shown, is_timezone, local_day, moment_of_page
from eventdesk.public.search import search_index
from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cached_page import cached_page, is_for_one_reader
from eventdesk.public.views.cards import track_label
from eventdesk.public.views.favourites import favourites_config
from eventdesk.public.views.layout_context import event_context, timezone_notice
from eventdesk.public.views.now_next import now_next
from eventdesk.public.views.placeholders import SeatPlaceholders, StoredPage, stored_pages
from eventdesk.public.views.programme_filters import VIEWS, ProgrammeFilter, is_worth_caching, parse_filter
from eventdesk.public.views.programme_sections import RenderContext, by_day, seats_line, sections
from eventdesk.web.filters import format_datetime, short_day, weekday
from eventdesk.web.guard import current_identity, requires


@blueprint.get("/events/<event_slug>/programme")
@requires(Permission.EVENT_VIEW, on=event_header)
def programme(head: EventHeader) -> Response:
    """Show the programme; a page without a search is kept until the event, or a seat in it, changes."""
    now = clock.now()
    asked = parse_filter(request.args, head)
    if not is_worth_caching(request.query_string.decode("latin-1"), request.args, asked):
        return cached_page(lambda: _page(head, asked, now))
    ask = event_version(head.id, lambda: moment_of_page(head.starts_on, head.ends_on, head.timezone, clock.now()))
    if is_for_one_reader():
        return cached_page(lambda: _page(head, asked, now))
    return cached_page(lambda: _page_of_visitors(head, asked, now), ask)


def _page_of_visitors(head: EventHeader, asked: ProgrammeFilter, now: datetime) -> str:
    """Return the page that all visitors see, with the seats of this moment."""

    def make() -> StoredPage:
        placeholders = SeatPlaceholders()
        return StoredPage(_page(head, asked, now, placeholders), placeholders, head)

    stamp = (head, moment_of_page(head.starts_on, head.ends_on, head.timezone, now))
    stored = stored_pages.page((head.id, asked, str(get_locale())), stamp, make)
    return stored.filled(session_seats(head.id), now)


def _page(
    head: EventHeader, asked: ProgrammeFilter, now: datetime, placeholders: SeatPlaceholders | None = None
) -> str:
    if asked.zone and not is_timezone(asked.zone):
        return _unknown(head, gettext("There is no such time zone."), now)
    if asked.view not in VIEWS:
        return _unknown(head, gettext("There is no such view of the programme."), now)
    identity = current_identity()
    outline = programme_outline(head.id, _searched(head, asked))
    room = next((room for room in outline.rooms.values() if room.slug == asked.room), None)
    track = next((track for track in outline.tracks.values() if track.slug == asked.track), None)
    if asked.room and room is None:
        return _unknown(head, gettext("There is no such room at this event."), now)
    if asked.track and track is None:
        return _unknown(head, gettext("There is no such track at this event."), now)
    zone = ZoneInfo(asked.zone or head.timezone)
    days = sorted({start.astimezone(zone).date() for start in outline.starts if start})
    try:
        day = _day_shown(head, asked, outline, days, now.astimezone(zone).date())
    except ValueError:
        return _unknown(head, gettext("There is no such day in this programme."), now)

    entries = _found(outline, asked, room and room.id, track and track.id)
    of_day = by_day(entries, zone)
    in_view = [entry for one in ([day] if day else [*days, None]) for entry in of_day.get(one, [])]
    seen = None if in_view == outline.entries and not asked.q else [entry.id for entry in in_view]
    person_id = identity.person_id if identity else None
    filled = load_programme(head.id, outline, person_id, seen, with_seats=placeholders is None)
    shown = RenderContext(head, asked, filled, now, zone, placeholders)
    is_plain = not asked.is_filtered and asked.view in ("", "time")
    return render_template(
        "public/programme.html",
        **event_context(head, "programme", now=now, zone=asked.zone),
        view=asked.view,
        parts=sections(shown, in_view, is_one_day=day is not None),
        has_sessions=bool(outline.starts),
        now_next=now_next(head, outline, now, zone) if is_plain and day in (None, now.astimezone(zone).date()) else [],
        day_tabs=_tabs(head, asked, days, day, has_more=None in outline.starts),
        views=_views(head, asked, outline),
        filters=_filters(asked, outline),
        kept_in_form={name: getattr(asked, name) for name in ("day", "view", "zone") if getattr(asked, name)},
        count=_count(in_view, day),
        elsewhere=_elsewhere(head, asked, entries, in_view, day),
        is_filtered=asked.is_filtered,
        all_url=asked.address(head, room="", track="", q=""),
        all_days_url=asked.address(head, day="all"),
        track_list=track_label(outline.tracks.values()),
        rooms_note=_rooms_note(outline.rooms.values()),
        ics_url=url_for("calendars.programme_ics", event_slug=head.slug),
        seats_as_of=placeholders.as_of if placeholders else format_datetime(now, asked.zone or head.timezone),
        zone_box=timezone_notice(head, asked.zone, now, asked.address(head, zone="", day="")),
        stars=favourites_config(head),
        version=_version_words(head),
    )


def _unknown(head: EventHeader, first: str, now: datetime) -> str:
    page = render_template(
        "public/programme_unknown.html",
        **event_context(head, "programme", now=now),
        first=first,
        all_url=url_for("public.programme", event_slug=head.slug, day="all"),
    )
    abort(make_response(page, 404))


def _day_shown(
    head: EventHeader, asked: ProgrammeFilter, outline: ProgrammeOutline, days: Sequence[date], today: date
) -> date | None:
    """Return the day to show, or None for all. Raises ValueError for a day that is none of the programme's.

    In another zone a day of the event may be none, as where everything begins after midnight there: all are shown then.
    """
    try:
        return day_shown(asked.day or ("all" if asked.q else ""), days, today)
    except ValueError:
        own = {local_day(start, head.timezone) for start in outline.starts if start}
        if asked.zone and date.fromisoformat(asked.day) in own:
            return None
        raise


def _searched(head: EventHeader, asked: ProgrammeFilter) -> set[int] | None:
    """Return the ids of what a search finds on every day; None where nothing is searched for."""
    words = search_words(asked.q)
    if not words:
        return None
    return search_index.found(head.id, head.revision, words, lambda: searched_texts(head.id))


def _found(
    outline: ProgrammeOutline, asked: ProgrammeFilter, room_id: int | None, track_id: int | None
) -> list[ProgrammeItem]:
    """Return the entries that match what is asked, on every day; breaks only where nothing is."""
    return [
        entry
        for entry in outline.entries
        if (not asked.is_filtered or entry.kind != "break")
        and (room_id is None or entry.room_id == room_id)
        and (track_id is None or entry.track_id == track_id)
    ]


def _tabs(
    head: EventHeader, asked: ProgrammeFilter, days: list[date], shown: date | None, *, has_more: bool
) -> list[dict[str, Any]]:
    """Return the day tabs, with one for all days; none where there is only one day and nothing beside it."""
    if len(days) + has_more < 2:
        return []
    tabs = [
        {"date": short_day(day), "weekday": weekday(day), "url": asked.address(head, day=day.isoformat()),
         "current": day == shown}
        for day in days
    ]  # fmt: skip
    everything = {"date": gettext("All days"), "weekday": ngettext("%(num)s day", "%(num)s days", len(days)),
                  "url": asked.address(head, day="all"), "current": shown is None}  # fmt: skip
    return [*tabs, everything]


def _views(head: EventHeader, asked: ProgrammeFilter, outline: ProgrammeOutline) -> list[dict[str, Any]]:
    """Return the ways to see the programme; none where it has one room at most and no track."""
    labels = {"": gettext("By day"), "time": gettext("By time")}
    if len(outline.rooms) > 1:
        labels["room"] = gettext("By room")
    if outline.tracks:
        labels["track"] = gettext("By track")
    if len(labels) == 2:
        return []
    return [
        {"label": label, "url": asked.address(head, view=view), "current": view == asked.view}
        for view, label in labels.items()
    ]


def _filters(asked: ProgrammeFilter, outline: ProgrammeOutline) -> dict[str, Any]:
    selects = []
    if len(outline.rooms) > 1:
        choices = [("", gettext("All rooms")), *((room.slug, room.name) for room in outline.rooms.values())]
        selects.append({"name": "room", "label": gettext("Room"), "value": asked.room, "choices": choices})
    if len(outline.tracks) > 1:
        choices = [("", gettext("All tracks")), *((track.slug, track.name) for track in outline.tracks.values())]
        selects.append({"name": "track", "label": gettext("Track"), "value": asked.track, "choices": choices})
    return {
        "search": {"name": "q", "label": gettext("Title, topic or speaker"), "value": asked.q},
        "selects": selects,
    }


def _count(entries: Sequence[ProgrammeItem], day: date | None) -> str:
    """Return "17 sessions on Wednesday"; breaks are none."""
    number = sum(entry.kind != "break" for entry in entries)
    if day is None:
        return ngettext("%(num)s session", "%(num)s sessions", number)
    return ngettext("%(num)s session on %(day)s", "%(num)s sessions on %(day)s", number, day=weekday(day))


def _elsewhere(
    head: EventHeader,
    asked: ProgrammeFilter,
    found: list[ProgrammeItem],
    in_view: list[ProgrammeItem],
    day: date | None,
) -> dict[str, str] | None:
    """Return a link to what was found on other days, if anything was."""
    number = len(found) - len(in_view)
    if day is None or not asked.is_filtered or not number:
        return None
    words = ngettext("%(num)s session on other days", "%(num)s sessions on other days", number)
    return {"label": words, "url": asked.address(head, day="all")}


def _version_words(head: EventHeader) -> str:
    """Return "Version 5, published on 2 October 2026, 16:10", or "" before the first."""
    version = latest_version(head.id)
    if version is None:
        return ""
    when = format_datetime(version.published_at, head.timezone)
    return gettext("Version %(number)s, published on %(when)s", number=version.number, when=when)


def _rooms_note(rooms: Any) -> str:
    """Return the rooms in a line: "Great hall, 240 seats, hearing loop. Studio, 24 seats."; "" where names are all."""
    if not any(room.seats or room.note for room in rooms):
        return ""
    return " ".join(
        ", ".join(filter(None, [room.name, seats_line(room), room.note.rstrip(".")])) + "." for room in rooms
    )
