"""What on somebody's agenda asks for a decision: seats that are offered, invitations, sessions that share time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext

from eventdesk.agenda.views.days import REQUESTED, SEATED, AgendaEntry, is_off
from eventdesk.programme.models.programme import EventSession
from eventdesk.seats.rules import display
from eventdesk.seats.rules.display import ReservationStatus
from eventdesk.web.filters import clock_time, describe_timezone, format_datetime, weekday
from eventdesk.web.idempotency import new_idempotency_key


@dataclass(frozen=True)
class ActionButton:
    """A form with one button; `key` makes the same form sent twice one deed."""

    label: str
    url: str
    key: str


@dataclass(frozen=True)
class SeatPrompt:
    """A seat that waits for the reader's answer, in words."""

    first: str
    words: str
    take: ActionButton
    leave: ActionButton


@dataclass(frozen=True)
class Overlap:
    """Two sessions that share time, in words, and what can be left again."""

    words: str
    advice: str
    leave: ActionButton


def seat_prompts(found: Iterable[tuple[EventSession, ReservationStatus]], now: datetime) -> list[SeatPrompt]:
    """Return the seats that are offered to the reader, and the sessions they are invited to, the most urgent first."""
    asked = [
        (standing.until or event_session.starts_at or now, event_session, standing)
        for event_session, standing in found
        if standing.state in ("offered", "invited")
        and not is_off(event_session)
        and (event_session.starts_at is None or event_session.starts_at > now)
        and (standing.until is None or standing.until > now)
    ]
    return [_seat_prompt(one, standing) for _, one, standing in sorted(asked, key=lambda ask: ask[0])]


def _seat_prompt(event_session: EventSession, standing: ReservationStatus) -> SeatPrompt:
    zone = event_session.event.timezone
    title = {"title": event_session.title}
    take = ActionButton(gettext("Take the seat"), _action_url("reserve", event_session), new_idempotency_key())
    if standing.until:
        first = gettext("A seat in “%(title)s” is offered to you.", **title)
        words = gettext(
            "Take it until %(until)s, %(zone)s. After that it goes to the next person.",
            until=format_datetime(standing.until, zone), zone=describe_timezone(zone, standing.until),
        )  # fmt: skip
        leave = gettext("Leave it to somebody else")
    else:
        first = gettext("You are invited to “%(title)s”.", **title)
        words = gettext("Take a seat while one is free.")
        leave = gettext("Decline")
    return SeatPrompt(
        first, words, take, ActionButton(leave, _action_url("release", event_session), new_idempotency_key())
    )


def overlaps(ahead: Sequence[AgendaEntry]) -> list[Overlap]:
    """Return what shares time, as far as the reader has, or asked for, a seat in both."""
    wanted = [entry for entry in ahead if entry.state in (*SEATED, *REQUESTED)]
    pairs = display.overlaps((entry.starts_at, entry.ends_at, entry) for entry in wanted)
    return [_overlap(*sorted(pair, key=_firmness)) for pair in pairs]


def _firmness(entry: AgendaEntry) -> int:
    """Return how far one has a seat: 0 for one's own, 1 for one that is kept for an answer, 2 for one asked for."""
    return 2 if entry.state in REQUESTED else 1 if entry.state == "offered" else 0


def _overlap(first: AgendaEntry, second: AgendaEntry) -> Overlap:
    """Return an overlap in words; one that is only offered or asked for is `second`."""
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
    if second.state in REQUESTED:
        advice = gettext("While you keep the first, a free seat in the second goes to the next person.")
        is_waiting = second.state == "waiting"
        leave = gettext("Leave the waiting list") if is_waiting else gettext("Ask for it no longer")
    elif second.state == "offered":
        advice = gettext("A seat in the second is only offered to you yet: take it if you would rather go there.")
        leave = gettext("Leave it to somebody else")
    else:
        advice = gettext("Give one of the seats back, so that somebody else gets it.")
        leave = gettext("Give the seat in “%(title)s” back", title=b.title)
    return Overlap(words, advice, ActionButton(leave, _action_url("release", b), new_idempotency_key()))


def _action_url(action: str, event_session: EventSession) -> str:
    """Return the address of a deed that leads back to the agenda."""
    return url_for(
        f"booking.{action}", event_slug=event_session.event.slug, session_code=event_session.code, to="agenda"
    )
