"""Claiming a seat: the one deed that hundreds of people do in the same second.

It reads everything in one statement and writes to the tables directly, since each millisecond under the lock of the
seats is one that all the others wait for.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, insert, select, update

from eventdesk.core import audit
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import Missing, Refused
from eventdesk.core.outbox import queue_mail
from eventdesk.core.text import N_
from eventdesk.people.models import Person
from eventdesk.programme.models import Event, EventSession, Room
from eventdesk.reservations.models import Registration, Reservation, SeatCount
from eventdesk.reservations.services.seats import lock_seats, register_person


@dataclass(frozen=True)
class Reserved:
    """What somebody has in a session now: a seat, or a place in its queue."""

    id: int
    event_session_id: int
    person_id: int
    state: str
    """`confirmed` or `waiting`."""
    queue_number: int | None
    overlaps_with: str | None
    """The title of another session in which the person has a place at this time; of several, the first."""
    overlaps: int
    """How many there are."""


_held, _other = Reservation.__table__.alias(), EventSession.__table__.alias()
_OVERLAPPING = (
    select(_other.c.title)
    .join(_held, _held.c.event_session_id == _other.c.id)
    .where(
        _held.c.person_id == Person.id,
        _held.c.state.in_(("confirmed", "waiting")),
        _other.c.id != EventSession.id,
        _other.c.state == "published",
        _other.c.starts_at < EventSession.ends_at,
        _other.c.ends_at > EventSession.starts_at,
    )
    .correlate(Person, EventSession)
)
_BEFORE = (
    select(
        Person.name, Person.email,
        EventSession.id, EventSession.event_id, EventSession.code, EventSession.title, EventSession.place,
        EventSession.starts_at, EventSession.ends_at, EventSession.state,
        Room.name.label("room"),
        Event.slug, Event.title.label("event"), Event.timezone,
        Registration.state.label("registration"),
        Reservation.id.label("reservation_id"), Reservation.state.label("reservation"), Reservation.queue_number,
        _OVERLAPPING.order_by(_other.c.starts_at, _other.c.id).limit(1).scalar_subquery().label("overlaps_with"),
        _OVERLAPPING.with_only_columns(func.count()).scalar_subquery().label("overlaps"),
    )
    .select_from(Person)
    .join(EventSession, EventSession.id == bindparam("event_session_id"))
    .join(Event, Event.id == EventSession.event_id)
    .outerjoin(Room, Room.id == EventSession.room_id)
    .outerjoin(Registration, (Registration.event_id == Event.id) & (Registration.person_id == Person.id))
    .outerjoin(
        Reservation,
        (Reservation.event_session_id == EventSession.id)
        & (Reservation.person_id == Person.id)
        & Reservation.state.in_(("confirmed", "waiting")),
    )
    .where(Person.id == bindparam("person_id"))
    .with_for_update(of=Person, key_share=True)
)  # fmt: skip
"""All that is asked before a claim. It locks the person, so that their deeds happen one after the other.

PostgreSQL may show a second deed of the same person, once it gets the lock, what it saw before it waited. Then the
unique index refuses the second reservation, and the guard tries the deed again.
"""

_IS_FREE = (SeatCount.taken < SeatCount.capacity) & (SeatCount.waiting == 0)
_CLAIM = (
    update(SeatCount)
    .where(
        SeatCount.event_session_id == bindparam("session_id"), SeatCount.is_open, _IS_FREE | SeatCount.has_waiting_list
    )
    .values(
        taken=SeatCount.taken + case((_IS_FREE, 1), else_=0),
        waiting=SeatCount.waiting + case((_IS_FREE, 0), else_=1),
        queue_last=SeatCount.queue_last + case((_IS_FREE, 0), else_=1),
        last_claim=case((_IS_FREE, 0), else_=SeatCount.queue_last + 1),
        version=SeatCount.version + 1,
    )
    .returning(SeatCount.last_claim, SeatCount.waiting)
)
_RESERVE = insert(Reservation.__table__).returning(Reservation.id)


def reserve_seat(event_session_id: int, person_id: int, *, actor_id: int | None, now: datetime) -> Reserved:
    """Give a person a seat, or the next place in the queue, and return it; asking twice is one seat.

    A person who is not registered for the event yet is registered with it, and gets one mail about both.
    Raises Refused when the session has begun, is cancelled, needs no reservation, or is closed or full without a list.
    """
    connection = db.session.connection()
    row = connection.execute(_BEFORE, {"event_session_id": event_session_id, "person_id": person_id}).first()
    if row is None:
        raise Missing
    if row.registration != "confirmed":
        event = db.session.get_one(Event, row.event_id)
        register_person(event, person_id, actor_id=actor_id, now=now, with_mail=False)
    if row.reservation_id is not None:
        return _reserved(row, person_id, row.reservation_id, row.reservation, row.queue_number)
    if row.state == "cancelled":
        raise Refused(N_("This session is cancelled."))
    if row.starts_at is None:
        raise Refused(N_("This session has no time yet. Seats can be reserved once it has."))
    if row.starts_at <= now:
        raise Refused(N_("Reservation is closed: this session has begun."))
    number, waiting = _claim(event_session_id)
    state = "waiting" if number else "confirmed"
    reservation = {
        "code": new_code(10),
        "event_session_id": event_session_id,
        "person_id": person_id,
        "state": state,
        "queue_number": number or None,
        "created_at": now,
        "confirmed_at": None if number else now,
    }
    reservation_id = connection.execute(_RESERVE, reservation).scalar_one()
    audit.record(
        "reserve_seat", f"Reservation:{reservation_id}", actor_id=actor_id, now=now, event_id=row.event_id, got=state
    )
    if row.email:
        values = {
            "name": row.name,
            "title": row.title,
            "session_code": row.code,
            "event": row.event,
            "event_slug": row.slug,
            "timezone": row.timezone,
            "starts_at": row.starts_at.isoformat(),
            "place": row.room or row.place,
            "position": waiting,
        }
        queue_mail("seat_waiting" if number else "seat_confirmed", row.email, values, now=now, event_id=row.event_id)
    return _reserved(row, person_id, reservation_id, state, number or None)


def _reserved(row: Any, person_id: int, reservation_id: int, state: str, queue_number: int | None) -> Reserved:
    return Reserved(reservation_id, row.id, person_id, state, queue_number, row.overlaps_with, row.overlaps)


def _claim(event_session_id: int) -> tuple[int, int]:
    """Claim a seat: return 0 when it is one, else the number drawn in the queue; and how many wait now.

    One conditional UPDATE decides, and holds the lock of the row until the transaction ends.
    """
    row = db.session.connection().execute(_CLAIM, {"session_id": event_session_id}).first()
    if row is not None:
        return row.last_claim, row.waiting
    seats = lock_seats(event_session_id)
    if seats is None:
        raise Refused(N_("No reservation is needed for this session."))
    raise Refused(N_("All seats are taken.") if seats.is_open else N_("Reservation is closed."))
