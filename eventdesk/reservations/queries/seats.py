"""Reading seats, queues and registrations."""

from collections.abc import Iterator, Sequence
from functools import cache

from sqlalchemy import Select, String, bindparam, case, cast, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from eventdesk.core.db import db
from eventdesk.programme.models import Event, EventSession, SessionPlan
from eventdesk.reservations.models import Registration, Reservation, SeatCount
from eventdesk.reservations.rules import Standing


def seats_of(event_session_id: int) -> SeatCount | None:
    """Return the seats of a session, or None where no reservation is needed."""
    return db.session.get(SeatCount, event_session_id)


def seats_of_event(event_id: int) -> dict[int, SeatCount]:
    """Return the seats of all sessions of an event, by session id."""
    found = db.session.scalars(
        select(SeatCount)
        .join(EventSession, EventSession.id == SeatCount.event_session_id)
        .where(EventSession.event_id == event_id)
    )
    return {seats.event_session_id: seats for seats in found}


def holders_of_sessions(event_id: int) -> dict[int, list[str]]:
    """Return who holds a seat in each session of an event that is planned, as texts of their ids, by session id.

    The database joins the ids of a session to one text: a row for each of twenty thousand seats takes twice as long.
    """
    rows = db.session.connection().execute(_holders(), {"event_id": event_id})
    return {session_id: ids.split(",") for session_id, ids in rows if ids}


@cache
def _holders() -> Select[int, str]:
    # A subquery for each session reads the index alone; to join and group would sort all seats.
    ids = select(func.aggregate_strings(cast(Reservation.person_id, String), ",")).where(
        Reservation.event_session_id == SessionPlan.event_session_id, Reservation.state == "confirmed"
    )
    return select(SessionPlan.event_session_id, ids.scalar_subquery()).where(
        SessionPlan.event_id == bindparam("event_id"),
        SessionPlan.state == "planned",
        SessionPlan.starts_at.is_not(None),
    )


_RESERVATION_OF = select(Reservation).where(
    Reservation.event_session_id == bindparam("event_session_id"),
    Reservation.person_id == bindparam("person_id"),
    Reservation.state.in_(("confirmed", "waiting")),
)
"""Made once: putting a statement together costs as much as running it, and every claim asks this."""


def reservation_of(event_session_id: int, person_id: int) -> Reservation | None:
    """Return the live reservation of a person in a session, or None."""
    return db.session.scalar(_RESERVATION_OF, {"event_session_id": event_session_id, "person_id": person_id})


def _ahead(mine: type[Reservation]) -> object:
    """Return the subquery of how many wait with a lower number than `mine`."""
    other = aliased(Reservation)
    return (
        select(func.count())
        .where(
            other.event_session_id == mine.event_session_id,
            other.state == "waiting",
            other.queue_number < mine.queue_number,
        )
        .scalar_subquery()
    )


def standing(event_session_id: int, person_id: int) -> Standing | None:
    """Return where a person stands in a session, or None."""
    row = db.session.execute(
        select(Reservation.state, _ahead(Reservation).label("ahead")).where(  # type: ignore[attr-defined]
            Reservation.event_session_id == event_session_id,
            Reservation.person_id == person_id,
            Reservation.state.in_(("confirmed", "waiting")),
        )
    ).first()
    return _standing(row.state, row.ahead) if row else None


def standings_of_event(event_id: int, person_id: int) -> dict[int, Standing]:
    """Return where a person stands in the sessions of an event, by session id."""
    rows = db.session.execute(
        select(Reservation.event_session_id, Reservation.state, _ahead(Reservation).label("ahead"))  # type: ignore[attr-defined]
        .join(EventSession, EventSession.id == Reservation.event_session_id)
        .where(
            EventSession.event_id == event_id,
            Reservation.person_id == person_id,
            Reservation.state.in_(("confirmed", "waiting")),
        )
    )
    return {row.event_session_id: _standing(row.state, row.ahead) for row in rows}


def _standing(state: str, ahead: int) -> Standing:
    return Standing(state, ahead + 1 if state == "waiting" else 0)


def agenda(person_id: int) -> Sequence[tuple[Reservation, Standing]]:
    """Return a person's live reservations by start, with session, event, room and track loaded."""
    rows = db.session.execute(
        select(Reservation, _ahead(Reservation).label("ahead"))  # type: ignore[attr-defined]
        .join(Reservation.event_session)
        .join(EventSession.event)
        .options(
            contains_eager(Reservation.event_session).contains_eager(EventSession.event),
            contains_eager(Reservation.event_session).joinedload(EventSession.room),
            contains_eager(Reservation.event_session).joinedload(EventSession.track),
        )
        .where(
            Reservation.person_id == person_id,
            Reservation.state.in_(("confirmed", "waiting")),
            EventSession.state != "draft",
        )
        .order_by(EventSession.starts_at, EventSession.id)
    )
    return [(row.Reservation, _standing(row.Reservation.state, row.ahead)) for row in rows]


_REGISTRATION_OF = select(Registration).where(
    Registration.event_id == bindparam("event_id"), Registration.person_id == bindparam("person_id")
)


def registration_of(event_id: int, person_id: int) -> Registration | None:
    """Return a person's registration for an event, cancelled or not, or None."""
    return db.session.scalar(_REGISTRATION_OF, {"event_id": event_id, "person_id": person_id})


def registrations_of_person(person_id: int) -> Sequence[Registration]:
    """Return a person's registrations with their events, the latest event first."""
    return db.session.scalars(
        select(Registration)
        .join(Registration.event)
        .options(joinedload(Registration.event))
        .where(Registration.person_id == person_id)
        .order_by(Event.starts_on.desc())
    ).all()


def is_registered(event_id: int, person_id: int) -> bool:
    """Return whether a person is registered for an event."""
    registration = registration_of(event_id, person_id)
    return registration is not None and registration.state == "confirmed"


def seats_held(event_id: int, person_id: int) -> Sequence[EventSession]:
    """Return the sessions of an event in which a person has a seat or waits, in the order of their ids."""
    return db.session.scalars(
        select(EventSession)
        .join(Reservation, Reservation.event_session_id == EventSession.id)
        .where(
            EventSession.event_id == event_id,
            Reservation.person_id == person_id,
            Reservation.state.in_(("confirmed", "waiting")),
        )
        .order_by(EventSession.id)
    ).all()


def broken_seats() -> Iterator[str]:
    """Give a line for every session whose counters and reservations disagree, or who waits beside a free seat."""
    confirmed = func.coalesce(func.sum(case((Reservation.state == "confirmed", 1), else_=0)), 0)
    waiting = func.coalesce(func.sum(case((Reservation.state == "waiting", 1), else_=0)), 0)
    rows = db.session.execute(
        select(SeatCount, confirmed.label("confirmed"), waiting.label("queued"))
        .outerjoin(Reservation, Reservation.event_session_id == SeatCount.event_session_id)
        .group_by(SeatCount)
        .order_by(SeatCount.event_session_id)
    )
    for seats, seated, queued in rows:
        where = f"session {seats.event_session_id}"
        if seats.taken != seated:
            yield f"{where}: {seats.taken} seats counted as taken, {seated} confirmed"
        if seats.waiting != queued:
            yield f"{where}: {seats.waiting} counted as waiting, {queued} in the queue"
        if seats.is_open and seats.waiting and seats.taken < seats.capacity:
            yield f"{where}: {seats.waiting} wait beside {seats.capacity - seats.taken} free seats"
