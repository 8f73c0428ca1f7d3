"""The box in which a seat is reserved: what it says and offers in each state."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask_babel import gettext, ngettext

from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.public.views.cards import text_of_seats
from eventdesk.registration.rules.policy import registration_is_open
from eventdesk.seats.models import SessionSeats
from eventdesk.seats.queries.reader_seats import ReaderSeatInfo
from eventdesk.seats.rules.conflicts import LimitReason, SeatConflict
from eventdesk.seats.rules.display import SeatLabel, SessionSeatState
from eventdesk.seats.states import SeatAccess, SeatState
from eventdesk.web.filters import clock_time, day, stakeholder_label


@dataclass(frozen=True)
class SeatPanel:
    """The seat box: its state, what it says, and what it offers."""

    seats: SeatLabel
    taken: int = 0
    capacity: int = 0
    sentence: str = ""
    notes: tuple[str, ...] = ()
    small: str = ""
    heading: str = ""
    button: str = ""
    """The words of the deed that gets a seat, a place in the queue, or asks for one; "" where there is none."""
    undo: str = ""
    """The words of the deed that leaves it again."""
    materials: list[dict[str, str]] = field(default_factory=list)
    """Files to take home from a session that is over."""


@dataclass(frozen=True)
class Reader:
    """Who looks at the box, as far as it matters."""

    outlook: ReaderSeatInfo
    kept: Mapping[str, int]
    """Free seats that are kept, by kind of stakeholder."""
    is_visitor: bool


CLOSED = SeatLabel(SeatState.CLOSED)


def seat_panel(
    event_session: EventSession, counted: SessionSeats | None, state: SessionSeatState, reader: Reader, *,
    materials: list[dict[str, str]], now: datetime,
) -> SeatPanel:  # fmt: skip
    """Return the box for a reader to whom the seats stand as in `state`."""
    start, end, zone = event_session.starts_at, event_session.ends_at, event_session.event.timezone
    has_started, has_ended = start is not None and start <= now, end is not None and end <= now
    seats = text_of_seats(state, now, zone)
    if state.state is SeatState.CANCELLED:
        return SeatPanel(seats, sentence=gettext("This session does not take place."))
    if start is not None and has_ended:
        took_place = gettext("This session took place on %(day)s.", day=day(start, zone))
        mine = state.state is SeatState.CONFIRMED
        return SeatPanel(seats if mine else CLOSED, sentence=took_place, materials=materials)
    if state.state is SeatState.CONFIRMED:
        undo = "" if has_started else gettext("Give the seat back")
        return SeatPanel(seats, sentence=_be_there(event_session, has_started), undo=undo)
    if state.state is SeatState.NOT_NEEDED:
        return SeatPanel(seats, sentence=gettext("Everybody who comes to the event can come to this session."))
    if counted is not None and (box := _own(state, seats, counted, reader.outlook, now=now)):
        # What has no time yet cannot be taken.
        return box if start else replace(box, button="")
    if reason := _why_closed(event_session, state, reader.outlook, now=now):
        return SeatPanel(CLOSED, sentence=reason)
    if state.state is SeatState.INVITATION:
        return SeatPanel(seats, sentence=gettext("The organisers invite the people who take part in this session."))
    return _to_be_had(state, seats, counted, reader)


def _own(
    state: SessionSeatState, seats: SeatLabel, counted: SessionSeats, outlook: ReaderSeatInfo, *, now: datetime
) -> SeatPanel | None:
    """Return the box of whoever has a place that is not a confirmed seat; None for all others."""
    hindered = (_hindered_words(outlook.conflict),) if outlook.conflict else ()
    overlap = (_overlap_words(outlook.overlap),) if outlook.overlap else ()
    if state.state is SeatState.OFFERED:
        if state.until is not None and state.until <= now:
            return SeatPanel(CLOSED, sentence=gettext("The time to take this seat is over."))
        sentence = gettext("It is kept for you until then. After that it goes to the next person.")
        button = "" if hindered else gettext("Take the seat")
        return SeatPanel(
            seats, sentence=sentence, notes=hindered or overlap, button=button,
            undo=gettext("Leave it to somebody else"),
        )  # fmt: skip
    if state.state is SeatState.ON_HOLD:
        sentence = gettext("We wrote to you: open the link in the mail, and the seat is yours.")
        button = "" if hindered else gettext("Take the seat")
        return SeatPanel(seats, sentence=sentence, notes=hindered, button=button, undo=gettext("Give the seat back"))
    if state.state is SeatState.WAITING:
        notes = (_passed_over_words(outlook),) if outlook.was_passed_over else hindered
        undo = gettext("Leave the waiting list")
        return SeatPanel(seats, sentence=_waiting_words(counted, is_waiting=True), notes=notes, undo=undo)
    if state.state is SeatState.PENDING:
        sentence = gettext("The organisers decide who gets a seat, and we write to you.")
        return SeatPanel(seats, sentence=sentence, undo=gettext("Take the request back"))
    if state.state is SeatState.INVITED:
        free = counted.capacity is None or counted.taken < counted.capacity
        button = gettext("Take the seat") if free else gettext("Join the waiting list")
        has_any = free or counted.has_waiting_list
        sentence = (
            gettext("The organisers invite you to this session.") if free else gettext("Every seat is taken just now.")
        )
        return SeatPanel(
            seats, sentence=sentence, notes=hindered if free else (),
            button=button if has_any and not (free and hindered) else "", undo=gettext("Decline the invitation"),
        )  # fmt: skip
    return None


def _to_be_had(state: SessionSeatState, seats: SeatLabel, counted: SessionSeats | None, reader: Reader) -> SeatPanel:
    """Return the box of a session in which a seat, or a place in the queue, can be had or asked for."""
    outlook, notes = reader.outlook, []
    is_full = state.state is SeatState.FULL
    if outlook.conflict:
        notes.append(_hindered_words(outlook.conflict))
        if is_full:
            notes.append(gettext("You can wait all the same. While this is so, free seats go to the next person."))
    elif outlook.overlap:
        notes.append(_overlap_words(outlook.overlap))
    if kept := _kept_words(reader):
        notes.append(kept)
    if state.access is SeatAccess.APPROVAL:
        button, small = gettext("Ask for a seat"), gettext("The organisers decide, and we write to you.")
    elif is_full:
        button = gettext("Join the waiting list")
        small = _waiting_words(counted, is_waiting=False) if counted else ""
    else:
        button, small = gettext("Reserve a seat"), gettext("You can give it back until the session starts.")
    if outlook.conflict and not is_full and state.access is SeatAccess.ANYONE:
        button = small = ""
    return SeatPanel(seats, state.taken, state.capacity, notes=tuple(notes), small=small, button=button)


def _kept_words(reader: Reader) -> str:
    """Return for whom seats are kept: to somebody for whom some are that, else for all kinds."""
    mine = reader.kept.get(reader.outlook.kind, 0)
    if mine:
        kind = stakeholder_label(reader.outlook.kind)
        return ngettext(
            "%(num)s of them is kept for people like you (%(kind)s).",
            "%(num)s of them are kept for people like you (%(kind)s).", mine, kind=kind,
        )  # fmt: skip
    others = [
        gettext("%(number)s for “%(kind)s”", number=free, kind=stakeholder_label(kind))
        for kind, free in reader.kept.items()
        if free
    ]
    return gettext("Other seats are kept: %(seats)s.", seats=", ".join(others)) if others else ""


def _waiting_words(counted: SessionSeats, *, is_waiting: bool) -> str:
    if counted.offer_minutes is not None:
        return gettext("If a seat becomes free, we offer it to you by mail, and you take it if you still want it.")
    if is_waiting:
        return gettext("If a seat becomes free, it is yours and we write to you at once. Nothing else to do.")
    return gettext("If a seat becomes free, it is yours and we write to you.")


def _hindered_words(hindered: SeatConflict) -> str:
    """Return why the reader cannot take a seat, and what to do."""
    if hindered.reason is LimitReason.OVERLAP:
        return gettext(
            "You have a seat in “%(title)s” at the same time. Give it back if you would rather come here.",
            title=hindered.title,
        )
    return {
        LimitReason.MAX_SEATS: gettext("You have as many seats as one person may have. Give one back to come here."),
        LimitReason.MAX_SEATS_A_DAY: gettext(
            "You have as many seats on this day as one person may have. Give one back to come here."
        ),
        LimitReason.ORGANISATION: gettext("Your organisation has as many seats in this session as one may have."),
    }[hindered.reason]


def _overlap_words(overlap: SeatConflict) -> str:
    return gettext("At this time you have a seat in “%(title)s”, too.", title=overlap.title)


def _passed_over_words(outlook: ReaderSeatInfo) -> str:
    if outlook.conflict is None:
        return gettext("You were passed over once. Nothing is in the way any more: the next seat is yours.")
    if outlook.conflict.reason is LimitReason.OVERLAP:
        return gettext(
            "You were passed over because you have a seat in “%(title)s” at the same time. You keep your place. "
            "Give that seat back if you would rather come here.", title=outlook.conflict.title,
        )  # fmt: skip
    if outlook.conflict.reason is LimitReason.ORGANISATION:
        return gettext(
            "You were passed over because your organisation has as many seats in this session as one may have. "
            "You keep your place."
        )
    return gettext(
        "You were passed over because you have as many seats as one person may have. You keep your place. "
        "Give one back if you would rather come here."
    )


def _why_closed(event_session: EventSession, state: SessionSeatState, outlook: ReaderSeatInfo, *, now: datetime) -> str:
    """Return why nobody can reserve now, or ""."""
    event, start = event_session.event, event_session.starts_at
    if start is None:
        return gettext("Seats can be reserved as soon as the time of the session is known.")
    if start <= now:
        return gettext("This session has begun.")
    if state.state is SeatState.CLOSED:
        return gettext("The organisers take no reservations for this session at the moment.")
    if state.state is SeatState.FULL_CLOSED and state.access is SeatAccess.ANYONE:
        return gettext("Every seat is taken, and there is no waiting list.")
    if outlook.is_registered:
        return ""
    if outlook.registration == "pending":
        return gettext("Your registration waits for the organisers. You can reserve seats once they have agreed.")
    if event.state != "published" or not registration_is_open(
        opens_at=event.registration_opens_at, closes_at=event.registration_closes_at, now=now
    ):
        return _why_no_registration(event, now)
    return gettext("All places at the event are taken.") if outlook.no_places else ""


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
