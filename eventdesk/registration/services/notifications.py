"""Mails about registrations and seats. Their times and addresses are worded when they are sent."""

from datetime import datetime
from typing import Any

from eventdesk.core.outbox import queue_mail
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Registration

RegistrationRef = tuple[str, int]
"""Code and link version of a registration: what the address of its personal page is made of (web/keys.py)."""


def registration_ref(registration: Registration) -> RegistrationRef:
    """Return what the link to a registration's personal page is made of."""
    return registration.code, registration.link_version


def mail_about_registration(
    registration: Registration, template: str, event: Event, *, now: datetime, **more: Any
) -> None:
    """Queue a mail to a person about their registration for an event."""
    values = {"event": event.title, "event_slug": event.slug, **more}
    subject_ref = f"Registration:{registration.id}"
    mail_to(
        registration.person,
        template,
        event,
        values,
        subject_ref=subject_ref,
        ref=registration_ref(registration),
        now=now,
    )


def mail_to(
    person: Person,
    template: str,
    event: Event,
    values: dict[str, Any],
    *,
    subject_ref: str,
    ref: RegistrationRef | None,
    now: datetime,
) -> None:
    """Queue a mail to somebody who has an address."""
    if person.email:
        values = {"name": person.name, "ref": ref, **values}
        queue_mail(template, person.email, values, now=now, event_id=event.id, subject_ref=subject_ref)
