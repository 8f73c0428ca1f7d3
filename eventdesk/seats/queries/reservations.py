"""Reading the seats of sessions and the reservations in them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ScalarSelect, Select, String, bindparam, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from eventdesk.core.db import db
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import EventSession
from eventdesk.seats.models import LIVE_STATES, Reservation, SeatQuota, SessionSeats
from eventdesk.seats.rules.display import ReservationStatus


def session_seats(event_session_id: int) -> SessionSeats | None:
    """Return the seats of a session, or None where no reservation is needed."""
    return db.session.get(SessionSeats, event_session_id)


def session_quotas(event_session_id: int) -> dict[str, int]:
    """Return the seats of a session that are kept for kinds of stakeholder, by kind."""
    rows = db.session.execute(
        select(SeatQuota.kind, SeatQuota.seats).where(SeatQuota.event_session_id == event_session_id)
    )
    return dict(rows.all())


def live_count(event_session_id: int) -> int:
    """Return how many live reservations a session has."""
    statement = select(func.count()).where(
        Reservation.event_session_id == event_session_id, Reservation.state.in_(LIVE_STATES)
    )
    return db.session.scalar(statement) or 0


def is_waiting_in(event_id: int, person_id: int) -> Sequence[int]:
    """Return the ids of the sessions of an event in which a person waits for a seat."""
    return db.session.scalars(
        select(Reservation.event_session_id)
        .join(EventSession, EventSession.id == Reservation.event_session_id)
        .where(EventSession.event_id == event_id, Reservation.person_id == person_id, Reservation.state == "waiting")
    ).all()


def seats_of_event(event_id: int) -> dict[int, SessionSeats]:
    """Return the seats of all sessions of an event, by session id."""
    rows = db.session.scalars(
        select(SessionSeats)
        .join(EventSession, EventSession.id == SessionSeats.event_session_id)
        .where(EventSession.event_id == event_id)
    )
    return {seats.event_session_id: seats for seats in rows}


def reservation_holders(event_id: int) -> dict[int, list[str]]:
    """Return who holds a seat in each session of an event that is planned, as texts of their ids, by session id.

    The database joins the ids of a session to one text: a row for each of twenty thousand seats takes twice as long.
    """
    rows = db.session.connection().execute(_holders(), {"event_id": event_id})
    return {session_id: ids.split(",") for session_id, ids in rows if ids}


@cache
def _holders() -> Select[int, str | None]:
    return select(DraftSession.event_session_id, holder_ids(DraftSession.event_session_id)).where(
        DraftSession.event_id == bindparam("event_id"),
        DraftSession.state == "planned",
        DraftSession.starts_at.is_not(None),
    )


def holder_ids(event_session_id: InstrumentedAttribute[int]) -> ScalarSelect[str | None]:
    """Return the subquery of who has a confirmed seat in a session: the ids as one text, as in "7,12"; None if there are none."""
    # A subquery for each session reads the index alone; to join and group would sort all seats.
    ids = select(func.aggregate_strings(cast(Reservation.person_id, String), ",")).where(
        Reservation.event_session_id == event_session_id, Reservation.state == "confirmed"
    )
    return ids.scalar_subquery()


_RESERVATION_OF = select(Reservation).where(
    Reservation.event_session_id == bindparam("event_session_id"),
    Reservation.person_id == bindparam("person_id"),
    Reservation.state.in_(LIVE_STATES),
)
"""Made once: putting a statement together costs as much as running it, and every claim asks this."""


def reservation_of(event_session_id: int, person_id: int) -> Reservation | None:
    """Return the live reservation of a person in a session, or None."""
    return db.session.scalar(_RESERVATION_OF, {"event_session_id": event_session_id, "person_id": person_id})


def ahead_in_waitlist(reservation: type[Reservation]) -> Any:
    """Return the subquery of how many wait with a lower number than `reservation`."""
    other = aliased(Reservation)
    return (
        select(func.count())
        .where(
            other.event_session_id == reservation.event_session_id,
            other.state == "waiting",
            other.queue_number < reservation.queue_number,
        )
        .scalar_subquery()
    )


def reservation_status(event_session_id: int, person_id: int) -> ReservationStatus | None:
    """Return the status of a person's reservation in a session, or None."""
    row = db.session.execute(
        select(Reservation.state, Reservation.expires_at, ahead_in_waitlist(Reservation).label("ahead")).where(
            Reservation.event_session_id == event_session_id,
            Reservation.person_id == person_id,
            Reservation.state.in_(LIVE_STATES),
        )
    ).first()
    return _status(row.state, row.ahead, row.expires_at) if row else None


def reservation_statuses(event_id: int, person_id: int) -> dict[int, ReservationStatus]:
    """Return the status of a person's reservations in the sessions of an event, by session id."""
    rows = db.session.execute(
        select(
            Reservation.event_session_id, Reservation.state, Reservation.expires_at, ahead_in_waitlist(Reservation).label("ahead")
        )
        .join(EventSession, EventSession.id == Reservation.event_session_id)
        .where(
            EventSession.event_id == event_id,
            Reservation.person_id == person_id,
            Reservation.state.in_(LIVE_STATES),
        )
    )  # fmt: skip
    return {row.event_session_id: _status(row.state, row.ahead, row.expires_at) for row in rows}


def _status(state: str, ahead: int, until: datetime | None) -> ReservationStatus:
    return ReservationStatus(state, ahead + 1 if state == "waiting" else 0, until)


def live_reservations_of_person(event_id: int, person_id: int) -> Sequence[EventSession]:
    """Return the sessions of an event in which a person has a live reservation, in the order of their ids."""
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
