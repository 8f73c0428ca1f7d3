"""The states of a reservation, and who can get a seat in a session."""

from enum import StrEnum

from eventdesk.core.states import LabelledState
from eventdesk.core.text import N_


class ReservationState(LabelledState):
    """What a person has in a session."""

    CONFIRMED = "confirmed", N_("Seat confirmed"), "confirmed"
    OFFERED = "offered", N_("Seat offered"), "to-confirm"
    """A seat reserved for the person until `expires_at`; they have to accept it."""
    ON_HOLD = "on_hold", N_("Seat on hold"), "waiting"
    """A seat reserved until the person confirms their e-mail address, at most until `expires_at`."""
    WAITING = "waiting", N_("On the waiting list"), "waiting"
    PENDING = "pending", N_("Requested"), "to-confirm"
    """An organiser has to approve the request."""
    INVITED = "invited", N_("Invited"), "to-confirm"
    REJECTED = "rejected", N_("Rejected"), "cancelled"
    EXPIRED = "expired", N_("Not accepted in time"), "cancelled"
    CANCELLED = "cancelled", N_("Released"), "cancelled"

    @property
    def has_seat(self) -> bool:
        """Whether it takes a seat."""
        return self in (ReservationState.CONFIRMED, ReservationState.OFFERED, ReservationState.ON_HOLD)

    @property
    def is_live(self) -> bool:
        """Whether it has not ended."""
        return self not in (ReservationState.REJECTED, ReservationState.EXPIRED, ReservationState.CANCELLED)


class SeatState(LabelledState):
    """How the seats of a session look to one reader. `label` is the text where no number or time belongs to it."""

    OPEN = "open", N_("Seats left"), "open"
    NEARLY_FULL = "nearly_full", N_("Few seats left"), "nearly-full"
    FULL = "full", N_("Full"), "full"
    FULL_CLOSED = "full_closed", N_("Full"), "full"
    """Full, and there is no waiting list."""
    UNLIMITED = "unlimited", N_("Open to everyone: reserve a seat"), "open"
    APPROVAL = "approval", N_("Approval required"), "open"
    """An organiser approves each request for a seat."""
    INVITATION = "invitation", N_("By invitation"), "closed"
    NOT_NEEDED = "not_needed", N_("No reservation needed"), "closed"
    CLOSED = "closed", N_("Reservation is closed"), "closed"
    CANCELLED = "cancelled", N_("Cancelled"), "cancelled"
    CONFIRMED = "confirmed", N_("Your seat is confirmed"), "confirmed"
    ON_HOLD = "on_hold", N_("Your seat is on hold"), "waiting"
    """Until the reader confirms their email address."""
    OFFERED = "offered", N_("A seat is available for you"), "nearly-full"
    """Until the reader accepts it, or its time is over."""
    WAITING = "waiting", N_("You are on the waiting list"), "waiting"
    PENDING = "pending", N_("You requested a seat"), "waiting"
    INVITED = "invited", N_("You are invited"), "open"
    """The reader may reserve a seat where others may not."""


class EndedBy(StrEnum):
    """Who ended a reservation."""

    PARTICIPANT = "participant"
    ORGANISER = "organiser"
    SYSTEM = "system"
    """It was not confirmed in time."""


class SeatAccess(StrEnum):
    """Who can get a seat in a session."""

    ANYONE = "anyone"
    APPROVAL = "approval"
    """People request a seat; an organiser approves."""
    INVITATION = "invitation"
    """Only people invited by an organiser."""
