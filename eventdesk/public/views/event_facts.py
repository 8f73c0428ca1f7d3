"""What an event's page shows of the event: cover, key facts, key figures, talks and moderators."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from eventdesk.figures.queries import participation
from eventdesk.programme.models.programme import Event, Room
from eventdesk.programme.queries.contents import talk_titles
from eventdesk.programme.queries.sessions import ProgrammeItem
from eventdesk.programme.states import PublicationState
from eventdesk.public.queries.events import EventHeader, published_reports
from eventdesk.public.queries.programme import Programme
from eventdesk.public.rules.times import local_day
from eventdesk.public.views.cards import join_nonempty, role_label, unique_people
from eventdesk.speakers.queries import SpeakerRow
from eventdesk.web.filters import clock_time, country_name, day, day_month, day_range, month_year, utc_offset, weekday

MAX_TALKS = 12
"""An event with more talks shows some of its sessions instead, with a link to the programme."""


def cover_month(event: Event) -> str:
    """Return "October 2026, Wednesday and Thursday", which is shown below the large days."""
    first, last = month_year(event.starts_on), month_year(event.ends_on)
    months = first if first == last else f"{first} – {last}"
    if event.starts_on == event.ends_on:
        return f"{months}, {weekday(event.starts_on)}"
    if (event.ends_on - event.starts_on).days == 1:
        days = gettext("%(first)s and %(last)s", first=weekday(event.starts_on), last=weekday(event.ends_on))
    else:
        days = gettext("%(first)s to %(last)s", first=weekday(event.starts_on), last=weekday(event.ends_on))
    return f"{months}, {days}"


def key_facts(event: Event, programme: Programme, is_over: bool) -> list[dict[str, str]]:
    """Return the rows of the key facts, without those that are unknown."""
    where = join_nonempty(event.venue, event.address, event.city, country_name(event.country))
    if event.is_online:
        where = join_nonempty(where, gettext("online")) if where else gettext("Online")
    rows = [
        (gettext("When"), _when(event, programme.entries)),
        (gettext("Where"), where),
        (gettext("For"), event.audience),
        (gettext("Language"), event.languages),
        (gettext("Fee"), event.fee),
        (gettext("Seats"), "" if is_over else _seats(list(programme.rooms.values()), bool(programme.seats))),
    ]
    return [{"term": term, "words": text} for term, text in rows if text]


def _when(event: Event, entries: Sequence[ProgrammeItem]) -> str:
    """Return the days, when the first session starts and the last one ends, and the time zone."""
    zone = event.timezone
    starts = [entry.starts_at for entry in entries if entry.starts_at]
    ends = [entry.ends_at for entry in entries if entry.ends_at]
    if not starts:
        return day_range(event.starts_on, event.ends_on)
    start, end = min(starts), max(ends)
    values = {
        "first": f"{weekday(start, zone)} {day_month(start, zone)}",
        "start": clock_time(start, zone),
        "last": f"{weekday(end, zone)} {day(end, zone)}",
        "end": clock_time(end, zone),
        "zone": _short_zone(zone, start),
    }
    if local_day(start, zone) == local_day(end, zone):
        return gettext("%(last)s, %(start)s–%(end)s (%(zone)s)", **values)
    return gettext("%(first)s, %(start)s, to %(last)s, %(end)s (%(zone)s)", **values)


def _short_zone(zone: str, moment: datetime) -> str:
    city = zone.rpartition("/")[2].replace("_", " ")
    if city == "UTC":
        return "UTC"
    return gettext("%(city)s time, %(offset)s", city=city, offset=utc_offset(moment, zone))


def _seats(rooms: Sequence[Room], takes_reservations: bool) -> str:
    seats, count = sum(room.seats or 0 for room in rooms), len(rooms)
    if not seats or not takes_reservations:
        return ""
    of_rooms = ngettext("%(seats)s in %(num)s room.", "%(seats)s in %(num)s rooms.", count, seats=seats)
    return " ".join((of_rooms, gettext("Register first, then reserve a seat in each session.")))


def key_figures(event: Event, programme: Programme, now: datetime) -> list[dict[str, Any]]:
    """Return the key figures of an event that is over; participation is public once the report is published."""
    people = [person for people in programme.people.values() for person in people]
    speakers = len({person.code for person in people if person.part == "speaker"})
    talks = len({person.talk_id for person in people if person.talk_id})
    sessions = sum(entry.kind != "break" and entry.state != PublicationState.CANCELLED for entry in programme.entries)
    figures = [
        (speakers, ngettext("speaker", "speakers", speakers)),
        (talks, ngettext("presentation", "presentations", talks)),
        (sessions, ngettext("session", "sessions", sessions)),
    ]
    has_report = published_reports([event.id])
    participants = participation([event], now=now).get(event.id) if has_report else None
    if participants:
        figures = [
            (participants.people, ngettext("participant", "participants", participants.people)),
            (participants.organisations, ngettext("organisation", "organisations", participants.organisations)),
            *figures[:2],
        ]
    return [{"number": number, "words": label} for number, label in figures if number]


def talks_of_event(head: EventHeader, programme: Programme, sessions: Sequence[ProgrammeItem]) -> list[dict[str, Any]]:
    """Return the talks of a small event that is over, with their speakers; nothing where there are too many."""
    people = [person for entry in sessions for person in programme.people.get(entry.id, [])]
    codes = {entry.id: entry.code for entry in sessions if entry.state != PublicationState.CANCELLED}
    talks = [
        {
            "title": title,
            "url": url_for("public.session_page", event_slug=head.slug, session_code=codes[session_id]),
            "people": [_person(person) for person in people if person.talk_id == talk_id],
        }
        for session_id, talk_id, title in talk_titles(head.id)
        if session_id in codes
    ]
    return talks if len(talks) <= MAX_TALKS else []


def moderators_of_event(programme: Programme) -> list[dict[str, str]]:
    """Return the moderators, each once."""
    people = [person for people in programme.people.values() for person in people if person.part == "moderator"]
    return [_person(person) for person in unique_people(people)][:MAX_TALKS]


def _person(person: SpeakerRow) -> dict[str, str]:
    return {"code": person.code, "name": person.name, "role": role_label(person)}
