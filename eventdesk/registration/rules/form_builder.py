"""What an organiser needs to know of a question while building the form: its name, and what may depend on it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Protocol

from eventdesk.registration.rules.questions import STANDARD_LABELS


class QuestionSpec(Protocol):
    """A question, as much of it as organisers can change."""

    code: str
    standard: str
    kind: str
    label: str
    hint: str
    choices: list[dict[str, str]]
    is_required: bool
    purpose: str
    seen_by: str
    delete_after_days: int | None
    depends_on: str
    depends_values: list[str]
    depends_effect: str


def question_label(question: QuestionSpec) -> str:
    """Return the organisers' words for a question, or the usual ones of a standard field (marked for translation)."""
    return question.label or STANDARD_LABELS.get(question.standard, question.code)


def can_control(question: QuestionSpec) -> bool:
    """Return whether other questions can depend on this one: its answers are known beforehand."""
    return question.kind in ("choice", "choices", "consent")


def version_token(question: QuestionSpec) -> str:
    """Return a short mark of all that can be changed of a question: the same as long as nobody changes any of it."""
    return _mark([getattr(question, name) for name in QuestionSpec.__annotations__])


def policy_version_token(values: Mapping[str, object]) -> str:
    """Return such a mark of the terms on which people register."""
    return _mark([[name, str(value)] for name, value in sorted(values.items())])


def _mark(values: list[object]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
