"""The base class of states, which have labels and icons, and the states of the outbox."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self

from eventdesk.core.text import N_


class LabelledState(StrEnum):
    """A state as the database stores it, with `label` (translatable) and `icon` (a mark of components/icon.html)."""

    label: str
    icon: str

    def __new__(cls, value: str, label: str = "", icon: str = "") -> Self:
        """Make a member of the stored value, its label and its icon."""
        state = str.__new__(cls, value)
        state._value_ = value
        state.label, state.icon = label, icon
        return state


class OutboxState(LabelledState):
    """The progress of an email or a job in the outbox."""

    QUEUED = "queued", N_("Queued"), "to-confirm"
    CLAIMED = "claimed", N_("Queued"), "to-confirm"
    """A worker has taken it."""
    SENDING = "sending", N_("Sending"), "to-confirm"
    """It is being handed to the mail server."""
    DONE = "done", N_("Sent"), "confirmed"
    LOGGED = "logged", N_("Not sent (no mail server)"), "confirmed"
    """Without a mail server an email is only stored; organisers can read it in the outbox."""
    FAILED = "failed", N_("Failed"), "cancelled"


OPEN_STATES = (OutboxState.QUEUED, OutboxState.CLAIMED, OutboxState.SENDING)
"""The states of an item that is not finished."""


def sql_list(states: Iterable[LabelledState]) -> str:
    """Return states as the values of an SQL `IN (…)`."""
    return ", ".join(f"'{state.value}'" for state in states)
