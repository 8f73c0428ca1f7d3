"""The places of an event: reserving and releasing them under the lock of its registration policy."""

from eventdesk.core.db import db
from eventdesk.core.errors import NotAllowed
from eventdesk.core.text import N_
from eventdesk.registration.models import Registration, RegistrationPolicy
from eventdesk.registration.states import CAPACITY_STATES


def reserve_capacity(policy: RegistrationPolicy, number: int = 1, *, at_check_in: bool = False) -> None:
    """Reserve places of an event whose policy is locked. Raises NotAllowed when there are not enough.

    At check-in somebody decides who comes in, so there the capacity grows instead.
    """
    if policy.places is None:
        return
    if policy.taken + number > policy.places:
        left = policy.places - policy.taken
        if at_check_in:
            policy.places = policy.taken + number
        elif number > 1 and left:
            raise NotAllowed(N_("Not enough places: %(left)s left."), left=left)
        else:
            raise NotAllowed(N_("All places are taken."))
    policy.taken += number
    db.session.flush()


def release_capacity(policy: RegistrationPolicy | None, registration: Registration) -> None:
    """Release the place that a registration uses, if it uses one. The policy is locked; None: nothing is counted."""
    if policy is not None and policy.places is not None and registration.state in CAPACITY_STATES:
        policy.taken -= 1
