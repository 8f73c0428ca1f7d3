"""The states of a registration."""

from eventdesk.core.states import LabelledState
from eventdesk.core.text import N_


class RegistrationState(LabelledState):
    """Whether a person comes to an event."""

    UNCONFIRMED = "unconfirmed", N_("Email not confirmed"), "waiting"
    """The link in the email has not been used yet; a place is reserved until `expires_at`."""
    PENDING = "pending", N_("Awaiting approval"), "to-confirm"
    CONFIRMED = "confirmed", N_("Confirmed"), "confirmed"
    REJECTED = "rejected", N_("Rejected"), "cancelled"
    CANCELLED = "cancelled", N_("Cancelled"), "cancelled"


ACTIVE_STATES = (RegistrationState.CONFIRMED, RegistrationState.PENDING)
"""States in which somebody comes to the event, or will once an organiser has approved."""
CAPACITY_STATES = (RegistrationState.CONFIRMED, RegistrationState.UNCONFIRMED)
"""States that use one of the event's places."""
