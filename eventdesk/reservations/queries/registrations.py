"""The organiser's list of who registered for an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from eventdesk.core.db import db
from eventdesk.core.text import search_key
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models import EventSession
from eventdesk.reservations.models import Registration, Reservation

MOST_WORDS = 6

_ORDERS: dict[str, tuple[Any, ...]] = {
    "registered": (Registration.created_at.desc(), Registration.id.desc()),
    "name": (Person.sort_key, Registration.id),
    "organisation": (Organisation.name_key.is_(None), Organisation.name_key, Person.sort_key, Registration.id),
}


@dataclass(frozen=True)
class Wanted:
    """Which registrations are asked for; the empty string asks for all."""

    words: str = ""
    """Looked for in name, e-mail address and organisation, in any spelling of case and accents."""
    state: str = ""
    kind: str = ""
    """A kind of stakeholder, or "-" for those who did not say."""
    country: str = ""
    """ISO 3166-1 alpha-2, or "-" for those who did not say."""


@dataclass(frozen=True)
class RegistrationRow:
    """One registration as it is listed."""

    person_id: int
    name: str
    email: str
    organisation: str
    kind: str
    country: str
    job_title: str
    state: str
    may_be_named: bool
    created_at: datetime


def registrations(
    event_id: int, wanted: Wanted, *, order: str = "registered", limit: int | None = None, offset: int = 0
) -> Sequence[RegistrationRow]:
    """Return the registrations of an event that are wanted. `order`: newest first, `name` or `organisation`."""
    rows: Any = db.session.execute(
        select(
            Registration.person_id, Person.name, func.coalesce(Person.email, ""),
            func.coalesce(Organisation.name, ""), Registration.stakeholder_kind, Registration.country,
            Registration.job_title, Registration.state, Registration.may_be_named, Registration.created_at,
        )
        .select_from(Registration)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(*_conditions(event_id, wanted))
        .order_by(*_ORDERS[order])
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    return [RegistrationRow(*row) for row in rows]


def registrations_count(event_id: int, wanted: Wanted) -> int:
    """Return how many registrations of an event are wanted. One query."""
    found = select(func.count()).select_from(Registration).where(*_conditions(event_id, wanted))
    if wanted.words:
        found = found.join(Person, Person.id == Registration.person_id)
    return db.session.scalar(found) or 0


def countries_and_kinds(event_id: int) -> tuple[list[str], list[str]]:
    """Return the countries and the kinds of stakeholder that were given at an event, "" among them. One query."""
    rows = db.session.execute(
        select(Registration.country, Registration.stakeholder_kind).where(Registration.event_id == event_id).distinct()
    ).all()
    return sorted({row.country for row in rows}), sorted({row.stakeholder_kind for row in rows})


def seats_by_person(event_id: int, person_ids: Sequence[int] | None = None) -> dict[int, int]:
    """Return how many confirmed seats people have at an event, by person id. One query."""
    found = (
        # The outer join keeps the database from walking through all sessions of the event for a page of people.
        select(Reservation.person_id, func.sum(case((EventSession.event_id == event_id, 1), else_=0)).label("seats"))
        .outerjoin(EventSession, EventSession.id == Reservation.event_session_id)
        .where(Reservation.state == "confirmed")
        .group_by(Reservation.person_id)
    )
    if person_ids is None:
        found = found.where(EventSession.event_id == event_id)
    else:
        found = found.where(Reservation.person_id.in_(person_ids))
    return {row.person_id: row.seats for row in db.session.execute(found)}


def _conditions(event_id: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Registration.event_id == event_id]
    if wanted.state:
        conditions.append(Registration.state == wanted.state)
    if wanted.kind:
        conditions.append(Registration.stakeholder_kind == wanted.kind.strip("-"))
    if wanted.country:
        conditions.append(Registration.country == wanted.country.strip("-"))
    conditions += [
        Person.sort_key.contains(word, autoescape=True)
        | Person.email_key.contains(word, autoescape=True)
        | Registration.organisation_id.in_(
            select(Organisation.id).where(Organisation.name_key.contains(word, autoescape=True))
        )
        for word in search_key(wanted.words).split()[:MOST_WORDS]
    ]
    return conditions
