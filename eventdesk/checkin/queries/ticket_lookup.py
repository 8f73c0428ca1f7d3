"""Reading what the code on a ticket leads to: a registration, and the sessions to check its person in to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from eventdesk.checkin.models import CheckIn
from eventdesk.core.db import db
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.states import PublicationState
from eventdesk.registration.models import Registration
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.seats.states import ReservationState


@dataclass(frozen=True)
class PersonSession:
    """A session of the event that a person is expected at, waits for, or was checked in to."""

    event_session: EventSession
    state: str
    """`confirmed` or `waiting`; "" where they have no reservation, as for a plenary."""
    checked_in_at: datetime | None


def registration_of_ticket(event_slug: str, registration_code: str) -> Registration | None:
    """Return the registration for this event with this code, in any state, with event and person, or None."""
    return db.session.scalar(
        select(Registration)
        .join(Registration.event)
        .options(contains_eager(Registration.event))
        .where(Event.slug == event_slug, Registration.code == registration_code)
    )


def sessions_to_check_in(registration: Registration) -> Sequence[PersonSession]:
    """Return the sessions to check a registered person in to, by start, with rooms. One query.

    These are the sessions in which they have a seat or wait for one, those they were checked in to, and the plenaries
    without reservations.
    """
    rows = db.session.execute(
        select(EventSession, Reservation.state, CheckIn.at)
        .options(joinedload(EventSession.room))
        .outerjoin(
            Reservation,
            (Reservation.event_session_id == EventSession.id)
            & (Reservation.person_id == registration.person_id)
            & Reservation.state.in_((ReservationState.CONFIRMED, ReservationState.WAITING)),
        )
        .outerjoin(
            CheckIn,
            (CheckIn.event_session_id == EventSession.id) & (CheckIn.person_id == registration.person_id),
        )
        .outerjoin(SessionSeats, SessionSeats.event_session_id == EventSession.id)
        .where(
            EventSession.event_id == registration.event_id,
            EventSession.state != PublicationState.DRAFT,
            EventSession.starts_at.is_not(None),
            Reservation.id.is_not(None)
            | CheckIn.id.is_not(None)
            | ((EventSession.kind == "plenary") & SessionSeats.event_session_id.is_(None)),
        )
        .order_by(EventSession.starts_at, EventSession.id)
    )
    return [PersonSession(row.EventSession, row.state or "", row.at) for row in rows]
