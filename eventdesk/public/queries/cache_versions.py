"""The version of a page: light queries whose result changes whenever the page does."""

from collections.abc import Callable, Hashable
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.states import PublicationState
from eventdesk.registration.models import RegistrationPolicy
from eventdesk.reports.models import EventReport
from eventdesk.seats.models import SessionSeats

ReadVersion = Callable[[Connection], Hashable]
"""Reads the version of a page on a connection (web/response_cache.py)."""

_SEATS_VERSION = (
    select(func.coalesce(func.sum(SessionSeats.version), 0) + func.count())
    .select_from(SessionSeats)
    .join(EventSession, EventSession.id == SessionSeats.event_session_id)
    .where(EventSession.event_id == Event.id)
    .scalar_subquery()
)
_EVENT_VERSION = (
    select(
        Event.state,
        Event.revision,
        EventReport.state,
        EventReport.published_at,
        EventReport.changed_at,
        _SEATS_VERSION,
        RegistrationPolicy.places,
        RegistrationPolicy.taken,
        RegistrationPolicy.requires_approval,
        RegistrationPolicy.requires_code,
    )
    .outerjoin(RegistrationPolicy, RegistrationPolicy.event_id == Event.id)
    .outerjoin(EventReport, EventReport.event_id == Event.id)
    .where(Event.id == bindparam("event_id"))
)
_SITE_VERSION = (
    select(
        func.count(),
        func.sum(Event.revision),
        func.max(Event.changed_at),
        func.max(EventReport.published_at),
        func.count(EventReport.event_id),
    )
    .select_from(Event)
    .outerjoin(EventReport, (EventReport.event_id == Event.id) & (EventReport.state == "published"))
    .where(Event.state != PublicationState.DRAFT)
)


def event_version(event_id: int, moment: Callable[[], str]) -> ReadVersion:
    """Return what reads the version of a page of an event; `moment` returns the part of the time that it shows."""
    return _reader(_EVENT_VERSION.params(event_id=event_id), moment)


def site_version(moment: Callable[[], str]) -> ReadVersion:
    """Return what reads the version of a page that lists events."""
    return _reader(_SITE_VERSION, moment)


def _reader(statement: Select[*tuple[Any, ...]], moment: Callable[[], str]) -> ReadVersion:
    """Return what runs `statement` on the database driver itself.

    It runs on each request for a page that has not changed, and SQLAlchemy's share of so small a query would be two
    thirds of that request.
    """
    text = ""

    def read_version(connection: Connection) -> Hashable:
        nonlocal text
        text = text or str(statement.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
        cursor = connection.connection.cursor()
        try:
            cursor.execute(text)
            return cursor.fetchone(), moment()
        finally:
            cursor.close()

    return read_version
