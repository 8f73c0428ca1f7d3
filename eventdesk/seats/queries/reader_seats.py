"""The seats of a session as one reader sees them: what they have, and why they cannot reserve."""

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
    """A session's seats as one reader sees them; to a visitor, only the defaults."""

    status: ReservationStatus | None = None
    registration: str = ""
    """The state of their registration, or "" where they have none."""
    kind: str = ""
    """The type of organisation that quotas count them as."""
    no_places: bool = False
    """Whether all places of the event are taken, and none is theirs."""
    was_passed_over: bool = False
    """Whether a free seat went to a person behind them."""
    conflict: SeatConflict | None = None
    """Why they cannot take a seat now; for a person who waits, why they are skipped."""
    overlap: SeatConflict | None = None
    """A seat of theirs at the same time, where that is only warned of."""

    @property
    def is_registered(self) -> bool:
        """Whether they take part in the event."""
        return self.registration == "confirmed"


@cache
def _reader_query() -> Select[*tuple[Any, ...]]:
    """Return the statement, put together at its first use: at import it would configure every mapper."""
    return (
        select(
            Person.stakeholder_kind.label("own_kind"), Registration.state.label("registration"),
            Registration.organisation_id, Registration.stakeholder_kind.label("kind"), RegistrationPolicy, EventSeatPolicy,
            Reservation.state, Reservation.expires_at, Reservation.skipped_at,
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
    """Return how the seats of a session look to a person.

    One query; two where reservation is needed, three where the seats of an organisation are limited.
    """
    values = {"event_id": event_session.event_id, "event_session_id": event_session.id, "person_id": person_id}
    row = db.session.execute(_reader_query(), values).one()
    registration_policy, policy = row.RegistrationPolicy, row.EventSeatPolicy
    status = None
    if row.state:
        status = ReservationStatus(row.state, row.ahead + 1 if row.state == "waiting" else 0, row.expires_at)
    conflict = overlap = None
    if seats is not None and row.state != "confirmed" and event_session.starts_at is not None:
        other_seats = other_seats_by_person(event_session, [person_id]).get(person_id, [])
        of_organisation = 0
        if seats.max_per_organisation is not None and row.organisation_id is not None:
            of_organisation = seats_by_organisation(event_session)[row.organisation_id]
            of_organisation -= row.state in ("offered", "on_hold")
        limits = seat_limits(policy, seats) if policy else SeatLimits(max_per_organisation=seats.max_per_organisation)
        # A promotion never gives a second seat at the same time: for a person who waits, an overlap counts in any case.
        counts = row.state == "waiting" or (policy is not None and policy.forbids_overlaps)
        conflict = find_seat_conflict(event_session, limits, other_seats, of_organisation, overlaps_count=counts)
        overlap = (
            None
            if conflict
            else find_seat_conflict(event_session, limits, other_seats, of_organisation, overlaps_count=True)
        )
    return ReaderSeatInfo(
        status=status,
        registration=row.registration or "",
        kind=(row.kind if row.registration else row.own_kind) or "",
        no_places=registration_policy is not None
        and registration_policy.places is not None
        and registration_policy.taken >= registration_policy.places
        and row.registration not in ("confirmed", "unconfirmed"),
        was_passed_over=row.skipped_at is not None and row.state == "waiting",
        conflict=conflict,
        overlap=overlap,
    )


def quota_by_kind(event_session_id: int) -> dict[str, int]:
    """Return the free seats of a session that quotas reserve, by type of organisation. One query."""
    rows = db.session.execute(
        select(SeatQuota.kind, SeatQuota.seats - SeatQuota.taken)
        .where(SeatQuota.event_session_id == event_session_id)
        .order_by(SeatQuota.kind)
    )
    return {kind: max(0, free) for kind, free in rows}
