"""The panel in which a seat is reserved: what it says and offers in each state."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from babel.lists import format_list
from flask_babel import get_locale, gettext, ngettext

from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.public.views.cards import seat_state_of, text_of_seats
from eventdesk.public.views.seat_panel_text import conflict_text, overlap_text, skipped_text, waiting_text
from eventdesk.registration.rules.policy import registration_is_open
from eventdesk.seats.models import SessionSeats
from eventdesk.seats.queries.reader_seats import ReaderSeatInfo
from eventdesk.seats.rules.display import SeatLabel, SessionSeatState
from eventdesk.seats.states import SeatAccess, SeatState
from eventdesk.web.filters import clock_time, day, stakeholder_label

CLOSED = SeatLabel(SeatState.CLOSED)


class SeatPanel(NamedTuple):
    """What the panel says and offers."""

    seats: SeatLabel
    taken: int = 0
    capacity: int = 0
    sentence: str = ""
    notes: tuple[str, ...] = ()
    small: str = ""
    button: str = ""
    """The label of the button that gets a seat or a position in the waiting list, or requests one; "" without one."""
    undo: str = ""
    """The label of the button that gives that up again."""
    has_download: bool = False
    """Whether the material of a session that is over is offered."""


class Reader(NamedTuple):
    """What of the reader matters to the panel."""

    info: ReaderSeatInfo
    reserved_by_kind: Mapping[str, int]
    """Free seats that quotas reserve, by type of organisation."""
    is_visitor: bool

    @property
    def is_registered(self) -> bool:
        """Whether they take part in the event."""
        return self.info.is_registered


def seat_panel(
    event_session: EventSession, numbers: SessionSeats | None, reader: Reader, *, now: datetime
) -> SeatPanel:
    """Return what the panel of a session says and offers to a reader at `now`."""
    state = _state(event_session, numbers, reader, now)
    seats = text_of_seats(state, now, event_session.event.timezone)
    return (
        _without_offer(event_session, state, seats, now)
        or _of_holder(event_session, state, seats, numbers, reader.info, now)
        or _closed(event_session, state, reader.info, now)
        or _with_offer(state, seats, numbers, reader)
    )


def _state(
    event_session: EventSession, numbers: SessionSeats | None, reader: Reader, now: datetime
) -> SessionSeatState:
    return seat_state_of(
        numbers,
        reader.info.status,
        is_cancelled="cancelled" in (event_session.state, event_session.event.state),
        starts_at=event_session.starts_at,
        now=now,
        reserved_for_reader=reader.reserved_by_kind.get(reader.info.kind, 0),
    )


def _without_offer(
    event_session: EventSession, state: SessionSeatState, seats: SeatLabel, now: datetime
) -> SeatPanel | None:
    """Return the panel where there is no seat to get any more, or none is needed; None for all other states."""
    start, end, zone = event_session.starts_at, event_session.ends_at, event_session.event.timezone
    if state.state is SeatState.CANCELLED:
        return SeatPanel(seats, sentence=gettext("This session has been cancelled."))
    if start is not None and end is not None and end <= now:
        sentence = gettext("This session took place on %(day)s.", day=day(start, zone))
        has_seat = state.state is SeatState.CONFIRMED
        return SeatPanel(seats if has_seat else CLOSED, sentence=sentence, has_download=True)
    if state.state is SeatState.CONFIRMED:
        has_started = start is not None and start <= now
        undo = "" if has_started else gettext("Release my seat")
        return SeatPanel(seats, sentence=_attendance_text(event_session, has_started), undo=undo)
    if state.state is SeatState.NOT_NEEDED:
        return SeatPanel(seats, sentence=gettext("Everyone who attends the event can come to this session."))
    return None


def _of_holder(
    event_session: EventSession,
    state: SessionSeatState,
    seats: SeatLabel,
    numbers: SessionSeats | None,
    info: ReaderSeatInfo,
    now: datetime,
) -> SeatPanel | None:
    """Return the panel of a reader with a reservation that is not confirmed; None for all others."""
    if numbers is None:
        return None
    blocked = (conflict_text(info.conflict),) if info.conflict else ()
    panel = None
    if state.state is SeatState.OFFERED:
        if state.until is not None and state.until <= now:
            return SeatPanel(CLOSED, sentence=gettext("Your seat offer has expired."))
        panel = SeatPanel(
            seats,
            sentence=gettext("The seat is reserved for you until then. After that, it goes to the next person."),
            notes=blocked or ((overlap_text(info.overlap),) if info.overlap else ()),
            button="" if blocked else gettext("Accept the seat"),
            undo=gettext("Decline the seat"),
        )
    elif state.state is SeatState.ON_HOLD:
        panel = SeatPanel(
            seats,
            sentence=gettext("To confirm your seat, open the link in the email we sent you."),
            notes=blocked,
            button="" if blocked else gettext("Confirm my seat"),
            undo=gettext("Release my seat"),
        )
    elif state.state is SeatState.WAITING:
        notes = (skipped_text(info.conflict),) if info.was_passed_over else blocked
        panel = SeatPanel(seats, sentence=waiting_text(numbers), notes=notes, undo=gettext("Leave the waiting list"))
    elif state.state is SeatState.PENDING:
        sentence = gettext("The organisers review each request. We will email you their decision.")
        panel = SeatPanel(seats, sentence=sentence, undo=gettext("Withdraw request"))
    elif state.state is SeatState.INVITED:
        panel = _of_invited(seats, numbers, blocked)
    # A seat in a session without a time cannot be accepted yet.
    return panel._replace(button="") if panel and event_session.starts_at is None else panel


def _of_invited(seats: SeatLabel, numbers: SessionSeats, blocked: tuple[str, ...]) -> SeatPanel:
    undo = gettext("Decline the invitation")
    if numbers.capacity is None or numbers.taken < numbers.capacity:
        sentence = gettext("The organisers have invited you to this session.")
        button = "" if blocked else gettext("Accept the invitation")
        return SeatPanel(seats, sentence=sentence, notes=blocked, button=button, undo=undo)
    sentence = gettext("All seats are taken at the moment.")
    button = gettext("Join the waiting list") if numbers.has_waiting_list else ""
    return SeatPanel(seats, sentence=sentence, button=button, undo=undo)


def _closed(
    event_session: EventSession, state: SessionSeatState, info: ReaderSeatInfo, now: datetime
) -> SeatPanel | None:
    """Return the panel that says why the reader cannot reserve a seat now; None where they can."""
    reason = _reason_for_closing(event_session, state, now) or _reason_for_reader(event_session.event, info, now)
    return SeatPanel(CLOSED, sentence=reason) if reason else None


def _with_offer(state: SessionSeatState, seats: SeatLabel, numbers: SessionSeats | None, reader: Reader) -> SeatPanel:
    """Return the panel of a session in which the reader can reserve or request a seat, or join the waiting list."""
    if state.state is SeatState.INVITATION:
        return SeatPanel(seats, sentence=gettext("Participants of this session are invited by the organisers."))
    info, notes = reader.info, []
    is_full = state.state is SeatState.FULL
    if info.conflict:
        notes.append(conflict_text(info.conflict))
        if is_full:
            notes.append(
                gettext("You can still join the waiting list, but free seats go to others until this changes.")
            )
    elif info.overlap:
        notes.append(overlap_text(info.overlap))
    if reserved := _reserved_text(reader):
        notes.append(reserved)
    if state.access is SeatAccess.APPROVAL:
        button = gettext("Request a seat")
        small = gettext("The organisers review each request. We will email you their decision.")
    elif is_full:
        button, small = gettext("Join the waiting list"), waiting_text(numbers) if numbers else ""
    else:
        button, small = gettext("Reserve a seat"), gettext("You can release it until the session starts.")
    if info.conflict and not is_full and state.access is SeatAccess.ANYONE:
        button = small = ""
    return SeatPanel(seats, state.taken, state.capacity, notes=tuple(notes), small=small, button=button)


def _reserved_text(reader: Reader) -> str:
    """Return how many seats quotas reserve for the reader's type of organisation, else for which types there are any."""
    for_reader = reader.reserved_by_kind.get(reader.info.kind, 0)
    if for_reader:
        return ngettext(
            "%(num)s of these seats is reserved for your type of organisation (%(type)s).",
            "%(num)s of these seats are reserved for your type of organisation (%(type)s).",
            for_reader,
            type=stakeholder_label(reader.info.kind),
        )
    others = [f"{stakeholder_label(kind)} ({free})" for kind, free in reader.reserved_by_kind.items() if free]
    if not others:
        return ""
    types = format_list(others, locale=get_locale())
    return gettext("More seats are reserved for some types of organisation: %(types)s.", types=types)


def _reason_for_closing(event_session: EventSession, state: SessionSeatState, now: datetime) -> str:
    """Return why nobody can reserve a seat now, or ""."""
    if event_session.starts_at is None:
        return gettext("You can reserve a seat once the time of the session is set.")
    if event_session.starts_at <= now:
        return gettext("This session has started.")
    if state.state is SeatState.CLOSED:
        return gettext("The organisers are not accepting reservations for this session at the moment.")
    if state.state is SeatState.FULL_CLOSED and state.access is SeatAccess.ANYONE:
        return gettext("All seats are taken and there is no waiting list.")
    return ""


def _reason_for_reader(event: Event, info: ReaderSeatInfo, now: datetime) -> str:
    """Return why this reader cannot reserve a seat as long as they are not registered, or ""."""
    if info.is_registered:
        return ""
    if info.registration == "pending":
        return gettext("You can reserve seats once the organisers have approved your registration.")
    opens, closes, zone = event.registration_opens_at, event.registration_closes_at, event.timezone
    if event.state == "published" and registration_is_open(opens_at=opens, closes_at=closes, now=now):
        return gettext("All places at the event are taken.") if info.no_places else ""
    if opens and opens > now:
        time = clock_time(opens, zone)
        return gettext("Registration for the event opens on %(day)s, %(time)s.", day=day(opens, zone), time=time)
    if closes:
        time = clock_time(closes, zone)
        return gettext("Registration for the event closed on %(day)s, %(time)s.", day=day(closes, zone), time=time)
    return gettext("This event does not accept registrations.")


def _attendance_text(event_session: EventSession, has_started: bool) -> str:
    """Return when and where somebody with a confirmed seat has to be."""
    if event_session.starts_at is None:
        return ""
    if has_started:
        return gettext("This session has started.")
    time = clock_time(event_session.starts_at, event_session.event.timezone)
    location = event_session.room.name if event_session.room else event_session.place
    if location:
        return gettext("It starts at %(time)s: %(location)s.", time=time, location=location)
    return gettext("It starts at %(time)s.", time=time)
