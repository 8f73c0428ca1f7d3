"""What must hold of registrations and seats whatever happens: `eventdesk check` prints what does not."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import String, case, cast, func, literal, select

from eventdesk.core.db import db
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.people.models import Person
from eventdesk.programme.models import EventSession
from eventdesk.reservations.models import (
    SEATED_STATES,
    TOLD_STATES,
    InvitationCode,
    Registration,
    RegistrationTerms,
    Reservation,
    SeatCount,
    SeatQuota,
)
from eventdesk.reservations.queries.queue import limits_of, next_in_line, terms_of
from eventdesk.reservations.rules import Free, kept_seats


def broken_seats(*, now: datetime | None = None) -> Iterator[str]:
    """Give a line for everything about seats and registrations that does not add up; nothing where all is well.

    With `now` also for what a worker should have done by then. It reads all of the house.
    """
    yield from _counts()
    yield from _quotas()
    yield from _waiting_in_vain(now)
    yield from _overlaps()
    yield from _places()
    yield from _of_ended()
    yield from _untold()
    if now is not None:
        overdue = db.session.scalar(
            select(func.count()).where(Reservation.held_until.is_not(None), Reservation.held_until < now)
        )
        if overdue:
            yield f"{overdue} offers or holds are over and were not passed on: does a worker run?"


def _number(*states: str) -> Any:
    return func.coalesce(func.sum(case((Reservation.state.in_(states), 1), else_=0)), 0)


def _counts() -> Iterator[str]:
    rows = db.session.execute(
        select(
            SeatCount.event_session_id, SeatCount.taken, SeatCount.waiting, SeatCount.queue_last,
            _number(*SEATED_STATES).label("seated"), _number("waiting").label("queued"),
            func.max(Reservation.queue_number).label("last"),
        )
        .outerjoin(Reservation, Reservation.event_session_id == SeatCount.event_session_id)
        .group_by(SeatCount.event_session_id)
        .order_by(SeatCount.event_session_id)
    )  # fmt: skip
    for row in rows:
        where = f"session {row.event_session_id}"
        if row.taken != row.seated:
            yield f"{where}: {row.taken} seats counted as taken, {row.seated} confirmed, offered or held"
        if row.waiting != row.queued:
            yield f"{where}: {row.waiting} counted as waiting, {row.queued} in the queue"
        if (row.last or 0) > row.queue_last:
            yield f"{where}: number {row.last} is in the queue, {row.queue_last} was the last drawn"
    stray = db.session.scalars(
        select(Reservation.event_session_id)
        .outerjoin(SeatCount, SeatCount.event_session_id == Reservation.event_session_id)
        .where(SeatCount.event_session_id.is_(None), Reservation.state.in_((*SEATED_STATES, "waiting")))
        .distinct()
    )
    for session_id in stray:
        yield f"session {session_id}: seats are reserved where none are counted"


def _quotas() -> Iterator[str]:
    seated = (
        select(func.count())
        .where(
            Reservation.event_session_id == SeatQuota.event_session_id,
            Reservation.counted_as == SeatQuota.kind,
            Reservation.state.in_(SEATED_STATES),
        )
        .scalar_subquery()
    )
    free: dict[int, list[tuple[int, int]]] = {}
    for session_id, kind, seats, taken, there in db.session.execute(
        select(SeatQuota.event_session_id, SeatQuota.kind, SeatQuota.seats, SeatQuota.taken, seated)
    ):
        free.setdefault(session_id, []).append((seats, taken))
        if taken != there:
            yield f"session {session_id}: the quota of {kind} counts {taken} seats, {there} are reserved"
    for session_id, kept, has_quotas in db.session.execute(
        select(SeatCount.event_session_id, SeatCount.kept, SeatCount.has_quotas)
    ):
        if kept != kept_seats(free.get(session_id, ())):
            yield f"session {session_id}: {kept} seats are counted as kept by quotas, {kept_seats(free.get(session_id, ()))} are"
        if has_quotas != (session_id in free):
            yield f"session {session_id}: it says otherwise of its quotas than they are"


def _waiting_in_vain(now: datetime | None) -> Iterator[str]:
    """Give a line for each session in which somebody waits beside a free seat that they may have."""
    rows = db.session.execute(
        select(SeatCount, EventSession)
        .join(EventSession, EventSession.id == SeatCount.event_session_id)
        .where(SeatCount.waiting > 0, SeatCount.is_open, EventSession.state != "cancelled")
    ).all()
    for seats, event_session in rows:
        has_begun = now is not None and event_session.starts_at is not None and event_session.starts_at <= now
        if has_begun or event_session.event.state == "cancelled":
            continue
        quotas = {
            quota.kind: (quota.seats, quota.taken)
            for quota in db.session.scalars(select(SeatQuota).where(SeatQuota.event_session_id == event_session.id))
        }
        free = Free.of(seats.capacity, seats.taken, quotas, shrink_to=seats.shrink_to)
        found = next_in_line(event_session, free, limits_of(terms_of(event_session.event_id), seats))
        if found.seated:
            yield f"session {event_session.id}: {len(found.seated)} wait beside free seats"


def _overlaps() -> Iterator[str]:
    """Give a line for each person with two seats at one time where the organisers refuse that."""
    one, other = Reservation.__table__.alias(), Reservation.__table__.alias()
    first, second = EventSession.__table__.alias(), EventSession.__table__.alias()
    refused_since = (
        select(func.max(AuditEntry.at))
        .where(
            AuditEntry.subject == literal("Event:") + cast(first.c.event_id, String),
            AuditEntry.verb == "set_terms",
            AuditEntry.detail["refuses_overlaps"].as_boolean(),
        )
        .correlate(first)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(one.c.person_id, first.c.code, second.c.code)
        .join(first, first.c.id == one.c.event_session_id)
        .join(RegistrationTerms, RegistrationTerms.event_id == first.c.event_id)
        .join(other, (other.c.person_id == one.c.person_id) & (other.c.id > one.c.id))
        .join(second, (second.c.id == other.c.event_session_id) & (second.c.event_id == first.c.event_id))
        .where(
            RegistrationTerms.refuses_overlaps,
            one.c.state.in_(SEATED_STATES), other.c.state.in_(SEATED_STATES),
            first.c.starts_at < second.c.ends_at, second.c.starts_at < first.c.ends_at,
            first.c.state == "published", second.c.state == "published",
            # Seats from before the organisers refused overlaps, or before a session moved, stay.
            one.c.confirmed_at > first.c.changed_at, other.c.confirmed_at > second.c.changed_at,
            case((one.c.confirmed_at < other.c.confirmed_at, other.c.confirmed_at), else_=one.c.confirmed_at)
            > func.coalesce(refused_since, first.c.changed_at),
        )
    )  # fmt: skip
    for person_id, code, other_code in rows:
        yield f"person {person_id} has seats in {code} and {other_code} at one time"


def _places() -> Iterator[str]:
    counted = (
        select(func.count())
        .where(Registration.event_id == RegistrationTerms.event_id, Registration.state.in_(("confirmed", "held")))
        .scalar_subquery()
    )
    for event_id, taken, there in db.session.execute(
        select(RegistrationTerms.event_id, RegistrationTerms.taken, counted).where(
            RegistrationTerms.places.is_not(None)
        )
    ):
        if taken != there:
            yield f"event {event_id}: {taken} places counted as taken, {there} registrations are confirmed or held"
    used = select(func.count()).where(Registration.invitation_code_id == InvitationCode.id).scalar_subquery()
    for code_id, uses, there in db.session.execute(select(InvitationCode.id, InvitationCode.uses, used)):
        if uses != there:
            yield f"invitation code {code_id}: {uses} uses counted, {there} registrations came with it"


def _of_ended() -> Iterator[str]:
    """Give a line for each place in a session that somebody has whose registration has ended.

    An invitation is none: an organiser may invite whoever came once, and accepting it registers them anew.
    """
    rows = db.session.execute(
        select(Reservation.person_id, EventSession.code, Reservation.state)
        .join(EventSession, EventSession.id == Reservation.event_session_id)
        .join(
            Registration,
            (Registration.event_id == EventSession.event_id) & (Registration.person_id == Reservation.person_id),
        )
        .where(
            Reservation.state.in_((*SEATED_STATES, "waiting", "pending")),
            Registration.state.in_(("cancelled", "refused")),
        )
        .order_by(Reservation.id)
    )
    for person_id, code, state in rows:
        yield f"person {person_id} is not registered any more and is {state} in {code}"


def _untold() -> Iterator[str]:
    """Give a line for the places that no history speaks of, and for those of whom nobody was told."""
    subject = literal("Reservation:") + cast(Reservation.id, String)
    silent = db.session.scalar(
        select(func.count())
        .select_from(Reservation)
        .where(~select(AuditEntry.id).where(AuditEntry.subject == subject).exists())
    )
    if silent:
        yield f"{silent} reservations have no history"
    untold = db.session.scalar(
        select(func.count())
        .select_from(Reservation)
        .join(Person, Person.id == Reservation.person_id)
        .where(
            Reservation.state.in_(TOLD_STATES),
            Person.email.is_not(None),
            # Mails of before there were such notes on them say nothing of what they are about.
            Reservation.created_at
            >= select(func.min(OutboxItem.created_at)).where(OutboxItem.about.startswith("Reser")).scalar_subquery(),
            ~select(OutboxItem.id).where(OutboxItem.about == subject).exists(),
        )
    )
    if untold:
        yield f"{untold} people were not told of their place"
