"""The states of events, sessions and draft sessions."""

from eventdesk.core.states import LabelledState
from eventdesk.core.text import N_


class PublicationState(LabelledState):
    """Whether visitors see an event or a session."""

    DRAFT = "draft", N_("Not published"), "to-confirm"
    PUBLISHED = "published", N_("Published"), "confirmed"
    CANCELLED = "cancelled", N_("Cancelled"), "cancelled"


class DraftState(LabelledState):
    """Whether a session takes place in the organiser's draft."""

    PLANNED = "planned", N_("Planned"), "confirmed"
    CANCELLED = "cancelled", N_("Cancelled"), "cancelled"
    REMOVED = "removed", N_("Removed"), "cancelled"
    """It was never published, and stays in the database only so that the removal can be undone."""
