"""Calendar entries read from the programme and from a person's reservations, and private feeds."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload

from eventdesk.accounts.models import Account
from eventdesk.agenda.queries.agenda import agenda_items
from eventdesk.calendars import rules
from eventdesk.calendars.addresses import Addresses
from eventdesk.calendars.calendar_entry import ENGLISH_LABELS, CalendarEntry, Labels
from eventdesk.calendars.models import CalendarFeed
from eventdesk.calendars.rules import Contributions, Contributor
from eventdesk.core.codes import token_hash
from eventdesk.core.db import db
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models.programme import Event, EventSession, Talk
from eventdesk.programme.queries.sessions import session_by_code, sessions_of_event
from eventdesk.seats.models import Reservation
from eventdesk.speakers.models import SpeakerAssignment


class FeedVersion(NamedTuple):
    """The version of a programme's feed: it changes with everything that the feed shows."""

    event_id: int
    slug: str
    state: str
    revision: int
    changed_at: datetime

    @property
    def is_public(self) -> bool:
        """Whether visitors may see it."""
        return self.state != "draft"


# Columns of the table and not of the model, since calendar programs read the version again and again.
_EVENT = Event.__table__.c
_VERSION = select(_EVENT.id, _EVENT.slug, _EVENT.state, _EVENT.revision, _EVENT.changed_at).where(
    _EVENT.slug == bindparam("event_slug")
)


def feed_version_by_slug(event_slug: str, connection: Connection | None = None) -> FeedVersion | None:
    """Return the version of the event at this address, or None. One light query, on `connection` if given."""
    row = (connection or db.session).execute(_VERSION, {"event_slug": event_slug}).first()
    return FeedVersion(*row) if row else None


def exportable_session(event_slug: str, session_code: str) -> EventSession | None:
    """Return the session if calendars show it, or None."""
    event_session = session_by_code(event_slug, session_code)
    return event_session if event_session and rules.is_exportable(event_session) else None


def event_entries(event: Event, *, addresses: Addresses, labels: Labels = ENGLISH_LABELS) -> list[CalendarEntry]:
    """Return the published sessions of an event as entries, by start. Three queries."""
    sessions = [event_session for event_session in sessions_of_event(event.id) if rules.is_exportable(event_session)]
    contributions = _contributions(EventSession.event_id == event.id)
    return [
        rules.session_entry(event, event_session, contributions[event_session.id], addresses=addresses, labels=labels)
        for event_session in sessions
    ]


def session_entry(
    event_session: EventSession, *, addresses: Addresses, labels: Labels = ENGLISH_LABELS
) -> CalendarEntry:
    """Return one session as an entry. Two queries."""
    contributions = _contributions(EventSession.id == event_session.id)[event_session.id]
    return rules.session_entry(event_session.event, event_session, contributions, addresses=addresses, labels=labels)


def reservation_entries(
    person_id: int, *, addresses: Addresses, labels: Labels = ENGLISH_LABELS
) -> list[CalendarEntry]:
    """Return a person's reservations as entries, ended ones too, by start. Four queries."""
    histories: defaultdict[int, list[Reservation]] = defaultdict(list)
    for reservation in _reservations(person_id):
        histories[reservation.event_session_id].append(reservation)
    positions = {reservation.id: status.position for reservation, status in agenda_items(person_id)}
    contributions = _contributions(EventSession.id.in_(list(histories)))
    entries = []
    for event_session_id, history in histories.items():
        event_session = history[-1].event_session
        entry = rules.session_entry(
            event_session.event, event_session, contributions[event_session_id], addresses=addresses, labels=labels
        )
        position = positions.get(history[-1].id, 0)
        entries.append(rules.reservation_entry(entry, event_session.event, history, position=position, labels=labels))
    return entries


def _reservations(person_id: int) -> list[Reservation]:
    """Return all reservations of a person in published sessions that have a time, by start, then oldest first."""
    reservations = (
        select(Reservation)
        .join(Reservation.event_session)
        .join(EventSession.event)
        .options(
            contains_eager(Reservation.event_session).contains_eager(EventSession.event),
            contains_eager(Reservation.event_session).joinedload(EventSession.room),
            contains_eager(Reservation.event_session).joinedload(EventSession.track),
        )
        .where(
            Reservation.person_id == person_id,
            EventSession.state != "draft",
            Event.state != "draft",
            EventSession.starts_at.is_not(None),
        )
        .order_by(EventSession.starts_at, EventSession.id, Reservation.id)
    )
    return list(db.session.scalars(reservations))


def _contributions(of_sessions: ColumnElement[bool]) -> Mapping[int, Contributions]:
    """Return talks and people of the sessions, by session id; a session without any has empty ones. Two queries."""
    contributions: defaultdict[int, Contributions] = defaultdict(Contributions)
    appearances = (
        select(SpeakerAssignment.event_session_id, SpeakerAssignment.part, Person.name, Organisation.name)
        .join(EventSession, EventSession.id == SpeakerAssignment.event_session_id)
        .join(Person, Person.id == SpeakerAssignment.person_id)
        .outerjoin(Organisation, Organisation.id == SpeakerAssignment.organisation_id)
        .outerjoin(Talk, Talk.id == SpeakerAssignment.talk_id)
        .where(of_sessions)
        .order_by(Talk.position.is_not(None), Talk.position, SpeakerAssignment.position, SpeakerAssignment.id)
    )
    for event_session_id, part, name, organisation in db.session.execute(appearances):
        label = f"{name}, {organisation}" if organisation else name
        contributions[event_session_id].people.append(Contributor(label, part))
    talks = (
        select(Talk.event_session_id, Talk.title)
        .join(EventSession, EventSession.id == Talk.event_session_id)
        .where(of_sessions)
        .order_by(Talk.position, Talk.id)
    )
    for event_session_id, title in db.session.execute(talks):
        contributions[event_session_id].talks.append(title)
    return contributions


def person_of_feed(token: str) -> Person | None:
    """Return the person whose agenda this secret address shows, or None if it is revoked or the account disabled."""
    return db.session.scalar(
        select(Person)
        .join(CalendarFeed, CalendarFeed.person_id == Person.id)
        .outerjoin(Account, Account.person_id == Person.id)
        .options(joinedload(Person.organisation))
        .where(
            CalendarFeed.token_hash == token_hash(token),
            CalendarFeed.revoked_at.is_(None),
            Account.disabled_at.is_(None),
        )
    )


def live_feed(person_id: int) -> CalendarFeed | None:
    """Return the person's private feed, or None without one that works."""
    return db.session.scalar(
        select(CalendarFeed).where(CalendarFeed.person_id == person_id, CalendarFeed.revoked_at.is_(None))
    )
