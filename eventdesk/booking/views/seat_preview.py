"""The session in which a seat is wanted along with a registration, and what will come of asking for it, in words."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext, ngettext

from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.queries.sessions import public_session
from eventdesk.seats.models import SessionSeats
from eventdesk.seats.queries.reservations import session_seats


@dataclass(frozen=True)
class SeatPreview:
    """What somebody who registers now gets in a session."""

    first: str
    """What the form comes with: a seat, or a place on the waiting list."""
    words: str
    meanwhile: str
    """How it stands until the address is confirmed."""


def requested_session(event: Event) -> EventSession | None:
    """Return the session in which a seat is wanted along with the registration, or None."""
    code = request.values.get("session", "")[:40]
    found = public_session(event.slug, code) if code and "\0" not in code else None
    return found if found and session_seats(found.id) is not None else None


def page_url(event_session: EventSession) -> str:
    """Return the address of a session's page."""
    return url_for("public.session_page", event_slug=event_session.event.slug, session_code=event_session.code)


def seat_preview(event_session: EventSession) -> SeatPreview:
    """Return what will come of asking for a seat in a session, as its seats stand now."""
    title = {"title": event_session.title}
    with_seat = gettext("With a seat in “%(title)s”.", **title)
    held = gettext("Until then your seat in “%(title)s” is held.", **title)
    seats = session_seats(event_session.id)
    if seats is None:
        return SeatPreview(with_seat, "", "")
    if seats.access != "anyone":
        words = (
            gettext("The organisers decide who gets a seat, and we write to you.")
            if seats.access == "approval"
            else gettext("The organisers invite the people who take part in this session.")
        )
        return SeatPreview(with_seat, words, "")
    if seats.effective_capacity is None:
        return SeatPreview(with_seat, gettext("Everybody who reserves gets one."), held)
    left = seats.effective_capacity - seats.taken
    free = left - min(seats.quota_reserved, left)
    if free > 0 and not seats.waiting:
        return SeatPreview(with_seat, ngettext("%(num)s seat is left.", "%(num)s seats are left.", free), held)
    return _full(seats, with_seat, title, some_are_kept=left > 0)


def _full(seats: SessionSeats, with_seat: str, title: dict[str, str], *, some_are_kept: bool) -> SeatPreview:
    """Return the chance where there is no seat for everybody; perhaps one is kept for somebody like the reader."""
    if some_are_kept and seats.quota_reserved:
        words = gettext("The seats that are left are kept for some kinds of organisation: say below of which yours is.")
        if seats.has_waiting_list:
            words += " " + gettext("If none is for you, you get a place on the waiting list.")
        held = gettext("Until then your seat in “%(title)s” is held, if one is for you.", **title)
        return SeatPreview(with_seat, words, held)
    if not seats.has_waiting_list:
        return SeatPreview(with_seat, gettext("All seats are taken, and there is no waiting list."), "")
    return SeatPreview(
        gettext("With a place on the waiting list of “%(title)s”.", **title),
        gettext("All seats are taken: you would be number %(number)s.", number=seats.waiting + 1),
        gettext("All seats in “%(title)s” are taken: by the link you get a place on its waiting list.", **title),
    )  # fmt: skip
