"""The states of events, sessions, draft sessions and changes of the draft."""

from enum import StrEnum

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
    """The session was never published; it stays in the database only so that the removal can be undone."""


class ChangeState(StrEnum):
    """Whether a change of the draft can be undone or redone. No page shows it."""

    DONE = "done"
    UNDONE = "undone"
    """It can be redone until its organiser makes another change, which deletes it."""
    DROPPED = "dropped"
    """It can be neither undone nor redone."""
