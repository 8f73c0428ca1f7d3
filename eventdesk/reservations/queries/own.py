"""Reading what is somebody's own: their agenda's surroundings, all that is kept of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from eventdesk.accounts import queries as accounts
from eventdesk.accounts.models import EventRole
from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.programme.models import Comment, Event, EventSession
from eventdesk.reservations.models import CheckIn, Registration, Reservation, SeatCount, Star
from eventdesk.speakers.models import Appearance, Availability


def registration_by_code(code: str) -> Registration | None:
    """Return the registration with this code, with its event, or None."""
    return db.session.scalar(
        select(Registration).options(joinedload(Registration.event)).where(Registration.code == code)
    )


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
                Event.title.label("event"), Registration.code, Registration.state, Registration.country,
                Registration.stakeholder_kind, Registration.job_title, Registration.may_be_named,
                Registration.created_at, Registration.changed_at,
            )
            .join(Registration, Registration.event_id == Event.id)
            .where(Registration.person_id == person_id)
            .order_by(Registration.id)
        ),
        "seats": _rows(
            _of_sessions(Reservation).add_columns(
                Reservation.code, Reservation.state, Reservation.created_at, Reservation.confirmed_at,
                Reservation.cancelled_at,
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
