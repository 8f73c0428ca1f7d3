"""Texts about questions and answers, for the forms and pages that show them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.lists import format_list
from flask_babel import get_locale, gettext, ngettext
from wtforms.fields.choices import SelectChoice

from eventdesk.core.formats import file_size
from eventdesk.core.text import N_
from eventdesk.registration.models import Question
from eventdesk.registration.rules.form_builder import question_label
from eventdesk.registration.rules.policy import MAX_FILE_BYTES
from eventdesk.registration.rules.questions import ATTENDANCES, CONSENTED, STANDARD_PURPOSES
from eventdesk.web.filters import day
from eventdesk.web.profile import countries, kinds

VISIBILITY = {
    "organisers": N_("Organisers can see your answer."),
    "door": N_("Organisers and moderators can see your answer."),
    "staff": N_("Organisers, moderators and communications staff can see your answer."),
}
"""Who sees the answers to a question, for participants."""


def choices_of(question: Question) -> list[SelectChoice]:
    """Return the choices of a question; for a country and a type of organisation, the first one is empty."""
    if question.standard == "country":
        pairs = countries()
    elif question.standard == "stakeholder_kind":
        pairs = kinds()
    elif question.standard == "attendance":
        pairs = [(value, gettext(label)) for value, label in ATTENDANCES.items()]
    else:
        pairs = [(choice["id"], choice["text"]) for choice in question.choices]
    return [SelectChoice(value, label) for value, label in pairs]


def answer_choices(question: Question) -> list[tuple[str, str]]:
    """Return the answers that other questions can depend on, as (value, label)."""
    if question.kind == "consent":
        return [(CONSENTED, gettext("Ticked"))]
    return [(choice.value, str(choice.label)) for choice in choices_of(question) if choice.value]


def hints(question: Question, by_code: Mapping[str, Question]) -> list[str]:
    """Return the sentences below a question: condition, hint, file types, purpose, who sees the answer, how long."""
    sentences = [_participant_condition(question, by_code), question.hint]
    if question.kind == "file":
        sentences.append(
            gettext(
                "PDF, PPTX, DOCX, XLSX, ODP, ODT, ODS, PNG, JPEG or plain text, up to %(max)s MB.",
                max=MAX_FILE_BYTES // 1_000_000,
            )
        )
    default_purpose = STANDARD_PURPOSES.get(question.standard, "")
    sentences += [
        question.purpose or (gettext(default_purpose) if default_purpose else ""),
        gettext(VISIBILITY[question.seen_by]),
        _retention_text(question.delete_after_days),
    ]
    return [_with_full_stop(sentence) for sentence in sentences if sentence]


def _with_full_stop(text: str) -> str:
    return text if text[-1] in ".!?…:;。؟" else f"{text}."


def _retention_text(days: int | None) -> str:
    if days is None:
        return gettext("Stored as long as your registration.")
    if days == 0:
        return gettext("Deleted after the last day of the event.")
    return ngettext("Deleted %(num)s day after the event.", "Deleted %(num)s days after the event.", days)


def _participant_condition(question: Question, by_code: Mapping[str, Question]) -> str:
    """Return for participants when to answer a question; "" without a condition."""
    other = by_code.get(question.depends_on)
    if other is None:
        return ""
    is_required = question.depends_effect == "required"
    label = gettext(question_label(other))
    if other.kind == "consent":
        if is_required:
            return gettext("Required if you ticked “%(question)s”.", question=label)
        return gettext("Only if you ticked “%(question)s”.", question=label)
    answers = _quoted_answers(question, other)
    if is_required:
        return gettext("Required if you answered %(answers)s to “%(question)s”.", answers=answers, question=label)
    return gettext("Only if you answered %(answers)s to “%(question)s”.", answers=answers, question=label)


def condition_text(question: Question, by_code: Mapping[str, Question]) -> str:
    """Return for organisers when a question is shown or required; "" without a condition."""
    other = by_code.get(question.depends_on)
    if other is None:
        return ""
    is_required = question.depends_effect == "required"
    label = gettext(question_label(other))
    if other.kind == "consent":
        if is_required:
            return gettext("Required only if “%(question)s” is ticked", question=label)
        return gettext("Shown only if “%(question)s” is ticked", question=label)
    answers = _quoted_answers(question, other)
    if is_required:
        return gettext("Required only if “%(question)s” is %(answers)s", question=label, answers=answers)
    return gettext("Shown only if “%(question)s” is %(answers)s", question=label, answers=answers)


def _quoted_answers(question: Question, other: Question) -> str:
    """Return the answers to `other` that `question` depends on: “A”, “B” or “C”."""
    labels = dict(answer_choices(other))
    quoted = [f"“{labels.get(value, value)}”" for value in question.depends_values]
    return format_list(quoted, style="or", locale=get_locale())


def answer_text(question: Question, answer: Any) -> str:
    """Return an answer as text, with the labels of choices."""
    if answer is True:
        return gettext("Yes")
    if isinstance(answer, dict):
        return f"{answer['name']}, {file_size(answer['size'])}"
    if question.kind == "date":
        try:
            return day(date.fromisoformat(answer))
        except (TypeError, ValueError):
            return str(answer)
    labels = dict(answer_choices(question)) if question.kind.startswith("choice") else {}
    values = answer if isinstance(answer, list) else [answer]
    return ", ".join(labels.get(str(value), str(value)) for value in values)
