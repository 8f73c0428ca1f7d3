"""How the questions of a form and the answers to them read."""

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
from eventdesk.registration.rules.questions import ATTENDANCES, STANDARD_PURPOSES
from eventdesk.web.filters import day
from eventdesk.web.profile import countries, kinds

SEEN_BY = {
    "organisers": N_("Organisers see it."),
    "door": N_("Organisers and the people at the door see it."),
    "staff": N_("Organisers, the people at the door and communications staff see it."),
}


def choices_of(question: Question) -> list[SelectChoice]:
    """Return the answers to choose from; of a country and a kind, "Not said" first."""
    if question.standard == "country":
        pairs = countries()
    elif question.standard == "stakeholder_kind":
        pairs = kinds()
    elif question.standard == "attendance":
        pairs = [(value, gettext(words)) for value, words in ATTENDANCES.items()]
    else:
        pairs = [(choice["id"], choice["text"]) for choice in question.choices]
    return [SelectChoice(value, words) for value, words in pairs]


def hints(question: Question, by_code: Mapping[str, Question]) -> list[str]:
    """Return the sentences beside a question: when it is asked, the organisers' hint, why, who sees it, how long."""
    said = [_condition(question, by_code), question.hint]
    if question.kind == "file":
        said.append(
            gettext("PDF, PPTX, DOCX, XLSX, ODP, ODT, ODS, PNG, JPEG or plain text, up to %(most)s MB.",
                    most=MAX_FILE_BYTES // 1_000_000)
        )  # fmt: skip
    usual = STANDARD_PURPOSES.get(question.standard, "")
    said += [question.purpose or (gettext(usual) if usual else ""), gettext(SEEN_BY[question.seen_by])]
    said.append(_retention_text(question.delete_after_days))
    return [_sentence(one) for one in said if one]


def _sentence(words: str) -> str:
    return words if words[-1] in ".!?…:;。؟" else f"{words}."


def _retention_text(days: int | None) -> str:
    if days is None:
        return gettext("Kept as long as your registration.")
    if days == 0:
        return gettext("Deleted after the last day of the event.")
    return ngettext("Deleted %(num)s day after the event.", "Deleted %(num)s days after the event.", days)


def _condition(question: Question, by_code: Mapping[str, Question]) -> str:
    other = by_code.get(question.depends_on)
    if other is None:
        return ""
    is_needed = question.depends_effect == "required"
    asked = gettext(question_label(other))
    if other.kind == "consent":
        if is_needed:
            return gettext("Needed if you ticked “%(question)s”.", question=asked)
        return gettext("Only if you ticked “%(question)s”.", question=asked)
    names = {choice.value: str(choice.label) for choice in choices_of(other)}
    quoted = [f"“{names.get(value, value)}”" for value in question.depends_values]
    chosen = format_list(quoted, style="or", locale=get_locale())
    if is_needed:
        return gettext("Needed if you answered %(answers)s to “%(question)s”.", answers=chosen, question=asked)
    return gettext("Only if you answered %(answers)s to “%(question)s”.", answers=chosen, question=asked)


def answer_text(question: Question, answer: Any) -> str:
    """Return an answer as it is read."""
    if answer is True:
        return gettext("Yes")
    if isinstance(answer, dict):
        return f"{answer['name']}, {file_size(answer['size'])}"
    if question.kind == "date":
        try:
            return day(date.fromisoformat(answer))
        except (TypeError, ValueError):
            return str(answer)
    names = (
        {choice.value: str(choice.label) for choice in choices_of(question)}
        if question.kind.startswith("choice")
        else {}
    )
    several = answer if isinstance(answer, list) else [answer]
    return ", ".join(names.get(str(one), str(one)) for one in several)
