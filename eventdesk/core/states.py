"""States of rows, each with its label and icon, and the states of the outbox."""

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
    """How far an e-mail or job of the outbox is."""

    QUEUED = "queued", N_("Queued"), "to-confirm"
    CLAIMED = "claimed", N_("Queued"), "to-confirm"
    """A worker has taken it."""
    SENDING = "sending", N_("Sending"), "to-confirm"
    """The mail server is being handed it."""
    DONE = "done", N_("Sent"), "confirmed"
    LOGGED = "logged", N_("Not sent (no mail server)"), "confirmed"
    FAILED = "failed", N_("Failed"), "cancelled"
