"""Copying the registration form of an event to another one."""

from eventdesk.core.db import db
from eventdesk.registration.models import Question, RegistrationPolicy
from eventdesk.registration.queries.questions import questions_of
from eventdesk.registration.services.policy import POLICY_FIELDS

_COPIED_FIELDS = (
    "code",
    "position",
    "standard",
    "kind",
    "label",
    "hint",
    "choices",
    "is_required",
    "purpose",
    "seen_by",
    "delete_after_days",
    "depends_on",
    "depends_values",
    "depends_effect",
)


def copy_form(source_id: int, copy_id: int) -> None:
    """Copy the form and the registration policy of an event to a new one that has no registrations yet."""
    policy = db.session.get(RegistrationPolicy, source_id)
    if policy is None:
        return
    copied = {name: getattr(policy, name) for name in POLICY_FIELDS}
    db.session.add(RegistrationPolicy(event_id=copy_id, taken=0, **copied))
    db.session.add_all(
        Question(event_id=copy_id, **{name: getattr(question, name) for name in _COPIED_FIELDS})
        for question in questions_of(source_id)
    )
    db.session.flush()
