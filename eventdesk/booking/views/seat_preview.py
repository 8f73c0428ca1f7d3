"""The session that somebody registers for along with the event, and a preview of the seat they would get."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext, ngettext

from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.sessions import public_session
from eventdesk.seats.models import SessionSeats
from eventdesk.seats.queries.reservations import session_seats
from eventdesk.seats.states import SeatAccess


@dataclass(frozen=True)
class SeatPreview:
    """What registering now gives somebody in a session."""

    title: str
    """What the form includes: a seat, a request for one, or a position on the waiting list."""
    text: str
    meanwhile: str
    """What is reserved until the address is confirmed; "" where nothing is."""


def requested_session(event: Event) -> EventSession | None:
    """Return the session that the address or the form asks a seat for, or None."""
    code = request.values.get("session", "")[:40]
    event_session = public_session(event.slug, code) if code and "\0" not in code else None
    return event_session if event_session and session_seats(event_session.id) is not None else None


def page_url(event_session: EventSession) -> str:
    """Return the address of a session's page."""
    return url_for("public.session_page", event_slug=event_session.event.slug, session_code=event_session.code)


def seat_preview(event_session: EventSession) -> SeatPreview:
    """Return what registering now gives in a session, by the seats it has at the moment."""
    title = event_session.title
    with_seat = gettext("You are also reserving a seat in “%(title)s”.", title=title)
    on_hold = gettext("Your seat in “%(title)s” is reserved until then.", title=title)
    seats = session_seats(event_session.id)
    if seats is None:
        return SeatPreview(with_seat, "", "")
    if seats.access == SeatAccess.APPROVAL:
        text = gettext("The organisers review each request. We will email you their decision.")
        return SeatPreview(gettext("You are also requesting a seat in “%(title)s”.", title=title), text, "")
    if seats.access == SeatAccess.INVITATION:
        text = gettext("Participants of this session are invited by the organisers.")
        return SeatPreview(gettext("You asked for a seat in “%(title)s”.", title=title), text, "")
    if seats.effective_capacity is None:
        return SeatPreview(with_seat, gettext("There are seats for everyone."), on_hold)
    left = seats.effective_capacity - seats.taken
    free = left - min(seats.quota_reserved, left)
    if free > 0 and not seats.waiting:
        return SeatPreview(with_seat, ngettext("%(num)s seat left.", "%(num)s seats left.", free), on_hold)
    if left > 0 and seats.quota_reserved:
        return _quota_preview(seats, title)
    return _full_preview(seats, title)


def _quota_preview(seats: SessionSeats, title: str) -> SeatPreview:
    """Return the preview of a session that only has seats left for certain types of organisation."""
    text = (
        gettext(
            "The remaining seats are reserved for certain types of organisation. Select yours below. If there is no "
            "seat for it, you join the waiting list."
        )
        if seats.has_waiting_list
        else gettext("The remaining seats are reserved for certain types of organisation. Select yours below.")
    )
    return SeatPreview(
        gettext("You asked for a seat in “%(title)s”.", title=title),
        text,
        gettext("If there is a seat for you in “%(title)s”, it is reserved until then.", title=title),
    )


def _full_preview(seats: SessionSeats, title: str) -> SeatPreview:
    if not seats.has_waiting_list:
        text = gettext("All seats are taken and there is no waiting list.")
        return SeatPreview(gettext("You asked for a seat in “%(title)s”.", title=title), text, "")
    return SeatPreview(
        gettext("You are also joining the waiting list for “%(title)s”.", title=title),
        gettext("All seats are taken. You would be number %(number)s.", number=seats.waiting + 1),
        gettext("All seats in “%(title)s” are taken. Confirming adds you to the waiting list.", title=title),
    )
