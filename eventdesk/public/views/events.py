"""The page of an event: before it, an invitation; afterwards, what came of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.figures.queries import participation
from eventdesk.permissions import Permission
from eventdesk.programme.models.programme import Event, Room
from eventdesk.programme.queries.contents import links_of_event, talk_titles
from eventdesk.programme.queries.events import events_of_series
from eventdesk.programme.queries.sessions import ProgrammeItem
from eventdesk.public.queries.cache_versions import event_version
from eventdesk.public.queries.events import (
    EventHeader,
    event_header,
    event_with_everything,
    published_report,
    published_reports,
)
from eventdesk.public.queries.programme import Programme, programme_of
from eventdesk.public.rules.times import local_day, minute, phase
from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cached_page import cached_page
from eventdesk.public.views.cards import card, join_nonempty, role_label, unique_people
from eventdesk.public.views.favourites import favourites_config
from eventdesk.public.views.guests import guest_at, guest_key, no_store
from eventdesk.public.views.json_ld import event_data
from eventdesk.public.views.layout_context import event_context
from eventdesk.public.views.now_next import now_next
from eventdesk.registration.models import Registration, RegistrationPolicy
from eventdesk.registration.queries.policy import registration_policy
from eventdesk.registration.queries.registrations import registration_of
from eventdesk.registration.rules.policy import registration_is_open
from eventdesk.speakers.queries import SpeakerRow
from eventdesk.web.filters import (
    clock_time,
    country_name,
    cover_dates,
    day,
    day_month,
    day_range,
    month_year,
    utc_offset,
    weekday,
)
from eventdesk.web.guard import current_identity, requires

MAX_SESSIONS = 4
MAX_TALKS = 12
"""An event with more talks shows some of its sessions instead, and leads to the programme."""


@blueprint.get("/events/<event_slug>/")
@requires(Permission.EVENT_VIEW, on=event_header)
def event_page(head: EventHeader) -> Response:
    """Show an event."""
    now = clock.now()
    guest = guest_at(head.id)
    if guest:
        return no_store(cached_page(lambda: _page(head, now, guest)))
    ask = None if request.args else event_version(head.id, lambda: minute(clock.now()))
    return cached_page(lambda: _page(head, now), ask)


def _page(head: EventHeader, now: datetime, guest: Registration | None = None) -> str:
    identity = current_identity()
    event = event_with_everything(head.id)
    shown = programme_of(head.id, identity.person_id if identity else None)
    is_over = phase(head.starts_on, head.ends_on, head.timezone, now) == "after"
    report = published_report(head.id) if head.report_published_at else None
    sessions = [entry for entry in shown.entries if entry.kind != "break"]
    links = links_of_event(head.id)
    siblings = events_of_series(event.series_id) if event.series_id else []
    registration = registration_of(head.id, identity.person_id) if identity else guest
    standing = registration.state if registration else ""
    is_registered = standing == "confirmed"
    terms = registration_policy(head.id)
    is_open = not is_over and event.state == "published" and registration_is_open(
        opens_at=event.registration_opens_at, closes_at=event.registration_closes_at, now=now
    )  # fmt: skip
    is_full = terms.places is not None and terms.taken >= terms.places
    return render_template(
        "public/event.html",
        **event_context(head, "event", now=now),
        event=event,
        is_over=is_over,
        is_registered=is_registered,
        is_pending=standing == "pending",
        guest_ref=guest_key(guest),
        may_register=is_open and not is_full and standing not in ("confirmed", "pending"),
        condition=" ".join(filter(None, (registration_notice(event, now), capacity_text(terms) if is_open else ""))),
        days=cover_dates(event.starts_on, event.ends_on),
        month=_month(event),
        place=join_nonempty(event.venue, event.city) or (gettext("Online") if event.is_online else ""),
        facts=_facts(event, shown, is_over),
        figures=_figures(event, shown, now) if is_over else [],
        topics=[line.strip() for line in event.topics.splitlines() if line.strip()],
        report=report,
        talks=_talks(head, shown, sessions) if is_over else [],
        leaders=_leaders(shown) if is_over else [],
        cards=[card(entry, shown, head, now=now) for entry in _picked(sessions, shown, now, is_over)],
        all_sessions=_all_sessions(sessions, event),
        partners=[link for link in links if link.kind == "partner"],
        projects=[link for link in links if link.kind == "project"],
        links=[link for link in links if link.kind in ("press", "other")],
        siblings=[one for one in siblings if one.id != event.id],
        online_url=event.online_url if is_registered and not is_over else "",
        ics_url=url_for("calendars.programme_ics", event_slug=head.slug) if sessions else "",
        now_next=now_next(head, shown, now, ZoneInfo(head.timezone)),
        structured=event_data(event, head, shown),
        stars=favourites_config(head),
    )  # fmt: skip


def registration_text(event: Event, now: datetime) -> str:
    """Return until or from when one can register, in a sentence without its full stop; "" where nothing binds."""
    opens, closes, zone = event.registration_opens_at, event.registration_closes_at, event.timezone
    if opens and now < opens:
        return gettext("Registration opens on %(day)s", day=day_month(opens, zone))
    if closes and now >= closes:
        return gettext("Registration is closed")
    if closes:
        return gettext("Registration closes on %(day)s", day=day_month(closes, zone))
    return ""


def registration_notice(event: Event, now: datetime) -> str:
    """Return what stands beside the button: "Free. Closes on 7 October, 18:00."."""
    opens, closes, zone = event.registration_opens_at, event.registration_closes_at, event.timezone
    said = [event.fee]
    if opens and now < opens:
        said.append(gettext("Registration opens on %(day)s, %(time)s",
                            day=day_month(opens, zone), time=clock_time(opens, zone)))  # fmt: skip
    elif closes and now >= closes:
        said = [gettext("Registration closed on %(day)s, %(time)s",
                        day=day_month(closes, zone), time=clock_time(closes, zone))]  # fmt: skip
    elif closes:
        said.append(gettext("Closes on %(day)s, %(time)s",
                            day=day_month(closes, zone), time=clock_time(closes, zone)))  # fmt: skip
    return " ".join(f"{words.rstrip('.')}." for words in said if words)


def capacity_text(terms: RegistrationPolicy) -> str:
    """Return how many places an event has left and on what terms, in short sentences; "" where nothing binds."""
    said = []
    if terms.places is not None:
        left = terms.places - terms.taken
        said.append(
            ngettext("%(num)s place left.", "%(num)s places left.", left) if left else gettext("All places are taken.")
        )
    if terms.requires_code:
        said.append(gettext("By invitation: you need a code."))
    elif terms.requires_approval:
        said.append(gettext("The organisers look at each registration."))
    return " ".join(said)


def _month(event: Event) -> str:
    """Return "October 2026, Wednesday and Thursday": what stands under the giant days."""
    first, last = month_year(event.starts_on), month_year(event.ends_on)
    months = first if first == last else f"{first} – {last}"
    if event.starts_on == event.ends_on:
        return f"{months}, {weekday(event.starts_on)}"
    if (event.ends_on - event.starts_on).days == 1:
        days = gettext("%(first)s and %(last)s", first=weekday(event.starts_on), last=weekday(event.ends_on))
    else:
        days = gettext("%(first)s to %(last)s", first=weekday(event.starts_on), last=weekday(event.ends_on))
    return f"{months}, {days}"


def _facts(event: Event, shown: Programme, is_over: bool) -> list[dict[str, str]]:
    where = join_nonempty(event.venue, event.address, event.city, country_name(event.country))
    if event.is_online:
        where = join_nonempty(where, gettext("online")) if where else gettext("Online")
    rows = [
        (gettext("When"), _when(event, shown.entries)),
        (gettext("Where"), where),
        (gettext("For"), event.audience),
        (gettext("Language"), event.languages),
        (gettext("Fee"), event.fee),
        (gettext("Seats"), "" if is_over else _seats(list(shown.rooms.values()), bool(shown.seats))),
    ]
    return [{"term": term, "words": words} for term, words in rows if words]


def _when(event: Event, entries: Sequence[ProgrammeItem]) -> str:
    """Return the days, with the hours at which the first session starts and the last one ends, and the zone."""
    zone = event.timezone
    starts = [entry.starts_at for entry in entries if entry.starts_at]
    ends = [entry.ends_at for entry in entries if entry.ends_at]
    if not starts:
        return day_range(event.starts_on, event.ends_on)
    start, end = min(starts), max(ends)
    city = zone.rpartition("/")[2].replace("_", " ")
    words = {
        "first": f"{weekday(start, zone)} {day_month(start, zone)}",
        "start": clock_time(start, zone),
        "last": f"{weekday(end, zone)} {day(end, zone)}",
        "end": clock_time(end, zone),
        "zone": "UTC" if city == "UTC" else gettext("%(city)s time, %(offset)s", city=city,
                                                    offset=utc_offset(start, zone)),
    }  # fmt: skip
    if local_day(start, zone) == local_day(end, zone):
        return gettext("%(last)s, %(start)s–%(end)s (%(zone)s)", **words)
    return gettext("%(first)s, %(start)s, to %(last)s, %(end)s (%(zone)s)", **words)


def _seats(rooms: Sequence[Room], takes_reservations: bool) -> str:
    seats, count = sum(room.seats or 0 for room in rooms), len(rooms)
    if not seats or not takes_reservations:
        return ""
    of_rooms = ngettext("%(seats)s in %(num)s room.", "%(seats)s in %(num)s rooms.", count, seats=seats)
    return " ".join((of_rooms, gettext("Register first, then reserve a seat in each session.")))


def _figures(event: Event, shown: Programme, now: datetime) -> list[dict[str, Any]]:
    """Return the key figures of an event that is over; participation is public once the report is published."""
    people = [one for of_session in shown.people.values() for one in of_session]
    speakers = len({one.code for one in people if one.part == "speaker"})
    talks = len({one.talk_id for one in people if one.talk_id})
    sessions = sum(entry.kind != "break" and entry.state != "cancelled" for entry in shown.entries)
    counted = [
        (speakers, ngettext("speaker", "speakers", speakers)),
        (talks, ngettext("presentation", "presentations", talks)),
        (sessions, ngettext("session", "sessions", sessions)),
    ]
    has_report = published_reports([event.id])
    took_part = participation([event], now=now).get(event.id) if has_report else None
    if took_part:
        counted = [
            (took_part.people, ngettext("participant", "participants", took_part.people)),
            (took_part.organisations, ngettext("organisation", "organisations", took_part.organisations)),
            *counted[:2],
        ]
    return [{"number": number, "words": words} for number, words in counted if number]


def _talks(head: EventHeader, shown: Programme, sessions: Sequence[ProgrammeItem]) -> list[dict[str, Any]]:
    """Return the talks of a small event that is over, each with its speakers; none where there are too many."""
    people = [one for entry in sessions for one in shown.people.get(entry.id, [])]
    codes = {entry.id: entry.code for entry in sessions if entry.state != "cancelled"}
    talks = [
        {
            "title": title,
            "url": url_for("public.session_page", event_slug=head.slug, session_code=codes[session_id]),
            "people": [_person(one) for one in people if one.talk_id == talk_id],
        }
        for session_id, talk_id, title in talk_titles(head.id)
        if session_id in codes
    ]
    return talks if len(talks) <= MAX_TALKS else []


def _leaders(shown: Programme) -> list[dict[str, str]]:
    """Return who moderated, each once."""
    people = [one for of_session in shown.people.values() for one in of_session]
    return [_person(one) for one in unique_people(one for one in people if one.part == "moderator")][:MAX_TALKS]


def _person(one: SpeakerRow) -> dict[str, str]:
    return {"code": one.code, "name": one.name, "role": role_label(one)}


def _picked(sessions: Sequence[ProgrammeItem], shown: Programme, now: datetime, is_over: bool) -> list[ProgrammeItem]:
    """Return a few sessions to begin with: of those still to come, the first that say who speaks."""
    held = [entry for entry in sessions if entry.state != "cancelled" and entry.starts_at]
    ahead = [entry for entry in held if entry.ends_at and entry.ends_at > now] if not is_over else held
    with_people = [entry for entry in ahead if shown.people.get(entry.id)]
    return (with_people or ahead)[:MAX_SESSIONS]


def _all_sessions(sessions: Sequence[ProgrammeItem], event: Event) -> str:
    """Return "All 29 sessions of both days"."""
    number, days = len(sessions), (event.ends_on - event.starts_on).days + 1
    if days == 1:
        return ngettext("See the session", "All %(num)s sessions", number)
    if days == 2:
        return ngettext("See the session", "All %(num)s sessions of both days", number)
    return ngettext("See the session", "All %(num)s sessions of %(days)s days", number, days=days)
