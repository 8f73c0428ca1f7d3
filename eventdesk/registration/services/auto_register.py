"""Reserving a seat registers a person for the event, with their profile.

Where no capacity is counted this is one query and two rows: in the first minutes nearly every reservation needs it.
"""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, literal_column, select

from eventdesk.core import audit
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import NotAllowed, NotFound
from eventdesk.core.precompiled import PrecompiledQuery, PrecompiledStatement
from eventdesk.core.text import N_
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Question, Registration, RegistrationPolicy
from eventdesk.registration.services.register import form_required, register_person, require_open


class _Known(NamedTuple):
    """What decides whether a seat alone registers a person, and the profile to register them with."""

    organisation_id: int | None
    country: str
    job_title: str
    stakeholder_kind: str
    event_state: str
    opens_at: datetime | None
    closes_at: datetime | None
    requires_approval: bool | None
    requires_code: bool | None
    capacity: int | None
    requires_answers: bool
    registration_state: str | None


_KNOWN = PrecompiledQuery(
    select(
        Person.organisation_id, Person.country, Person.job_title, Person.stakeholder_kind, Event.state,
        Event.registration_opens_at, Event.registration_closes_at, RegistrationPolicy.requires_approval,
        RegistrationPolicy.requires_code, RegistrationPolicy.places,
        select(literal_column("1")).where(Question.event_id == Event.id, Question.is_required).exists(),
        Registration.state.label("registration_state"),
    )
    .select_from(Event)
    .join(Person, Person.id == bindparam("person_id"))
    .outerjoin(RegistrationPolicy, RegistrationPolicy.event_id == Event.id)
    .outerjoin(Registration, (Registration.event_id == Event.id) & (Registration.person_id == Person.id))
    .where(Event.id == bindparam("event_id")),
    _Known,
)  # fmt: skip
_REGISTER = PrecompiledStatement(
    insert(Registration.__table__).returning(Registration.id),
    columns=("code", "event_id", "person_id", "organisation_id", "country", "stakeholder_kind", "job_title",
             "consents_to_listing", "state", "reason", "link_version", "created_at", "changed_at"),
)  # fmt: skip


class AutoRegistration(NamedTuple):
    """What others need to know of the registration that a seat made."""

    code: str
    link_version: int
    organisation_id: int | None
    stakeholder_kind: str


def auto_register(event_id: int, person_id: int, *, actor_id: int | None, now: datetime) -> AutoRegistration:
    """Register a person because they reserve a seat. No mail: the one about the seat is about both.

    Raises FormRequired where registering has to be approved, needs a code, or asks a question that must be answered;
    NotAllowed while registration is not open, or while the person's registration waits for approval.
    """
    known = _KNOWN.first({"event_id": event_id, "person_id": person_id})
    if known is None:
        raise NotFound
    if known.registration_state == "pending":
        raise NotAllowed(N_("Your registration waits for the organisers. You can reserve seats once they have agreed."))
    if known.requires_approval or known.requires_code or known.requires_answers:
        raise form_required()
    if known.registration_state is not None or known.capacity is not None:
        event = db.session.get_one(Event, event_id)
        stored = register_person(event, person_id, actor_id=actor_id, now=now, with_mail=False)
        return AutoRegistration(stored.code, stored.link_version, stored.organisation_id, stored.stakeholder_kind)
    require_open(known.event_state, known.opens_at, known.closes_at, now=now)
    values: dict[str, Any] = {
        "code": new_code(10), "event_id": event_id, "person_id": person_id, "organisation_id": known.organisation_id,
        "country": known.country, "stakeholder_kind": known.stakeholder_kind, "job_title": known.job_title,
        "consents_to_listing": False, "state": "confirmed", "reason": "", "link_version": 0, "created_at": now,
        "changed_at": now,
    }  # fmt: skip
    subject = f"Registration:{_REGISTER.execute(values)[0]}"
    audit.record("register", subject, actor_id=actor_id, now=now, event_id=event_id, got="confirmed")
    return AutoRegistration(values["code"], 0, known.organisation_id, known.stakeholder_kind)
