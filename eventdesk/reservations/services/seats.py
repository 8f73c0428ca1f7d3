"""Registering, reserving and giving back. Every change of a seat happens under the lock of its `seat_count` row.

Locks are taken in one order: the person, then sessions by id. On SQLite the write transaction itself is the lock.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from eventdesk.core import audit
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid, Refused
from eventdesk.core.outbox import queue_mail
from eventdesk.core.text import N_
from eventdesk.people.models import Person
from eventdesk.programme.models import Event, EventSession
from eventdesk.reservations import queries, rules
from eventdesk.reservations.models import Registration, Reservation, SeatCount

MOST_SEATS = 100_000


def register_person(
    event: Event,
    person_id: int,
    *,
    actor_id: int | None,
    now: datetime,
    may_be_named: bool | None = None,
    with_mail: bool = True,
    at_door: bool = False,
) -> Registration:
    """Register a person for an event and return the registration; registering twice is one registration.

    `may_be_named` None leaves an earlier answer as it is. Raises Refused while registration is not open, unless the
    person stands at the door.
    """
    person = _lock_person(person_id)
    registration = queries.registration_of(event.id, person_id)
    if registration and registration.state == "confirmed":
        if may_be_named is not None and registration.may_be_named != may_be_named:
            registration.may_be_named, registration.changed_at = may_be_named, now
            audit.record(
                "change_consent", registration, actor_id=actor_id, now=now, event_id=event.id, may_be_named=may_be_named
            )
        return registration
    if event.state != "published":
        raise Refused(N_("This event takes no registrations."))
    if not at_door and not rules.registration_is_open(
        opens_at=event.registration_opens_at, closes_at=event.registration_closes_at, now=now
    ):
        raise Refused(N_("Registration for this event is not open."))
    if registration is None:
        registration = Registration(code=new_code(10), event_id=event.id, person=person, created_at=now)
        db.session.add(registration)
    registration.organisation_id = person.organisation_id
    registration.country = person.country
    registration.stakeholder_kind = person.stakeholder_kind
    registration.job_title = person.job_title
    registration.may_be_named = bool(may_be_named)
    registration.state, registration.changed_at = "confirmed", now
    db.session.flush()
    audit.record("register", registration, actor_id=actor_id, now=now, event_id=event.id)
    if with_mail:
        write_to(person, "registration_confirmed", event, {"event": event.title, "event_slug": event.slug}, now=now)
    return registration


def cancel_registration(registration: Registration, *, actor_id: int | None, now: datetime) -> None:
    """Cancel a registration and give back every seat that came with it; cancelling twice is harmless."""
    _lock_person(registration.person_id)
    db.session.refresh(registration)
    if registration.state == "cancelled":
        return
    for event_session in queries.seats_held(registration.event_id, registration.person_id):
        give_back_seat(event_session, registration.person_id, actor_id=actor_id, now=now)
    registration.state, registration.changed_at = "cancelled", now
    audit.record("cancel_registration", registration, actor_id=actor_id, now=now, event_id=registration.event_id)


def give_back_seat(event_session: EventSession, person_id: int, *, actor_id: int | None, now: datetime) -> None:
    """Take a person's seat or place in the queue back; a free seat goes to the head of the queue, who gets a mail.

    Giving back what one does not have is harmless. Raises Refused once the session has begun.
    """
    _lock_person(person_id)
    seats = lock_seats(event_session.id)
    reservation = queries.reservation_of(event_session.id, person_id)
    if seats is None or reservation is None:
        return
    if event_session.starts_at is not None and event_session.starts_at <= now and event_session.state != "cancelled":
        raise Refused(N_("This session has begun; the seat cannot be given back any more."))
    had_seat = reservation.state == "confirmed"
    reservation.state, reservation.cancelled_at = "cancelled", now
    seats.version += 1
    if had_seat:
        seats.taken -= 1
    else:
        seats.waiting -= 1
    db.session.flush()
    audit.record("give_back_seat", reservation, actor_id=actor_id, now=now, event_id=event_session.event_id)
    if had_seat:
        _fill_free_seats(event_session, seats, now=now)


def _fill_free_seats(event_session: EventSession, seats: SeatCount, *, now: datetime) -> int:
    """Give free seats to the people at the head of the queue, in order, and write to them; return how many."""
    free = seats.capacity - seats.taken
    if free <= 0 or not seats.waiting or event_session.state == "cancelled":
        return 0
    promoted = db.session.scalars(
        select(Reservation)
        .where(Reservation.event_session_id == event_session.id, Reservation.state == "waiting")
        .order_by(Reservation.queue_number)
        .limit(free)
    ).all()
    for reservation in promoted:
        reservation.state, reservation.confirmed_at = "confirmed", now
        audit.record("promote", reservation, actor_id=None, now=now, event_id=event_session.event_id)
    seats.taken += len(promoted)
    seats.waiting -= len(promoted)
    seats.version += 1
    db.session.flush()
    people = {
        person.id: person
        for person in db.session.scalars(
            select(Person).where(Person.id.in_([reservation.person_id for reservation in promoted]))
        )
    }
    for reservation in promoted:
        _write_about(people[reservation.person_id], "seat_promoted", event_session, now=now)
    return len(promoted)


def set_seats(
    event_session: EventSession, capacity: int | None, *, waiting_list: bool = True, actor_id: int | None, now: datetime
) -> None:
    """Set how many seats can be reserved (None: no reservation is needed); more seats go to the people waiting.

    Raises Invalid at `seats` when there are fewer than are taken already, or when nobody may need one while some are.
    """
    seats = lock_seats(event_session.id)
    if capacity is None:
        if seats is not None:
            if seats.taken or seats.waiting:
                raise Invalid(
                    "seats",
                    N_("%(taken)s people have a seat already: leave a number here"),
                    taken=seats.taken + seats.waiting,
                )
            db.session.delete(seats)
            db.session.flush()
        return
    if not 1 <= capacity <= MOST_SEATS:
        raise Invalid("seats", N_("Enter a number from 1 to %(most)s"), most=MOST_SEATS)
    if seats is None:
        db.session.add(
            SeatCount(
                event_session_id=event_session.id,
                capacity=capacity,
                has_waiting_list=waiting_list,
                taken=0,
                waiting=0,
                queue_last=0,
                last_claim=0,
                version=0,
                is_open=event_session.state != "cancelled",
            )
        )
        db.session.flush()
        return
    if capacity < seats.taken:
        raise Invalid("seats", N_("%(taken)s seats are taken: enter that number or more"), taken=seats.taken)
    if (seats.capacity, seats.has_waiting_list) == (capacity, waiting_list):
        return
    audit.record(
        "set_seats",
        event_session,
        actor_id=actor_id,
        now=now,
        event_id=event_session.event_id,
        before=seats.capacity,
        after=capacity,
    )
    seats.capacity, seats.has_waiting_list = capacity, waiting_list
    seats.version += 1
    db.session.flush()
    _fill_free_seats(event_session, seats, now=now)


def close_seats(event_session: EventSession) -> None:
    """Close the reservation of a session that is cancelled. The seats stay, so that restoring it gives them back."""
    seats = lock_seats(event_session.id)
    if seats is not None and seats.is_open:
        seats.is_open = False
        seats.version += 1


def open_again(event_session: EventSession, *, now: datetime) -> None:
    """Open the reservation of a session that is on again; seats given back meanwhile go to the people waiting."""
    seats = lock_seats(event_session.id)
    if seats is not None and not seats.is_open:
        seats.is_open = True
        seats.version += 1
        _fill_free_seats(event_session, seats, now=now)


def copy_seats(pairs: Sequence[tuple[int, int]]) -> None:
    """Give the second session of each pair as many seats as its first has, none of them taken."""
    wanted = {session_id for pair in pairs for session_id in pair}
    rows = db.session.execute(
        select(SeatCount.event_session_id, SeatCount.capacity, SeatCount.has_waiting_list).where(
            SeatCount.event_session_id.in_(wanted)
        )
    )
    seats = {row.event_session_id: row for row in rows}
    added = [
        {
            "event_session_id": copy_id,
            "capacity": seats[original_id].capacity,
            "has_waiting_list": seats[original_id].has_waiting_list,
        }
        for original_id, copy_id in pairs
        if original_id in seats and copy_id not in seats
    ]
    if added:
        db.session.execute(insert(SeatCount.__table__), added)


_LOCK_PERSON = (
    select(Person)
    .where(Person.id == bindparam("person_id"))
    .with_for_update(of=Person, key_share=True)
    .execution_options(populate_existing=True)
)


def _lock_person(person_id: int) -> Person:
    """Lock a person, so that their deeds happen one after the other, and return them as they are now."""
    return db.session.scalars(_LOCK_PERSON, {"person_id": person_id}).one()


def lock_seats(event_session_id: int) -> SeatCount | None:
    """Lock the seats of a session and return them as they are now, or None where there are none."""
    return db.session.scalar(
        select(SeatCount)
        .where(SeatCount.event_session_id == event_session_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def _write_about(person: Person, template: str, event_session: EventSession, *, now: datetime, **more: object) -> None:
    """Queue a mail to `person` about a session; its times are worded when it is sent."""
    event = event_session.event
    values = {
        "title": event_session.title,
        "session_code": event_session.code,
        "event": event.title,
        "event_slug": event.slug,
        "timezone": event.timezone,
        "starts_at": event_session.starts_at.isoformat() if event_session.starts_at else "",
        "place": event_session.room.name if event_session.room else event_session.place,
        **more,
    }
    write_to(person, template, event, values, now=now)


def write_to(person: Person, template: str, event: Event, values: dict[str, object], *, now: datetime) -> None:
    if person.email:
        queue_mail(template, person.email, {"name": person.name, **values}, now=now, event_id=event.id)
