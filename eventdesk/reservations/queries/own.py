"""Reading what is somebody's own: their agenda's surroundings, all that is kept of them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, literal, select, union_all
from sqlalchemy.orm import contains_eager, joinedload

from eventdesk.accounts import queries as accounts
from eventdesk.accounts.models import EventRole
from eventdesk.core.db import db
from eventdesk.core.models import AuditEntry
from eventdesk.people.models import Organisation, Person
from eventdesk.programme.models import Comment, Event, EventSession
from eventdesk.reservations.models import (
    LIVE_STATES,
    Answer,
    CheckIn,
    Question,
    Registration,
    Reservation,
    SeatCount,
    Star,
)
from eventdesk.reservations.queries.seats import standings_of_event
from eventdesk.reservations.rules import Standing
from eventdesk.speakers.models import Appearance, Availability


def registration_by_code(code: str) -> Registration | None:
    """Return the registration with this code, with its event, or None."""
    return db.session.scalar(
        select(Registration).options(joinedload(Registration.event)).where(Registration.code == code)
    )


def registration_of_guest(event_id: int, code: str, link_version: int) -> Registration | None:
    """Return the live registration that a browser came with before, or None where its links were ended meanwhile."""
    found = registration_by_code(code)
    if found is None or (found.event_id, found.link_version) != (event_id, link_version):
        return None
    return found if found.state in ("confirmed", "pending") else None


def title_of_session(event_session_id: int | None) -> str:
    """Return the title of a session that visitors can see, or ""."""
    found = select(EventSession.title).where(EventSession.id == event_session_id, EventSession.state != "draft")
    return (db.session.scalar(found) or "") if event_session_id is not None else ""


def own_places(registration: Registration) -> list[tuple[Reservation, Standing | None]]:
    """Return what a registered person has in the sessions of the event, by start, each with where they stand.

    What was refused to them is among it, without a standing, unless they have something there again. Two queries.
    """
    standings = standings_of_event(registration.event_id, registration.person_id)
    found: Sequence[Reservation] = db.session.scalars(
        select(Reservation)
        .join(Reservation.event_session)
        .options(contains_eager(Reservation.event_session).joinedload(EventSession.room))
        .where(
            EventSession.event_id == registration.event_id,
            EventSession.state != "draft",
            Reservation.person_id == registration.person_id,
            Reservation.state.in_((*LIVE_STATES, "refused")),
        )
        .order_by(EventSession.starts_at.is_(None), EventSession.starts_at, EventSession.id, Reservation.id)
    ).all()
    return [
        (one, standings.get(one.event_session_id) if one.state != "refused" else None)
        for one in found
        if one.state != "refused" or one.event_session_id not in standings
    ]


def registered_by(event_id: int, person_id: int) -> Sequence[Registration]:
    """Return the registrations for an event that somebody made for colleagues, the latest first."""
    return db.session.scalars(
        select(Registration)
        .where(Registration.event_id == event_id, Registration.registered_by_id == person_id)
        .order_by(Registration.id.desc())
    ).all()


def registered_addresses(event_id: int, addresses: Collection[str]) -> set[str]:
    """Return which of these addresses, as `email_key` writes them, are registered for an event."""
    found = db.session.scalars(
        select(Person.email_key)
        .join(Registration, Registration.person_id == Person.id)
        .where(
            Registration.event_id == event_id,
            Registration.state.in_(("confirmed", "pending")),
            Person.email_key.in_(addresses),
        )
    )
    return {address for address in found if address}


def plenaries(event_ids: Sequence[int]) -> Sequence[EventSession]:
    """Return the sessions of these events that are for everybody and need no reservation, with event, room, track."""
    return db.session.scalars(
        select(EventSession)
        .join(EventSession.event)
        .outerjoin(SeatCount, SeatCount.event_session_id == EventSession.id)
        .options(contains_eager(EventSession.event), joinedload(EventSession.room), joinedload(EventSession.track))
        .where(
            EventSession.event_id.in_(event_ids),
            EventSession.kind == "plenary",
            EventSession.state != "draft",
            EventSession.starts_at.is_not(None),
            SeatCount.event_session_id.is_(None),
        )
    ).all()


def everything_of(person_id: int, *, now: datetime) -> dict[str, Any]:
    """Return all that is kept of a person, as plain values: what they may take with them (GDPR, article 20)."""
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
                Registration.job_title, Registration.may_be_named, Registration.created_at, Registration.changed_at,
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
                Reservation.code, Reservation.state, Reservation.queue_number, Reservation.held_until,
                Reservation.reason, Reservation.created_at, Reservation.confirmed_at, Reservation.cancelled_at,
            ).where(Reservation.person_id == person_id).order_by(Reservation.id)
        ),
        "check_ins": _rows(
            _of_sessions(CheckIn).add_columns(CheckIn.at).where(CheckIn.person_id == person_id).order_by(CheckIn.id)
        ),
        "stars": _rows(
            _of_sessions(Star).add_columns(Star.created_at).where(Star.person_id == person_id).order_by(Star.id)
        ),
        "appearances": _rows(
            _of_sessions(Appearance).add_columns(Appearance.part)
            .where(Appearance.person_id == person_id).order_by(Appearance.id)
        ),
        "availability": _rows(
            select(Event.title.label("event"), Availability.starts_at, Availability.ends_at)
            .join(Availability, Availability.event_id == Event.id)
            .where(Availability.person_id == person_id).order_by(Availability.id)
        ),
        "comments": _rows(
            _of_sessions(Comment).add_columns(Comment.at, Comment.text)
            .where(Comment.author_id == person_id).order_by(Comment.id)
        ),
    }  # fmt: skip


def _history(person_id: int) -> list[dict[str, Any]]:
    """Return what was done to a person's registrations and seats, and when; by whom is said of themselves alone."""
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
        {"at": one.at.isoformat(), "what": one.verb, "of": one.subject, "by_yourself": one.actor_id == person_id}
        for one in entries
    ]


def _of_sessions(model: Any) -> Any:
    """Return the beginning of a query for rows of sessions: the event's title and the session's.

    What an organiser has in the draft is theirs until a version shows it.
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
