"""The programme of an event: by day, time, room or track, with filters, a search, and now and next."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
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
from eventdesk.public.rules.search import search_terms
from eventdesk.public.rules.times import day_shown, is_timezone, local_day, moment_of_page
from eventdesk.public.search import search_index
from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cached_page import cached_page, is_for_one_reader
from eventdesk.public.views.cards import join_nonempty, track_label
from eventdesk.public.views.favourites import favourites_config
from eventdesk.public.views.layout_context import event_context, timezone_notice
from eventdesk.public.views.now_next import now_next
from eventdesk.public.views.programme_filters import VIEWS, ProgrammeFilter, is_worth_caching, parse_filter
from eventdesk.public.views.programme_sections import RenderContext, by_day, seats_line, sections
from eventdesk.public.views.stored_programme import SeatPlaceholders, StoredProgramme, stored_programmes
from eventdesk.web.filters import format_datetime, short_day, weekday
from eventdesk.web.guard import current_identity, requires


@blueprint.get("/events/<event_slug>/programme")
@requires(Permission.EVENT_VIEW, on=event_header)
def programme(head: EventHeader) -> Response:
    """Show the programme; a page without a search is cached until the event or a seat in it changes."""
    now = clock.now()
    filters = parse_filter(request.args, head)
    is_cacheable = is_worth_caching(request.query_string.decode("latin-1"), request.args, filters)
    if not is_cacheable or is_for_one_reader():
        return cached_page(lambda: _page(head, filters, now))

    def moment() -> str:
        return moment_of_page(head.starts_on, head.ends_on, head.timezone, clock.now())

    return cached_page(lambda: _page_of_visitors(head, filters, now), event_version(head.id, moment))


def _page_of_visitors(head: EventHeader, filters: ProgrammeFilter, now: datetime) -> str:
    """Return the page that all visitors see, with the seats of this moment."""

    def make() -> StoredProgramme:
        placeholders = SeatPlaceholders()
        return StoredProgramme(_page(head, filters, now, placeholders), placeholders, head)

    version = (head, moment_of_page(head.starts_on, head.ends_on, head.timezone, now))
    stored = stored_programmes.page((head.id, filters, str(get_locale())), version, make)
    return stored.filled(session_seats(head.id), now)


class _Selection(NamedTuple):
    """The part of a programme that the filters select."""

    outline: ProgrammeOutline
    zone: ZoneInfo
    days: list[date]
    """All days of the programme."""
    day: date | None
    """The day that is shown; None: all."""
    matches: list[ProgrammeItem]
    """What the filters select, on every day; breaks only without filters."""
    visible: list[ProgrammeItem]
    """That of the day that is shown."""


class _UnknownFilter(Exception):
    """The filters name something that the programme does not have; the message says what."""


def _page(
    head: EventHeader, filters: ProgrammeFilter, now: datetime, placeholders: SeatPlaceholders | None = None
) -> str:
    try:
        selection = _select(head, filters, now)
    except _UnknownFilter as problem:
        abort(make_response(_unknown_page(head, str(problem)), 404))
    outline, day, zone = selection.outline, selection.day, selection.zone
    identity = current_identity()
    is_whole = selection.visible == outline.entries and not filters.q
    loaded = load_programme(
        head.id,
        outline,
        identity.person_id if identity else None,
        None if is_whole else [entry.id for entry in selection.visible],
        with_seats=placeholders is None,
    )
    context = RenderContext(head, filters, loaded, now, zone, placeholders)
    shows_today = day in (None, now.astimezone(zone).date())
    shows_now_next = not filters.is_filtered and filters.view in ("", "time") and shows_today
    return render_template(
        "public/programme.html",
        **event_context(head, "programme", zone=filters.zone),
        view=filters.view,
        sections=sections(context, selection.visible, is_one_day=day is not None),
        has_sessions=bool(outline.starts),
        now_next=now_next(head, outline, now, zone) if shows_now_next else [],
        day_tabs=_tabs(head, filters, selection),
        views=_views(head, filters, outline),
        filters=_filters(filters, outline),
        hidden_fields={name: getattr(filters, name) for name in ("day", "view", "zone") if getattr(filters, name)},
        count=_count(selection.visible, day),
        other_days=_other_days(head, filters, selection),
        is_filtered=filters.is_filtered,
        all_url=filters.address(head, room="", track="", q=""),
        all_days_url=filters.address(head, day="all"),
        track_list=track_label(outline.tracks.values()),
        rooms_note=_rooms_note(outline.rooms.values()),
        ics_url=url_for("calendars.programme_ics", event_slug=head.slug),
        seats_as_of=placeholders.as_of if placeholders else format_datetime(now, zone.key),
        zone_box=timezone_notice(head, filters.zone, filters.address(head, zone="", day="")),
        favourites=favourites_config(head),
        version=_version_label(head),
    )


def _unknown_page(head: EventHeader, title: str) -> str:
    return render_template(
        "public/programme_unknown.html",
        **event_context(head, "programme"),
        title=title,
        all_url=url_for("public.programme", event_slug=head.slug, day="all"),
    )


def _select(head: EventHeader, filters: ProgrammeFilter, now: datetime) -> _Selection:
    """Return what the filters select. Raises _UnknownFilter where they name something that is not there."""
    if filters.zone and not is_timezone(filters.zone):
        raise _UnknownFilter(gettext("Time zone not found"))
    if filters.view not in VIEWS:
        raise _UnknownFilter(gettext("View not found"))
    outline = programme_outline(head.id, _search(head, filters))
    room = next((room for room in outline.rooms.values() if room.slug == filters.room), None)
    track = next((track for track in outline.tracks.values() if track.slug == filters.track), None)
    if filters.room and room is None:
        raise _UnknownFilter(gettext("Room not found"))
    if filters.track and track is None:
        raise _UnknownFilter(gettext("Track not found"))
    zone = ZoneInfo(filters.zone or head.timezone)
    days = sorted({start.astimezone(zone).date() for start in outline.starts if start})
    try:
        day = _day_shown(head, filters, outline, days, now.astimezone(zone).date())
    except ValueError as problem:
        raise _UnknownFilter(gettext("Day not found")) from problem
    matches = _matches(outline, filters, room and room.id, track and track.id)
    of_day = by_day(matches, zone)
    visible = [entry for shown in ([day] if day else [*days, None]) for entry in of_day.get(shown, [])]
    return _Selection(outline, zone, days, day, matches, visible)


def _day_shown(
    head: EventHeader, filters: ProgrammeFilter, outline: ProgrammeOutline, days: Sequence[date], today: date
) -> date | None:
    """Return the day to show, or None for all. Raises ValueError for a day that the programme does not have.

    In another time zone a day of the event may have no session, as where all start after midnight there: then all days
    are shown.
    """
    try:
        return day_shown(filters.day or ("all" if filters.q else ""), days, today)
    except ValueError:
        days_of_event = {local_day(start, head.timezone) for start in outline.starts if start}
        if filters.zone and date.fromisoformat(filters.day) in days_of_event:
            return None
        raise


def _search(head: EventHeader, filters: ProgrammeFilter) -> set[int] | None:
    """Return the ids of the sessions that match the search, on every day; None without a search."""
    terms = search_terms(filters.q)
    if not terms:
        return None
    return search_index.search(head.id, head.revision, terms, lambda: searched_texts(head.id))


def _matches(
    outline: ProgrammeOutline, filters: ProgrammeFilter, room_id: int | None, track_id: int | None
) -> list[ProgrammeItem]:
    return [
        entry
        for entry in outline.entries
        if (not filters.is_filtered or entry.kind != "break")
        and (room_id is None or entry.room_id == room_id)
        and (track_id is None or entry.track_id == track_id)
    ]


def _tabs(head: EventHeader, filters: ProgrammeFilter, selection: _Selection) -> list[dict[str, Any]]:
    """Return the tabs of the days and one for all; none for a programme of one day."""
    days, has_more = selection.days, None in selection.outline.starts
    if len(days) + has_more < 2:
        return []
    tabs = [
        {
            "date": short_day(day),
            "weekday": weekday(day),
            "url": filters.address(head, day=day.isoformat()),
            "current": day == selection.day,
        }
        for day in days
    ]
    all_days = {
        "date": gettext("All days"),
        "weekday": ngettext("%(num)s day", "%(num)s days", len(days)),
        "url": filters.address(head, day="all"),
        "current": selection.day is None,
    }
    return [*tabs, all_days]


def _views(head: EventHeader, filters: ProgrammeFilter, outline: ProgrammeOutline) -> list[dict[str, Any]]:
    """Return the views of the programme; none if it has at most one room and no track."""
    labels = {"": gettext("By day"), "time": gettext("By time")}
    if len(outline.rooms) > 1:
        labels["room"] = gettext("By room")
    if outline.tracks:
        labels["track"] = gettext("By track")
    if len(labels) == 2:
        return []
    return [
        {"label": label, "url": filters.address(head, view=view), "current": view == filters.view}
        for view, label in labels.items()
    ]


def _filters(filters: ProgrammeFilter, outline: ProgrammeOutline) -> dict[str, Any]:
    selects = []
    if len(outline.rooms) > 1:
        choices = [("", gettext("All rooms")), *((room.slug, room.name) for room in outline.rooms.values())]
        selects.append({"name": "room", "label": gettext("Room"), "value": filters.room, "choices": choices})
    if len(outline.tracks) > 1:
        choices = [("", gettext("All tracks")), *((track.slug, track.name) for track in outline.tracks.values())]
        selects.append({"name": "track", "label": gettext("Track"), "value": filters.track, "choices": choices})
    return {
        "search": {"name": "q", "label": gettext("Title, topic or speaker"), "value": filters.q},
        "selects": selects,
    }


def _count(entries: Sequence[ProgrammeItem], day: date | None) -> str:
    """Return "17 sessions on Wednesday", without the breaks."""
    number = sum(entry.kind != "break" for entry in entries)
    if day is None:
        return ngettext("%(num)s session", "%(num)s sessions", number)
    return ngettext("%(num)s session on %(day)s", "%(num)s sessions on %(day)s", number, day=weekday(day))


def _other_days(head: EventHeader, filters: ProgrammeFilter, selection: _Selection) -> dict[str, str] | None:
    """Return a link to the matches on other days, if there are any."""
    number = len(selection.matches) - len(selection.visible)
    if selection.day is None or not filters.is_filtered or not number:
        return None
    label = ngettext("%(num)s session on other days", "%(num)s sessions on other days", number)
    return {"label": label, "url": filters.address(head, day="all")}


def _version_label(head: EventHeader) -> str:
    """Return "Version 5, published on 2 October 2026, 16:10", or "" before the first."""
    version = latest_version(head.id)
    if version is None:
        return ""
    when = format_datetime(version.published_at, head.timezone)
    return gettext("Version %(number)s, published on %(when)s", number=version.number, when=when)


def _rooms_note(rooms: Any) -> str:
    """Return the rooms in a line: "Great hall, 240 seats, hearing loop. Studio, 24 seats."; "" if only names are known."""
    if not any(room.seats or room.note for room in rooms):
        return ""
    return " ".join(f"{join_nonempty(room.name, seats_line(room), room.note.rstrip('.'))}." for room in rooms)
