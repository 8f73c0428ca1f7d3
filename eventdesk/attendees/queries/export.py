"""All that is known of registrations, read in blocks so that memory stays flat whatever their number."""

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

BLOCK = 500
"""Registrations that are read together, with four queries."""
_DECIDED = {"approve": "approved_at", "refuse": "refused_at", "cancel_registration": "cancelled_at"}


@dataclass(frozen=True)
class ExportRow:
    """One registration with all that belongs to it."""

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
    places: Sequence[tuple[str, str, str]] = ()
    """Code and title of each session with a live reservation, and its state, in the order of their start."""
    decided: Mapping[str, datetime] = field(default_factory=dict)
    """When it was last approved, refused, cancelled, as far as it was: `approved_at` and so on."""


def export_rows(event_id: int, registration_ids: Sequence[int]) -> Iterator[list[ExportRow]]:
    """Give these registrations of an event in their order, in blocks; those deleted meanwhile are left out."""
    sessions = {
        row.id: (row.code, row.title)
        for row in db.session.connection().execute(
            select(EventSession.id, EventSession.code, EventSession.title)
            .where(EventSession.event_id == event_id)
            .order_by(EventSession.starts_at, EventSession.id)
        )
    }
    asked = select(Question.id, Question.code).where(Question.event_id == event_id)
    questions = {row.id: row.code for row in db.session.connection().execute(asked)}
    for start in range(0, len(registration_ids), BLOCK):
        yield _block(sessions, questions, registration_ids[start : start + BLOCK])


def _block(
    sessions: Mapping[int, tuple[str, str]], questions: Mapping[int, str], ids: Sequence[int]
) -> list[ExportRow]:
    answers, decided = _answers(questions, ids), _decisions(ids)
    by = aliased(Person)
    rows: Any = db.session.connection().execute(
        select(
            Registration.id, Registration.person_id, Registration.code, Person.name, func.coalesce(Person.email, ""),
            func.coalesce(Organisation.name, ""), Registration.job_title, Registration.stakeholder_kind,
            Registration.country, Registration.state, Registration.reason, Registration.consents_to_listing,
            func.coalesce(InvitationCode.code, ""), func.coalesce(by.name, ""), Registration.created_at,
            Registration.changed_at,
        )
        .select_from(Registration)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .outerjoin(InvitationCode, InvitationCode.id == Registration.invitation_code_id)
        .outerjoin(by, by.id == Registration.registered_by_id)
        .where(Registration.id.in_(ids))
    ).all()  # fmt: skip
    places = _reservations_by_registration(sessions, [row[1] for row in rows])
    found: dict[int, ExportRow] = {}
    for registration_id, person_id, *facts in rows:
        of_person = (answers.get(registration_id, {}), places.get(person_id, ()), decided.get(registration_id, {}))
        found[registration_id] = ExportRow(*facts, *of_person)  # type: ignore[call-arg]
    return [found[registration_id] for registration_id in ids if registration_id in found]


def _answers(questions: Mapping[int, str], ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    rows: Any = (
        db.session.connection()
        .execute(
            select(Answer.registration_id, Answer.question_id, Answer.value).where(Answer.registration_id.in_(ids))
        )
        .all()
    )
    found: dict[int, dict[str, Any]] = {}
    for registration_id, question_id, value in rows:
        if code := questions.get(question_id):
            found.setdefault(registration_id, {})[code] = value
    return found


def _reservations_by_registration(
    sessions: Mapping[int, tuple[str, str]], person_ids: Sequence[int]
) -> dict[int, list[tuple[str, str, str]]]:
    """Return what these people have in the sessions, in the order of `sessions`."""
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
    found: dict[int, list[tuple[str, str, str]]] = {}
    held = sorted((order[row[1]], row) for row in rows if row[1] in order)
    for _, (person_id, session_id, state) in held:
        found.setdefault(person_id, []).append((*sessions[session_id], state))
    return found


def _decisions(ids: Sequence[int]) -> dict[int, dict[str, datetime]]:
    rows: Any = (
        db.session.connection()
        .execute(
            select(AuditEntry.subject, AuditEntry.verb, func.max(AuditEntry.at))
            .where(AuditEntry.subject.in_([f"Registration:{one}" for one in ids]), AuditEntry.verb.in_(_DECIDED))
            .group_by(AuditEntry.subject, AuditEntry.verb)
        )
        .all()
    )
    found: dict[int, dict[str, datetime]] = {}
    for subject, verb, at in rows:
        found.setdefault(int(subject.partition(":")[2]), {})[_DECIDED[verb]] = at
    return found
