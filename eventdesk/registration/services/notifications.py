"""Queueing emails to registered people. Times and links are rendered when the email is sent."""

from datetime import datetime
from typing import Any

from eventdesk.core.outbox import queue_mail
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Registration

RegistrationRef = tuple[str, int]
"""Code and link version of a registration: the content of the signed link to its page (web/signed_links.py)."""


def registration_ref(registration: Registration) -> RegistrationRef:
    """Return the content of the signed link to a registration's personal page."""
    return registration.ref


def mail_about_registration(
    registration: Registration, template: str, event: Event, *, now: datetime, **values: Any
) -> None:
    """Queue an email to a person about their registration for an event; `values` go to the template."""
    mail_to(
        registration.person,
        template,
        event,
        {"event": event.title, "event_slug": event.slug, **values},
        subject_ref=f"Registration:{registration.id}",
        ref=registration.ref,
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
    """Queue an email to a person; nothing happens for a person without an address."""
    if person.email:
        values = {"name": person.name, "ref": ref, **values}
        queue_mail(template, person.email, values, now=now, event_id=event.id, subject_ref=subject_ref)
