"""Mails about registrations and seats. Their times and addresses are worded when they are sent."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from eventdesk.core.outbox import queue_mail, queue_mails
from eventdesk.people.models import Person
from eventdesk.programme.models import Event, EventSession
from eventdesk.reservations.models import Registration

Ref = tuple[str, int]
"""Code and link version of a registration: what the address of its personal page is made of (web/keys.py)."""


def ref_of(registration: Registration) -> Ref:
    """Return what the link to a registration's personal page is made of."""
    return registration.code, registration.link_version


def session_values(event_session: EventSession) -> dict[str, Any]:
    """Return what every mail about a session says of it."""
    event = event_session.event
    return {
        "title": event_session.title,
        "session_code": event_session.code,
        "event": event.title,
        "event_slug": event.slug,
        "timezone": event.timezone,
        "starts_at": event_session.starts_at.isoformat() if event_session.starts_at else "",
        "place": event_session.room.name if event_session.room else event_session.place,
    }


def write_about_seat(
    person: Person,
    template: str,
    event_session: EventSession,
    *,
    about: str,
    ref: Ref | None,
    now: datetime,
    **more: Any,
) -> None:
    """Queue a mail to a person about their place in a session."""
    values = {**session_values(event_session), **more}
    write_to(person, template, event_session.event, values, about=about, ref=ref, now=now)


def write_about_registration(
    registration: Registration, template: str, event: Event, *, now: datetime, **more: Any
) -> None:
    """Queue a mail to a person about their registration for an event."""
    values = {"event": event.title, "event_slug": event.slug, **more}
    about = f"Registration:{registration.id}"
    write_to(registration.person, template, event, values, about=about, ref=ref_of(registration), now=now)


def write_to(
    person: Person, template: str, event: Event, values: dict[str, Any], *, about: str, ref: Ref | None, now: datetime
) -> None:
    """Queue a mail to somebody who has an address."""
    if person.email:
        values = {"name": person.name, "ref": ref, **values}
        queue_mail(template, person.email, values, now=now, event_id=event.id, about=about)


def write_to_all(
    template: str,
    event_session: EventSession,
    people: Iterable[tuple[str, str, str, Ref | None, dict[str, Any]]],
    *,
    now: datetime,
) -> None:
    """Queue a mail about a session to many at once, each (address, name, about, ref, more values)."""
    values = session_values(event_session)
    mails = [
        (address, {"name": name, "ref": ref, **values, **more}, about)
        for address, name, about, ref, more in people
        if address
    ]
    queue_mails(template, mails, now=now, event_id=event_session.event_id)
