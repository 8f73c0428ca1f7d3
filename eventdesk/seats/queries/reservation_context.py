"""Reading all that a request for a seat depends on, in one query."""

from typing import Any

from sqlalchemy import String, bindparam, case, func, literal_column, or_, select

from eventdesk.core.precompiled import PrecompiledQuery
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event, EventSession, Room
from eventdesk.registration.models import Registration, RegistrationPolicy
from eventdesk.seats.models import LIVE_STATES, EventSeatPolicy, Reservation, SessionSeats
from eventdesk.seats.rules.reservation import ReservationContext

# Written into the statements instead of handed to them: PostgreSQL plans them once for all, and only so does it see that
# the partial index on live reservations is meant.
_LIVE: list[Any] = [literal_column(f"'{state}'") for state in LIVE_STATES]
_ONE: Any = literal_column("1")

_other_reservation, _other_session = Reservation.__table__.alias(), EventSession.__table__.alias()
_OVERLAPPING = (
    select(_other_session.c.title)
    .join(_other_reservation, _other_reservation.c.event_session_id == _other_session.c.id)
    .where(
        _other_reservation.c.person_id == Person.id,
        _other_reservation.c.state.in_(_LIVE),
        _other_session.c.id != EventSession.id,
        _other_session.c.state == literal_column("'published'"),
        _other_session.c.starts_at < EventSession.ends_at,
        _other_session.c.ends_at > EventSession.starts_at,
    )
    .correlate(Person, EventSession)
)
_KEY = bindparam("key", type_=String)
_HAS_LIMITS = or_(
    EventSeatPolicy.forbids_overlaps, EventSeatPolicy.max_seats_per_person.is_not(None),
    EventSeatPolicy.max_seats_per_day.is_not(None), SessionSeats.access != literal_column("'anyone'"),
    SessionSeats.has_quotas, SessionSeats.max_per_organisation.is_not(None),
)  # fmt: skip
# In the order of the fields of ReservationContext.
_COLUMNS: tuple[Any, ...] = (
    Person.id, Person.name, Person.email, EventSession.id, EventSession.code, EventSession.title, EventSession.place,
    Room.name, EventSession.starts_at, EventSession.state, EventSession.kind, Event.id, Event.slug, Event.title,
    Event.timezone, Event.state, Registration.state, Registration.code, Registration.link_version,
    Registration.organisation_id, Registration.stakeholder_kind, Reservation.id, Reservation.state,
    Reservation.queue_number, Reservation.expires_at, _KEY, SessionSeats.offer_minutes,
    func.coalesce(_HAS_LIMITS, literal_column("false")), RegistrationPolicy.places.is_not(None),
    _OVERLAPPING.order_by(_other_session.c.starts_at, _other_session.c.id).limit(_ONE).scalar_subquery(),
    _OVERLAPPING.with_only_columns(func.count()).scalar_subquery(),
)  # fmt: skip
_CONTEXT = (
    select(*(column.label(name) for name, column in zip(ReservationContext._fields, _COLUMNS, strict=True)))
    .select_from(EventSession)
    .join(Event, Event.id == EventSession.event_id)
    .join(Person, Person.id == bindparam("person_id"))
    .outerjoin(SessionSeats, SessionSeats.event_session_id == EventSession.id)
    .outerjoin(RegistrationPolicy, RegistrationPolicy.event_id == Event.id)
    .outerjoin(EventSeatPolicy, EventSeatPolicy.event_id == Event.id)
    .outerjoin(Room, Room.id == EventSession.room_id)
    .outerjoin(Registration, (Registration.event_id == Event.id) & (Registration.person_id == Person.id))
    .outerjoin(
        Reservation,
        (Reservation.event_session_id == EventSession.id)
        & (Reservation.person_id == Person.id)
        & or_(Reservation.state.in_(_LIVE), Reservation.key == _KEY),
    )
    # The reservation that this very form made, live or released since, before any other.
    .order_by(case((Reservation.key == _KEY, literal_column("0")), else_=_ONE))
    .limit(_ONE)
)
_BY_ID = PrecompiledQuery(_CONTEXT.where(EventSession.id == bindparam("event_session_id")), ReservationContext)
_BY_ADDRESS = PrecompiledQuery(
    _CONTEXT.where(Event.slug == bindparam("event_slug"), EventSession.code == bindparam("session_code")),
    ReservationContext,
)


def context_by_id(event_session_id: int, person_id: int, key: str | None = None) -> ReservationContext | None:
    """Return what a request of a person for a seat depends on; None where the person or session does not exist."""
    return _BY_ID.first({"event_session_id": event_session_id, "person_id": person_id, "key": key})


def context_by_address(
    event_slug: str, session_code: str, person_id: int, key: str | None = None
) -> ReservationContext | None:
    """Return the same for the session at an address."""
    values = {"event_slug": event_slug, "session_code": session_code, "person_id": person_id, "key": key}
    return _BY_ADDRESS.first(values)
