"""What a registration form asks of somebody, depending on what they answered so far."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_

STANDARD_LABELS = {
    "organisation": N_("Organisation"),
    "country": N_("Country"),
    "stakeholder_kind": N_("Kind of organisation"),
    "job_title": N_("Job title"),
    "attendance": N_("How do you take part?"),
    "dietary": N_("Food that you cannot or do not eat"),
    "access": N_("What you need to take part, such as step-free access or captions"),
}
STANDARD_PURPOSES = {
    "dietary": N_("To order food that everybody can eat."),
    "access": N_("To prepare the rooms."),
}
ATTENDANCES = {"on-site": N_("On site"), "online": N_("Online")}
ON_REGISTRATION = ("organisation", "country", "stakeholder_kind", "job_title")
"""Standard fields that are kept on the registration itself, not as answers."""
CONSENTED = "yes"
"""What a given consent is called among the answers that another question can depend on."""


class QuestionInForm(Protocol):
    """A question, as much of it as these rules need."""

    code: str
    kind: str
    is_required: bool
    depends_on: str
    depends_values: list[str]
    depends_effect: str
    choices: list[dict[str, str]]


def answer_values(answer: Any) -> set[str]:
    """Return an answer as the set of texts that another question can depend on."""
    if answer is True:
        return {CONSENTED}
    if isinstance(answer, list):
        return {str(one) for one in answer}
    return set() if answer in (None, "", False) else {str(answer)}


def condition_met(question: QuestionInForm, answers: Mapping[str, Any], shown: Iterable[str]) -> bool:
    """Return whether the answer that a question depends on was given, to a question that is itself shown."""
    if not question.depends_on:
        return True
    wanted = set(question.depends_values)
    return question.depends_on in set(shown) and bool(answer_values(answers.get(question.depends_on)) & wanted)


def visible_questions(questions: Sequence[QuestionInForm], answers: Mapping[str, Any]) -> dict[str, bool]:
    """Return the codes of the questions that are shown with these answers, each with whether it must be answered.

    `questions` in their order: each depends on an earlier one, if on any.
    """
    shown: dict[str, bool] = {}
    for question in questions:
        met = condition_met(question, answers, shown)
        if question.depends_effect == "required" and question.depends_on:
            shown[question.code] = question.is_required or met
        elif met:
            shown[question.code] = question.is_required
    return shown


def is_empty(answer: Any) -> bool:
    """Return whether an answer says nothing; a consent that is not given does not."""
    return answer is None or answer is False or answer in ("", [])


def validated_answers(questions: Sequence[QuestionInForm], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers to the questions that are shown with them, without empty ones.

    Raises Invalid at the code of a question that must be answered and is not, or that has no such choice.
    """
    shown = visible_questions(questions, answers)
    kept: dict[str, Any] = {}
    for question in questions:
        if question.code not in shown:
            continue
        answer = answers.get(question.code)
        if is_empty(answer):
            if shown[question.code]:
                raise Invalid(question.code, missing_message(question.kind))
            continue
        if question.choices and not answer_values(answer) <= {choice["id"] for choice in question.choices}:
            raise Invalid(question.code, N_("Choose one of the answers"))
        kept[question.code] = answer
    return kept


def missing_message(kind: str) -> str:
    """Return what is said beside a question of this kind that must be answered (marked for translation)."""
    return {
        "choice": N_("Choose an answer"),
        "choices": N_("Choose at least one answer"),
        "number": N_("Enter a number"),
        "date": N_("Enter a date"),
        "file": N_("Choose a file"),
        "consent": N_("Tick this to go on"),
    }.get(kind, N_("Enter an answer"))
