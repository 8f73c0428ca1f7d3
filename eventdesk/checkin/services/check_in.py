"""Deeds at the door of a session: checking in, taking that back, letting somebody in without a seat.

All of them queue behind a lock on the session, so that two doors cannot give the same free seat away.
"""

from datetime import datetime

from sqlalchemy import select

from eventdesk.checkin.models import CheckIn
from eventdesk.checkin.queries.attendee_list import check_in_of
from eventdesk.checkin.queries.check_in import free_seats_for_walk_ins
from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import NotAllowed
from eventdesk.core.text import N_
from eventdesk.people import queries as people
from eventdesk.people.models import Person
from eventdesk.people.services import add_person
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.queries.registrations import is_registered
from eventdesk.registration.services.register import register_person
from eventdesk.seats.queries.reservations import reservation_of, session_seats


def check_in(
    event_session: EventSession, person: Person, *, actor_id: int | None, now: datetime, there_is_room: bool = False
) -> CheckIn:
    """Note that a person of the event is here and return that; somebody who is here already stays so.

    Somebody who has no seat is let in as a walk-in when a seat is free, or when `there_is_room` all the same; somebody
    who had cancelled is registered again. Raises Refused when no seat is free or the session is cancelled.
    """
    was_registered = is_registered(event_session.event_id, person.id)
    register_person(event_session.event, person.id, actor_id=actor_id, now=now, with_mail=False, at_check_in=True)
    _lock_session(event_session)
    if known := check_in_of(event_session.id, person.id):
        return known
    if event_session.state == "cancelled":
        raise NotAllowed(N_("This session is cancelled."))
    seats = session_seats(event_session.id)
    is_walk_in = not (was_registered if seats is None else _has_seat(event_session, person))
    if is_walk_in and not there_is_room and free_seats_for_walk_ins(event_session, now=now) == 0:
        raise NotAllowed(N_("No seat is free at the moment."))
    noted = CheckIn(
        event_session_id=event_session.id, person_id=person.id, at=now, by_id=actor_id, is_walk_in=is_walk_in
    )
    db.session.add(noted)
    db.session.flush()
    audit.record(
        "check_in",
        event_session,
        actor_id=actor_id,
        now=now,
        event_id=event_session.event_id,
        person_id=person.id,
        is_walk_in=is_walk_in,
    )
    return noted


def undo_check_in(event_session: EventSession, person: Person, *, actor_id: int | None, now: datetime) -> None:
    """Take back that a person is here; taking back what is not so is harmless."""
    _lock_session(event_session)
    known = check_in_of(event_session.id, person.id)
    if known is None:
        return
    audit.record(
        "undo_check_in",
        event_session,
        actor_id=actor_id,
        now=now,
        event_id=event_session.event_id,
        person_id=person.id,
        was_at=known.at.isoformat(),
    )
    db.session.delete(known)
    db.session.flush()


def add_walk_in(
    event_session: EventSession,
    *,
    name: str,
    organisation: str = "",
    email: str = "",
    actor_id: int | None,
    now: datetime,
    there_is_room: bool = False,
) -> CheckIn:
    """Register somebody who was not on the list for the event, and check them in; return that.

    Somebody with a known e-mail address is that person, as they are stored. Raises Invalid without a name, Refused as
    `check_in` does; then nothing is stored.
    """
    person = people.person_by_email(email) if email else None
    if person is None:
        person = add_person(name, email=email or None, organisation=organisation, now=now)
    return check_in(event_session, person, actor_id=actor_id, now=now, there_is_room=there_is_room)


def _lock_session(event_session: EventSession) -> None:
    """Make the deeds at this door happen one after the other; reserving seats meanwhile is not held up."""
    db.session.execute(
        select(EventSession.id).where(EventSession.id == event_session.id).with_for_update(key_share=True)
    )


def _has_seat(event_session: EventSession, person: Person) -> bool:
    reservation = reservation_of(event_session.id, person.id)
    return reservation is not None and reservation.state == "confirmed"
