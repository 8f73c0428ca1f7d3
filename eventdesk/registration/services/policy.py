"""Setting the registration policy of an event."""

from datetime import datetime

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_, clean_text
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import RegistrationPolicy
from eventdesk.registration.queries.policy import capacity_taken, registration_policy
from eventdesk.registration.queries.questions import DEFAULT_QUESTIONS, default_question
from eventdesk.registration.services.locks import lock_policy

MAX_NOTE_LENGTH = 5_000
POLICY_FIELDS = ("places", "requires_approval", "requires_code", "note")
"""The settings of a policy that an organiser changes."""


def policy_for_change(event_id: int) -> RegistrationPolicy:
    """Lock the registration policy of an event and return it; it is created, with the default questions, if missing."""
    policy = lock_policy(event_id)
    if policy is None:
        defaults = [default_question(event_id, name, position) for position, name in enumerate(DEFAULT_QUESTIONS)]
        policy = registration_policy(event_id)
        db.session.add_all([policy, *defaults])
        db.session.flush()
    return policy


def set_policy(
    event: Event,
    *,
    places: int | None,
    requires_approval: bool,
    requires_code: bool,
    note: str = "",
    actor_id: int | None,
    now: datetime,
) -> RegistrationPolicy:
    """Set who can register for an event, and how many. Registered people keep their places.

    Raises Invalid at `places` for fewer places than are taken.
    """
    policy = policy_for_change(event.id)
    taken = capacity_taken(event.id)
    if places is not None and places < max(1, taken):
        raise Invalid("places", N_("Enter at least %(taken)s: so many places are already taken"), taken=max(1, taken))
    old = {name: getattr(policy, name) for name in POLICY_FIELDS}
    policy.places, policy.taken = places, taken if places is not None else 0
    policy.requires_approval, policy.requires_code = requires_approval, requires_code
    policy.note = clean_text(note)[:MAX_NOTE_LENGTH]
    db.session.flush()
    changed = {name: getattr(policy, name) for name in POLICY_FIELDS if getattr(policy, name) != old[name]}
    if changed:
        audit.record("set_registration_policy", event, actor_id=actor_id, now=now, event_id=event.id, **changed)
    return policy
