"""The organiser's list of registrations: filters, pages, counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, select

from eventdesk.core.db import db
from eventdesk.core.pagination import Page
from eventdesk.core.text import search_key
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.registration.models import Answer, InvitationCode, Question, Registration
from eventdesk.registration.rules.questions import CONSENTED
from eventdesk.seats.models import LIVE_STATES, SEATED_STATES, Reservation, SessionSeats
from eventdesk.seats.states import ReservationState

MAX_SEARCH_TERMS = 6
RESERVATION_FILTERS: dict[str, Sequence[str]] = {
    "seat": SEATED_STATES,
    "waiting": (ReservationState.WAITING,),
    "asked": (ReservationState.PENDING,),
    "invited": (ReservationState.INVITED,),
}
"""The choices of the filter by reservation, each with the states that match."""
_CHOICE_KINDS = ("choice", "choices", "consent")

_ORDERS: dict[str, tuple[Any, ...]] = {
    "registered": (Registration.created_at.desc(), Registration.id.desc()),
    "name": (Person.sort_key, Registration.id),
    "organisation": (Organisation.name_key.is_(None), Organisation.name_key, Person.sort_key, Registration.id),
}


@dataclass(frozen=True)
class RegistrationFilter:
    """Which registrations to list; an empty string filters nothing."""

    search: str = ""
    """Matches name, email address and organisation, whatever the case and accents."""
    state: str = ""
    kind: str = ""
    """A type of organisation, or "-" for people who did not specify one."""
    country: str = ""
    """ISO 3166-1 alpha-2, or "-" for people who did not specify one."""
    session: str = ""
    """The code of a session in which they have a reservation."""
    reservation: str = ""
    """One of RESERVATION_FILTERS: their reservation in `session`, or, without a session, in any."""
    invitation: str = ""
    """The invitation code that they used."""
    answers: tuple[str, ...] = ()
    """Answers that all of them gave, as "question:choice" by their codes; "question:yes" for a consent."""


@dataclass(frozen=True)
class RegistrationRow:
    """A registration in the list."""

    id: int
    code: str
    person_id: int
    name: str
    email: str
    organisation: str
    kind: str
    country: str
    job_title: str
    state: str
    consents_to_listing: bool
    created_at: datetime


@dataclass(frozen=True)
class RegistrationsPage:
    """One page of the list."""

    rows: Sequence[RegistrationRow]
    page: Page
    """The number of the page, and how many registrations match in all pages."""
    newest: int
    """The id of the newest registration that matches, or 0."""


def registrations_page(
    event_id: int, filters: RegistrationFilter, *, order: str, page: int, size: int
) -> RegistrationsPage:
    """Return a page of the matching registrations; the last page instead of one beyond it.

    `order`: `registered` (newest first), `name` or `organisation`. Two queries.
    """
    if filters.search:
        # Searching texts is the expensive part, so it is done once: for the ids, from which the page is cut.
        ids = matching_ids(event_id, filters, order=order)
        total, newest = len(ids), max(ids, default=0)
    else:
        ids, (total, newest) = None, count_and_newest(event_id, filters)
    shown = Page.within(total, size=size, number=page)
    rows = db.session.connection().execute(
        _listed(event_id, filters, order).limit(size).offset(shown.offset)
        if ids is None
        else _listed(event_id, RegistrationFilter(), order).where(Registration.id.in_(shown.cut(ids)))
    )
    return RegistrationsPage([RegistrationRow(*row) for row in rows], shown, newest)


def _listed(event_id: int, filters: RegistrationFilter, order: str) -> Any:
    columns = (
        Registration.id,
        Registration.code,
        Registration.person_id,
        Person.name,
        func.coalesce(Person.email, ""),
        func.coalesce(Organisation.name, ""),
        Registration.stakeholder_kind,
        Registration.country,
        Registration.job_title,
        Registration.state,
        Registration.consents_to_listing,
        Registration.created_at,
    )
    return _ordered(select(*columns), event_id, filters, order)


def matching_ids(event_id: int, filters: RegistrationFilter, *, order: str = "registered") -> Sequence[int]:
    """Return the ids of the matching registrations, in the order of the list. One query."""
    rows = db.session.connection().execute(_ordered(select(Registration.id), event_id, filters, order))
    return [row[0] for row in rows]


def _ordered(what: Any, event_id: int, filters: RegistrationFilter, order: str) -> Any:
    return (
        what.select_from(Registration)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(*filter_conditions(event_id, filters))
        .order_by(*_ORDERS[order])
    )


def count_and_newest(event_id: int, filters: RegistrationFilter) -> tuple[int, int]:
    """Return how many registrations match, and the id of the newest of them, or 0. One query."""
    statement = select(func.count(), func.max(Registration.id)).select_from(Registration)
    if filters.search:
        statement = statement.join(Person, Person.id == Registration.person_id)
    row = db.session.execute(statement.where(*filter_conditions(event_id, filters))).one()
    return row[0], row[1] or 0


def countries_and_kinds(event_id: int) -> tuple[list[str], list[str]]:
    """Return the countries and types of organisation in an event's registrations, "" included. One query."""
    rows = db.session.execute(
        select(Registration.country, Registration.stakeholder_kind).where(Registration.event_id == event_id).distinct()
    ).all()
    return sorted({row.country for row in rows}), sorted({row.stakeholder_kind for row in rows})


def sessions_with_seats(event_id: int) -> Sequence[tuple[int, str, str]]:
    """Return id, code and title of an event's sessions that take reservations, by title. One query."""
    rows = db.session.connection().execute(
        select(EventSession.id, EventSession.code, EventSession.title)
        .join(SessionSeats, SessionSeats.event_session_id == EventSession.id)
        .where(EventSession.event_id == event_id)
        .order_by(EventSession.title, EventSession.id)
    )
    return [(row.id, row.code, row.title) for row in rows]


def choice_questions(event_id: int) -> Sequence[Question]:
    """Return the questions of an event that offer choices, in their order. One query."""
    return db.session.scalars(
        select(Question)
        .where(
            Question.event_id == event_id,
            Question.kind.in_(_CHOICE_KINDS),
            Question.standard.in_(("", "attendance")),
        )
        .order_by(Question.position, Question.id)
    ).all()


def seats_by_person(event_id: int, person_ids: Sequence[int] | None = None) -> dict[int, int]:
    """Return how many confirmed seats people have in an event, by person id. One query."""
    statement = (
        # An outer join: else the database reads all sessions of the event for one page of people.
        select(Reservation.person_id, func.sum(case((EventSession.event_id == event_id, 1), else_=0)).label("seats"))
        .outerjoin(EventSession, EventSession.id == Reservation.event_session_id)
        .where(Reservation.state == ReservationState.CONFIRMED)
        .group_by(Reservation.person_id)
    )
    if person_ids is None:
        statement = statement.where(EventSession.event_id == event_id)
    else:
        statement = statement.where(Reservation.person_id.in_(person_ids))
    return {row.person_id: row.seats for row in db.session.execute(statement)}


def registration_of_event(event_slug: str, registration_code: str) -> Registration | None:
    """Return the registration for this event with this code, or None."""
    return db.session.scalar(
        select(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(Event.slug == event_slug, Registration.code == registration_code)
    )


def filter_conditions(event_id: int, filters: RegistrationFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter on registrations of an event, joined to their people."""
    conditions: list[ColumnElement[bool]] = [Registration.event_id == event_id]
    if filters.state:
        conditions.append(Registration.state == filters.state)
    if filters.kind:
        conditions.append(Registration.stakeholder_kind == filters.kind.strip("-"))
    if filters.country:
        conditions.append(Registration.country == filters.country.strip("-"))
    if filters.session or filters.reservation:
        conditions.append(_has_reservation(event_id, filters))
    if filters.invitation:
        code = select(InvitationCode.id).where(
            InvitationCode.event_id == event_id, InvitationCode.code == filters.invitation
        )
        conditions.append(Registration.invitation_code_id == code.scalar_subquery())
    conditions += [
        Person.sort_key.contains(term, autoescape=True)
        | Person.email_key.contains(term, autoescape=True)
        | Registration.organisation_id.in_(
            select(Organisation.id).where(Organisation.name_key.contains(term, autoescape=True))
        )
        for term in search_key(filters.search).split()[:MAX_SEARCH_TERMS]
    ]
    conditions += [_has_answered(event_id, answer, last=bool(filters.search)) for answer in filters.answers]
    return conditions


def _has_reservation(event_id: int, filters: RegistrationFilter) -> ColumnElement[bool]:
    """Return the condition that the person has a reservation that the filter means."""
    states = RESERVATION_FILTERS.get(filters.reservation, LIVE_STATES)
    sessions = select(EventSession.id).where(EventSession.event_id == event_id)
    if filters.session:
        there = Reservation.event_session_id.in_(sessions.where(EventSession.code == filters.session))
        return Registration.person_id.in_(select(Reservation.person_id).where(there, Reservation.state.in_(states)))
    reservation = select(Reservation.id).where(
        Reservation.person_id == Registration.person_id,
        Reservation.state.in_(states),
        # Without the sum SQLite reads all reservations of the event for each person.
        (Reservation.event_session_id + 0).in_(sessions),
    )
    return reservation.exists()


def _has_answered(event_id: int, answer: str, *, last: bool) -> ColumnElement[bool]:
    """Return the condition that an answer "question:choice" was given; with `last` it is checked after the search.

    An answer is stored as JSON: one choice as `"a7"`, several as `["a7", "k2"]`, a consent as `true`.
    """
    code, _, choice = answer.partition(":")
    question = select(Question.id).where(
        Question.event_id == event_id, Question.code == code, Question.kind.in_(_CHOICE_KINDS)
    )
    value = cast(Answer.value, String)
    has_choice = value.contains(f'"{choice}"', autoescape=True)
    answered = select(Answer.id).where(
        Answer.registration_id == Registration.id,
        Answer.question_id == question.scalar_subquery(),
        has_choice | (value == "true") if choice == CONSENTED else has_choice,
    )
    # SQLite checks a condition as soon as it has read all tables in it: naming the person puts it after the search.
    if last:
        answered = answered.where(Person.id == Registration.person_id).correlate(Person, Registration)
    return answered.exists()
