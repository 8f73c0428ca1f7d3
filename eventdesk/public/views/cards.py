"""Sessions, people and seats in words: the plain values that the components take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from flask_babel import gettext
from markupsafe import Markup

from eventdesk.calendars.addresses import Addresses
from eventdesk.programme.models.programme import Room, Track
from eventdesk.programme.queries.sessions import ProgrammeItem
from eventdesk.programme.rules.grid import GridPosition
from eventdesk.public.queries.events import EventHeader
from eventdesk.public.queries.programme import Programme, SeatNumbers
from eventdesk.seats.models import SessionSeats
from eventdesk.seats.rules.display import ReservationStatus, SeatLabel, SessionSeatState, seat_label, seat_state
from eventdesk.seats.states import SeatAccess, SeatState
from eventdesk.speakers.queries import SpeakerRow
from eventdesk.web.filters import clock_time, country_name, format_deadline

ADDRESSES = Addresses("")
"""Flask's router takes ten times as long, and a programme has hundreds of addresses."""
MAX_NAMES = 4
"""Names on one card; the session's page has all of them."""


@dataclass(frozen=True, slots=True)
class TrackLabel:
    """A track as components/programme.html takes it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Card:
    """A session as components/programme.html takes it."""

    title: str
    url: str
    start: str
    end: str
    who: str
    room: str
    track: TrackLabel | None
    seats: SeatLabel | Markup | None
    running: bool
    mine: bool
    cancelled: bool
    pause: bool
    t: int = 0
    d: int = 0
    c: int = 0
    lane: str = ""


def seat_state_of(
    counted: SessionSeats | SeatNumbers | None,
    standing: ReservationStatus | None,
    *,
    is_cancelled: bool,
    starts_at: datetime | None,
    now: datetime,
    kept_for_reader: int = 0,
) -> SessionSeatState:
    """Return how the seats of a session stand to the reader at `now`.

    `kept_for_reader`: how many of the free seats that quotas keep are for people like the reader.
    """
    capacity, kept = (counted.effective_capacity, counted.quota_reserved) if counted else (None, 0)
    if counted and capacity is not None and counted.target_capacity is not None:
        # While seats become fewer, quotas keep only what is left of the smaller number.
        kept = min(kept, capacity - counted.taken)
    return seat_state(
        is_cancelled=is_cancelled,
        has_started=starts_at is not None and starts_at <= now,
        is_reserved=counted is not None,
        capacity=capacity,
        taken=counted.taken if counted else 0,
        quota_reserved=kept - kept_for_reader,
        waiting=counted.waiting if counted else 0,
        # Nobody can reserve before the time is known, as the session's page says.
        is_open=starts_at is not None and (counted is None or counted.is_open),
        has_waiting_list=counted.has_waiting_list if counted else True,
        access=SeatAccess(counted.access) if counted else SeatAccess.ANYONE,
        status=standing,
    )


def text_of_seats(seats: SessionSeatState, now: datetime, timezone: str) -> SeatLabel:
    """Return the seats as the component takes them, by the clocks of `timezone`."""
    return seat_label(seats, format_deadline(seats.until, now, timezone) if seats.until else "")


def session_address(head: EventHeader, code: str, zone: str = "") -> str:
    """Return the address of a session's page, in the reader's own zone where that is not the event's."""
    return ADDRESSES.session(head.slug, code) + (f"?zone={quote(zone)}" if zone and zone != head.timezone else "")


def seats_of_entry(
    entry: ProgrammeItem, counted: SessionSeats | SeatNumbers | None, standing: ReservationStatus | None, head: EventHeader, *,
    now: datetime, zone: str = "",
) -> SeatLabel | None:  # fmt: skip
    """Return the seats of a session as its card shows them; None where it shows none.

    What is over or needs no seat any more says nothing of seats; that it was cancelled, or mine, stays true.
    """
    is_cancelled = "cancelled" in (entry.state, head.state)
    state = seat_state_of(counted, standing, is_cancelled=is_cancelled, starts_at=entry.starts_at, now=now)
    has_ended = entry.ends_at is not None and entry.ends_at <= now
    if state.state is SeatState.CLOSED and (has_ended or counted is None):
        return None
    return text_of_seats(state, now, zone or head.timezone)


def card(
    entry: ProgrammeItem,
    programme: Programme,
    head: EventHeader,
    *,
    now: datetime,
    place: GridPosition | None = None,
    zone: str = "",
    seats: SeatLabel | Markup | None = None,
) -> Card:
    """Return a session as a card of the programme; `place` where it stands in a grid.

    Its times are those of `zone`, or the event's own. `seats` stands for its seats where that is given.
    """
    clocks = zone or head.timezone
    is_cancelled = entry.state == "cancelled" or head.state == "cancelled"
    track = programme.tracks.get(entry.track_id) if entry.track_id else None
    has_ended = entry.ends_at is not None and entry.ends_at <= now
    has_started = entry.starts_at is not None and entry.starts_at <= now
    is_pause = entry.kind == "break"
    standing = programme.standings.get(entry.id)
    if seats is None and not is_pause:
        seats = seats_of_entry(entry, programme.seats.get(entry.id), standing, head, now=now, zone=zone)
    return Card(
        title=entry.title,
        url="" if is_pause else session_address(head, entry.code, zone),
        start=clock_time(entry.starts_at, clocks) if entry.starts_at else "",
        end=clock_time(entry.ends_at, clocks) if entry.ends_at else "",
        who=speakers_line(programme.people.get(entry.id, ())),
        room=location_of(entry, programme.rooms),
        track=TrackLabel(track.letter, track.name) if track else None,
        seats=seats,
        running=has_started and not has_ended and not is_cancelled and not is_pause,
        mine=standing is not None and standing.state == "confirmed" and not is_cancelled,
        cancelled=is_cancelled,
        pause=is_pause,
        t=place.t if place else 0,
        d=place.d if place else 0,
        c=place.c if place else 0,
        lane=place.lane if place else "",
    )


def location_of(entry: ProgrammeItem, rooms: dict[int, Room]) -> str:
    """Return where a session is: its room, else its place, else that it is online; "" where nothing is known yet."""
    if entry.room_id in rooms:
        return rooms[entry.room_id].name
    return entry.place or (gettext("Online") if entry.is_online else "")


def track_label(tracks: Iterable[Track]) -> list[TrackLabel]:
    """Return tracks as the component takes them."""
    return [TrackLabel(track.letter, track.name) for track in tracks]


def speakers_line(people: Sequence[SpeakerRow]) -> str:
    """Return who is on stage in one short line: "Aoife Byrne, Shannon Institute", or several names alone."""
    speakers = unique_people(one for one in people if one.part == "speaker")
    if not speakers:
        moderators = unique_people(one for one in people if one.part == "moderator")
        return gettext("Moderated by %(names)s", names=_names(moderators)) if moderators else ""
    if len(speakers) == 1:
        return join_nonempty(speakers[0].name, speakers[0].organisation)
    return _names(speakers)


def _names(people: Sequence[SpeakerRow]) -> str:
    shown = ", ".join(one.name for one in people[:MAX_NAMES])
    more = len(people) - MAX_NAMES
    return gettext("%(names)s and %(count)s more", names=shown, count=more) if more > 0 else shown


def unique_people(people: Iterable[SpeakerRow]) -> list[SpeakerRow]:
    """Return each person once, in the order of first appearance."""
    first: dict[str, SpeakerRow] = {}
    for one in people:
        first.setdefault(one.code, one)
    return list(first.values())


def join_nonempty(*words: str) -> str:
    """Return what is not empty, with commas between."""
    return ", ".join(filter(None, words))


def role_label(one: SpeakerRow, *, organisation_first: bool = False, with_country: bool = False) -> str:
    """Return function and organisation of somebody who appears: "Policy Officer, European Commission (DG GROW)"."""
    parts = [one.job_title, one.organisation]
    if organisation_first:
        parts.reverse()
    return join_nonempty(*parts, country_name(one.country) if with_country else "")


ROLE_LABELS = {
    "speaker": lambda: gettext("Speaker"),
    "moderator": lambda: gettext("Moderator"),
    "organiser": lambda: gettext("Organiser of the session"),
}
"""What somebody is in a session, in the reader's language."""
