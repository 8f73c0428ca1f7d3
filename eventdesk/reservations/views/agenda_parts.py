"""What stands on somebody's agenda, in words: its days, what waits for an answer, what overlaps, what changed."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from eventdesk.programme.models import Event, EventSession, ProgrammeVersion
from eventdesk.programme.rules.versions import Change, matters_to_people
from eventdesk.reservations import rules
from eventdesk.reservations.rules import SeatWords, Standing
from eventdesk.speakers.queries import Appearing, appearances_of_sessions
from eventdesk.web.changes import change_words
from eventdesk.web.filters import clock_time, day_month, day_time, local, until_time, weekday, zone_words

MOST_NAMES = 4
"""Names on one card; the session's page has all of them."""
SEATED = ("confirmed", "offered", "held")
ASKED = ("waiting", "pending")
"""Standings of somebody who would like a seat and has none yet."""


@dataclass(frozen=True)
class Entry:
    """One session of somebody's agenda, that has a time; `standing` None: it is for everybody, or only starred."""

    event_session: EventSession
    standing: Standing | None
    starts_at: datetime
    ends_at: datetime
    is_starred: bool = False
    passed_over_at: datetime | None = None

    @property
    def event(self) -> Event:
        return self.event_session.event

    @property
    def day(self) -> date:
        """The day at the place of the event."""
        return local(self.starts_at, self.event.timezone).date()

    @property
    def state(self) -> str:
        return self.standing.state if self.standing else ""

    @property
    def is_cancelled(self) -> bool:
        return is_off(self.event_session)


@dataclass(frozen=True)
class Day:
    """The sessions of one day of one event, as components/programme.html takes them."""

    heading: str
    year: int
    event: Event
    zone: str
    is_past: bool
    sessions: list[dict[str, Any]]


@dataclass(frozen=True)
class Deed:
    """A form with one button; `key` makes the same form sent twice one deed."""

    label: str
    url: str
    key: str


@dataclass(frozen=True)
class Question:
    """A seat that waits for the reader's answer, in words."""

    first: str
    words: str
    take: Deed
    leave: Deed


@dataclass(frozen=True)
class Overlap:
    """Two sessions that share time, in words, and what can be left again."""

    words: str
    advice: str
    leave: Deed


@dataclass(frozen=True)
class News:
    """What changed in the sessions of one event, up to a version."""

    event: Event
    version: int
    changes: list[dict[str, Any]]


def is_off(event_session: EventSession) -> bool:
    """Return whether a session does not take place."""
    return "cancelled" in (event_session.state, event_session.event.state)


def entries(
    found: Iterable[tuple[EventSession, Standing | None]],
    *,
    are_starred: bool = False,
    passed_over: Mapping[int, datetime | None] | None = None,
) -> list[Entry]:
    """Return the sessions that have a time, in its order. `passed_over`: since when, by session id."""
    passed_over = passed_over or {}
    of_time = [
        Entry(
            event_session, standing, event_session.starts_at, event_session.ends_at, are_starred,
            passed_over.get(event_session.id),
        )
        for event_session, standing in found
        if event_session.starts_at and event_session.ends_at
    ]  # fmt: skip
    return sorted(of_time, key=lambda entry: (entry.starts_at, entry.event_session.id))


def days_of(found: Sequence[Entry], now: datetime) -> list[Day]:
    """Return sessions by day, each with its speakers. One query, none where there is nothing."""
    if not found:
        return []
    people: dict[int, list[Appearing]] = {}
    for one in appearances_of_sessions([entry.event_session.id for entry in found]):
        people.setdefault(one.event_session_id, []).append(one)

    def key(entry: Entry) -> tuple[date, int]:
        return entry.day, entry.event.id

    days = []
    for (when, _), of_day in groupby(sorted(found, key=key), key):
        sessions = list(of_day)
        event = sessions[0].event
        cards = [_card(entry, people.get(entry.event_session.id, []), found, now) for entry in sessions]
        is_past = when < local(now, event.timezone).date()
        zone = zone_words(event.timezone, sessions[0].starts_at)
        days.append(Day(f"{weekday(when)} {day_month(when)}", when.year, event, zone, is_past, cards))
    return days


def _card(entry: Entry, people: Sequence[Appearing], others: Sequence[Entry], now: datetime) -> dict[str, Any]:
    event_session, event = entry.event_session, entry.event
    track = event_session.track
    return {
        "title": event_session.title,
        "url": _page_of(event_session),
        "start": clock_time(entry.starts_at, event.timezone),
        "end": clock_time(entry.ends_at, event.timezone),
        "who": _who(people),
        "room": event_session.room.name if event_session.room else event_session.place,
        "track": {"code": track.letter, "name": track.name} if track else None,
        "seats": None if entry.ends_at <= now else _seats(entry, now),
        "running": entry.starts_at <= now < entry.ends_at and not entry.is_cancelled,
        # Everything here is one's own, so nothing needs to stand out as such.
        "mine": False,
        "cancelled": entry.is_cancelled,
        "pause": False,
        "note": _passed_over(entry, others) if entry.ends_at > now else "",
    }


def _seats(entry: Entry, now: datetime) -> SeatWords | None:
    if entry.is_cancelled:
        return SeatWords("cancelled")
    if entry.is_starred:
        return None
    if entry.standing is None:
        return SeatWords("none")
    until = entry.standing.until
    return rules.standing_words(entry.standing, until_time(until, now, entry.event.timezone) if until else "")


def _passed_over(entry: Entry, others: Sequence[Entry]) -> str:
    """Return why a seat went to somebody further behind, or ""."""
    if entry.state != "waiting" or entry.passed_over_at is None or entry.is_cancelled:
        return ""
    when = day_time(entry.passed_over_at, entry.event.timezone)
    in_the_way = [
        other.event_session.title
        for other in others
        if other.state in SEATED and other.event.id == entry.event.id and not other.is_cancelled
        and other.starts_at < entry.ends_at and other.ends_at > entry.starts_at
    ]  # fmt: skip
    if in_the_way:
        return gettext(
            "A seat became free on %(when)s, when you could not come because of “%(title)s”. You keep your place.",
            when=when, title=in_the_way[0],
        )  # fmt: skip
    return gettext(
        "A seat became free on %(when)s, when you could not take it because of your other seats. "
        "You keep your place.", when=when,
    )  # fmt: skip


def _who(people: Sequence[Appearing]) -> str:
    speakers = list({one.code: one for one in people if one.part == "speaker"}.values())
    if len(speakers) == 1:
        return ", ".join(filter(None, (speakers[0].name, speakers[0].organisation)))
    names = ", ".join(one.name for one in speakers[:MOST_NAMES])
    more = len(speakers) - MOST_NAMES
    return gettext("%(names)s and %(count)s more", names=names, count=more) if more > 0 else names


def unplaced_words(event_session: EventSession, standing: Standing | None) -> str:
    """Return how one stands to a session without a time, or that it is off; "" where it is only starred."""
    if is_off(event_session):
        return gettext("Cancelled")
    if standing is None:
        return ""
    return {
        "confirmed": gettext("Your seat is confirmed"),
        "offered": gettext("A seat is offered to you"),
        "held": gettext("A seat is held for you"),
        "waiting": gettext("You are number %(number)s on the waiting list", number=standing.position),
        "pending": gettext("You asked for a seat"),
        "invited": gettext("You are invited"),
    }[standing.state]


def counts(ahead: Iterable[Standing | None]) -> str:
    """Return "2 seats confirmed, 1 place on a waiting list." and what else there is."""
    states = [standing.state for standing in ahead if standing]
    words = [ngettext("%(num)s seat confirmed", "%(num)s seats confirmed", states.count("confirmed"))]
    if held := states.count("held"):
        words.append(ngettext("%(num)s held", "%(num)s held", held))
    if asked := states.count("pending"):
        words.append(ngettext("%(num)s asked for", "%(num)s asked for", asked))
    if waiting := states.count("waiting"):
        words.append(ngettext("%(num)s place on a waiting list", "%(num)s places on waiting lists", waiting))
    if to_answer := states.count("offered") + states.count("invited"):
        words.append(ngettext("%(num)s to answer", "%(num)s to answer", to_answer))
    return ", ".join(words) + "."


def questions(found: Iterable[tuple[EventSession, Standing]], now: datetime) -> list[Question]:
    """Return the seats that are offered to the reader, and the sessions they are invited to, the most urgent first."""
    asked = [
        (standing.until or event_session.starts_at or now, event_session, standing)
        for event_session, standing in found
        if standing.state in ("offered", "invited")
        and not is_off(event_session)
        and (event_session.starts_at is None or event_session.starts_at > now)
        and (standing.until is None or standing.until > now)
    ]
    return [_question(one, standing) for _, one, standing in sorted(asked, key=lambda ask: ask[0])]


def _question(event_session: EventSession, standing: Standing) -> Question:
    zone = event_session.event.timezone
    title = {"title": event_session.title}
    take = Deed(gettext("Take the seat"), _deed_url("reserve", event_session), new_key())
    if standing.until:
        first = gettext("A seat in “%(title)s” is offered to you.", **title)
        words = gettext(
            "Take it until %(until)s, %(zone)s. After that it goes to the next person.",
            until=day_time(standing.until, zone), zone=zone_words(zone, standing.until),
        )  # fmt: skip
        leave = gettext("Leave it to somebody else")
    else:
        first = gettext("You are invited to “%(title)s”.", **title)
        words = gettext("Take a seat while one is free.")
        leave = gettext("Decline")
    return Question(first, words, take, Deed(leave, _deed_url("give_back", event_session), new_key()))


def overlaps(ahead: Sequence[Entry]) -> list[Overlap]:
    """Return what shares time, as far as the reader has, or asked for, a seat in both."""
    wanted = [entry for entry in ahead if entry.state in (*SEATED, *ASKED)]
    pairs = rules.overlaps((entry.starts_at, entry.ends_at, entry) for entry in wanted)
    return [_overlap(*sorted(pair, key=lambda entry: entry.state in ASKED)) for pair in pairs]


def _overlap(first: Entry, second: Entry) -> Overlap:
    """Return an overlap in words; if one of the two is only asked for it is `second`."""
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
    if second.state in ASKED:
        advice = gettext("While you keep the first, a free seat in the second goes to the next person.")
        is_waiting = second.state == "waiting"
        leave = gettext("Leave the waiting list") if is_waiting else gettext("Ask for it no longer")
    else:
        advice = gettext("Give one of the seats back, so that somebody else gets it.")
        leave = gettext("Give the seat in the second back")
    return Overlap(words, advice, Deed(leave, _deed_url("give_back", b), new_key()))


def news(versions: Iterable[ProgrammeVersion], since: Mapping[int, Mapping[str, datetime]],
         sessions: Iterable[EventSession]) -> list[News]:  # fmt: skip
    """Return what versions changed in the sessions that somebody cares for, by event.

    `since` says by event id and session code from when on they care: what was published before is old.
    """
    by_code = {(one.event_id, one.code): one for one in sessions}
    changed: dict[int, dict[EventSession, list[str]]] = {}
    latest: dict[int, int] = {}
    for version in versions:
        for change in matters_to_people(Change(**stored) for stored in version.changes):
            one = by_code.get((version.event_id, change.code))
            if one is None or version.published_at <= since[version.event_id][change.code]:
                continue
            words = changed.setdefault(version.event_id, {}).setdefault(one, [])
            words += change_words(change.as_stored(), one.event.timezone)
            latest[version.event_id] = version.number
    return [
        News(
            next(iter(of_event)).event,
            latest[event_id],
            [{"title": one.title, "url": _page_of(one), "words": words} for one, words in of_event.items()],
        )
        for event_id, of_event in changed.items()
    ]


def zones(days: Sequence[Day]) -> str:
    """Return in which zones the times of these days are."""
    return "; ".join(dict.fromkeys(day.zone for day in days))


def new_key() -> str:
    """Return the key of a form: the same form sent twice is one deed."""
    return secrets.token_urlsafe(12)


def _page_of(event_session: EventSession) -> str:
    return url_for("public.session_page", event_slug=event_session.event.slug, session_code=event_session.code)


def _deed_url(deed: str, event_session: EventSession) -> str:
    """Return the address of a deed that leads back to the agenda."""
    return url_for(
        f"reservations.{deed}", event_slug=event_session.event.slug, session_code=event_session.code, to="agenda"
    )
