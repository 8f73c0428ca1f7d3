"""Reading seats, queues and registrations."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, String, bindparam, cast, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from eventdesk.core.db import db
from eventdesk.programme.models import Event, EventSession, SessionPlan
from eventdesk.reservations.models import (
    LIVE_STATES,
    Registration,
    Reservation,
    SeatCount,
    SeatQuota,
)
from eventdesk.reservations.rules import Standing


def seats_of(event_session_id: int) -> SeatCount | None:
    """Return the seats of a session, or None where no reservation is needed."""
    return db.session.get(SeatCount, event_session_id)


def quotas_of(event_session_id: int) -> dict[str, int]:
    """Return the seats of a session that are kept for kinds of stakeholder, by kind."""
    rows = db.session.execute(
        select(SeatQuota.kind, SeatQuota.seats).where(SeatQuota.event_session_id == event_session_id)
    )
    return dict(rows.all())


def live_count(event_session_id: int) -> int:
    """Return how many people have a place of any kind in a session."""
    found = select(func.count()).where(
        Reservation.event_session_id == event_session_id, Reservation.state.in_(LIVE_STATES)
    )
    return db.session.scalar(found) or 0


def waits_in(event_id: int, person_id: int) -> Sequence[int]:
    """Return the ids of the sessions of an event in which a person waits for a seat."""
    return db.session.scalars(
        select(Reservation.event_session_id)
        .join(EventSession, EventSession.id == Reservation.event_session_id)
        .where(EventSession.event_id == event_id, Reservation.person_id == person_id, Reservation.state == "waiting")
    ).all()


def seats_of_event(event_id: int) -> dict[int, SeatCount]:
    """Return the seats of all sessions of an event, by session id."""
    found = db.session.scalars(
        select(SeatCount)
        .join(EventSession, EventSession.id == SeatCount.event_session_id)
        .where(EventSession.event_id == event_id)
    )
    return {seats.event_session_id: seats for seats in found}


def holders_of_sessions(event_id: int) -> dict[int, list[str]]:
    """Return who holds a seat in each session of an event that is planned, as texts of their ids, by session id.

    The database joins the ids of a session to one text: a row for each of twenty thousand seats takes twice as long.
    """
    rows = db.session.connection().execute(_holders(), {"event_id": event_id})
    return {session_id: ids.split(",") for session_id, ids in rows if ids}


@cache
def _holders() -> Select[int, str]:
    # A subquery for each session reads the index alone; to join and group would sort all seats.
    ids = select(func.aggregate_strings(cast(Reservation.person_id, String), ",")).where(
        Reservation.event_session_id == SessionPlan.event_session_id, Reservation.state == "confirmed"
    )
    return select(SessionPlan.event_session_id, ids.scalar_subquery()).where(
        SessionPlan.event_id == bindparam("event_id"),
        SessionPlan.state == "planned",
        SessionPlan.starts_at.is_not(None),
    )


_RESERVATION_OF = select(Reservation).where(
    Reservation.event_session_id == bindparam("event_session_id"),
    Reservation.person_id == bindparam("person_id"),
    Reservation.state.in_(LIVE_STATES),
)
"""Made once: putting a statement together costs as much as running it, and every claim asks this."""


def reservation_of(event_session_id: int, person_id: int) -> Reservation | None:
    """Return the live reservation of a person in a session, or None."""
    return db.session.scalar(_RESERVATION_OF, {"event_session_id": event_session_id, "person_id": person_id})


def ahead_of(mine: type[Reservation]) -> Any:
    """Return the subquery of how many wait with a lower number than `mine`."""
    other = aliased(Reservation)
    return (
        select(func.count())
        .where(
            other.event_session_id == mine.event_session_id,
            other.state == "waiting",
            other.queue_number < mine.queue_number,
        )
        .scalar_subquery()
    )


def standing(event_session_id: int, person_id: int) -> Standing | None:
    """Return where a person stands in a session, or None."""
    row = db.session.execute(
        select(Reservation.state, Reservation.held_until, ahead_of(Reservation).label("ahead")).where(
            Reservation.event_session_id == event_session_id,
            Reservation.person_id == person_id,
            Reservation.state.in_(LIVE_STATES),
        )
    ).first()
    return _standing(row.state, row.ahead, row.held_until) if row else None


def standings_of_event(event_id: int, person_id: int) -> dict[int, Standing]:
    """Return where a person stands in the sessions of an event, by session id."""
    rows = db.session.execute(
        select(
            Reservation.event_session_id, Reservation.state, Reservation.held_until, ahead_of(Reservation).label("ahead")
        )
        .join(EventSession, EventSession.id == Reservation.event_session_id)
        .where(
            EventSession.event_id == event_id,
            Reservation.person_id == person_id,
            Reservation.state.in_(LIVE_STATES),
        )
    )  # fmt: skip
    return {row.event_session_id: _standing(row.state, row.ahead, row.held_until) for row in rows}


def _standing(state: str, ahead: int, until: datetime | None) -> Standing:
    return Standing(state, ahead + 1 if state == "waiting" else 0, until)


def agenda(person_id: int) -> Sequence[tuple[Reservation, Standing]]:
    """Return a person's live reservations by start, with session, event, room and track loaded."""
    rows = db.session.execute(
        select(Reservation, ahead_of(Reservation).label("ahead"))
        .join(Reservation.event_session)
        .join(EventSession.event)
        .options(
            contains_eager(Reservation.event_session).contains_eager(EventSession.event),
            contains_eager(Reservation.event_session).joinedload(EventSession.room),
            contains_eager(Reservation.event_session).joinedload(EventSession.track),
        )
        .where(
            Reservation.person_id == person_id,
            Reservation.state.in_(LIVE_STATES),
            EventSession.state != "draft",
        )
        .order_by(EventSession.starts_at, EventSession.id)
    )
    return [(row.Reservation, _standing(row.Reservation.state, row.ahead, row.Reservation.held_until)) for row in rows]


_REGISTRATION_OF = select(Registration).where(
    Registration.event_id == bindparam("event_id"), Registration.person_id == bindparam("person_id")
)


def registration_of(event_id: int, person_id: int) -> Registration | None:
    """Return a person's registration for an event, cancelled or not, or None."""
    return db.session.scalar(_REGISTRATION_OF, {"event_id": event_id, "person_id": person_id})


def registrations_of_person(person_id: int) -> Sequence[Registration]:
    """Return a person's registrations with their events, the latest event first."""
    return db.session.scalars(
        select(Registration)
        .join(Registration.event)
        .options(joinedload(Registration.event))
        .where(Registration.person_id == person_id)
        .order_by(Event.starts_on.desc())
    ).all()


def is_registered(event_id: int, person_id: int) -> bool:
    """Return whether a person is registered for an event."""
    registration = registration_of(event_id, person_id)
    return registration is not None and registration.state == "confirmed"


def seats_held(event_id: int, person_id: int) -> Sequence[EventSession]:
    """Return the sessions of an event in which a person has a place of any kind, in the order of their ids."""
    return db.session.scalars(
        select(EventSession)
        .join(Reservation, Reservation.event_session_id == EventSession.id)
        .where(
            EventSession.event_id == event_id,
            Reservation.person_id == person_id,
            Reservation.state.in_(LIVE_STATES),
        )
        .order_by(EventSession.id)
    ).all()
