"""Reading what is somebody's own: their agenda's surroundings, all that is kept of them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from eventdesk.core.db import db
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.models import Registration
from eventdesk.seats.models import LIVE_STATES, Reservation
from eventdesk.seats.queries.reservations import reservation_statuses
from eventdesk.seats.rules.display import ReservationStatus


def my_reservations(registration: Registration) -> list[tuple[Reservation, ReservationStatus | None]]:
    """Return what a registered person has in the sessions of the event, by start, each with where they stand.

    What was refused to them is among it, without a standing, unless they have something there again. Two queries.
    """
    standings = reservation_statuses(registration.event_id, registration.person_id)
    found: Sequence[Reservation] = db.session.scalars(
        select(Reservation)
        .join(Reservation.event_session)
        .options(contains_eager(Reservation.event_session).joinedload(EventSession.room))
        .where(
            EventSession.event_id == registration.event_id,
            EventSession.state != "draft",
            Reservation.person_id == registration.person_id,
            Reservation.state.in_((*LIVE_STATES, "rejected")),
        )
        .order_by(EventSession.starts_at.is_(None), EventSession.starts_at, EventSession.id, Reservation.id)
    ).all()
    return [
        (one, standings.get(one.event_session_id) if one.state != "rejected" else None)
        for one in found
        if one.state != "rejected" or one.event_session_id not in standings
    ]
