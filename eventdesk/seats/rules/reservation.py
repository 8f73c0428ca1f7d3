"""What a request for a seat gets: everything it depends on, and the decision. Values in, decision out."""

from datetime import datetime
from typing import NamedTuple

from eventdesk.core.errors import NotAllowed
from eventdesk.core.text import N_
from eventdesk.seats.rules.conflicts import LimitReason, SeatConflict
from eventdesk.seats.states import ReservationState, SeatAccess


class ReservationContext(NamedTuple):
    """A person, a session, and what the person has in it: all that a request for a seat depends on.

    It is read without a lock, before the transaction, where nobody waits for it; what decides is read again under lock.
    """

    person_id: int
    name: str
    email: str | None
    event_session_id: int
    session_code: str
    title: str
    location: str
    """Used where the session has no room."""
    room: str | None
    starts_at: datetime | None
    session_state: str
    session_kind: str
    event_id: int
    event_slug: str
    event_title: str
    timezone: str
    event_state: str
    registration_state: str | None
    """None: not registered for the event."""
    registration_code: str | None
    link_version: int | None
    organisation_id: int | None
    stakeholder_kind: str | None
    """As which quotas count the person; None: not registered."""
    reservation_id: int | None
    reservation_state: str | None
    """Of the live reservation, or of the one that this very form made."""
    queue_number: int | None
    expires_at: datetime | None
    key: str | None
    """The idempotency key of the form."""
    offer_minutes: int | None
    has_limits: bool
    """Whether more than the number of seats decides: limits of the event, quotas, approval, invitation."""
    counts_capacity: bool
    """Whether the event has a limited capacity."""
    overlapping_title: str | None
    """Another session in which the person has a reservation at this time; of several, the first."""
    overlap_count: int

    @property
    def is_public(self) -> bool:
        """Whether visitors may see the session."""
        return "draft" not in (self.session_state, self.event_state) and self.session_kind != "break"

    @property
    def has_seat(self) -> bool:
        """Whether the person has a seat in the session: confirmed, offered or on hold."""
        return self.reservation_state in ("confirmed", "offered", "on_hold")


class SeatFigures(NamedTuple):
    """The seats of a session under lock, for one person."""

    access: SeatAccess
    is_open: bool
    has_free_seat: bool
    """Whether a seat is free that this person can have. Where people wait, it is one that none of them can have."""
    has_waiting_list: bool
    next_queue_number: int


class Decision(NamedTuple):
    """What the person has in the session from now on."""

    state: str
    queue_number: int | None = None


def decide_early(context: ReservationContext, *, now: datetime) -> Decision | None:
    """Return the reservation that a further request leaves as it is; None: the seats decide.

    Raises NotAllowed where the session takes no reservations now.
    """
    if context.reservation_state not in (None, "offered", "on_hold", "invited"):
        return Decision(context.reservation_state, context.queue_number)
    if context.session_state == "cancelled":
        raise NotAllowed(N_("This session is cancelled."))
    if context.starts_at is None:
        raise NotAllowed(N_("This session has no time yet. Seats can be reserved once it has."))
    if context.starts_at <= now:
        raise NotAllowed(N_("Reservation is closed: this session has begun."))
    return None


def decide(
    context: ReservationContext, seats: SeatFigures, conflict: SeatConflict | None, *, now: datetime
) -> Decision:
    """Return what a participant who requests a seat gets; what they have stays as it is where the request changes nothing.

    `conflict`: what keeps them from taking a seat that is free or offered to them. Raises NotAllowed.
    """
    if context.reservation_state not in (None, "offered", "on_hold", "invited"):
        return Decision(context.reservation_state, context.queue_number)
    if context.has_seat:
        if context.expires_at is not None and context.expires_at <= now:
            raise NotAllowed(N_("The offer of this seat has expired."))
        return _seat_unless(conflict)
    if not seats.is_open:
        raise NotAllowed(N_("Reservation is closed."))
    if context.reservation_state is None and seats.access is SeatAccess.APPROVAL:
        return Decision(ReservationState.PENDING)
    if context.reservation_state is None and seats.access is SeatAccess.INVITATION:
        raise NotAllowed(N_("This session is by invitation."))
    return _seat_unless(conflict) if seats.has_free_seat else _queue(seats)


def decide_for_organiser(
    context: ReservationContext, seats: SeatFigures, conflict: SeatConflict | None, *, is_approval: bool
) -> Decision:
    """Return what a person gets when an organiser adds them to a session or approves their request.

    Limits do not bind organisers, but overlapping seats are refused where the event forbids them. Raises NotAllowed.
    """
    if context.registration_state != "confirmed":
        raise NotAllowed(N_("This person is not registered for the event."))
    if context.session_state == "cancelled":
        raise NotAllowed(N_("This session is cancelled."))
    if is_approval and context.reservation_state != ReservationState.PENDING:
        raise NotAllowed(N_("This request is no longer open."))
    if context.has_seat or seats.has_free_seat:
        if conflict is not None and conflict.reason is LimitReason.OVERLAP:
            raise NotAllowed(N_("This person has a seat in “%(title)s” at the same time."), title=conflict.title)
        return Decision(ReservationState.CONFIRMED)
    if not is_approval:
        raise NotAllowed(N_("All seats are taken."))
    return _queue(seats)


def _seat_unless(conflict: SeatConflict | None) -> Decision:
    if conflict is not None:
        raise conflict_error(conflict)
    return Decision(ReservationState.CONFIRMED)


def _queue(seats: SeatFigures) -> Decision:
    if not seats.has_waiting_list:
        raise NotAllowed(N_("All seats are taken."))
    return Decision(ReservationState.WAITING, seats.next_queue_number)


def conflict_error(conflict: SeatConflict) -> NotAllowed:
    """Return the error for a participant who cannot take a seat."""
    messages = {
        LimitReason.OVERLAP: N_("You have a seat in “%(title)s” at the same time. Release it first."),
        LimitReason.MAX_SEATS: N_("You have reached the maximum number of seats per person. Release one first."),
        LimitReason.MAX_SEATS_A_DAY: N_("You have reached the maximum number of seats per day. Release one first."),
        LimitReason.ORGANISATION: N_("Your organisation has reached the maximum number of seats in this session."),
    }
    return NotAllowed(messages[conflict.reason], title=conflict.title)
