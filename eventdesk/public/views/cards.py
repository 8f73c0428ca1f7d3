"""Cards of sessions, and the text for people and seats on them: the plain values that components take."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from flask_babel import gettext, ngettext
from markupsafe import Markup

from eventdesk.calendars.addresses import Addresses
from eventdesk.core.text import N_
from eventdesk.programme.models.programme import Room, Track
from eventdesk.programme.queries.sessions import ProgrammeItem
from eventdesk.programme.rules.grid import GridPosition
from eventdesk.programme.states import PublicationState
from eventdesk.public.queries.events import EventHeader
from eventdesk.public.queries.programme import Programme, SeatNumbers
from eventdesk.seats.models import SessionSeats
from eventdesk.seats.rules.display import ReservationStatus, SeatLabel, SessionSeatState, seat_label, seat_state
from eventdesk.seats.states import ReservationState, SeatAccess, SeatState
from eventdesk.speakers.queries import SpeakerRow
from eventdesk.web.filters import clock_time, country_name, format_deadline

ADDRESSES = Addresses("")
"""Makes addresses ten times as fast as Flask's router: a programme has hundreds."""
NO_POSITION = GridPosition(0, 0, 0)
MAX_NAMES = 4
"""Names on one card; the session's page lists everybody."""


class TrackLabel(NamedTuple):
    """A track as components/programme.html takes it."""

    code: str
    name: str


class Card(NamedTuple):
    """A session as components/programme.html takes it."""

    title: str
    url: str
    start: str
    end: str
    who: str
    room: str
    track: TrackLabel | None
    seats: SeatLabel | Markup | None
    """None where the card shows none."""
    running: bool
    has_my_seat: bool
    cancelled: bool
    is_break: bool
    t: int = 0
    """The row of the grid in which it starts."""
    d: int = 0
    """How many rows of the grid it takes."""
    c: int = 0
    """Its column in the grid."""
    lane: str = ""


def seat_state_of(
    numbers: SessionSeats | SeatNumbers | None,
    status: ReservationStatus | None,
    *,
    is_cancelled: bool,
    starts_at: datetime | None,
    now: datetime,
    reserved_for_reader: int = 0,
) -> SessionSeatState:
    """Return the state of a session's seats for the reader at `now`; `status` is that of the reader's reservation.

    `reserved_for_reader`: how many of the free seats that quotas reserve are for people like the reader.
    """
    if numbers is None:
        return seat_state(
            is_cancelled=is_cancelled,
            has_started=starts_at is not None and starts_at <= now,
            is_reserved=False,
            capacity=None,
            is_open=starts_at is not None,
            status=status,
        )
    capacity, reserved = numbers.effective_capacity, numbers.quota_reserved
    if capacity is not None and numbers.target_capacity is not None:
        # While the capacity shrinks, quotas reserve only what is left of the smaller number.
        reserved = min(reserved, capacity - numbers.taken)
    return seat_state(
        is_cancelled=is_cancelled,
        has_started=starts_at is not None and starts_at <= now,
        is_reserved=True,
        capacity=capacity,
        taken=numbers.taken,
        quota_reserved=reserved - reserved_for_reader,
        waiting=numbers.waiting,
        # Nobody can reserve a seat before the time is known, as the session's page says.
        is_open=starts_at is not None and numbers.is_open,
        has_waiting_list=numbers.has_waiting_list,
        access=SeatAccess(numbers.access),
        status=status,
    )


def text_of_seats(seats: SessionSeatState, now: datetime, timezone: str) -> SeatLabel:
    """Return the seats as the component takes them, with deadlines in local time of `timezone`."""
    return seat_label(seats, format_deadline(seats.until, now, timezone) if seats.until else "")


def session_address(head: EventHeader, code: str, zone: str = "") -> str:
    """Return the address of a session's page, in the reader's own time zone if that is not the event's."""
    return ADDRESSES.session(head.slug, code) + (f"?zone={quote(zone)}" if zone and zone != head.timezone else "")


def seats_of_entry(
    entry: ProgrammeItem,
    numbers: SessionSeats | SeatNumbers | None,
    status: ReservationStatus | None,
    head: EventHeader,
    *,
    now: datetime,
    zone: str = "",
) -> SeatLabel | None:
    """Return the seats of a session as its card shows them, or None.

    The card of a session that is over, or needs no seat any more, still shows that it was cancelled or a seat reserved.
    """
    is_cancelled = PublicationState.CANCELLED in (entry.state, head.state)
    state = seat_state_of(numbers, status, is_cancelled=is_cancelled, starts_at=entry.starts_at, now=now)
    has_ended = entry.ends_at is not None and entry.ends_at <= now
    if state.state is SeatState.CLOSED and (has_ended or numbers is None):
        return None
    return text_of_seats(state, now, zone or head.timezone)


class _Phase(NamedTuple):
    is_cancelled: bool
    is_running: bool


def _phase(entry: ProgrammeItem, head: EventHeader, now: datetime) -> _Phase:
    is_cancelled = PublicationState.CANCELLED in (entry.state, head.state)
    has_started = entry.starts_at is not None and entry.starts_at <= now
    has_ended = entry.ends_at is not None and entry.ends_at <= now
    return _Phase(is_cancelled, has_started and not has_ended and not is_cancelled and entry.kind != "break")


def card(
    entry: ProgrammeItem,
    programme: Programme,
    head: EventHeader,
    *,
    now: datetime,
    position: GridPosition = NO_POSITION,
    zone: str = "",
    seats: SeatLabel | Markup | None = None,
) -> Card:
    """Return the card of a session; `position` is its position in a grid.

    Its times are in `zone` or the event's time zone. `seats` replaces what the card shows of its seats.
    """
    shown_zone = zone or head.timezone
    phase, is_break = _phase(entry, head, now), entry.kind == "break"
    track = programme.tracks.get(entry.track_id) if entry.track_id else None
    status = programme.statuses.get(entry.id)
    if seats is None and not is_break:
        seats = seats_of_entry(entry, programme.seats.get(entry.id), status, head, now=now, zone=zone)
    return Card(
        title=entry.title,
        url="" if is_break else session_address(head, entry.code, zone),
        start=clock_time(entry.starts_at, shown_zone) if entry.starts_at else "",
        end=clock_time(entry.ends_at, shown_zone) if entry.ends_at else "",
        who=speakers_line(programme.people.get(entry.id, ())),
        room=location_of(entry, programme.rooms),
        track=TrackLabel(track.letter, track.name) if track else None,
        seats=seats,
        running=phase.is_running,
        has_my_seat=status is not None and status.state == ReservationState.CONFIRMED and not phase.is_cancelled,
        cancelled=phase.is_cancelled,
        is_break=is_break,
        t=position.row_start,
        d=position.row_span,
        c=position.column,
        lane=position.lane,
    )


def location_of(entry: ProgrammeItem, rooms: dict[int, Room]) -> str:
    """Return where a session is: its room, another place, or online; "" while nothing is known."""
    if entry.room_id in rooms:
        return rooms[entry.room_id].name
    return entry.place or (gettext("Online") if entry.is_online else "")


def track_label(tracks: Iterable[Track]) -> list[TrackLabel]:
    """Return tracks as components/programme.html takes them."""
    return [TrackLabel(track.letter, track.name) for track in tracks]


def speakers_line(people: Sequence[SpeakerRow]) -> str:
    """Return the speakers in one short line: "Aoife Byrne, Shannon Institute", or several names."""
    speakers = unique_people(person for person in people if person.part == "speaker")
    if not speakers:
        moderators = unique_people(person for person in people if person.part == "moderator")
        return gettext("Moderated by %(names)s", names=_names(moderators)) if moderators else ""
    if len(speakers) == 1:
        return join_nonempty(speakers[0].name, speakers[0].organisation)
    return _names(speakers)


def _names(people: Sequence[SpeakerRow]) -> str:
    names = ", ".join(person.name for person in people[:MAX_NAMES])
    more = len(people) - MAX_NAMES
    return (
        ngettext("%(names)s and %(num)s more", "%(names)s and %(num)s more", more, names=names) if more > 0 else names
    )


def unique_people(people: Iterable[SpeakerRow]) -> list[SpeakerRow]:
    """Return each person once, in the order of first appearance."""
    by_code: dict[str, SpeakerRow] = {}
    for person in people:
        by_code.setdefault(person.code, person)
    return list(by_code.values())


def join_nonempty(*parts: str) -> str:
    """Return the parts that are not empty, separated by commas."""
    return ", ".join(filter(None, parts))


def role_label(person: SpeakerRow, *, organisation_first: bool = False, with_country: bool = False) -> str:
    """Return job title and organisation: "Policy Officer, European Commission (DG GROW)"."""
    parts = [person.job_title, person.organisation]
    if organisation_first:
        parts.reverse()
    return join_nonempty(*parts, country_name(person.country) if with_country else "")


ROLE_LABELS = {"speaker": N_("Speaker"), "moderator": N_("Moderator"), "organiser": N_("Session organiser")}
