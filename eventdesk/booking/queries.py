"""The reservations of a registered person."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from eventdesk.core.db import db
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.models import Registration
from eventdesk.seats.models import LIVE_STATES, Reservation
from eventdesk.seats.queries.reservations import reservation_statuses
from eventdesk.seats.rules.display import ReservationStatus
from eventdesk.seats.states import ReservationState


def my_reservations(registration: Registration) -> list[tuple[Reservation, ReservationStatus | None]]:
    """Return a registered person's reservations in the event by start time, each with its status. Two queries.

    Rejected requests are included, with None as their status, unless the person has a new reservation there.
    """
    statuses = reservation_statuses(registration.event_id, registration.person_id)
    reservations: Sequence[Reservation] = db.session.scalars(
        select(Reservation)
        .join(Reservation.event_session)
        .options(contains_eager(Reservation.event_session).joinedload(EventSession.room))
        .where(
            EventSession.event_id == registration.event_id,
            EventSession.state != "draft",
            Reservation.person_id == registration.person_id,
            Reservation.state.in_((*LIVE_STATES, ReservationState.REJECTED)),
        )
        .order_by(EventSession.starts_at.is_(None), EventSession.starts_at, EventSession.id, Reservation.id)
    ).all()
    return [
        (
            reservation,
            statuses.get(reservation.event_session_id) if reservation.state != ReservationState.REJECTED else None,
        )
        for reservation in reservations
        if reservation.state != ReservationState.REJECTED or reservation.event_session_id not in statuses
    ]
