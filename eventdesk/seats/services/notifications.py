"""Mails about registrations and seats. Their times and addresses are worded when they are sent."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from eventdesk.core.outbox import queue_mails
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.services.notifications import RegistrationRef, mail_to


def session_mail_values(event_session: EventSession) -> dict[str, Any]:
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


def mail_about_session(
    person: Person,
    template: str,
    event_session: EventSession,
    *,
    subject_ref: str,
    ref: RegistrationRef | None,
    now: datetime,
    **more: Any,
) -> None:
    """Queue a mail to a person about their place in a session."""
    values = {**session_mail_values(event_session), **more}
    mail_to(person, template, event_session.event, values, subject_ref=subject_ref, ref=ref, now=now)


def mail_to_all(
    template: str,
    event_session: EventSession,
    people: Iterable[tuple[str, str, str, RegistrationRef | None, dict[str, Any]]],
    *,
    now: datetime,
) -> None:
    """Queue a mail about a session to many at once, each (address, name, subject_ref, ref, more values)."""
    values = session_mail_values(event_session)
    mails = [
        (address, {"name": name, "ref": ref, **values, **more}, subject_ref)
        for address, name, subject_ref, ref, more in people
        if address
    ]
    queue_mails(template, mails, now=now, event_id=event_session.event_id)
