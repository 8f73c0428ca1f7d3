"""What stands on somebody's agenda, in words: its sessions by day, and how many seats there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.seats.rules.display import ReservationStatus, SeatLabel, status_label
from eventdesk.seats.states import SeatState
from eventdesk.speakers.queries import SpeakerRow, assignments_of_sessions
from eventdesk.web.filters import (
    clock_time,
    day_month,
    describe_timezone,
    format_datetime,
    format_deadline,
    local,
    weekday,
)

MAX_NAMES = 4
"""Names on one card; the session's page has all of them."""
SEATED = ("confirmed", "offered", "on_hold")
REQUESTED = ("waiting", "pending")
"""Standings of somebody who would like a seat and has none yet."""


@dataclass(frozen=True)
class AgendaEntry:
    """One session of somebody's agenda, that has a time; `standing` None: it is for everybody, or only starred."""

    event_session: EventSession
    standing: ReservationStatus | None
    starts_at: datetime
    ends_at: datetime
    is_starred: bool = False
    skipped_at: datetime | None = None

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
class AgendaDay:
    """The sessions of one day of one event, as components/programme.html takes them."""

    heading: str
    year: int
    event: Event
    zone: str
    is_past: bool
    sessions: list[dict[str, Any]]


def is_off(event_session: EventSession) -> bool:
    """Return whether a session does not take place."""
    return "cancelled" in (event_session.state, event_session.event.state)


def agenda_entries(
    found: Iterable[tuple[EventSession, ReservationStatus | None]],
    *,
    are_starred: bool = False,
    passed_over: Mapping[int, datetime | None] | None = None,
) -> list[AgendaEntry]:
    """Return the sessions that have a time, in its order. `passed_over`: since when, by session id."""
    passed_over = passed_over or {}
    of_time = [
        AgendaEntry(
            event_session, standing, event_session.starts_at, event_session.ends_at, are_starred,
            passed_over.get(event_session.id),
        )
        for event_session, standing in found
        if event_session.starts_at and event_session.ends_at
    ]  # fmt: skip
    return sorted(of_time, key=lambda entry: (entry.starts_at, entry.event_session.id))


def days_of(found: Sequence[AgendaEntry], now: datetime) -> list[AgendaDay]:
    """Return sessions by day, each with its speakers. One query, none where there is nothing."""
    if not found:
        return []
    people: dict[int, list[SpeakerRow]] = {}
    for one in assignments_of_sessions([entry.event_session.id for entry in found]):
        people.setdefault(one.event_session_id, []).append(one)

    def key(entry: AgendaEntry) -> tuple[date, int]:
        return entry.day, entry.event.id

    days = []
    for (when, _), of_day in groupby(sorted(found, key=key), key):
        sessions = list(of_day)
        event = sessions[0].event
        cards = [_card(entry, people.get(entry.event_session.id, []), found, now) for entry in sessions]
        is_past = when < local(now, event.timezone).date()
        zone = describe_timezone(event.timezone, sessions[0].starts_at)
        days.append(AgendaDay(f"{weekday(when)} {day_month(when)}", when.year, event, zone, is_past, cards))
    return days


def _card(
    entry: AgendaEntry, people: Sequence[SpeakerRow], others: Sequence[AgendaEntry], now: datetime
) -> dict[str, Any]:
    event_session, event = entry.event_session, entry.event
    track = event_session.track
    return {
        "title": event_session.title,
        "url": page_url(event_session),
        "start": clock_time(entry.starts_at, event.timezone),
        "end": clock_time(entry.ends_at, event.timezone),
        "who": _speakers_line(people),
        "room": event_session.room.name if event_session.room else event_session.place,
        "track": {"code": track.letter, "name": track.name} if track else None,
        "seats": None if entry.ends_at <= now else _seats(entry, now),
        "running": entry.starts_at <= now < entry.ends_at and not entry.is_cancelled,
        # Everything here is one's own, so nothing needs to stand out as such.
        "has_my_seat": False,
        "cancelled": entry.is_cancelled,
        "is_break": False,
        "note": _skipped_notice(entry, others) if entry.ends_at > now else "",
    }


def _seats(entry: AgendaEntry, now: datetime) -> SeatLabel | None:
    if entry.is_cancelled:
        return SeatLabel(SeatState.CANCELLED)
    if entry.is_starred:
        return None
    if entry.standing is None:
        return SeatLabel(SeatState.NOT_NEEDED)
    until = entry.standing.until
    return status_label(entry.standing, format_deadline(until, now, entry.event.timezone) if until else "")


def _skipped_notice(entry: AgendaEntry, others: Sequence[AgendaEntry]) -> str:
    """Return why a seat went to somebody further behind, or ""."""
    if entry.state != "waiting" or entry.skipped_at is None or entry.is_cancelled:
        return ""
    when = format_datetime(entry.skipped_at, entry.event.timezone)
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


def _speakers_line(people: Sequence[SpeakerRow]) -> str:
    speakers = list({one.code: one for one in people if one.part == "speaker"}.values())
    if len(speakers) == 1:
        return ", ".join(filter(None, (speakers[0].name, speakers[0].organisation)))
    names = ", ".join(one.name for one in speakers[:MAX_NAMES])
    more = len(speakers) - MAX_NAMES
    return gettext("%(names)s and %(count)s more", names=names, count=more) if more > 0 else names


def unscheduled_text(event_session: EventSession, standing: ReservationStatus | None) -> str:
    """Return how one stands to a session without a time, or that it is off; "" where it is only starred."""
    if is_off(event_session):
        return gettext("Cancelled")
    if standing is None:
        return ""
    return {
        "confirmed": gettext("Your seat is confirmed"),
        "offered": gettext("A seat is offered to you"),
        "on_hold": gettext("A seat is held for you"),
        "waiting": gettext("You are number %(number)s on the waiting list", number=standing.position),
        "pending": gettext("You asked for a seat"),
        "invited": gettext("You are invited"),
    }[standing.state]


def counts(ahead: Iterable[ReservationStatus | None]) -> str:
    """Return "2 seats confirmed, 1 place on a waiting list." and what else there is."""
    states = [standing.state for standing in ahead if standing]
    words = [ngettext("%(num)s seat confirmed", "%(num)s seats confirmed", states.count("confirmed"))]
    if held := states.count("on_hold"):
        words.append(ngettext("%(num)s held", "%(num)s held", held))
    if asked := states.count("pending"):
        words.append(ngettext("%(num)s asked for", "%(num)s asked for", asked))
    if waiting := states.count("waiting"):
        words.append(ngettext("%(num)s place on a waiting list", "%(num)s places on waiting lists", waiting))
    if to_answer := states.count("offered") + states.count("invited"):
        words.append(ngettext("%(num)s to answer", "%(num)s to answer", to_answer))
    return ", ".join(words) + "."


def zones(days: Sequence[AgendaDay]) -> str:
    """Return in which zones the times of these days are."""
    return "; ".join(dict.fromkeys(day.zone for day in days))


def page_url(event_session: EventSession) -> str:
    """Return the address of a session's page."""
    return url_for("public.session_page", event_slug=event_session.event.slug, session_code=event_session.code)
