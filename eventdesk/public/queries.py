"""Reading what a visitors' page shows, from several rooms at once."""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, func, select

from eventdesk.core.db import db
from eventdesk.programme import queries as programme
from eventdesk.programme.models import Event, EventSession, Room, Series, Talk, Track
from eventdesk.programme.queries import Entry
from eventdesk.reports.models import EventReport, SessionOutcome
from eventdesk.reservations import queries as reservations
from eventdesk.reservations.models import CheckIn, Registration, SeatCount
from eventdesk.reservations.rules import Standing
from eventdesk.speakers import queries as speakers
from eventdesk.speakers.queries import Appearing


@dataclass(frozen=True, slots=True)
class EventHead:
    """What stands at the head of every page of an event."""

    id: int
    slug: str
    title: str
    subtitle: str
    starts_on: date
    ends_on: date
    timezone: str
    is_online: bool
    city: str
    accent: str
    contact_email: str
    state: str
    revision: int
    report_published_at: datetime | None
    """None while visitors cannot read it."""

    @property
    def event_id(self) -> int:
        return self.id

    @property
    def is_public(self) -> bool:
        return self.state != "draft"


_HEAD = (
    select(
        Event.id, Event.slug, Event.title, Event.subtitle, Event.starts_on, Event.ends_on, Event.timezone,
        Event.is_online, Event.city, Event.accent, Event.contact_email, Event.state,
        Event.revision,
        case((EventReport.state == "published", EventReport.published_at)).label("report_published_at"),
    )
    .outerjoin(EventReport, EventReport.event_id == Event.id)
    .where(Event.slug == bindparam("event_slug"))
)  # fmt: skip


def event_head(event_slug: str) -> EventHead | None:
    """Return the head of the event at this address, or None. One query."""
    row = db.session.execute(_HEAD, {"event_slug": event_slug}).mappings().first()
    return EventHead(**row) if row else None


def head_of(event: Event, report_published_at: datetime | None) -> EventHead:
    """Return the head of an event that is loaded already."""
    return EventHead(
        event.id, event.slug, event.title, event.subtitle, event.starts_on, event.ends_on, event.timezone,
        event.is_online, event.city, event.accent, event.contact_email, event.state, event.revision, report_published_at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Programme:
    """An event's programme as visitors see it, each part by the id that leads to it."""

    entries: list[Entry]
    rooms: dict[int, Room]
    tracks: dict[int, Track]
    people: dict[int, list[Appearing]]
    """Who appears, by session."""
    seats: dict[int, SeatCount]
    standings: dict[int, Standing]
    """Where the reader stands, by session; empty for a visitor."""


MOST_NAMED = 400
"""Sessions that are asked for one by one; where more are wanted, those of the whole event are read."""


@dataclass(frozen=True, slots=True)
class Outline:
    """An event's programme without the people and the seats: enough to choose what is shown."""

    entries: list[Entry]
    """All of it, or only what was asked for."""
    starts: set[datetime | None]
    """When something begins, in the whole programme; None stands for what has no time yet."""
    rooms: dict[int, Room]
    tracks: dict[int, Track]


def outline_of(event_id: int, only: Collection[int] | None = None) -> Outline:
    """Return the outline of an event's programme, with all its sessions or `only` these. Three or four queries."""
    if only is None or len(only) > MOST_NAMED:
        entries = programme.entries(event_id)
        starts = {entry.starts_at for entry in entries}
        entries = [entry for entry in entries if only is None or entry.id in only]
    else:
        entries = programme.entries(event_id, only)
        starts = _starts(event_id)
    return Outline(
        entries=entries,
        starts=starts,
        rooms={room.id: room for room in programme.rooms(event_id)},
        tracks={track.id: track for track in programme.tracks(event_id)},
    )


def _starts(event_id: int) -> set[datetime | None]:
    return set(
        db.session.scalars(
            select(EventSession.starts_at)
            .where(EventSession.event_id == event_id, EventSession.state != "draft")
            .distinct()
        )
    )


def filled(event_id: int, outline: Outline, person_id: int | None, wanted: Collection[int] | None = None) -> Programme:
    """Return the programme of an outline, with people, seats and, if there is a reader, their standings.

    People and seats are those of the `wanted` sessions (None: of all). Two or three queries.
    """
    named = wanted if wanted is not None and len(wanted) <= MOST_NAMED else None
    appearing = speakers.appearances_of_event(event_id) if named is None else speakers.appearances_of_sessions(named)
    people: dict[int, list[Appearing]] = {}
    for one in appearing:
        people.setdefault(one.event_session_id, []).append(one)
    return Programme(
        entries=outline.entries,
        rooms=outline.rooms,
        tracks=outline.tracks,
        people=people,
        seats=reservations.seats_of_event(event_id) if named is None else _seats_of(named),
        standings=reservations.standings_of_event(event_id, person_id) if person_id else {},
    )


def _seats_of(event_session_ids: Collection[int]) -> dict[int, SeatCount]:
    found = db.session.scalars(select(SeatCount).where(SeatCount.event_session_id.in_(event_session_ids)))
    return {seats.event_session_id: seats for seats in found}


def programme_of(event_id: int, person_id: int | None) -> Programme:
    """Return an event's programme, with the standings of the reader if there is one. Five or six queries."""
    return filled(event_id, outline_of(event_id), person_id)


def searched_texts(event_id: int) -> dict[int, str]:
    """Return what a search looks at, by session: its texts, its talks, who appears and from where. Three queries."""
    rows = db.session.execute(
        select(
            EventSession.id, EventSession.code, EventSession.title, EventSession.abstract, EventSession.course,
            EventSession.expected_outcome,
        ).where(EventSession.event_id == event_id, EventSession.state != "draft")
    )  # fmt: skip
    texts = {row[0]: list(row[1:]) for row in rows}
    talks = db.session.execute(
        select(Talk.event_session_id, Talk.title, Talk.abstract)
        .join(EventSession, EventSession.id == Talk.event_session_id)
        .where(EventSession.event_id == event_id, EventSession.state != "draft")
    )
    # What was published between two of the queries is not yet among the sessions.
    for session_id, title, abstract in talks:
        texts.get(session_id, []).extend((title, abstract))
    for one in speakers.appearances_of_event(event_id):
        texts.get(one.event_session_id, []).extend((one.name, one.organisation))
    return {session_id: "\n".join(of_session) for session_id, of_session in texts.items()}


def session_for_page(event_slug: str, session_code: str) -> EventSession | None:
    """Return the session of this event with its event, room and track, or None. A break has no page of its own."""
    event_session = programme.session_by_code(event_slug, session_code)
    return None if event_session is None or event_session.kind == "break" else event_session


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What is known of a session's seats and, once the report is published, of what came of it."""

    seats: SeatCount | None
    report_published_at: datetime | None
    summary: str
    outcome: str


def aftermath(event_session: EventSession) -> Aftermath:
    """Return seats and published outcome of a session. One query."""
    row = db.session.execute(
        select(SeatCount, EventReport.published_at, SessionOutcome.summary, SessionOutcome.outcome)
        .select_from(EventSession)
        .outerjoin(SeatCount, SeatCount.event_session_id == EventSession.id)
        .outerjoin(EventReport, (EventReport.event_id == EventSession.event_id) & (EventReport.state == "published"))
        .outerjoin(
            SessionOutcome,
            (SessionOutcome.event_session_id == EventSession.id) & EventReport.event_id.is_not(None),
        )
        .where(EventSession.id == event_session.id)
    ).one()
    return Aftermath(row[0], row[1], row[2] or "", row[3] or "")


def published_reports(event_ids: Sequence[int]) -> dict[int, datetime | None]:
    """Return when the report of each of these events was published, by event; only of those that are."""
    rows = db.session.execute(
        select(EventReport.event_id, EventReport.published_at).where(
            EventReport.event_id.in_(event_ids), EventReport.state == "published"
        )
    )
    return {row[0]: row[1] for row in rows}


Ask = Callable[[Connection], Hashable]
"""A light question to the database whose answer changes when a page does (web/shelf.py)."""

_SEATS_VERSION = (
    select(func.coalesce(func.sum(SeatCount.version), 0) + func.count())
    .select_from(SeatCount)
    .join(EventSession, EventSession.id == SeatCount.event_session_id)
    .where(EventSession.event_id == Event.id)
    .scalar_subquery()
)
_STAMP = (
    select(
        Event.state,
        Event.revision,
        EventReport.state,
        EventReport.published_at,
        EventReport.changed_at,
        _SEATS_VERSION,
    )
    .outerjoin(EventReport, EventReport.event_id == Event.id)
    .where(Event.id == bindparam("event_id"))
)
_HOUSE = (
    select(
        func.count(),
        func.sum(Event.revision),
        func.max(Event.changed_at),
        func.max(EventReport.published_at),
        func.count(EventReport.event_id),
    )
    .select_from(Event)
    .outerjoin(EventReport, (EventReport.event_id == Event.id) & (EventReport.state == "published"))
    .where(Event.state != "draft")
)


def event_stamp(event_id: int, moment: Callable[[], str]) -> Ask:
    """Return the question whether a page of an event has changed; `moment` tells what of the time shows on it."""
    return _ask(_STAMP.params(event_id=event_id), moment)


def house_stamp(moment: Callable[[], str]) -> Ask:
    """Return the same question for a page that lists events."""
    return _ask(_HOUSE, moment)


def _ask(statement: Select[*tuple[Any, ...]], moment: Callable[[], str]) -> Ask:
    """Return `statement` as a question, asked of the driver itself.

    It is asked on each request of a page that has not changed, and SQLAlchemy's own share of so small a query would be
    two thirds of that request.
    """
    text = ""

    def ask(connection: Connection) -> Hashable:
        nonlocal text
        text = text or str(statement.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
        cursor = connection.connection.cursor()
        try:
            cursor.execute(text)
            return cursor.fetchone(), moment()
        finally:
            cursor.close()

    return ask


def participation(event_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return how many took part in each of these events, and from how many organisations, by event. One query.

    Who was checked in took part; where nobody was, as at an online event without doors, whoever is confirmed: as the
    statistics count, without their other queries.
    """
    seen = (
        select(CheckIn.id)
        .join(EventSession, EventSession.id == CheckIn.event_session_id)
        .where(EventSession.event_id == Registration.event_id, CheckIn.person_id == Registration.person_id)
        .exists()
    )
    any_seen = (
        select(CheckIn.id)
        .join(EventSession, EventSession.id == CheckIn.event_session_id)
        .where(EventSession.event_id == Registration.event_id)
        .exists()
    )
    rows = db.session.execute(
        select(Registration.event_id, func.count(), func.count(Registration.organisation_id.distinct()))
        .where(Registration.event_id.in_(event_ids), seen | (~any_seen & (Registration.state == "confirmed")))
        .group_by(Registration.event_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


@dataclass(frozen=True, slots=True)
class SeriesWithEvents:
    """A series with those of its events that visitors can see; without any it is nobody's to see."""

    series: Series
    events: Sequence[Event]
    event_id: int = 0

    @property
    def is_public(self) -> bool:
        return bool(self.events)


def series_with_events(series_slug: str) -> SeriesWithEvents | None:
    """Return the series at this address with its events, or None."""
    series = programme.series_by_slug(series_slug)
    return SeriesWithEvents(series, programme.events_of_series(series.id)) if series else None


def event_with_all(event_id: int) -> Event:
    """Return an event with its series and organiser. One query."""
    return db.session.scalars(select(Event).where(Event.id == event_id)).one()


def published_report(event_id: int) -> EventReport | None:
    """Return the report of an event if visitors may read it, or None."""
    return db.session.scalar(
        select(EventReport).where(EventReport.event_id == event_id, EventReport.state == "published")
    )
