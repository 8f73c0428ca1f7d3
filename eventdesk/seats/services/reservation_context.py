"""What every claim of a seat begins and ends with: one reading of all that matters, and the stored place with its mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, func, insert, literal_column, or_, select

from eventdesk.core import audit
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.outbox import queue_mail
from eventdesk.core.precompiled import PrecompiledStatement
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event, EventSession, Room
from eventdesk.registration.models import Registration, RegistrationPolicy
from eventdesk.seats.models import LIVE_STATES, EventSeatPolicy, Reservation

HOLD_DURATION = timedelta(minutes=15)
"""How long a seat is held for somebody whose e-mail address is not confirmed yet."""


@dataclass(frozen=True)
class ReservationResult:
    """What somebody has in a session now."""

    id: int
    event_session_id: int
    person_id: int
    state: str
    """`confirmed`, `waiting`, or another of a live reservation."""
    queue_number: int | None
    overlaps_with: str | None
    """The title of another session in which the person has a place at this time; of several, the first."""
    overlaps: int
    """How many there are."""


# Written into the statements, not handed to them: only so does PostgreSQL, which plans them once for all, see that the
# partial index on live reservations is meant. Else it plans each claim anew, for ten times as long as it takes.
_LIVE: list[Any] = [literal_column(f"'{state}'") for state in LIVE_STATES]
_ONE: Any = literal_column("1")

_held, _other = Reservation.__table__.alias(), EventSession.__table__.alias()
_OVERLAPPING = (
    select(_other.c.title)
    .join(_held, _held.c.event_session_id == _other.c.id)
    .where(
        _held.c.person_id == Person.id,
        _held.c.state.in_(_LIVE),
        _other.c.id != EventSession.id,
        _other.c.state == literal_column("'published'"),
        _other.c.starts_at < EventSession.ends_at,
        _other.c.ends_at > EventSession.starts_at,
    )
    .correlate(Person, EventSession)
)
_OF_FORM = Reservation.key == bindparam("key")
_BEFORE = (
    select(
        Person.id.label("person_id"), Person.name, Person.email, Person.stakeholder_kind,
        EventSession.id, EventSession.event_id, EventSession.code, EventSession.title, EventSession.place,
        EventSession.starts_at, EventSession.ends_at, EventSession.state, EventSession.kind,
        Room.name.label("room"),
        Event.slug, Event.title.label("event"), Event.timezone, Event.state.label("event_state"),
        Registration.state.label("registration"), Registration.code.label("registration_code"),
        Registration.link_version, Registration.stakeholder_kind.label("quota_kind"),
        Reservation.id.label("reservation_id"), Reservation.state.label("reservation"), Reservation.queue_number,
        RegistrationPolicy.places,
        # Whether more than the number of seats decides.
        or_(
            EventSeatPolicy.forbids_overlaps,
            EventSeatPolicy.max_seats_per_person.is_not(None),
            EventSeatPolicy.max_seats_per_day.is_not(None),
        ).label("is_limited"),
        _OVERLAPPING.order_by(_other.c.starts_at, _other.c.id).limit(_ONE).scalar_subquery().label("overlaps_with"),
        _OVERLAPPING.with_only_columns(func.count()).scalar_subquery().label("overlaps"),
    )
    .select_from(EventSession)
    .join(Event, Event.id == EventSession.event_id)
    .join(Person, Person.id == bindparam("person_id"))
    .outerjoin(RegistrationPolicy, RegistrationPolicy.event_id == Event.id)
    .outerjoin(EventSeatPolicy, EventSeatPolicy.event_id == Event.id)
    .outerjoin(Room, Room.id == EventSession.room_id)
    .outerjoin(Registration, (Registration.event_id == Event.id) & (Registration.person_id == Person.id))
    .outerjoin(
        Reservation,
        (Reservation.event_session_id == EventSession.id)
        & (Reservation.person_id == Person.id)
        & or_(Reservation.state.in_(_LIVE), _OF_FORM),
    )
    # The reservation that this very form made, live or given back since, before any other.
    .order_by(case((_OF_FORM, literal_column("0")), else_=_ONE))
    .limit(_ONE)
)  # fmt: skip
_BEFORE_IN = _BEFORE.where(EventSession.id == bindparam("event_session_id"))
_BEFORE_AT = _BEFORE.where(Event.slug == bindparam("event_slug"), EventSession.code == bindparam("session_code"))


class ReservationContext:
    """All that matters before a claim: the session, the person, what they have in it, and whether limits bind them.

    It is read without a lock, and may be read before the transaction, where nobody waits for it. Two deeds of one
    person at once may both see no reservation: then the unique index refuses the second, and the door tries it again.
    """

    def __init__(self, row: Any) -> None:
        self.row = row

    @property
    def event_id(self) -> int:
        """The event a permission on this is about."""
        return int(self.row.event_id)

    @property
    def is_public(self) -> bool:
        """Whether visitors may see the session."""
        return "draft" not in (self.row.state, self.row.event_state) and self.row.kind != "break"


def load_context_by_id(event_session_id: int, person_id: int, key: str | None = None) -> ReservationContext | None:
    """Return what matters before a person claims a seat in a session; None where one of them is not there. One query."""
    return _read(_BEFORE_IN, event_session_id=event_session_id, person_id=person_id, key=key)


def load_context_by_slug(
    event_slug: str, session_code: str, person_id: int, key: str | None = None
) -> ReservationContext | None:
    """Return the same for the session at an address."""
    return _read(_BEFORE_AT, event_slug=event_slug, session_code=session_code, person_id=person_id, key=key)


def _read(statement: Any, **named: Any) -> ReservationContext | None:
    row = db.session.connection().execute(statement, named).first()
    return ReservationContext(row) if row is not None else None


_RESERVE = PrecompiledStatement(
    insert(Reservation.__table__).returning(Reservation.id),
    "code", "event_session_id", "person_id", "key", "state", "queue_number", "quota_kind", "held_until", "reason",
    "created_at", "confirmed_at",
)  # fmt: skip


MAILS = {"confirmed": "seat_confirmed", "waiting": "seat_waiting", "pending": "seat_requested"}


def insert_reservation(
    row: Any,
    person_id: int,
    state: str,
    number: int | None,
    waiting: int,
    *,
    actor_id: int | None,
    now: datetime,
    key: str | None = None,
) -> ReservationResult:
    """Store a place in a session with its history and, unless it is only held, its mail; return what there is then.

    `row` is that of a `Before`; `number` the one drawn in the queue, `waiting` how many wait now.
    """
    reservation = {
        "code": new_code(10),
        "event_session_id": row.id,
        "person_id": person_id,
        "key": key,
        "state": state,
        "queue_number": number,
        "quota_kind": row.quota_kind or "",
        "held_until": now + HOLD_DURATION if state == "on_hold" else None,
        "reason": "",
        "created_at": now,
        "confirmed_at": now if state == "confirmed" else None,
    }
    reservation_id = int(_RESERVE.execute(reservation)[0])
    verb = "hold_seat" if state == "on_hold" else "reserve_seat"
    audit.record(verb, f"Reservation:{reservation_id}", actor_id=actor_id, now=now, event_id=row.event_id, got=state)
    if state != "on_hold":
        queue_seat_mail(row, MAILS[state], reservation_id, now=now, position=waiting)
    return to_result(row, person_id, reservation_id, state, number)


def queue_seat_mail(row: Any, template: str, reservation_id: int, *, now: datetime, **more: object) -> None:
    """Queue a mail to the person of `row` about their place in its session."""
    if not row.email:
        return
    values = {**mail_values(row), **more}
    queue_mail(template, row.email, values, now=now, event_id=row.event_id, subject_ref=f"Reservation:{reservation_id}")


def mail_values(row: Any) -> dict[str, object]:
    """Return what every mail about a place says of the person and the session of `row`."""
    return {
        "name": row.name,
        "ref": (row.registration_code, row.link_version) if row.registration_code else None,
        "title": row.title,
        "session_code": row.code,
        "event": row.event,
        "event_slug": row.slug,
        "timezone": row.timezone,
        "starts_at": row.starts_at.isoformat() if row.starts_at else "",
        "place": row.room or row.place,
    }


def to_result(row: Any, person_id: int, reservation_id: int, state: str, queue_number: int | None) -> ReservationResult:
    """Return what the person of `row` has now."""
    return ReservationResult(reservation_id, row.id, person_id, state, queue_number, row.overlaps_with, row.overlaps)
