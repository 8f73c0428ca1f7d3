"""A participant's agenda: its sessions by day, and how many seats there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.states import PublicationState
from eventdesk.seats.rules.display import ReservationStatus, SeatLabel, status_label
from eventdesk.seats.states import ReservationState, SeatState
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
"""Names on one card; the page of the session has all of them."""
SEATED = (ReservationState.CONFIRMED, ReservationState.OFFERED, ReservationState.ON_HOLD)
REQUESTED = (ReservationState.WAITING, ReservationState.PENDING)
"""States of a person who would like a seat and has none yet."""


@dataclass(frozen=True)
class AgendaEntry:
    """A session with a time on a person's agenda."""

    event_session: EventSession
    status: ReservationStatus | None
    """None: a session for everyone, or a favourite."""
    starts_at: datetime
    ends_at: datetime
    is_favourite: bool = False
    """A favourite without a reservation."""
    skipped_at: datetime | None = None

    @property
    def event(self) -> Event:
        return self.event_session.event

    @property
    def day(self) -> date:
        """The day it starts, in the time zone of the event."""
        return local(self.starts_at, self.event.timezone).date()

    @property
    def state(self) -> str:
        return self.status.state if self.status else ""

    @property
    def is_cancelled(self) -> bool:
        return is_cancelled(self.event_session)


@dataclass(frozen=True)
class AgendaDay:
    """The sessions of one day of one event, as components/programme.html shows them."""

    heading: str
    year: int
    event: Event
    zone: str
    is_past: bool
    sessions: list[dict[str, Any]]


def is_cancelled(event_session: EventSession) -> bool:
    """Return whether a session or its event has been cancelled."""
    return PublicationState.CANCELLED in (event_session.state, event_session.event.state)


def agenda_entries(
    sessions: Iterable[tuple[EventSession, ReservationStatus | None]],
    *,
    are_favourites: bool = False,
    skipped_at: Mapping[int, datetime | None] | None = None,
) -> list[AgendaEntry]:
    """Return the sessions that have a time, by start.

    `skipped_at` gives, by session id, when the person was skipped on the waiting list.
    """
    skipped_at = skipped_at or {}
    entries = [
        AgendaEntry(
            event_session=event_session,
            status=status,
            starts_at=event_session.starts_at,
            ends_at=event_session.ends_at,
            is_favourite=are_favourites,
            skipped_at=skipped_at.get(event_session.id),
        )
        for event_session, status in sessions
        if event_session.starts_at and event_session.ends_at
    ]
    return sorted(entries, key=lambda entry: (entry.starts_at, entry.event_session.id))


def days_of(entries: Sequence[AgendaEntry], now: datetime) -> list[AgendaDay]:
    """Return entries by day, each with its speakers. One query, and none without entries."""
    if not entries:
        return []
    speakers: dict[int, list[SpeakerRow]] = {}
    for speaker in assignments_of_sessions([entry.event_session.id for entry in entries]):
        speakers.setdefault(speaker.event_session_id, []).append(speaker)

    def key(entry: AgendaEntry) -> tuple[date, int]:
        return entry.day, entry.event.id

    days = []
    for (date_of_day, _), of_day in groupby(sorted(entries, key=key), key):
        sessions = list(of_day)
        event = sessions[0].event
        cards = [_card(entry, speakers.get(entry.event_session.id, []), entries, now) for entry in sessions]
        is_past = date_of_day < local(now, event.timezone).date()
        zone = describe_timezone(event.timezone, sessions[0].starts_at)
        heading = f"{weekday(date_of_day)} {day_month(date_of_day)}"
        days.append(AgendaDay(heading, date_of_day.year, event, zone, is_past, cards))
    return days


def _card(
    entry: AgendaEntry, speakers: Sequence[SpeakerRow], others: Sequence[AgendaEntry], now: datetime
) -> dict[str, Any]:
    event_session, event = entry.event_session, entry.event
    track = event_session.track
    return {
        "title": event_session.title,
        "url": page_url(event_session),
        "start": clock_time(entry.starts_at, event.timezone),
        "end": clock_time(entry.ends_at, event.timezone),
        "who": _speakers_line(speakers),
        "room": event_session.room.name if event_session.room else event_session.place,
        "track": {"code": track.letter, "name": track.name} if track else None,
        "seats": None if entry.ends_at <= now else _seats(entry, now),
        "running": entry.starts_at <= now < entry.ends_at and not entry.is_cancelled,
        # Everything on this page is the reader's, so no card is marked as theirs.
        "has_my_seat": False,
        "cancelled": entry.is_cancelled,
        "is_break": False,
        "note": _skipped_text(entry, others) if entry.ends_at > now else "",
    }


def _seats(entry: AgendaEntry, now: datetime) -> SeatLabel | None:
    if entry.is_cancelled:
        return SeatLabel(SeatState.CANCELLED)
    if entry.is_favourite:
        return None
    if entry.status is None:
        return SeatLabel(SeatState.NOT_NEEDED)
    until = entry.status.until
    return status_label(entry.status, format_deadline(until, now, entry.event.timezone) if until else "")


def _skipped_text(entry: AgendaEntry, others: Sequence[AgendaEntry]) -> str:
    """Return why a seat went to someone further down the waiting list; "" if none did."""
    if entry.state != ReservationState.WAITING or entry.skipped_at is None or entry.is_cancelled:
        return ""
    when = format_datetime(entry.skipped_at, entry.event.timezone)
    conflicts = [
        other.event_session.title
        for other in others
        if other.state in SEATED
        and other.event.id == entry.event.id
        and not other.is_cancelled
        and other.starts_at < entry.ends_at
        and other.ends_at > entry.starts_at
    ]
    if conflicts:
        return gettext(
            "On %(when)s a seat went to someone else, because you have a seat in “%(title)s” at the same time. "
            "You are still on the waiting list.",
            when=when,
            title=conflicts[0],
        )
    return gettext(
        "On %(when)s a seat went to someone else, because of your other seats. You are still on the waiting list.",
        when=when,
    )


def _speakers_line(people: Sequence[SpeakerRow]) -> str:
    speakers = list({person.code: person for person in people if person.part == "speaker"}.values())
    if len(speakers) == 1:
        return ", ".join(filter(None, (speakers[0].name, speakers[0].organisation)))
    names = ", ".join(speaker.name for speaker in speakers[:MAX_NAMES])
    more = len(speakers) - MAX_NAMES
    return gettext("%(names)s and %(count)s more", names=names, count=more) if more > 0 else names


def unscheduled_text(event_session: EventSession, status: ReservationStatus | None) -> str:
    """Return what the reader has in a session without a time, or that it is cancelled; "" for a favourite."""
    if is_cancelled(event_session):
        return gettext("Cancelled")
    if status is None:
        return ""
    state = ReservationState(status.state)
    if state is ReservationState.WAITING:
        return gettext("Number %(number)s on the waiting list", number=status.position)
    return gettext(state.label)


def counts_text(statuses: Iterable[ReservationStatus | None]) -> str:
    """Return how many reservations there are in each state, as in "2 seats confirmed, 1 place on a waiting list"."""
    states = [status.state for status in statuses if status]
    confirmed = states.count(ReservationState.CONFIRMED)
    parts = [ngettext("%(num)s seat confirmed", "%(num)s seats confirmed", confirmed)]
    if on_hold := states.count(ReservationState.ON_HOLD):
        parts.append(ngettext("%(num)s seat on hold", "%(num)s seats on hold", on_hold))
    if pending := states.count(ReservationState.PENDING):
        parts.append(ngettext("%(num)s seat requested", "%(num)s seats requested", pending))
    if waiting := states.count(ReservationState.WAITING):
        parts.append(ngettext("%(num)s place on a waiting list", "%(num)s places on waiting lists", waiting))
    if to_answer := states.count(ReservationState.OFFERED) + states.count(ReservationState.INVITED):
        parts.append(ngettext("%(num)s answer needed", "%(num)s answers needed", to_answer))
    return ", ".join(parts)


def zones(days: Sequence[AgendaDay]) -> str:
    """Return the time zones of these days."""
    return "; ".join(dict.fromkeys(day.zone for day in days))


def page_url(event_session: EventSession) -> str:
    """Return the address of a session's page."""
    return url_for("public.session_page", event_slug=event_session.event.slug, session_code=event_session.code)
