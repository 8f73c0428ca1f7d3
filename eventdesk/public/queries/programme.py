"""Reading the programme of an event as visitors see it, and the texts that are searched."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from eventdesk.core.db import db
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models.programme import EventSession, Room, Talk, Track
from eventdesk.programme.queries.rooms_tracks import public_rooms, public_tracks
from eventdesk.programme.queries.sessions import ProgrammeItem, programme_items
from eventdesk.programme.states import PublicationState
from eventdesk.seats.models import SessionSeats
from eventdesk.seats.queries.reservations import reservation_statuses, seats_of_event
from eventdesk.seats.rules.display import ReservationStatus
from eventdesk.speakers import queries as speakers
from eventdesk.speakers.models import SpeakerAssignment
from eventdesk.speakers.queries import SpeakerRow


class Programme(NamedTuple):
    """An event's programme as visitors see it; rooms and tracks by id, the rest by session id."""

    entries: list[ProgrammeItem]
    rooms: dict[int, Room]
    tracks: dict[int, Track]
    people: dict[int, list[SpeakerRow]]
    seats: dict[int, SessionSeats]
    statuses: dict[int, ReservationStatus]
    """The reader's reservations; empty for a visitor."""


class SeatNumbers(NamedTuple):
    """The columns of SessionSeats that decide what a visitor's card shows."""

    event_session_id: int
    capacity: int | None
    taken: int
    quota_reserved: int
    target_capacity: int | None
    access: str
    waiting: int
    is_open: bool
    has_waiting_list: bool

    @property
    def effective_capacity(self) -> int | None:
        """How many seats there are at the moment, as in SessionSeats."""
        return self.capacity if self.target_capacity is None else max(self.target_capacity, self.taken)


_SEATS = (
    select(*[getattr(SessionSeats, name) for name in SeatNumbers._fields])
    .join(EventSession, EventSession.id == SessionSeats.event_session_id)
    .where(EventSession.event_id == bindparam("event_id"))
)


def session_seats(event_id: int) -> dict[int, SeatNumbers]:
    """Return the seats of all sessions of an event as plain values, by session. One query."""
    rows = db.session.connection().execute(_SEATS, {"event_id": event_id})
    return {row[0]: SeatNumbers._make(row) for row in rows}


MAX_NAMED = 400
"""Up to so many sessions are read by their ids; for more, those of the whole event are read."""


class ProgrammeOutline(NamedTuple):
    """An event's programme without people and seats: enough to decide what is shown."""

    entries: list[ProgrammeItem]
    """The whole programme, or the sessions that were requested."""
    starts: set[datetime | None]
    """The starts of all sessions of the whole programme; None for one without a time."""
    rooms: dict[int, Room]
    tracks: dict[int, Track]


def programme_outline(event_id: int, only: Collection[int] | None = None) -> ProgrammeOutline:
    """Return the outline of an event's programme, with all its sessions or `only` these. Three or four queries."""
    if only is None or len(only) > MAX_NAMED:
        entries = programme_items(event_id)
        starts = {entry.starts_at for entry in entries}
        entries = [entry for entry in entries if only is None or entry.id in only]
    else:
        entries = programme_items(event_id, only)
        starts = _starts(event_id)
    return ProgrammeOutline(
        entries=entries,
        starts=starts,
        rooms={room.id: room for room in public_rooms(event_id)},
        tracks={track.id: track for track in public_tracks(event_id)},
    )


def _starts(event_id: int) -> set[datetime | None]:
    return set(
        db.session.scalars(
            select(EventSession.starts_at)
            .where(EventSession.event_id == event_id, EventSession.state != PublicationState.DRAFT)
            .distinct()
        )
    )


def load_programme(
    event_id: int,
    outline: ProgrammeOutline,
    person_id: int | None,
    session_ids: Collection[int] | None = None,
    *,
    with_seats: bool = True,
) -> Programme:
    """Return the programme of an outline, with people, seats and, for a reader, the status of their reservations.

    People and seats are those of the sessions with these ids, or of all. One to three queries.
    """
    named = session_ids if session_ids is not None and len(session_ids) <= MAX_NAMED else None
    rows = speakers.assignments_of_event(event_id) if named is None else speakers.assignments_of_sessions(named)
    people: dict[int, list[SpeakerRow]] = {}
    for row in rows:
        people.setdefault(row.event_session_id, []).append(row)
    seats: dict[int, SessionSeats] = {}
    if with_seats:
        seats = seats_of_event(event_id) if named is None else _seats_of(named)
    return Programme(
        entries=outline.entries,
        rooms=outline.rooms,
        tracks=outline.tracks,
        people=people,
        seats=seats,
        statuses=reservation_statuses(event_id, person_id) if person_id else {},
    )


def _seats_of(event_session_ids: Collection[int]) -> dict[int, SessionSeats]:
    rows = db.session.scalars(select(SessionSeats).where(SessionSeats.event_session_id.in_(event_session_ids)))
    return {seats.event_session_id: seats for seats in rows}


def programme_of(event_id: int, person_id: int | None) -> Programme:
    """Return an event's programme, with the status of the reader's reservations. Five or six queries."""
    return load_programme(event_id, programme_outline(event_id), person_id)


def searched_texts(event_id: int) -> dict[int, str]:
    """Return what a search covers, by session: its texts, talks, people and organisations. Three queries."""
    rows = db.session.execute(
        select(
            EventSession.id,
            EventSession.code,
            EventSession.title,
            EventSession.abstract,
            EventSession.format_description,
            EventSession.expected_outcome,
        ).where(EventSession.event_id == event_id, EventSession.state != PublicationState.DRAFT)
    )
    texts = {row[0]: list(row[1:]) for row in rows}
    talks = db.session.execute(
        select(Talk.event_session_id, Talk.title, Talk.abstract)
        .join(EventSession, EventSession.id == Talk.event_session_id)
        .where(EventSession.event_id == event_id, EventSession.state != PublicationState.DRAFT)
    )
    # A session published between two of the queries is not in `texts` yet.
    for session_id, title, abstract in talks:
        texts.get(session_id, []).extend((title, abstract))
    at_event, current = aliased(Organisation), aliased(Organisation)
    people = db.session.execute(
        select(SpeakerAssignment.event_session_id, Person.name, func.coalesce(at_event.name, current.name, ""))
        .join(EventSession, EventSession.id == SpeakerAssignment.event_session_id)
        .join(Person, Person.id == SpeakerAssignment.person_id)
        .outerjoin(at_event, at_event.id == SpeakerAssignment.organisation_id)
        .outerjoin(current, current.id == Person.organisation_id)
        .where(EventSession.event_id == event_id, EventSession.state != PublicationState.DRAFT)
    )
    for session_id, name, organisation in people:
        texts.get(session_id, []).extend((name, organisation))
    return {session_id: "\n".join(of_session) for session_id, of_session in texts.items()}
