"""What on a person's agenda needs a decision: offered seats, invitations, sessions that overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext

from eventdesk.agenda.views.days import REQUESTED, SEATED, AgendaEntry, is_cancelled
from eventdesk.programme.models.programme import EventSession
from eventdesk.seats.rules import display
from eventdesk.seats.rules.display import ReservationStatus
from eventdesk.seats.states import ReservationState
from eventdesk.web.filters import clock_time, describe_timezone, format_datetime, weekday
from eventdesk.web.idempotency import new_idempotency_key


@dataclass(frozen=True)
class ActionButton:
    """A form with one button; `key` is its idempotency key."""

    label: str
    url: str
    key: str


@dataclass(frozen=True)
class SeatPrompt:
    """A seat that the reader can accept or decline."""

    title: str
    text: str
    accept: ActionButton
    decline: ActionButton


@dataclass(frozen=True)
class Overlap:
    """Two sessions at the same time, and the seat or request that can be given up."""

    text: str
    release: ActionButton


def seat_prompts(sessions: Iterable[tuple[EventSession, ReservationStatus]], now: datetime) -> list[SeatPrompt]:
    """Return the open offers and invitations of the reader, the most urgent first."""
    open_prompts = [
        (status.until or event_session.starts_at or now, event_session, status)
        for event_session, status in sessions
        if status.state in (ReservationState.OFFERED, ReservationState.INVITED)
        and not is_cancelled(event_session)
        and (event_session.starts_at is None or event_session.starts_at > now)
        and (status.until is None or status.until > now)
    ]
    by_urgency = sorted(open_prompts, key=lambda prompt: prompt[0])
    return [_seat_prompt(event_session, status) for _, event_session, status in by_urgency]


def _seat_prompt(event_session: EventSession, status: ReservationStatus) -> SeatPrompt:
    zone = event_session.event.timezone
    if status.until:
        return SeatPrompt(
            title=gettext("A seat is available for you in “%(title)s”.", title=event_session.title),
            text=gettext(
                "Accept it by %(until)s, %(zone)s. After that it goes to the next person.",
                until=format_datetime(status.until, zone),
                zone=describe_timezone(zone, status.until),
            ),
            accept=_button(gettext("Accept seat"), "reserve", event_session),
            decline=_button(gettext("Decline seat"), "release", event_session),
        )
    return SeatPrompt(
        title=gettext("You are invited to “%(title)s”.", title=event_session.title),
        text=gettext("Reserve your seat while there are seats left."),
        accept=_button(gettext("Reserve seat"), "reserve", event_session),
        decline=_button(gettext("Decline invitation"), "release", event_session),
    )


def overlaps(entries: Sequence[AgendaEntry]) -> list[Overlap]:
    """Return the pairs of overlapping sessions in which the reader has, or requested, seats."""
    reserved = [entry for entry in entries if entry.state in (*SEATED, *REQUESTED)]
    pairs = display.overlaps((entry.starts_at, entry.ends_at, entry) for entry in reserved)
    return [_overlap(*sorted(pair, key=_commitment)) for pair in pairs]


def _commitment(entry: AgendaEntry) -> int:
    """Return 0 for a seat, 1 for an offered seat, and 2 for a request or a place on the waiting list."""
    return 2 if entry.state in REQUESTED else 1 if entry.state == ReservationState.OFFERED else 0


def _overlap(first: AgendaEntry, second: AgendaEntry) -> Overlap:
    """Return the warning about two sessions; a seat that is only offered or requested is the second."""
    advice, label = _advice(second)
    return Overlap(f"{_overlap_text(first, second)} {advice}", _button(label, "release", second.event_session))


def _overlap_text(first: AgendaEntry, second: AgendaEntry) -> str:
    zone = first.event.timezone
    titles = {"first": first.event_session.title, "second": second.event_session.title}
    day = weekday(first.starts_at, zone)
    if first.starts_at == second.starts_at:
        return gettext(
            "“%(first)s” and “%(second)s” both start on %(day)s at %(time)s.",
            day=day,
            time=clock_time(first.starts_at, zone),
            **titles,
        )
    return gettext(
        "On %(day)s, “%(first)s” is from %(a)s to %(b)s and “%(second)s” from %(c)s to %(d)s.",
        day=day,
        a=clock_time(first.starts_at, zone),
        b=clock_time(first.ends_at, zone),
        c=clock_time(second.starts_at, zone),
        d=clock_time(second.ends_at, zone),
        **titles,
    )


def _advice(second: AgendaEntry) -> tuple[str, str]:
    """Return what the reader can do about the second of two overlapping sessions, and the label of the button."""
    if second.state == ReservationState.OFFERED:
        return (
            gettext("The seat in the second session is only an offer: accept it if you prefer that session."),
            gettext("Decline seat"),
        )
    if second.state in REQUESTED:
        is_waiting = second.state == ReservationState.WAITING
        return (
            gettext("While you have a seat in the first session, a free seat in the second goes to the next person."),
            gettext("Leave the waiting list") if is_waiting else gettext("Withdraw request"),
        )
    return (
        gettext("Please release one of the seats so someone else can take it."),
        gettext("Release my seat in “%(title)s”", title=second.event_session.title),
    )


def _button(label: str, action: str, event_session: EventSession) -> ActionButton:
    """Return the button of an action of `booking` that leads back to the agenda."""
    url = url_for(
        f"booking.{action}", event_slug=event_session.event.slug, session_code=event_session.code, to="agenda"
    )
    return ActionButton(label, url, new_idempotency_key())
