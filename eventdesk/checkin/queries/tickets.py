"""Reading the content of a ticket, and the job that prints it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventdesk.checkin.tickets import Ticket, TicketSession
from eventdesk.core.db import db
from eventdesk.core.models import OutboxItem
from eventdesk.printing.typography import without_emoji
from eventdesk.programme.models.programme import EventSession
from eventdesk.programme.states import PublicationState
from eventdesk.registration.models import Registration
from eventdesk.seats.models import Reservation
from eventdesk.seats.states import ReservationState

PRINT_TICKET = "print_ticket"
"""The kind of the job that prints a ticket."""


def ticket_of(registration: Registration, *, base_url: str, language: str = "en") -> Ticket:
    """Return the present ticket of a registration. One query, and those for its event, person and organisations."""
    event, person = registration.event, registration.person
    zone = ZoneInfo(event.timezone)
    place = ", ".join(filter(None, (event.venue, event.address, event.city)))
    return Ticket(
        language=language,
        event=without_emoji(event.title),
        organiser=without_emoji(event.organiser.name) if event.organiser else "",
        accent=f"#{event.accent}",
        first_day=datetime.combine(event.starts_on, time(12), zone),
        last_day=event.ends_on,
        city=event.timezone.rpartition("/")[2].replace("_", " "),
        place=place or ("Online" if event.is_online else ""),
        name=without_emoji(person.name),
        organisation=without_emoji(registration.organisation.name) if registration.organisation else "",
        code=registration.code,
        address=f"{base_url}/desk/{event.slug}/door/person/{registration.code}",
        my_page=f"{base_url}/my/",
        contact=event.contact_email,
        sessions=tuple(_session(event_session, zone) for event_session in _seats(registration)),
    )


def _seats(registration: Registration) -> Sequence[EventSession]:
    return db.session.scalars(
        select(EventSession)
        .join(Reservation, Reservation.event_session_id == EventSession.id)
        .options(joinedload(EventSession.room))
        .where(
            EventSession.event_id == registration.event_id,
            EventSession.state != PublicationState.DRAFT,
            Reservation.person_id == registration.person_id,
            Reservation.state == ReservationState.CONFIRMED,
        )
        .order_by(EventSession.starts_at, EventSession.id)
    ).all()


def _session(event_session: EventSession, zone: ZoneInfo) -> TicketSession:
    return TicketSession(
        title=without_emoji(event_session.title),
        starts_at=event_session.starts_at and event_session.starts_at.astimezone(zone),
        ends_at=event_session.ends_at and event_session.ends_at.astimezone(zone),
        place=event_session.room.name if event_session.room else event_session.place,
        is_cancelled=event_session.state == PublicationState.CANCELLED,
    )


def ticket_subject(registration_id: int) -> str:
    """Return how the outbox names the ticket of a registration."""
    return f"Ticket:{registration_id}"


def latest_print_job(registration_id: int) -> OutboxItem | None:
    """Return the latest job that prints the ticket of a registration, done or not, or None."""
    return db.session.scalar(
        select(OutboxItem)
        .where(OutboxItem.kind == PRINT_TICKET, OutboxItem.subject_ref == ticket_subject(registration_id))
        .order_by(OutboxItem.id.desc())
        .limit(1)
    )
