"""Reading registrations with everything that belongs to them, in batches: memory stays flat whatever their number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from eventdesk.core.db import db
from eventdesk.core.models import AuditEntry
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.models import Answer, InvitationCode, Question, Registration
from eventdesk.seats.models import LIVE_STATES, Reservation

BATCH = 500
"""Registrations that are read at once, with four queries."""
_DECISIONS = {"approve": "approved_at", "refuse": "refused_at", "cancel_registration": "cancelled_at"}


@dataclass(frozen=True)
class ExportRow:
    """One registration with its person, answers, reservations and decisions."""

    code: str
    name: str
    email: str
    organisation: str
    job_title: str
    kind: str
    country: str
    state: str
    reason: str
    consents_to_listing: bool
    invitation: str
    registered_by: str
    created_at: datetime
    changed_at: datetime
    answers: Mapping[str, Any] = field(default_factory=dict)
    """By the code of the question."""
    reservations: Sequence[tuple[str, str, str]] = ()
    """Code and title of each session with a live reservation, and its state, by start."""
    decided: Mapping[str, datetime] = field(default_factory=dict)
    """When it was last approved, rejected and cancelled: `approved_at`, `refused_at`, `cancelled_at`, where it was."""


def export_rows(event_id: int, registration_ids: Sequence[int]) -> Iterator[list[ExportRow]]:
    """Yield these registrations of an event in order, in batches, without those deleted meanwhile."""
    sessions = {
        row.id: (row.code, row.title)
        for row in db.session.connection().execute(
            select(EventSession.id, EventSession.code, EventSession.title)
            .where(EventSession.event_id == event_id)
            .order_by(EventSession.starts_at, EventSession.id)
        )
    }
    codes = select(Question.id, Question.code).where(Question.event_id == event_id)
    questions = {row.id: row.code for row in db.session.connection().execute(codes)}
    for start in range(0, len(registration_ids), BATCH):
        yield _batch(sessions, questions, registration_ids[start : start + BATCH])


def _batch(
    sessions: Mapping[int, tuple[str, str]], questions: Mapping[int, str], ids: Sequence[int]
) -> list[ExportRow]:
    answers, decided = _answers(questions, ids), _decisions(ids)
    by = aliased(Person)
    rows: Any = (
        db.session.connection()
        .execute(
            select(
                Registration.id,
                Registration.person_id,
                Registration.code,
                Person.name,
                func.coalesce(Person.email, ""),
                func.coalesce(Organisation.name, ""),
                Registration.job_title,
                Registration.stakeholder_kind,
                Registration.country,
                Registration.state,
                Registration.reason,
                Registration.consents_to_listing,
                func.coalesce(InvitationCode.code, ""),
                func.coalesce(by.name, ""),
                Registration.created_at,
                Registration.changed_at,
            )
            .select_from(Registration)
            .join(Person, Person.id == Registration.person_id)
            .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
            .outerjoin(InvitationCode, InvitationCode.id == Registration.invitation_code_id)
            .outerjoin(by, by.id == Registration.registered_by_id)
            .where(Registration.id.in_(ids))
        )
        .all()
    )
    reservations = _reservations_by_registration(sessions, [row[1] for row in rows])
    by_id: dict[int, ExportRow] = {}
    for registration_id, person_id, *facts in rows:
        of_person = (
            answers.get(registration_id, {}),
            reservations.get(person_id, ()),
            decided.get(registration_id, {}),
        )
        by_id[registration_id] = ExportRow(*facts, *of_person)  # type: ignore[call-arg]
    return [by_id[registration_id] for registration_id in ids if registration_id in by_id]


def _answers(questions: Mapping[int, str], ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    rows: Any = (
        db.session.connection()
        .execute(
            select(Answer.registration_id, Answer.question_id, Answer.value).where(Answer.registration_id.in_(ids))
        )
        .all()
    )
    by_registration: dict[int, dict[str, Any]] = {}
    for registration_id, question_id, value in rows:
        if code := questions.get(question_id):
            by_registration.setdefault(registration_id, {})[code] = value
    return by_registration


def _reservations_by_registration(
    sessions: Mapping[int, tuple[str, str]], person_ids: Sequence[int]
) -> dict[int, list[tuple[str, str, str]]]:
    """Return the live reservations of these people in `sessions`, in their order, by person id."""
    order = {session_id: number for number, session_id in enumerate(sessions)}
    rows: Any = (
        db.session.connection()
        .execute(
            select(Reservation.person_id, Reservation.event_session_id, Reservation.state).where(
                Reservation.person_id.in_(person_ids), Reservation.state.in_(LIVE_STATES)
            )
        )
        .all()
    )
    by_person: dict[int, list[tuple[str, str, str]]] = {}
    in_order = sorted((order[row[1]], row) for row in rows if row[1] in order)
    for _, (person_id, session_id, state) in in_order:
        by_person.setdefault(person_id, []).append((*sessions[session_id], state))
    return by_person


def _decisions(ids: Sequence[int]) -> dict[int, dict[str, datetime]]:
    rows: Any = (
        db.session.connection()
        .execute(
            select(AuditEntry.subject, AuditEntry.verb, func.max(AuditEntry.at))
            .where(
                AuditEntry.subject.in_([f"Registration:{registration_id}" for registration_id in ids]),
                AuditEntry.verb.in_(_DECISIONS),
            )
            .group_by(AuditEntry.subject, AuditEntry.verb)
        )
        .all()
    )
    by_registration: dict[int, dict[str, datetime]] = {}
    for subject, verb, at in rows:
        by_registration.setdefault(int(subject.partition(":")[2]), {})[_DECISIONS[verb]] = at
    return by_registration
