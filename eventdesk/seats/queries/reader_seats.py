"""What one reader may expect of the seats of a session: what they have, and what is in their way."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.models import Registration, RegistrationPolicy
from eventdesk.seats.models import LIVE_STATES, EventSeatPolicy, Reservation, SeatQuota, SessionSeats
from eventdesk.seats.queries.reservations import ahead_in_waitlist
from eventdesk.seats.queries.waitlist import (
    find_seat_conflict,
    other_seats_by_person,
    seat_limits,
    seats_by_organisation,
)
from eventdesk.seats.rules.conflicts import SeatConflict, SeatLimits
from eventdesk.seats.rules.display import ReservationStatus


@dataclass(frozen=True)
class ReaderSeatInfo:
    """How a session's seats look to one reader; to a visitor, without any of what is said of a person."""

    standing: ReservationStatus | None = None
    registration: str = ""
    """The state of their registration, or "" where they have none."""
    kind: str = ""
    """The kind of stakeholder that quotas count them as."""
    no_places: bool = False
    """Whether all places of the event are taken, and none is theirs."""
    was_passed_over: bool = False
    """Whether a free seat went to somebody behind them."""
    hindrance: SeatConflict | None = None
    """Why they cannot take a seat just now; of whoever waits, why they are passed over."""
    overlap: SeatConflict | None = None
    """A seat of theirs at the same time, where that is only warned of."""

    @property
    def is_registered(self) -> bool:
        """Whether they take part in the event."""
        return self.registration == "confirmed"


@cache
def _outlook() -> Select[*tuple[Any, ...]]:
    """Return the statement, put together at its first use: at import it would configure every mapper."""
    return (
        select(
            Person.stakeholder_kind.label("own_kind"), Registration.state.label("registration"),
            Registration.organisation_id, Registration.stakeholder_kind.label("kind"), RegistrationPolicy, EventSeatPolicy,
            Reservation.state, Reservation.held_until, Reservation.skipped_at,
            ahead_in_waitlist(Reservation).label("ahead"),
        )
        .select_from(Person)
        .outerjoin(
            Registration, (Registration.person_id == Person.id) & (Registration.event_id == bindparam("event_id"))
        )
        .outerjoin(RegistrationPolicy, RegistrationPolicy.event_id == bindparam("event_id"))
        .outerjoin(EventSeatPolicy, EventSeatPolicy.event_id == bindparam("event_id"))
        .outerjoin(
            Reservation,
            (Reservation.person_id == Person.id)
            & (Reservation.event_session_id == bindparam("event_session_id"))
            & Reservation.state.in_(LIVE_STATES),
        )
        .where(Person.id == bindparam("person_id"))
    )  # fmt: skip


def reader_seat_info(event_session: EventSession, seats: SessionSeats | None, person_id: int) -> ReaderSeatInfo:
    """Return how the seats of a session look to a person. One query; with seats to be had two, or three where an
    organisation may have only so many.
    """
    values = {"event_id": event_session.event_id, "event_session_id": event_session.id, "person_id": person_id}
    row = db.session.execute(_outlook(), values).one()
    terms, policy = row.RegistrationPolicy, row.EventSeatPolicy
    standing = None
    if row.state:
        standing = ReservationStatus(row.state, row.ahead + 1 if row.state == "waiting" else 0, row.held_until)
    hindered = overlap = None
    if seats is not None and row.state != "confirmed" and event_session.starts_at is not None:
        held = other_seats_by_person(event_session, [person_id]).get(person_id, [])
        of_organisation = 0
        if seats.max_per_organisation is not None and row.organisation_id is not None:
            of_organisation = seats_by_organisation(event_session)[row.organisation_id]
            of_organisation -= row.state in ("offered", "on_hold")
        limits = seat_limits(policy, seats) if policy else SeatLimits(max_per_organisation=seats.max_per_organisation)
        # Nobody is pulled out of one session by a seat in another: for whoever waits, an overlap counts in any case.
        counts = row.state == "waiting" or (policy is not None and policy.forbids_overlaps)
        hindered = find_seat_conflict(event_session, limits, held, of_organisation, overlaps_count=counts)
        overlap = (
            None if hindered else find_seat_conflict(event_session, limits, held, of_organisation, overlaps_count=True)
        )
    return ReaderSeatInfo(
        standing=standing,
        registration=row.registration or "",
        kind=(row.kind if row.registration else row.own_kind) or "",
        no_places=terms is not None
        and terms.places is not None
        and terms.taken >= terms.places
        and row.registration not in ("confirmed", "unconfirmed"),
        was_passed_over=row.skipped_at is not None and row.state == "waiting",
        hindrance=hindered,
        overlap=overlap,
    )


def quota_by_kind(event_session_id: int) -> dict[str, int]:
    """Return how many free seats of a session are kept for each kind of stakeholder that has a quota. One query."""
    rows = db.session.execute(
        select(SeatQuota.kind, SeatQuota.seats - SeatQuota.taken)
        .where(SeatQuota.event_session_id == event_session_id)
        .order_by(SeatQuota.kind)
    )
    return {kind: max(0, free) for kind, free in rows}
