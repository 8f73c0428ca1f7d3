"""A person's data for export, and the people whom no record refers to."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, literal, select, union, union_all

from eventdesk.accounts import queries as accounts
from eventdesk.accounts.models import Account, EventRole
from eventdesk.agenda.models import Favourite
from eventdesk.checkin.models import CheckIn
from eventdesk.core.db import db
from eventdesk.core.models import AuditEntry
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models.programme import Comment, Event, EventSession
from eventdesk.registration.models import Answer, Question, Registration, RegistrationLink
from eventdesk.seats.models import Reservation
from eventdesk.speakers.models import AvailabilitySlot, SpeakerAssignment


def personal_data_export(person_id: int, *, now: datetime) -> dict[str, Any]:
    """Return all data stored about a person as plain values (GDPR, article 20)."""
    person = db.session.get_one(Person, person_id)
    account = accounts.account_of(person_id)
    return {
        "person": {
            "name": person.name,
            "email": person.email,
            "organisation": person.organisation.name if person.organisation else "",
            "country": person.country,
            "stakeholder_kind": person.stakeholder_kind,
            "job_title": person.job_title,
            "biography": person.biography,
            "known_since": person.created_at.isoformat(),
        },
        "account": {
            "made_at": account.created_at.isoformat() if account else None,
            "has_password": bool(account and account.password_hash),
            "signed_in": [
                {"since": sign_in.created_at.isoformat(), "last_seen": sign_in.last_seen_at.isoformat()}
                for sign_in in accounts.live_sign_ins(person_id, now=now)
            ],
        },
        "roles": _rows(
            select(Event.title.label("event"), EventRole.role, EventRole.given_at)
            .join(EventRole, EventRole.event_id == Event.id)
            .where(EventRole.person_id == person_id)
        ),
        "registrations": _rows(
            select(
                Event.title.label("event"), Registration.code, Registration.state, Registration.reason,
                Organisation.name.label("organisation"), Registration.country, Registration.stakeholder_kind,
                Registration.job_title, Registration.consents_to_listing, Registration.created_at, Registration.changed_at,
            )
            .join(Registration, Registration.event_id == Event.id)
            .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
            .where(Registration.person_id == person_id)
            .order_by(Registration.id)
        ),
        "answers": _rows(
            select(Event.title.label("event"), Question.code, Question.label.label("question"), Answer.value)
            .join(Registration, Registration.event_id == Event.id)
            .join(Answer, Answer.registration_id == Registration.id)
            .join(Question, Question.id == Answer.question_id)
            .where(Registration.person_id == person_id)
            .order_by(Event.id, Question.position, Question.id)
        ),
        "history": _history(person_id),
        "seats": _rows(
            _of_sessions(Reservation).add_columns(
                Reservation.code, Reservation.state, Reservation.queue_number, Reservation.expires_at,
                Reservation.reason, Reservation.created_at, Reservation.confirmed_at, Reservation.cancelled_at,
            ).where(Reservation.person_id == person_id).order_by(Reservation.id)
        ),
        "check_ins": _rows(
            _of_sessions(CheckIn).add_columns(CheckIn.at).where(CheckIn.person_id == person_id).order_by(CheckIn.id)
        ),
        "stars": _rows(
            _of_sessions(Favourite).add_columns(Favourite.created_at)
            .where(Favourite.person_id == person_id).order_by(Favourite.id)
        ),
        "appearances": _rows(
            _of_sessions(SpeakerAssignment).add_columns(SpeakerAssignment.part)
            .where(SpeakerAssignment.person_id == person_id).order_by(SpeakerAssignment.id)
        ),
        "availability": _rows(
            select(Event.title.label("event"), AvailabilitySlot.starts_at, AvailabilitySlot.ends_at)
            .join(AvailabilitySlot, AvailabilitySlot.event_id == Event.id)
            .where(AvailabilitySlot.person_id == person_id).order_by(AvailabilitySlot.id)
        ),
        "comments": _rows(
            _of_sessions(Comment).add_columns(Comment.at, Comment.text)
            .where(Comment.author_id == person_id).order_by(Comment.id)
        ),
    }  # fmt: skip


def _history(person_id: int) -> list[dict[str, Any]]:
    """Return the audit log of a person's registrations and reservations. Of actors it only says whether it was they."""
    registrations = select(literal("Registration:") + cast(Registration.id, String)).where(
        Registration.person_id == person_id
    )
    reservations = select(literal("Reservation:") + cast(Reservation.id, String)).where(
        Reservation.person_id == person_id
    )
    entries = db.session.execute(
        select(AuditEntry.at, AuditEntry.verb, AuditEntry.subject, AuditEntry.actor_id)
        .where(AuditEntry.subject.in_(union_all(registrations, reservations)))
        .order_by(AuditEntry.id)
    )
    return [
        {
            "at": entry.at.isoformat(),
            "what": entry.verb,
            "of": entry.subject,
            "by_yourself": entry.actor_id == person_id,
        }
        for entry in entries
    ]


def _of_sessions(model: Any) -> Any:
    """Return a query of the rows of `model` for sessions, with the titles of event and session.

    Sessions that were never published are left out: they are confidential.
    """
    return (
        select(Event.title.label("event"), EventSession.title.label("session"))
        .join(EventSession, EventSession.event_id == Event.id)
        .join(model, model.event_session_id == EventSession.id)
        .where(EventSession.state != "draft")
    )


def _rows(query: Any) -> list[dict[str, Any]]:
    return [
        {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
        for row in db.session.execute(query).mappings()
    ]


def unreferenced_people(person_ids: Collection[int]) -> list[int]:
    """Return the ids of those people whom no other record refers to, so that they can be deleted."""
    if not person_ids:
        return []
    referenced = union(
        select(Account.person_id), select(EventRole.person_id), select(SpeakerAssignment.person_id),
        select(AvailabilitySlot.person_id), select(Registration.person_id),
        select(Reservation.person_id).where(Reservation.state != "expired"), select(CheckIn.person_id),
        select(Comment.author_id).where(Comment.author_id.is_not(None)), select(RegistrationLink.person_id),
    ).subquery()  # fmt: skip
    return list(
        db.session.scalars(
            select(Person.id).where(Person.id.in_(person_ids), Person.id.not_in(select(referenced.c.person_id)))
        )
    )
