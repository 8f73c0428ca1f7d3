"""Which questions of a registration form are visible and required, given the answers so far."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_

STANDARD_LABELS = {
    "organisation": N_("Organisation"),
    "country": N_("Country"),
    "stakeholder_kind": N_("Type of organisation"),
    "job_title": N_("Job title"),
    "attendance": N_("How will you attend?"),
    "dietary": N_("Dietary requirements"),
    "access": N_("Accessibility needs, such as step-free access or captions"),
}
STANDARD_PURPOSES = {
    "dietary": N_("To order food that everyone can eat."),
    "access": N_("To prepare the rooms."),
}
ATTENDANCES = {"on-site": N_("On site"), "online": N_("Online")}
PROFILE_FIELDS = ("organisation", "country", "stakeholder_kind", "job_title")
"""Standard fields that are stored on the registration itself, not as answers."""
CONSENTED = "yes"
"""The value of a ticked consent among the answers that another question can depend on."""


class QuestionInForm(Protocol):
    """The fields of a question that these rules read."""

    code: str
    kind: str
    is_required: bool
    depends_on: str
    depends_values: list[str]
    depends_effect: str
    choices: list[dict[str, str]]


def answer_values(answer: Any) -> set[str]:
    """Return the values of an answer that another question can depend on."""
    if answer is True:
        return {CONSENTED}
    if isinstance(answer, list):
        return {str(value) for value in answer}
    return set() if answer in (None, "", False) else {str(answer)}


def condition_met(question: QuestionInForm, answers: Mapping[str, Any], visible: Iterable[str]) -> bool:
    """Return whether a question's condition is met: the other question is visible and has such an answer."""
    if not question.depends_on:
        return True
    given = answer_values(answers.get(question.depends_on))
    return question.depends_on in set(visible) and not given.isdisjoint(question.depends_values)


def visible_questions(questions: Sequence[QuestionInForm], answers: Mapping[str, Any]) -> dict[str, bool]:
    """Return the codes of the questions that are visible with these answers, each with whether it is required.

    `questions` are in their order; a question depends at most on an earlier one.
    """
    visible: dict[str, bool] = {}
    for question in questions:
        met = condition_met(question, answers, visible)
        if question.depends_effect == "required" and question.depends_on:
            visible[question.code] = question.is_required or met
        elif met:
            visible[question.code] = question.is_required
    return visible


def is_empty(answer: Any) -> bool:
    """Return whether an answer is empty, as a consent that is not ticked."""
    return answer is None or answer is False or answer in ("", [])


def validated_answers(questions: Sequence[QuestionInForm], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers to the visible questions, without empty ones.

    Raises Invalid at the code of a required question without an answer, or whose answer is not among its choices.
    """
    visible = visible_questions(questions, answers)
    valid: dict[str, Any] = {}
    for question in questions:
        if question.code not in visible:
            continue
        answer = answers.get(question.code)
        if is_empty(answer):
            if visible[question.code]:
                raise Invalid(question.code, missing_message(question.kind))
            continue
        if question.choices and not answer_values(answer) <= {choice["id"] for choice in question.choices}:
            raise Invalid(question.code, N_("Choose one of the answers"))
        valid[question.code] = answer
    return valid


def missing_message(kind: str) -> str:
    """Return the error at a required question of this type without an answer (marked for translation)."""
    return {
        "choice": N_("Choose an answer"),
        "choices": N_("Choose at least one answer"),
        "number": N_("Enter a number"),
        "date": N_("Enter a date"),
        "file": N_("Choose a file"),
        "consent": N_("Tick the box to continue"),
    }.get(kind, N_("Enter an answer"))
