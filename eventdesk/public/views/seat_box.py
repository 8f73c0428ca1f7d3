"""The box in which a seat is reserved: what it says and offers in each state."""

from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext

from eventdesk.programme.models import Event, EventSession
from eventdesk.public.views.cards import words_of
from eventdesk.reservations.rules import Seats, SeatState, SeatWords, registration_is_open
from eventdesk.web.filters import clock_time, day


@dataclass(frozen=True)
class SeatBox:
    """The seat box: its state, what it says, and the one deed it offers."""

    seats: SeatWords
    taken: int = 0
    capacity: int = 0
    sentence: str = ""
    small: str = ""
    heading: str = ""
    deed: str = ""
    """`reserve`, `wait`, `give_back`, `leave`, or none."""
    materials: list[dict[str, str]] = field(default_factory=list)
    """Files to take home from a session that is over."""


CLOSED = SeatWords("closed")


def seat_box(
    event_session: EventSession, state: SeatState, *, is_registered: bool, materials: list[dict[str, str]],
    now: datetime,
) -> SeatBox:  # fmt: skip
    """Return the box for a reader to whom the seats stand as in `state`."""
    start, end = event_session.starts_at, event_session.ends_at
    has_started, has_ended = start is not None and start <= now, end is not None and end <= now
    seats = words_of(state, now, event_session.event.timezone)
    if state.state is Seats.CANCELLED:
        return SeatBox(seats, sentence=gettext("This session does not take place."))
    if start is not None and has_ended:
        took_place = gettext("This session took place on %(day)s.", day=day(start, event_session.event.timezone))
        mine = state.state is Seats.CONFIRMED
        return SeatBox(seats if mine else CLOSED, sentence=took_place, materials=materials)
    if state.state is Seats.CONFIRMED:
        return SeatBox(seats, sentence=_be_there(event_session, has_started), deed="" if has_started else "give_back")
    if state.state is Seats.WAITING:
        sentence = gettext("If a seat becomes free, it is yours and we write to you at once. Nothing else to do.")
        return SeatBox(seats, sentence=sentence, deed="leave")
    if state.state is Seats.NOT_NEEDED:
        sentence = gettext("Everybody who comes to the event can come to this session.")
        return SeatBox(seats, sentence=sentence)
    if reason := _why_closed(event_session, state, is_registered=is_registered, now=now):
        return SeatBox(CLOSED, sentence=reason)
    if state.state is Seats.FULL:
        small = gettext("If a seat becomes free, it is yours and we write to you.")
        return SeatBox(seats, state.taken, state.capacity, small=small, deed="wait")
    small = gettext("You can give it back until the session starts.")
    return SeatBox(seats, state.taken, state.capacity, small=small, deed="reserve")


def _why_closed(event_session: EventSession, state: SeatState, *, is_registered: bool, now: datetime) -> str:
    """Return why nobody can reserve now, or ""."""
    event, start = event_session.event, event_session.starts_at
    if start is None:
        return gettext("Seats can be reserved as soon as the time of the session is known.")
    if start <= now:
        return gettext("This session has begun.")
    if state.state is Seats.CLOSED:
        return gettext("The organisers take no reservations for this session at the moment.")
    if state.state is Seats.FULL_CLOSED:
        return gettext("Every seat is taken, and there is no waiting list.")
    may_register = event.state == "published" and registration_is_open(
        opens_at=event.registration_opens_at, closes_at=event.registration_closes_at, now=now
    )
    return "" if is_registered or may_register else _why_no_registration(event, now)


def _why_no_registration(event: Event, now: datetime) -> str:
    opens, closes, zone = event.registration_opens_at, event.registration_closes_at, event.timezone
    if opens and opens > now:
        return gettext(
            "Registration for the event opens on %(day)s, %(time)s.",
            day=day(opens, zone), time=clock_time(opens, zone),
        )  # fmt: skip
    if closes:
        return gettext(
            "Registration for the event closed on %(day)s, %(time)s.",
            day=day(closes, zone), time=clock_time(closes, zone),
        )  # fmt: skip
    return gettext("This event takes no registrations.")


def _be_there(event_session: EventSession, has_started: bool) -> str:
    """Return when and where a confirmed seat is to be taken."""
    if event_session.starts_at is None:
        return ""
    if has_started:
        return gettext("This session has begun.")
    time = clock_time(event_session.starts_at, event_session.event.timezone)
    place = event_session.room.name if event_session.room else event_session.place
    if place:
        return gettext("It starts at %(time)s: %(place)s.", time=time, place=place)
    return gettext("It starts at %(time)s.", time=time)
