"""Reading a participant's agenda: reserved sessions, and plenary sessions for everyone."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from eventdesk.core.db import db
from eventdesk.programme.models.programme import EventSession
from eventdesk.programme.states import PublicationState
from eventdesk.seats.models import LIVE_STATES, Reservation, SessionSeats
from eventdesk.seats.queries.reservations import _status, ahead_in_waitlist
from eventdesk.seats.rules.display import ReservationStatus


def plenary_sessions(event_ids: Sequence[int]) -> Sequence[EventSession]:
    """Return the plenary sessions of these events that need no reservation, with event, room and track."""
    return db.session.scalars(
        select(EventSession)
        .join(EventSession.event)
        .outerjoin(SessionSeats, SessionSeats.event_session_id == EventSession.id)
        .options(contains_eager(EventSession.event), joinedload(EventSession.room), joinedload(EventSession.track))
        .where(
            EventSession.event_id.in_(event_ids),
            EventSession.kind == "plenary",
            EventSession.state != PublicationState.DRAFT,
            EventSession.starts_at.is_not(None),
            SessionSeats.event_session_id.is_(None),
        )
    ).all()


def agenda_items(person_id: int) -> Sequence[tuple[Reservation, ReservationStatus]]:
    """Return a person's live reservations by start, with session, event, room and track loaded."""
    rows = db.session.execute(
        select(Reservation, ahead_in_waitlist(Reservation).label("ahead"))
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
            EventSession.state != PublicationState.DRAFT,
        )
        .order_by(EventSession.starts_at, EventSession.id)
    )
    return [(row.Reservation, _status(row.Reservation.state, row.ahead, row.Reservation.expires_at)) for row in rows]
