"""How a person is listed for the check-in of a session."""

from eventdesk.core.states import LabelledState
from eventdesk.core.text import N_


class AttendeeStatus(LabelledState):
    """Why a person is on the list of a session."""

    CONFIRMED = "confirmed", N_("Confirmed"), "confirmed"
    """Has a seat."""
    REGISTERED = "registered", N_("Registered"), "confirmed"
    """Registered for the event; the session takes no reservations."""
    WAITING = "waiting", N_("On the waiting list"), "waiting"
    WALK_IN = "walk-in", N_("Walk-in"), "to-confirm"
    """Neither has a seat nor waits for one."""
