"""One's own pages: my agenda, my data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask import abort, jsonify, render_template, url_for
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
from eventdesk.web.guard import actor, requires

MOST_NAMES = 4
"""Names on one card; the session's page has all of them."""


@dataclass(frozen=True)
class Entry:
    """One session of somebody's agenda, that has a time; `standing` None: it is for everybody, or only starred."""

    event_session: EventSession
    standing: Standing | None
    starts_at: datetime
    ends_at: datetime
    is_starred: bool = False

    @property
    def event(self) -> Event:
        return self.event_session.event

    @property
    def day(self) -> date:
        """The day at the place of the event."""
        return local(self.starts_at, self.event.timezone).date()

    @property
    def is_waiting(self) -> bool:
        return self.standing is not None and self.standing.state == "waiting"

    @property
    def is_cancelled(self) -> bool:
        return _is_off(self.event_session)


def _is_off(event_session: EventSession) -> bool:
    return "cancelled" in (event_session.state, event_session.event.state)


@dataclass(frozen=True)
class Day:
    """The sessions of one day of one event, as components/programme.html takes them."""

    heading: str
    year: int
    event: Event
    is_past: bool
    sessions: list[dict[str, Any]]


@dataclass(frozen=True)
class Overlap:
    """Two sessions that share time, in words, and what can be left again."""

    words: str
    advice: str
    leave: str
    leave_url: str


def _entries(found: Iterable[tuple[EventSession, Standing | None]], *, are_starred: bool = False) -> list[Entry]:
    """Return the sessions that have a time, in its order."""
    entries = [
        Entry(event_session, standing, event_session.starts_at, event_session.ends_at, are_starred)
        for event_session, standing in found
        if event_session.starts_at and event_session.ends_at
    ]
    return sorted(entries, key=lambda entry: (entry.starts_at, entry.event_session.id))


@blueprint.get("/my/")
@requires(Permission.OWN_PAGES)
def my_agenda() -> str:
    person_id, now = actor().person_id, clock.now()
    seats = [(reservation.event_session, standing) for reservation, standing in queries.agenda(person_id)]
    events = [one.event for one in queries.registrations_of_person(person_id) if one.state == "confirmed"]
    for_all = [(event_session, None) for event_session in queries.plenaries([event.id for event in events])]
    entries = _entries([*seats, *for_all])
    days = _days(entries, now)
    held = {event_session.id for event_session, _ in [*seats, *for_all]}
    wished = [event_session for event_session in queries.starred_sessions(person_id) if event_session.id not in held]
    starred = _starred(wished, now)
    ahead = [entry for entry in entries if entry.standing and not entry.is_cancelled and entry.ends_at > now]
    unplaced = [one for one in [*seats, *((one, None) for one in wished)] if one[0].starts_at is None]
    coming = [day for day in days if not day.is_past]
    past = [day for day in reversed(days) if day.is_past]
    return render_template(
        "reservations/my_agenda.html",
        coming=coming,
        past=past,
        starred=starred,
        unplaced=[{"session": one, "seats": _unplaced_words(one, standing)} for one, standing in unplaced],
        counts=_counts(
            [entry.standing for entry in ahead] + [standing for one, standing in unplaced if not _is_off(one)]
        ),
        overlaps=_overlaps(ahead),
        next_event=next((event for event in reversed(events) if event.ends_on >= now.date()), None),
        accents=sorted({day.event.accent for day in [*days, *starred]}),
        zones=_zones([*coming, *starred] or past),
    )


def _starred(wished: Sequence[EventSession], now: datetime) -> list[Day]:
    """Return the days of what the reader starred, has no place in, and can still go to."""
    entries = _entries(((one, None) for one in wished), are_starred=True)
    return _days([entry for entry in entries if entry.ends_at > now], now)


def _days(entries: Sequence[Entry], now: datetime) -> list[Day]:
    if not entries:
        return []
    people: dict[int, list[Appearing]] = {}
    for one in appearances_of_sessions([entry.event_session.id for entry in entries]):
        people.setdefault(one.event_session_id, []).append(one)

    def key(entry: Entry) -> tuple[date, int]:
        return entry.day, entry.event.id

    days = []
    for (when, _), of_day in groupby(sorted(entries, key=key), key):
        sessions = list(of_day)
        event = sessions[0].event
        cards = [_card(entry, people.get(entry.event_session.id, []), now) for entry in sessions]
        is_past = when < local(now, event.timezone).date()
        days.append(Day(f"{weekday(when)} {day_month(when)}", when.year, event, is_past, cards))
    return days


def _card(entry: Entry, people: Sequence[Appearing], now: datetime) -> dict[str, Any]:
    event_session, event = entry.event_session, entry.event
    track = event_session.track
    return {
        "title": event_session.title,
        "url": url_for("public.session_page", event_slug=event.slug, session_code=event_session.code),
        "start": clock_time(entry.starts_at, event.timezone),
        "end": clock_time(entry.ends_at, event.timezone),
        "who": _who(people),
        "room": event_session.room.name if event_session.room else event_session.place,
        "track": {"code": track.letter, "name": track.name} if track else None,
        "seats": None if entry.ends_at <= now else _seats(entry),
        "running": entry.starts_at <= now < entry.ends_at and not entry.is_cancelled,
        # Everything here is one's own, so nothing needs to stand out as such.
        "mine": False,
        "cancelled": entry.is_cancelled,
        "pause": False,
    }


def _seats(entry: Entry) -> dict[str, Any] | None:
    if entry.is_starred and not entry.is_cancelled:
        return None
    state, number = "none", 0
    if entry.is_cancelled:
        state = "cancelled"
    elif entry.standing:
        state = "waiting" if entry.is_waiting else "mine"
        number = entry.standing.position
    return {"state": state, "left": 0, "waiting": 0, "number": number}


def _who(people: Sequence[Appearing]) -> str:
    speakers = list({one.code: one for one in people if one.part == "speaker"}.values())
    if len(speakers) == 1:
        return ", ".join(filter(None, (speakers[0].name, speakers[0].organisation)))
    names = ", ".join(one.name for one in speakers[:MOST_NAMES])
    more = len(speakers) - MOST_NAMES
    return gettext("%(names)s and %(count)s more", names=names, count=more) if more > 0 else names


def _unplaced_words(event_session: EventSession, standing: Standing | None) -> str:
    """Return how one stands to a session without a time, or that it is off; "" where it is only starred."""
    if _is_off(event_session):
        return gettext("Cancelled")
    if standing is None:
        return ""
    if standing.state == "confirmed":
        return gettext("Your seat is confirmed")
    return gettext("You are number %(number)s on the waiting list", number=standing.position)


def _counts(ahead: Sequence[Standing | None]) -> str:
    states = [standing.state for standing in ahead if standing]
    waiting = states.count("waiting")
    confirmed = len(states) - waiting
    words = ngettext("%(num)s seat confirmed", "%(num)s seats confirmed", confirmed)
    if waiting:
        words += ", " + ngettext("%(num)s place on a waiting list", "%(num)s places on waiting lists", waiting)
    return words + "."


def _overlaps(ahead: Sequence[Entry]) -> list[Overlap]:
    pairs = rules.overlaps((entry.starts_at, entry.ends_at, entry) for entry in ahead)
    return [_overlap(*sorted(pair, key=lambda entry: entry.is_waiting)) for pair in pairs]


def _overlap(first: Entry, second: Entry) -> Overlap:
    """Return an overlap in words; if one of the two waits it is `second`."""
    a, b = first.event_session, second.event_session
    zone = first.event.timezone
    named = {"first": a.title, "second": b.title, "day": weekday(first.starts_at, zone)}
    if first.starts_at == second.starts_at:
        words = gettext(
            "“%(first)s” and “%(second)s” are both on %(day)s at %(time)s.",
            time=clock_time(first.starts_at, zone), **named,
        )  # fmt: skip
    else:
        words = gettext(
            "On %(day)s, “%(first)s” is from %(a)s to %(b)s and “%(second)s” from %(c)s to %(d)s.",
            a=clock_time(first.starts_at, zone), b=clock_time(first.ends_at, zone),
            c=clock_time(second.starts_at, zone), d=clock_time(second.ends_at, zone), **named,
        )  # fmt: skip
    if second.is_waiting:
        advice = gettext("You can keep both until a seat in the second is yours.")
        leave = gettext("Leave the waiting list")
    else:
        advice = gettext("Give one of the seats back, so that somebody else gets it.")
        leave = gettext("Give the seat in the second back")
    url = url_for("reservations.give_back", event_slug=second.event.slug, session_code=b.code, to="agenda")
    return Overlap(words, advice, leave, url)


def _zones(days: Sequence[Day]) -> str:
    """Return in which zones the times of these days are."""
    moments = {day.event.timezone: datetime.combine(day.event.starts_on, datetime.min.time(), clock.now().tzinfo)
               for day in days}  # fmt: skip
    return "; ".join(zone_words(timezone, moment) for timezone, moment in moments.items())


@blueprint.get("/my/data")
@requires(Permission.OWN_PAGES)
def my_data() -> str:
    person_id, now = actor().person_id, clock.now()
    account = accounts.account_of(person_id) or abort(401)
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
    response = jsonify(queries.everything_of(actor().person_id, now=clock.now()))
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response
