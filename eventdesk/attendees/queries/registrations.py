"""Who registered for an event: the organisers' list."""

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

MAX_SEARCH_TERMS = 6
RESERVATION_FILTERS = {"seat": SEATED_STATES, "waiting": ("waiting",), "asked": ("pending",), "invited": ("invited",)}
"""What somebody can have in a session, and the states of a reservation that mean it."""
_CHOICE_KINDS = ("choice", "choices", "consent")

_ORDERS: dict[str, tuple[Any, ...]] = {
    "registered": (Registration.created_at.desc(), Registration.id.desc()),
    "name": (Person.sort_key, Registration.id),
    "organisation": (Organisation.name_key.is_(None), Organisation.name_key, Person.sort_key, Registration.id),
}


@dataclass(frozen=True)
class RegistrationFilter:
    """Which registrations are asked for; the empty string asks for all."""

    words: str = ""
    """Looked for in name, e-mail address and organisation, in any spelling of case and accents."""
    state: str = ""
    kind: str = ""
    """A kind of stakeholder, or "-" for those who did not say."""
    country: str = ""
    """ISO 3166-1 alpha-2, or "-" for those who did not say."""
    session: str = ""
    """The code of a session in which they have a place."""
    place: str = ""
    """One of PLACES: what they have there, or, without a session, in any."""
    invitation: str = ""
    """The code with which they came."""
    answers: tuple[str, ...] = ()
    """Answers that they all gave, as "question:choice", both by their codes; of a consent "question:yes"."""


@dataclass(frozen=True)
class RegistrationRow:
    """One registration as it is listed."""

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
    """Which page it is of how many registrations that are wanted."""
    newest: int
    """The id of the newest of them, or 0."""


def registrations_page(
    event_id: int, wanted: RegistrationFilter, *, order: str, page: int, size: int
) -> RegistrationsPage:
    """Return a page, or the last one there is, of the wanted registrations.

    `order`: `registered` (newest first), `name` or `organisation`. Two queries.
    """
    if wanted.words:
        # Looking into texts is the dear part, so it is done once: for the ids, from which the page is taken.
        ids = matching_ids(event_id, wanted, order=order)
        total, newest = len(ids), max(ids, default=0)
    else:
        ids, (total, newest) = None, count_and_newest(event_id, wanted)
    shown = Page.within(total, size=size, number=page)
    rows = db.session.connection().execute(
        _listed(event_id, wanted, order).limit(size).offset(shown.offset)
        if ids is None
        else _listed(event_id, RegistrationFilter(), order).where(Registration.id.in_(shown.cut(ids)))
    )
    return RegistrationsPage([RegistrationRow(*row) for row in rows], shown, newest)


def _listed(event_id: int, wanted: RegistrationFilter, order: str) -> Any:
    columns = (
        Registration.id, Registration.code, Registration.person_id, Person.name, func.coalesce(Person.email, ""),
        func.coalesce(Organisation.name, ""), Registration.stakeholder_kind, Registration.country,
        Registration.job_title, Registration.state, Registration.consents_to_listing, Registration.created_at,
    )  # fmt: skip
    return _ordered(select(*columns), event_id, wanted, order)


def matching_ids(event_id: int, wanted: RegistrationFilter, *, order: str = "registered") -> Sequence[int]:
    """Return the ids of the registrations that are wanted, in the order of the list. One query."""
    rows = db.session.connection().execute(_ordered(select(Registration.id), event_id, wanted, order))
    return [row[0] for row in rows]


def _ordered(what: Any, event_id: int, wanted: RegistrationFilter, order: str) -> Any:
    return (
        what.select_from(Registration)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(*filter_conditions(event_id, wanted))
        .order_by(*_ORDERS[order])
    )


def count_and_newest(event_id: int, wanted: RegistrationFilter) -> tuple[int, int]:
    """Return how many registrations of an event are wanted, and the id of the newest of them, or 0. One query."""
    found = select(func.count(), func.max(Registration.id)).select_from(Registration)
    if wanted.words:
        found = found.join(Person, Person.id == Registration.person_id)
    row = db.session.execute(found.where(*filter_conditions(event_id, wanted))).one()
    return row[0], row[1] or 0


def countries_and_kinds(event_id: int) -> tuple[list[str], list[str]]:
    """Return the countries and the kinds of stakeholder that were given at an event, "" among them. One query."""
    rows = db.session.execute(
        select(Registration.country, Registration.stakeholder_kind).where(Registration.event_id == event_id).distinct()
    ).all()
    return sorted({row.country for row in rows}), sorted({row.stakeholder_kind for row in rows})


def sessions_with_seats(event_id: int) -> Sequence[tuple[int, str, str]]:
    """Return id, code and title of the sessions of an event in which seats are reserved, by their title. One query."""
    rows = db.session.connection().execute(
        select(EventSession.id, EventSession.code, EventSession.title)
        .join(SessionSeats, SessionSeats.event_session_id == EventSession.id)
        .where(EventSession.event_id == event_id)
        .order_by(EventSession.title, EventSession.id)
    )
    return [(row.id, row.code, row.title) for row in rows]


def choice_questions(event_id: int) -> Sequence[Question]:
    """Return the questions of an event that are answered by choosing, in their order. One query."""
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


def registration_of_event(event_slug: str, registration_code: str) -> Registration | None:
    """Return the registration with this code if it is for this event, or None."""
    return db.session.scalar(
        select(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(Event.slug == event_slug, Registration.code == registration_code)
    )


def filter_conditions(event_id: int, wanted: RegistrationFilter) -> list[ColumnElement[bool]]:
    """Return what a registration of an event, joined to its person, has to meet to be wanted."""
    found: list[ColumnElement[bool]] = [Registration.event_id == event_id]
    if wanted.state:
        found.append(Registration.state == wanted.state)
    if wanted.kind:
        found.append(Registration.stakeholder_kind == wanted.kind.strip("-"))
    if wanted.country:
        found.append(Registration.country == wanted.country.strip("-"))
    if wanted.session or wanted.place:
        found.append(_has_place(event_id, wanted))
    if wanted.invitation:
        code = select(InvitationCode.id).where(
            InvitationCode.event_id == event_id, InvitationCode.code == wanted.invitation
        )
        found.append(Registration.invitation_code_id == code.scalar_subquery())
    found += [
        Person.sort_key.contains(word, autoescape=True)
        | Person.email_key.contains(word, autoescape=True)
        | Registration.organisation_id.in_(
            select(Organisation.id).where(Organisation.name_key.contains(word, autoescape=True))
        )
        for word in search_key(wanted.words).split()[:MAX_SEARCH_TERMS]
    ]
    found += [_has_answered(event_id, answer, last=bool(wanted.words)) for answer in wanted.answers]
    return found


def _has_place(event_id: int, wanted: RegistrationFilter) -> ColumnElement[bool]:
    """Return the condition that the person has a place of the wanted kind."""
    states = RESERVATION_FILTERS.get(wanted.place, LIVE_STATES)
    sessions = select(EventSession.id).where(EventSession.event_id == event_id)
    if wanted.session:
        there = Reservation.event_session_id.in_(sessions.where(EventSession.code == wanted.session))
        return Registration.person_id.in_(select(Reservation.person_id).where(there, Reservation.state.in_(states)))
    found = select(Reservation.id).where(
        Reservation.person_id == Registration.person_id,
        Reservation.state.in_(states),
        # The sum keeps SQLite from going through all seats of the event for each person.
        (Reservation.event_session_id + 0).in_(sessions),
    )
    return found.exists()


def _has_answered(event_id: int, answer: str, *, last: bool) -> ColumnElement[bool]:
    """Return the condition that this was answered, "question:choice"; `last`: it is looked at after the search.

    An answer is kept as JSON: one choice as `"a7"`, several as `["a7", "k2"]`, a consent as `true`.
    """
    code, _, choice = answer.partition(":")
    question = select(Question.id).where(
        Question.event_id == event_id, Question.code == code, Question.kind.in_(_CHOICE_KINDS)
    )
    value = cast(Answer.value, String)
    said = value.contains(f'"{choice}"', autoescape=True)
    found = select(Answer.id).where(
        Answer.registration_id == Registration.id,
        Answer.question_id == question.scalar_subquery(),
        said | (value == "true") if choice == CONSENTED else said,
    )
    # SQLite looks at a condition as soon as it has all that it names: with the person, after their name.
    return (
        found.where(Person.id == Registration.person_id).correlate(Person, Registration) if last else found
    ).exists()
