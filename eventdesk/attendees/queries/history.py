"""What happened to a registration: who did what, and what was written to the person. Three queries."""

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
"""Entries, and mails, that are read of one registration."""


@dataclass(frozen=True)
class HistoryEntry:
    """One deed, or one mail."""

    at: datetime
    verb: str
    """Of a deed; of a mail "mail"."""
    actor_id: int | None
    actor: str
    """Who did it; "" for eventdesk itself, and for somebody who is not known any more."""
    title: str
    """Of the session it is subject_ref, or ""."""
    detail: dict[str, Any] = field(default_factory=dict)
    """Of a deed what the audit trail noted; of a mail `id`, `template`, `values`, `state`, `recipient`, `error`."""


def reservations_of(registration: Registration) -> Sequence[tuple[Reservation, EventSession]]:
    """Return all that a registered person has or had in the sessions of the event, by start. One query."""
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
    """Return all that happened to a registration and to these reservations, the latest first. Two queries."""
    titles = {f"Reservation:{one.id}": event_session.title for one, event_session in reservations}
    subject_ref = [f"Registration:{registration.id}", *titles]
    deeds = db.session.execute(
        select(
            AuditEntry.id, AuditEntry.at, AuditEntry.verb, AuditEntry.actor_id, Person.name, AuditEntry.subject,
            AuditEntry.detail,
        )
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .where(AuditEntry.subject.in_(subject_ref))
        .order_by(AuditEntry.id.desc())
        .limit(MAX_ENTRIES)
    )  # fmt: skip
    mails = db.session.execute(
        select(
            OutboxItem.id, OutboxItem.created_at, OutboxItem.subject_ref, OutboxItem.payload, OutboxItem.state,
            OutboxItem.recipient, OutboxItem.error,
        )
        .where(OutboxItem.kind == "mail", OutboxItem.subject_ref.in_(subject_ref))
        .order_by(OutboxItem.id.desc())
        .limit(MAX_ENTRIES)
    )  # fmt: skip
    # Of one moment the mail is named last, since it follows from the deed: in a list that begins with the latest, first.
    found = [
        ((row.at, 0, row.id), HistoryEntry(row.at, row.verb, row.actor_id, row.name or "", titles.get(row.subject, ""),
                                        row.detail or {}))
        for row in deeds
    ]  # fmt: skip
    found += [
        (
            (row.created_at, 1, row.id),
            HistoryEntry(
                row.created_at, "mail", None, "", titles.get(row.subject_ref, ""),
                {"id": row.id, "state": row.state, "recipient": row.recipient, "error": row.error, **row.payload},
            ),
        )
        for row in mails
    ]  # fmt: skip
    return [happening for _, happening in sorted(found, key=lambda pair: pair[0], reverse=True)]


@dataclass(frozen=True)
class BulkJob:
    """What a worker does, or did, with registrations of an event."""

    event: Event
    item: OutboxItem

    @property
    def event_id(self) -> int:
        return self.event.id


BULK_JOBS = ("change_registrations", "export_registrations")


def bulk_job_of_event(event_slug: str, task_id: int) -> BulkJob | None:
    """Return a worker's task with registrations of this event, or None."""
    row = db.session.execute(
        select(Event, OutboxItem)
        .join(OutboxItem, OutboxItem.event_id == Event.id)
        .where(Event.slug == event_slug, OutboxItem.id == task_id, OutboxItem.kind.in_(BULK_JOBS))
    ).first()
    return BulkJob(row[0], row[1]) if row else None
