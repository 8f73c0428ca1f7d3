"""The form in which somebody registers, built from the questions of the event."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from eventdesk.accounts.rules import is_email
from eventdesk.core.text import N_
from eventdesk.reservations import rules
from eventdesk.reservations.forms.answers import LARGEST_FILE, AnswerFile, DayField, NumberField, answer_of
from eventdesk.reservations.models import Question
from eventdesk.reservations.services import Typed
from eventdesk.web.filters import day, file_size
from eventdesk.web.forms import Form, NotBlank, line_field, one_line, text_field
from eventdesk.web.profile import countries, kinds

LONGEST_LINE = 300
LONGEST_TEXT = 5_000
MOST_RADIOS = 7
"""Answers that are shown as radio buttons; more make a list to choose from."""
_LONGEST = {"organisation": 200, "job_title": 160}
_AUTOCOMPLETE = {"organisation": "organization", "country": "country", "job_title": "organization-title"}
SEEN_BY = {
    "organisers": N_("Organisers see it."),
    "door": N_("Organisers and the people at the door see it."),
    "staff": N_("Organisers, the people at the door and communications staff see it."),
}


class EmailAddress:
    """A validator: the field holds one e-mail address."""

    def __call__(self, _form: Any, field: Field) -> None:
        if not is_email(field.data):
            raise StopValidation(gettext("Enter an e-mail address, as in name@example.org"))


def email_field(label: Any = None, *, needed: str = "") -> EmailField:
    """Return a field for an e-mail address: one's own, or, with a label, somebody else's."""
    return EmailField(
        label or lazy_gettext("E-mail address"),
        [NotBlank(needed or N_("Enter your e-mail address")), EmailAddress()],
        filters=[one_line],
        render_kw={"autocomplete": "off" if label else "email", "spellcheck": "false", "autocapitalize": "none"},
    )


@dataclass(frozen=True)
class Asked:
    """One question as the page shows it (templates/reservations/register_questions.html)."""

    field: Field
    hint: str
    width: str
    depends_on: str
    depends_values: str
    """A JSON list, for static/js/questions.js."""


class RegistrationForm(Form):
    """Who somebody is, and what the event asks of them. `registration_form` adds the fields."""

    questions: Sequence[Question] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether all is well; a question that these answers do not ask cannot be wrong."""
        super().validate(extra_validators)
        answers = self.answers
        shown = rules.asked(self.questions, answers)
        for question in self.questions:
            field = self._fields[question.code]
            if question.code not in shown:
                field.errors = []
            elif shown[question.code] and not field.errors and rules.is_empty(answers[question.code]):
                field.errors = [gettext(rules.missing_words(question.kind))]
        return not self.errors

    @property
    def answers(self) -> dict[str, Any]:
        """What is answered, by the code of the question."""
        return {question.code: answer_of(self._fields[question.code]) for question in self.questions}

    def typed(self, **known: str) -> Typed:
        """Return what was typed; `known` says what is known of the person where the form does not ask for it."""
        answers = self.answers
        shown = rules.asked(self.questions, answers)
        codes = {question.code for question in self.questions}
        said = {
            name: (answers[name] or "" if name in shown else "") if name in codes else known.get(name, "")
            for name in rules.ON_REGISTRATION
        }
        return Typed(
            name=self.name.data if "name" in self else known.get("name", ""),
            may_be_named=self.may_be_named.data,
            invitation=self.invitation.data if "invitation" in self else "",
            answers={code: answer for code, answer in answers.items() if code not in rules.ON_REGISTRATION},
            **said,
        )

    @property
    def asked(self) -> list[Asked]:
        """The questions in their order, each with its hint."""
        by_code = {question.code: question for question in self.questions}
        return [
            Asked(
                self._fields[question.code],
                " ".join(_hints(question, by_code)),
                _width(self._fields[question.code]),
                question.depends_on if question.depends_effect == "shown" else "",
                json.dumps(question.depends_values),
            )
            for question in self.questions
        ]


def registration_form(
    questions: Sequence[Question],
    *,
    data: Mapping[str, Any],
    asks_name: bool = True,
    asks_email: bool = False,
    invitation: str = "",
) -> RegistrationForm:
    """Return the form of an event, filled in with `data`.

    `invitation`: "" asks for no code, "optional" and "needed" do.
    """
    fields: dict[str, Any] = {}
    if asks_name:
        fields["name"] = line_field(
            lazy_gettext("Name"), 120, needed=N_("Enter your name"),
        )  # fmt: skip
    if asks_email:
        fields["email"] = email_field()
    fields |= {question.code: _field(question) for question in questions}
    if invitation:
        label = (
            lazy_gettext("Invitation code") if invitation == "needed" else lazy_gettext("Invitation code (optional)")
        )
        fields["invitation"] = line_field(label, 60)
    fields["may_be_named"] = BooleanField(
        lazy_gettext("My name and organisation may stand in the report's list of participants")
    )
    fields |= {"session": HiddenField(), "key": HiddenField()}
    made = type("FormOfEvent", (RegistrationForm,), {**fields, "questions": tuple(questions)})
    form: RegistrationForm = made(data=data)
    if asks_name:
        form.name.render_kw = {"autocomplete": "name", "maxlength": False}
    return form


def label_of(question: Question) -> str:
    """Return what a question is called: the organisers' words, else its usual name."""
    return question.label or gettext(rules.STANDARD_LABELS.get(question.standard, question.code))


def _label(question: Question) -> str:
    label = label_of(question)
    is_optional = not question.is_required and question.kind != "consent" and question.depends_effect != "required"
    return gettext("%(label)s (optional)", label=label) if is_optional else label


def _field(question: Question) -> Any:
    label, kw = _label(question), _attributes(question)
    match question.kind:
        case "choice":
            return _choice(question, label, kw)
        case "choices":
            return SelectMultipleField(
                label, choices=_choices(question), invalid_choice_message=lambda _: gettext("Choose one of the answers")
            )
        case "number":
            return NumberField(label, filters=[one_line], render_kw={**kw, "inputmode": "decimal"})
        case "date":
            return DayField(label, render_kw=kw)
        case "file":
            return AnswerFile(label)
        case "consent":
            return BooleanField(label)
        case "long_text":
            field = text_field(label, LONGEST_TEXT, rows=4)
        case _:
            field = line_field(label, _LONGEST.get(question.standard, LONGEST_LINE))
    field.kwargs["render_kw"] = {**(field.kwargs.get("render_kw") or {}), **kw, "maxlength": False}
    return field


def _attributes(question: Question) -> dict[str, Any]:
    kw: dict[str, Any] = {"aria-required": "true"} if question.is_required else {}
    if completed := _AUTOCOMPLETE.get(question.standard):
        kw["autocomplete"] = completed
    return kw


def _choice(question: Question, label: str, kw: dict[str, Any]) -> Any:
    choices = _choices(question)
    message = gettext("Choose one of the answers")
    is_long = len(choices) > MOST_RADIOS
    if question.standard in ("country", "stakeholder_kind"):
        # They say "Not said" first.
        choices = choices[1:]
        none = gettext("Choose one") if question.is_required else gettext("Not said")
    else:
        none = gettext("Choose one") if is_long and question.is_required else gettext("No answer")
    if is_long:
        return SelectField(
            label, choices=[SelectChoice("", none), *choices], default="", invalid_choice_message=message, render_kw=kw
        )
    # Who may leave it out can take an answer back; who may not has to choose.
    must = question.is_required
    if not must:
        choices = [*choices, SelectChoice("", none)]
    return _Radios(label, choices=choices, default=None if must else "")


class _Radios(RadioField):
    """Radio buttons of which none need be chosen: whether one must be is the form's to say."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type = "RadioField"

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' own shape
        """Refuse an answer that nobody offered."""
        if self.data and not any(choice.selected for choice in self.iter_choices()):
            raise StopValidation(gettext("Choose one of the answers"))


def _choices(question: Question) -> list[SelectChoice]:
    if question.standard == "country":
        pairs = countries()
    elif question.standard == "stakeholder_kind":
        pairs = kinds()
    elif question.standard == "attendance":
        pairs = [(value, gettext(words)) for value, words in rules.ATTENDANCES.items()]
    else:
        pairs = [(choice["id"], choice["text"]) for choice in question.choices]
    return [SelectChoice(value, words) for value, words in pairs]


def _width(field: Field) -> str:
    widths = {"NumberField": "number", "DayField": "date", "SelectField": "half", "TextAreaField": ""}
    return widths.get(field.type, "name" if isinstance(field, StringField) else "")


def _hints(question: Question, by_code: Mapping[str, Question]) -> list[str]:
    """Return the sentences beside a question: when it is asked, the organisers' hint, why, who sees it, how long."""
    said = [_condition(question, by_code), question.hint]
    if question.kind == "file":
        said.append(
            gettext("PDF, PPTX, DOCX, XLSX, ODP, ODT, ODS, PNG, JPEG or plain text, up to %(most)s MB.",
                    most=LARGEST_FILE // 1_000_000)
        )  # fmt: skip
    usual = rules.STANDARD_PURPOSES.get(question.standard, "")
    said += [question.purpose or (gettext(usual) if usual else ""), gettext(SEEN_BY[question.seen_by])]
    said.append(_kept_for(question.delete_after_days))
    return [_sentence(one) for one in said if one]


def _sentence(words: str) -> str:
    return words if words[-1] in ".!?…:;。؟" else f"{words}."


def _kept_for(days: int | None) -> str:
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
    asked = label_of(other)
    if other.kind == "consent":
        if is_needed:
            return gettext("Needed if you ticked “%(question)s”.", question=asked)
        return gettext("Only if you ticked “%(question)s”.", question=asked)
    names = {choice.value: str(choice.label) for choice in _choices(other)}
    chosen = gettext(" or ").join(f"“{names.get(value, value)}”" for value in question.depends_values)
    if is_needed:
        return gettext("Needed if you answered %(answers)s to “%(question)s”.", answers=chosen, question=asked)
    return gettext("Only if you answered %(answers)s to “%(question)s”.", answers=chosen, question=asked)


def answer_words(question: Question, answer: Any) -> str:
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
        {choice.value: str(choice.label) for choice in _choices(question)} if question.kind.startswith("choice") else {}
    )
    several = answer if isinstance(answer, list) else [answer]
    return ", ".join(names.get(str(one), str(one)) for one in several)
