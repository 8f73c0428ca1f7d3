"""Bulk actions on registrations, and the merge fields of messages to participants."""

import re
from collections.abc import Mapping
from enum import StrEnum

from eventdesk.registration.states import RegistrationState


class BulkAction(StrEnum):
    """What organisers can do with several registrations at once; the values are in addresses and stored jobs."""

    APPROVE = "approve"
    REJECT = "refuse"
    MESSAGE = "write"
    MOVE = "move"
    """Move people from their seats in one session to free seats in another."""
    CANCEL = "cancel"


ALLOWED_STATES = {
    BulkAction.APPROVE: (RegistrationState.PENDING,),
    BulkAction.REJECT: (RegistrationState.PENDING,),
    BulkAction.CANCEL: (RegistrationState.CONFIRMED, RegistrationState.PENDING, RegistrationState.UNCONFIRMED),
    BulkAction.MOVE: (RegistrationState.CONFIRMED,),
    BulkAction.MESSAGE: (
        RegistrationState.CONFIRMED,
        RegistrationState.PENDING,
        RegistrationState.REJECTED,
        RegistrationState.CANCELLED,
    ),
}
"""The states of the registrations that each action applies to. An unconfirmed email address may be anyone's."""

MERGE_FIELDS = ("name", "organisation", "event", "page")
"""Names in braces that are replaced for each recipient of a message; `page` is the address of their own page."""

_MERGE_FIELD = re.compile(rf"\{{({'|'.join(MERGE_FIELDS)})\}}")


def render_merge_fields(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with its merge fields replaced, in one pass: braces in the values are not replaced."""
    return _MERGE_FIELD.sub(lambda match: values.get(match[1], match[0]), text)
