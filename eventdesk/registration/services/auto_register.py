"""People who reserve a seat and are not registered for the event: the seat registers them, with what is known of them.

Where no places are counted it is one reading and two rows, since in the first minutes nearly every claim is one of these.
"""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import bindparam, insert, literal_column, select

from eventdesk.core import audit
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import NotFound
from eventdesk.core.precompiled import PrecompiledStatement
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Question, Registration, RegistrationPolicy
from eventdesk.registration.services.register import form_required, require_open

_KNOWN = (
    select(
        Person.organisation_id, Person.country, Person.job_title,
        Event.registration_opens_at, Event.registration_closes_at,
        RegistrationPolicy.requires_approval, RegistrationPolicy.requires_code,
        select(literal_column("1"))
        .where(Question.event_id == Event.id, Question.is_required)
        .exists()
        .label("asks"),
    )
    .select_from(Event)
    .join(Person, Person.id == bindparam("person_id"))
    .outerjoin(RegistrationPolicy, RegistrationPolicy.event_id == Event.id)
    .where(Event.id == bindparam("event_id"))
)  # fmt: skip
_REGISTER = PrecompiledStatement(
    insert(Registration.__table__).returning(Registration.id),
    "code", "event_id", "person_id", "organisation_id", "country", "stakeholder_kind", "job_title", "consents_to_listing",
    "state", "reason", "link_version", "created_at", "changed_at",
)  # fmt: skip


def auto_register(row: Any, *, actor_id: int | None, now: datetime) -> Any:
    """Register the person of `row`, who has no registration and takes none of counted places; return `row` as it is then.

    Raises FormNeeded where the registration has to be approved, needs a code, or asks something that must be answered;
    Refused while registration is not open.
    """
    known = db.session.connection().execute(_KNOWN, {"event_id": row.event_id, "person_id": row.person_id}).first()
    if known is None:
        raise NotFound
    if known.requires_approval or known.requires_code or known.asks:
        raise form_required()
    require_open(row.event_state, known.registration_opens_at, known.registration_closes_at, now=now)
    registration = {
        "code": new_code(10),
        "event_id": row.event_id,
        "person_id": row.person_id,
        "organisation_id": known.organisation_id,
        "country": known.country,
        "stakeholder_kind": row.stakeholder_kind,
        "job_title": known.job_title,
        "consents_to_listing": False,
        "state": "confirmed",
        "reason": "",
        "link_version": 0,
        "created_at": now,
        "changed_at": now,
    }
    subject = f"Registration:{_REGISTER.execute(registration)[0]}"
    audit.record("register", subject, actor_id=actor_id, now=now, event_id=row.event_id, got="confirmed")
    now_known = {
        "registration": "confirmed",
        "registration_code": registration["code"],
        "link_version": 0,
        "quota_kind": row.stakeholder_kind,
    }
    return SimpleNamespace(**{**row._mapping, **now_known})  # noqa: SLF001 - its public name
