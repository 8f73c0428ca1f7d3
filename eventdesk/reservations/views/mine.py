"""One's own pages: my agenda, my data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask import jsonify, render_template, url_for
from flask_babel import gettext, ngettext

from eventdesk.accounts import queries as accounts
from eventdesk.core import clock
from eventdesk.permissions import Permission
from eventdesk.programme.models import Event, EventSession
from eventdesk.reservations import queries, rules
from eventdesk.reservations.rules import Standing
from eventdesk.reservations.views import blueprint
from eventdesk.speakers.queries import Appearing, appearances_of_sessions
from eventdesk.web.filters import clock_time, day_month, local, weekday, zone_words
from eventdesk.web.guard import me, requires

MOST_NAMES = 4
"""Names on one card; the session's page has all of them."""


@dataclass(frozen=True)
class Entry:
    """One session of somebody's agenda; `standing` None: it is for everybody."""

    event_session: EventSession
    standing: Standing | None

    @property
    def is_cancelled(self) -> bool:
        return "cancelled" in (self.event_session.state, self.event_session.event.state)


@dataclass(frozen=True)
class Day:
    """The sessions of one day of one event, as components/programme.html takes them."""

    heading: str
    event: Event
    sessions: list[dict[str, Any]]


@dataclass(frozen=True)
class Overlap:
    """Two sessions that share time, in words, and what can be left again."""

    words: str
    advice: str
    leave: str
    leave_url: str


@blueprint.get("/my/")
@requires(Permission.OWN_PAGES)
def my_agenda() -> str:
    person_id, now = me().person_id, clock.now()
    entries = [Entry(reservation.event_session, standing) for reservation, standing in queries.agenda(person_id)]
    registrations = [one for one in queries.registrations_of_person(person_id) if one.state == "confirmed"]
    held = {entry.event_session.id for entry in entries}
    entries += [
        Entry(event_session, None)
        for event_session in queries.plenaries([one.event_id for one in registrations])
        if event_session.id not in held
    ]
    entries.sort(key=lambda entry: (entry.event_session.starts_at, entry.event_session.id))
    people: dict[int, list[Appearing]] = {}
    for one in appearances_of_sessions([entry.event_session.id for entry in entries]):
        people.setdefault(one.event_session_id, []).append(one)
    days = _days(entries, people, now)
    today = {entry.event_session.event_id: local(now, entry.event_session.event.timezone).date() for entry in entries}
    coming = [day for when, day in days if when >= today[day.event.id]]
    past = [day for when, day in days if when < today[day.event.id]]
    ahead = [
        entry for entry in entries
        if entry.standing and not entry.is_cancelled and entry.event_session.ends_at > now
    ]  # fmt: skip
    return render_template(
        "reservations/my_agenda.html",
        coming=coming,
        past=past[::-1],
        counts=_counts(ahead),
        overlaps=_overlaps(ahead),
        registered=[one.event for one in registrations if one.event.ends_on >= now.date()],
        accents=sorted({day.event.accent for day in [*coming, *past]}),
        zones=_zones(coming or past),
    )


def _days(entries: Sequence[Entry], people: dict[int, list[Appearing]], now: datetime) -> list[tuple[date, Day]]:
    def key(entry: Entry) -> tuple[date, int]:
        event = entry.event_session.event
        return local(entry.event_session.starts_at, event.timezone).date(), event.id

    days = []
    for (when, _), of_day in groupby(sorted(entries, key=key), key):
        sessions = list(of_day)
        event = sessions[0].event_session.event
        cards = [_card(entry, people.get(entry.event_session.id, []), now) for entry in sessions]
        days.append((when, Day(f"{weekday(when)} {day_month(when)}", event, cards)))
    return days


def _card(entry: Entry, people: Sequence[Appearing], now: datetime) -> dict[str, Any]:
    event_session, event = entry.event_session, entry.event_session.event
    has_ended = event_session.ends_at <= now
    return {
        "title": event_session.title,
        "url": url_for("public.session_page", event_slug=event.slug, session_code=event_session.code),
        "start": clock_time(event_session.starts_at, event.timezone),
        "end": clock_time(event_session.ends_at, event.timezone),
        "who": _who(people),
        "room": event_session.room.name if event_session.room else event_session.place,
        "track": {"code": event_session.track.letter, "name": event_session.track.name} if event_session.track else None,
        "seats": None if has_ended else _seats(entry),
        "running": event_session.starts_at <= now < event_session.ends_at and not entry.is_cancelled,
        # Everything here is one's own, so nothing needs to stand out as such.
        "mine": False,
        "cancelled": entry.is_cancelled,
        "pause": False,
    }


def _seats(entry: Entry) -> dict[str, Any]:
    state, number = "none", 0
    if entry.is_cancelled:
        state = "cancelled"
    elif entry.standing:
        state = "mine" if entry.standing.state == "confirmed" else "waiting"
        number = entry.standing.position
    return {"state": state, "left": 0, "waiting": 0, "number": number}


def _who(people: Sequence[Appearing]) -> str:
    speakers = list({one.code: one for one in people if one.part == "speaker"}.values())
    if len(speakers) == 1:
        return ", ".join(filter(None, (speakers[0].name, speakers[0].organisation)))
    names = ", ".join(one.name for one in speakers[:MOST_NAMES])
    more = len(speakers) - MOST_NAMES
    return gettext("%(names)s and %(count)s more", names=names, count=more) if more > 0 else names


def _counts(ahead: Sequence[Entry]) -> str:
    confirmed = sum(entry.standing.state == "confirmed" for entry in ahead)
    waiting = len(ahead) - confirmed
    words = ngettext("%(num)s seat confirmed", "%(num)s seats confirmed", confirmed)
    if waiting:
        words += ", " + ngettext("%(num)s place on a waiting list", "%(num)s places on waiting lists", waiting)
    return words + "."


def _overlaps(ahead: Sequence[Entry]) -> list[Overlap]:
    pairs = rules.overlaps((entry.event_session.starts_at, entry.event_session.ends_at, entry) for entry in ahead)
    return [_overlap(*sorted(pair, key=lambda entry: entry.standing.state == "waiting")) for pair in pairs]


def _overlap(first: Entry, second: Entry) -> Overlap:
    """Return an overlap in words; if one of the two waits it is `second`."""
    a, b = first.event_session, second.event_session
    timezone = a.event.timezone
    if a.starts_at == b.starts_at:
        words = gettext(
            "“%(first)s” and “%(second)s” are both on %(day)s at %(time)s.",
            first=a.title, second=b.title, day=weekday(a.starts_at, timezone), time=clock_time(a.starts_at, timezone),
        )  # fmt: skip
    else:
        words = gettext(
            "On %(day)s, “%(first)s” is from %(a)s to %(b)s and “%(second)s” from %(c)s to %(d)s.",
            day=weekday(a.starts_at, timezone), first=a.title, second=b.title,
            a=clock_time(a.starts_at, timezone), b=clock_time(a.ends_at, timezone),
            c=clock_time(b.starts_at, timezone), d=clock_time(b.ends_at, timezone),
        )  # fmt: skip
    if second.standing.state == "waiting":
        advice, leave = gettext("You can keep both until a seat in the second is yours."), gettext("Leave the waiting list")
    else:
        advice, leave = gettext("Give one of the seats back, so that somebody else gets it."), gettext(
            "Give the seat in the second back"
        )
    url = url_for("reservations.give_back", event_slug=b.event.slug, session_code=b.code, to="agenda")
    return Overlap(words, advice, leave, url)


def _zones(days: Sequence[Day]) -> str:
    """Return in which zones the times of these days are."""
    moments = {day.event.timezone: datetime.combine(day.event.starts_on, datetime.min.time(), clock.now().tzinfo)
               for day in days}  # fmt: skip
    return "; ".join(zone_words(timezone, moment) for timezone, moment in moments.items())


@blueprint.get("/my/data")
@requires(Permission.OWN_PAGES)
def my_data() -> str:
    person_id, now = me().person_id, clock.now()
    account = accounts.account_of(person_id)
    return render_template(
        "reservations/my_data.html",
        person=account.person,
        has_password=account.password_hash is not None,
        registrations=queries.registrations_of_person(person_id),
        browsers=len(accounts.live_sign_ins(person_id, now=now)),
        today=now.date(),
    )


@blueprint.get("/my/data.json")
@requires(Permission.OWN_PAGES)
def my_data_file() -> Any:
    response = jsonify(queries.everything_of(me().person_id, now=clock.now()))
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response
