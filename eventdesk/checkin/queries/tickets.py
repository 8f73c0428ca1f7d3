"""What stands on the ticket of a registration, and how far its printing is."""

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
from eventdesk.registration.models import Registration
from eventdesk.seats.models import Reservation

PRINT_TICKET = "print_ticket"
"""The kind of the job that prints a ticket."""


def ticket_of(registration: Registration, *, base_url: str, language: str = "en") -> Ticket:
    """Return what stands on the ticket of a registration at this moment. One query beside the event's own rows."""
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
        own_page=f"{base_url}/my/",
        contact=event.contact_email,
        sessions=tuple(_session(one, zone) for one in _seats(registration)),
    )


def _seats(registration: Registration) -> Sequence[EventSession]:
    return db.session.scalars(
        select(EventSession)
        .join(Reservation, Reservation.event_session_id == EventSession.id)
        .options(joinedload(EventSession.room))
        .where(
            EventSession.event_id == registration.event_id,
            EventSession.state != "draft",
            Reservation.person_id == registration.person_id,
            Reservation.state == "confirmed",
        )
        .order_by(EventSession.starts_at, EventSession.id)
    ).all()


def _session(one: EventSession, zone: ZoneInfo) -> TicketSession:
    return TicketSession(
        title=without_emoji(one.title),
        starts_at=one.starts_at and one.starts_at.astimezone(zone),
        ends_at=one.ends_at and one.ends_at.astimezone(zone),
        place=one.room.name if one.room else one.place,
        is_cancelled=one.state == "cancelled",
    )


def about_ticket(registration_id: int) -> str:
    """Return what the job that prints this registration's ticket is about, as the outbox names it."""
    return f"Ticket:{registration_id}"


def printing_of(registration_id: int) -> OutboxItem | None:
    """Return the job that prints the ticket of a registration, or printed it last, or None."""
    return db.session.scalar(
        select(OutboxItem)
        .where(OutboxItem.kind == PRINT_TICKET, OutboxItem.subject_ref == about_ticket(registration_id))
        .order_by(OutboxItem.id.desc())
        .limit(1)
    )
