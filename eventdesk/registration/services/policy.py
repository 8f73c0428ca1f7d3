"""Setting who may register for an event."""

from datetime import datetime

from sqlalchemy import func, select

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_, clean_text
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Registration, RegistrationPolicy
from eventdesk.registration.queries.policy import registration_policy
from eventdesk.registration.queries.questions import DEFAULT_QUESTION, default_question
from eventdesk.registration.services.locks import lock_policy

MAX_NOTE_LENGTH = 5_000


def policy_for_change(event_id: int) -> RegistrationPolicy:
    """Lock the terms of an event and return them; made now, with the usual questions, where there were none."""
    terms = lock_policy(event_id)
    if terms is None:
        usual = [default_question(event_id, name, position) for position, name in enumerate(DEFAULT_QUESTION)]
        terms = registration_policy(event_id)
        db.session.add_all([terms, *usual])
        db.session.flush()
    return terms


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
    """Set who may register for an event, and how many. Nobody who is registered loses their place.

    Raises Invalid at `places` when more people are registered already.
    """
    terms = policy_for_change(event.id)
    taken = db.session.scalar(
        select(func.count()).where(
            Registration.event_id == event.id, Registration.state.in_(("confirmed", "unconfirmed"))
        )
    )
    taken = taken or 0
    if places is not None and places < max(1, taken):
        raise Invalid("places", N_("%(taken)s people are registered: enter that number or more"), taken=max(1, taken))
    before = {name: getattr(terms, name) for name in POLICY_FIELDS}
    terms.places, terms.taken = places, taken if places is not None else 0
    terms.requires_approval, terms.requires_code = requires_approval, requires_code
    terms.note = clean_text(note)[:MAX_NOTE_LENGTH]
    db.session.flush()
    changed = {name: getattr(terms, name) for name in POLICY_FIELDS if getattr(terms, name) != before[name]}
    if changed:
        audit.record("set_registration_policy", event, actor_id=actor_id, now=now, event_id=event.id, **changed)
    return terms


POLICY_FIELDS = ("places", "requires_approval", "requires_code", "note")
