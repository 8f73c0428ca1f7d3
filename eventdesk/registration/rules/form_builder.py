"""Questions in the form builder: their label, whether others can depend on them, tokens of their version."""

import hashlib
import json
from collections.abc import Mapping
from typing import Protocol

from eventdesk.registration.rules.questions import STANDARD_LABELS


class QuestionSpec(Protocol):
    """The fields of a question that organisers can change."""

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
    """Return the label of a question, or the default label of a standard field (marked for translation)."""
    return question.label or STANDARD_LABELS.get(question.standard, question.code)


def can_control(question: QuestionSpec) -> bool:
    """Return whether other questions can depend on this one, because its possible answers are known."""
    return question.kind in ("choice", "choices", "consent")


def version_token(question: QuestionSpec) -> str:
    """Return a token that changes whenever a field of the question changes."""
    return _digest([getattr(question, name) for name in QuestionSpec.__annotations__])


def policy_version_token(values: Mapping[str, object]) -> str:
    """Return a token that changes whenever one of the registration settings changes."""
    return _digest([[name, str(value)] for name, value in sorted(values.items())])


def _digest(values: list[object]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
