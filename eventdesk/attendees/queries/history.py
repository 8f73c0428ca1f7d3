"""Reading the history of a registration, and the jobs of bulk actions and exports."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventdesk.core.db import db
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.registration.models import Registration
from eventdesk.seats.models import Reservation

MAX_ENTRIES = 500
"""The latest audit entries, and the latest emails, that are read for one registration."""


@dataclass(frozen=True)
class HistoryEntry:
    """One change, or one email."""

    at: datetime
    verb: str
    """The verb of the audit entry; "mail" for an email."""
    actor_id: int | None
    actor: str
    """Who made the change; "" for eventdesk itself, and for a person who has been deleted."""
    title: str
    """The title of the session that it is about, or ""."""
    detail: dict[str, Any] = field(default_factory=dict)
    """The details of the audit entry; for an email `id`, `template`, `values`, `state`, `recipient`, `error`."""


def reservations_of(registration: Registration) -> Sequence[tuple[Reservation, EventSession]]:
    """Return all reservations of a registered person in the event, ended ones included, by start. One query."""
    rows = db.session.execute(
        select(Reservation, EventSession)
        .join(EventSession, EventSession.id == Reservation.event_session_id)
        .where(EventSession.event_id == registration.event_id, Reservation.person_id == registration.person_id)
        .order_by(EventSession.starts_at, EventSession.id, Reservation.id)
    )
    return [(row[0], row[1]) for row in rows]


def history_of(
    registration: Registration, reservations: Sequence[tuple[Reservation, EventSession]]
) -> list[HistoryEntry]:
    """Return the changes of a registration and of these reservations, and the emails, latest first. Two queries."""
    titles = {f"Reservation:{reservation.id}": event_session.title for reservation, event_session in reservations}
    subjects = [f"Registration:{registration.id}", *titles]
    changes = db.session.execute(
        select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.verb,
            AuditEntry.actor_id,
            Person.name,
            AuditEntry.subject,
            AuditEntry.detail,
        )
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .where(AuditEntry.subject.in_(subjects))
        .order_by(AuditEntry.id.desc())
        .limit(MAX_ENTRIES)
    )
    mails = db.session.execute(
        select(
            OutboxItem.id,
            OutboxItem.created_at,
            OutboxItem.subject_ref,
            OutboxItem.payload,
            OutboxItem.state,
            OutboxItem.recipient,
            OutboxItem.error,
        )
        .where(OutboxItem.kind == "mail", OutboxItem.subject_ref.in_(subjects))
        .order_by(OutboxItem.id.desc())
        .limit(MAX_ENTRIES)
    )
    # An email is written after the change at the same moment, so it comes first in a list with the latest first.
    entries = [
        (
            (row.at, 0, row.id),
            HistoryEntry(row.at, row.verb, row.actor_id, row.name or "", titles.get(row.subject, ""), row.detail or {}),
        )
        for row in changes
    ]
    entries += [
        (
            (row.created_at, 1, row.id),
            HistoryEntry(
                row.created_at,
                "mail",
                None,
                "",
                titles.get(row.subject_ref, ""),
                {"id": row.id, "state": row.state, "recipient": row.recipient, "error": row.error, **row.payload},
            ),
        )
        for row in mails
    ]
    return [entry for _, entry in sorted(entries, key=lambda pair: pair[0], reverse=True)]


@dataclass(frozen=True)
class BulkJob:
    """A bulk action or an export of an event's registrations, done by the worker."""

    event: Event
    item: OutboxItem

    @property
    def event_id(self) -> int:
        return self.event.id


BULK_JOBS = ("change_registrations", "export_registrations")


def bulk_job_of_event(event_slug: str, task_id: int) -> BulkJob | None:
    """Return a bulk action or export of this event, or None."""
    row = db.session.execute(
        select(Event, OutboxItem)
        .join(OutboxItem, OutboxItem.event_id == Event.id)
        .where(Event.slug == event_slug, OutboxItem.id == task_id, OutboxItem.kind.in_(BULK_JOBS))
    ).first()
    return BulkJob(row[0], row[1]) if row else None
