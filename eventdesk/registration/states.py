"""The states of a registration."""

from eventdesk.core.states import LabelledState
from eventdesk.core.text import N_


class RegistrationState(LabelledState):
    """Whether a person comes to an event."""

    UNCONFIRMED = "unconfirmed", N_("E-mail not confirmed"), "waiting"
    """The link in the e-mail has not been opened yet; a place is on hold until `held_until`."""
    PENDING = "pending", N_("Awaiting approval"), "to-confirm"
    CONFIRMED = "confirmed", N_("Confirmed"), "confirmed"
    REJECTED = "rejected", N_("Rejected"), "cancelled"
    CANCELLED = "cancelled", N_("Cancelled"), "cancelled"
