"""What must hold of registrations and seats whatever happens: `eventdesk check` prints what does not."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import String, case, cast, func, literal, select

from eventdesk.core.db import db
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.models import InvitationCode, Registration, RegistrationPolicy
from eventdesk.seats.models import NOTIFIED_STATES, SEATED_STATES, EventSeatPolicy, Reservation, SeatQuota, SessionSeats
from eventdesk.seats.queries.policy import event_seat_policy
from eventdesk.seats.queries.waitlist import next_promotions, seat_limits
from eventdesk.seats.rules.allocation import SeatAvailability, quota_reserved_seats


def find_inconsistencies(*, now: datetime | None = None) -> Iterator[str]:
    """Yield a message for everything about seats and registrations that does not add up; nothing where all is well.

    With `now` also for what a worker should have done by then. It reads all of the house.
    """
    yield from _counts()
    yield from _quotas()
    yield from _unfilled_seats(now)
    yield from _overlaps()
    yield from _event_capacities()
    yield from _orphaned_reservations()
    yield from _missing_notifications()
    if now is not None:
        overdue = db.session.scalar(
            select(func.count()).where(Reservation.expires_at.is_not(None), Reservation.expires_at < now)
        )
        if overdue:
            yield f"{overdue} offers or holds are over and were not passed on: does a worker run?"


def _number(*states: str) -> Any:
    return func.coalesce(func.sum(case((Reservation.state.in_(states), 1), else_=0)), 0)


def _counts() -> Iterator[str]:
    rows = db.session.execute(
        select(
            SessionSeats.event_session_id, SessionSeats.taken, SessionSeats.waiting, SessionSeats.last_queue_number,
            _number(*SEATED_STATES).label("seated"), _number("waiting").label("queued"),
            func.max(Reservation.queue_number).label("last"),
        )
        .outerjoin(Reservation, Reservation.event_session_id == SessionSeats.event_session_id)
        .group_by(SessionSeats.event_session_id)
        .order_by(SessionSeats.event_session_id)
    )  # fmt: skip
    for row in rows:
        where = f"session {row.event_session_id}"
        if row.taken != row.seated:
            yield f"{where}: {row.taken} seats counted as taken, {row.seated} confirmed, offered or held"
        if row.waiting != row.queued:
            yield f"{where}: {row.waiting} counted as waiting, {row.queued} in the queue"
        if (row.last or 0) > row.last_queue_number:
            yield f"{where}: number {row.last} is in the queue, {row.last_queue_number} was the last drawn"
    stray = db.session.scalars(
        select(Reservation.event_session_id)
        .outerjoin(SessionSeats, SessionSeats.event_session_id == Reservation.event_session_id)
        .where(SessionSeats.event_session_id.is_(None), Reservation.state.in_((*SEATED_STATES, "waiting")))
        .distinct()
    )
    for session_id in stray:
        yield f"session {session_id}: seats are reserved where none are counted"


def _quotas() -> Iterator[str]:
    seated = (
        select(func.count())
        .where(
            Reservation.event_session_id == SeatQuota.event_session_id,
            Reservation.quota_kind == SeatQuota.kind,
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
    for session_id, reserved, has_quotas in db.session.execute(
        select(SessionSeats.event_session_id, SessionSeats.quota_reserved, SessionSeats.has_quotas)
    ):
        counted = quota_reserved_seats(free.get(session_id, ()))
        if reserved != counted:
            yield f"session {session_id}: {reserved} seats are counted as reserved by quotas, {counted} are"
        if has_quotas != (session_id in free):
            yield f"session {session_id}: it says otherwise of its quotas than they are"


def _unfilled_seats(now: datetime | None) -> Iterator[str]:
    """Yield a message for each session with a free seat that a person on its waiting list could have."""
    rows = db.session.execute(
        select(SessionSeats, EventSession)
        .join(EventSession, EventSession.id == SessionSeats.event_session_id)
        .where(SessionSeats.waiting > 0, SessionSeats.is_open, EventSession.state != "cancelled")
    ).all()
    for seats, event_session in rows:
        has_begun = now is not None and event_session.starts_at is not None and event_session.starts_at <= now
        if has_begun or event_session.event.state == "cancelled":
            continue
        quotas = {
            quota.kind: (quota.seats, quota.taken)
            for quota in db.session.scalars(select(SeatQuota).where(SeatQuota.event_session_id == event_session.id))
        }
        free = SeatAvailability.of(seats.capacity, seats.taken, quotas, target_capacity=seats.target_capacity)
        promotions = next_promotions(event_session, free, seat_limits(event_seat_policy(event_session.event_id), seats))
        if promotions.seated:
            yield f"session {event_session.id}: {len(promotions.seated)} wait beside free seats"


def _overlaps() -> Iterator[str]:
    """Yield a message for each person with two seats at one time where the organisers refuse that."""
    one, other = Reservation.__table__.alias(), Reservation.__table__.alias()
    first, second = EventSession.__table__.alias(), EventSession.__table__.alias()
    refused_since = (
        select(func.max(AuditEntry.at))
        .where(
            AuditEntry.subject == literal("Event:") + cast(first.c.event_id, String),
            AuditEntry.verb == "set_seat_policy",
            AuditEntry.detail["forbids_overlaps"].as_boolean(),
        )
        .correlate(first)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(one.c.person_id, first.c.code, second.c.code)
        .join(first, first.c.id == one.c.event_session_id)
        .join(EventSeatPolicy, EventSeatPolicy.event_id == first.c.event_id)
        .join(other, (other.c.person_id == one.c.person_id) & (other.c.id > one.c.id))
        .join(second, (second.c.id == other.c.event_session_id) & (second.c.event_id == first.c.event_id))
        .where(
            EventSeatPolicy.forbids_overlaps,
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


def _event_capacities() -> Iterator[str]:
    counted = (
        select(func.count())
        .where(
            Registration.event_id == RegistrationPolicy.event_id, Registration.state.in_(("confirmed", "unconfirmed"))
        )
        .scalar_subquery()
    )
    for event_id, taken, there in db.session.execute(
        select(RegistrationPolicy.event_id, RegistrationPolicy.taken, counted).where(
            RegistrationPolicy.places.is_not(None)
        )
    ):
        if taken != there:
            yield f"event {event_id}: {taken} places counted as taken, {there} registrations are confirmed or held"
    used = select(func.count()).where(Registration.invitation_code_id == InvitationCode.id).scalar_subquery()
    for code_id, uses, there in db.session.execute(select(InvitationCode.id, InvitationCode.uses, used)):
        if uses != there:
            yield f"invitation code {code_id}: {uses} uses counted, {there} registrations came with it"


def _orphaned_reservations() -> Iterator[str]:
    """Yield a message for each live reservation of a person who is no longer registered."""
    rows = db.session.execute(
        select(Reservation.person_id, EventSession.code, Reservation.state)
        .join(EventSession, EventSession.id == Reservation.event_session_id)
        .join(
            Registration,
            (Registration.event_id == EventSession.event_id) & (Registration.person_id == Reservation.person_id),
        )
        .where(
            Reservation.state.in_((*SEATED_STATES, "waiting", "pending")),
            Registration.state.in_(("cancelled", "rejected")),
        )
        .order_by(Reservation.id)
    )
    for person_id, code, state in rows:
        yield f"person {person_id} is not registered any more and is {state} in {code}"


def _missing_notifications() -> Iterator[str]:
    """Yield a message for reservations without an audit entry, and for those without an email to the person."""
    subject = literal("Reservation:") + cast(Reservation.id, String)
    silent = db.session.scalar(
        select(func.count())
        .select_from(Reservation)
        .where(~select(AuditEntry.id).where(AuditEntry.subject == subject).exists())
    )
    if silent:
        yield f"{silent} reservations have no history"
    unnotified = db.session.scalar(
        select(func.count())
        .select_from(Reservation)
        .join(Person, Person.id == Reservation.person_id)
        .where(
            Reservation.state.in_(NOTIFIED_STATES),
            Person.email.is_not(None),
            # Older emails do not record which reservation they are about.
            Reservation.created_at
            >= select(func.min(OutboxItem.created_at))
            .where(OutboxItem.subject_ref.startswith("Reser"))
            .scalar_subquery(),
            ~select(OutboxItem.id).where(OutboxItem.subject_ref == subject).exists(),
        )
    )
    if unnotified:
        yield f"{unnotified} people were not told of their place"
