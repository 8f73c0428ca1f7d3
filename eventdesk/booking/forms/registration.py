"""The form in which somebody registers, built from the questions of the event."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext
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
from eventdesk.booking.forms.answers import AnswerFile, DayField, NumberField, submitted_answer
from eventdesk.core.text import N_
from eventdesk.registration.labels import choices_of, hints
from eventdesk.registration.models import Question
from eventdesk.registration.rules.form_builder import question_label
from eventdesk.registration.rules.questions import ON_REGISTRATION, is_empty, missing_message, visible_questions
from eventdesk.registration.services.register import RegistrationInput
from eventdesk.web.forms import Form, Required, one_line, text_field, textarea_field

MAX_LINE = 300
MAX_TEXT = 5_000
MAX_RADIOS = 7
"""Answers that are shown as radio buttons; more make a list to choose from."""
_MAX_LENGTHS = {"organisation": 200, "job_title": 160}
_AUTOCOMPLETE = {"organisation": "organization", "country": "country", "job_title": "organization-title"}


class EmailAddress:
    """A validator: the field holds one e-mail address."""

    def __call__(self, _form: Any, field: Field) -> None:
        if not is_email(field.data):
            raise StopValidation(gettext("Enter an e-mail address, as in name@example.org"))


def email_field(label: Any = None, *, needed: str = "") -> EmailField:
    """Return a field for an e-mail address: one's own, or, with a label, somebody else's."""
    return EmailField(
        label or lazy_gettext("E-mail address"),
        [Required(needed or N_("Enter your e-mail address")), EmailAddress()],
        filters=[one_line],
        render_kw={"autocomplete": "off" if label else "email", "spellcheck": "false", "autocapitalize": "none"},
    )


@dataclass(frozen=True)
class FormRow:
    """One question as the page shows it (templates/reservations/register_questions.html)."""

    field: Field
    hint: str
    width: str
    depends_on: str
    depends_values: str
    """A JSON list, for static/js/conditional_questions.js."""


class RegistrationForm(Form):
    """Who somebody is, and what the event asks of them. `registration_form` adds the fields."""

    questions: Sequence[Question] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether all is well; a question that these answers do not ask cannot be wrong."""
        super().validate(extra_validators)
        answers = self.answers
        shown = visible_questions(self.questions, answers)
        for question in self.questions:
            field = self._fields[question.code]
            if question.code not in shown:
                field.errors = []
            elif shown[question.code] and not field.errors and is_empty(answers[question.code]):
                field.errors = [gettext(missing_message(question.kind))]
        return not self.errors

    @property
    def answers(self) -> dict[str, Any]:
        """What is answered, by the code of the question."""
        return {question.code: submitted_answer(self._fields[question.code]) for question in self.questions}

    def typed(self, **known: str) -> RegistrationInput:
        """Return what was typed; `known` says what is known of the person where the form does not ask for it."""
        answers = self.answers
        shown = visible_questions(self.questions, answers)
        codes = {question.code for question in self.questions}
        said = {
            name: (answers[name] or "" if name in shown else "") if name in codes else known.get(name, "")
            for name in ON_REGISTRATION
        }
        return RegistrationInput(
            name=self.name.data if "name" in self else known.get("name", ""),
            consents_to_listing=self.consents_to_listing.data,
            invitation=self.invitation.data if "invitation" in self else "",
            answers={code: answer for code, answer in answers.items() if code not in ON_REGISTRATION},
            **said,
        )

    @property
    def asked(self) -> list[FormRow]:
        """The questions in their order, each with its hint."""
        by_code = {question.code: question for question in self.questions}
        return [
            FormRow(
                self._fields[question.code],
                " ".join(hints(question, by_code)),
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
        fields["name"] = text_field(
            lazy_gettext("Name"), 120, needed=N_("Enter your name"),
        )  # fmt: skip
    if asks_email:
        fields["email"] = email_field()
    fields |= {question.code: _field(question) for question in questions}
    if invitation:
        label = (
            lazy_gettext("Invitation code") if invitation == "needed" else lazy_gettext("Invitation code (optional)")
        )
        fields["invitation"] = text_field(label, 60)
    fields["consents_to_listing"] = BooleanField(
        lazy_gettext("My name and organisation may stand in the report's list of participants")
    )
    fields |= {"session": HiddenField()}
    made = type("FormOfEvent", (RegistrationForm,), {**fields, "questions": tuple(questions)})
    form: RegistrationForm = made(data=data)
    if asks_name:
        form.name.render_kw = {"autocomplete": "name", "maxlength": False}
    return form


def _label(question: Question) -> str:
    label = gettext(question_label(question))
    is_optional = not question.is_required and question.kind != "consent" and question.depends_effect != "required"
    return gettext("%(label)s (optional)", label=label) if is_optional else label


def _field(question: Question) -> Any:
    label, kw = _label(question), _attributes(question)
    match question.kind:
        case "choice":
            return _choice(question, label, kw)
        case "choices":
            return SelectMultipleField(
                label,
                choices=choices_of(question),
                invalid_choice_message=lambda _: gettext("Choose one of the answers"),
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
            field = textarea_field(label, MAX_TEXT, rows=4)
        case _:
            field = text_field(label, _MAX_LENGTHS.get(question.standard, MAX_LINE))
    field.kwargs["render_kw"] = {**(field.kwargs.get("render_kw") or {}), **kw, "maxlength": False}
    return field


def _attributes(question: Question) -> dict[str, Any]:
    kw: dict[str, Any] = {"aria-required": "true"} if question.is_required else {}
    if completed := _AUTOCOMPLETE.get(question.standard):
        kw["autocomplete"] = completed
    return kw


def _choice(question: Question, label: str, kw: dict[str, Any]) -> Any:
    choices = choices_of(question)
    message = gettext("Choose one of the answers")
    is_long = len(choices) > MAX_RADIOS
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


def _width(field: Field) -> str:
    widths = {"NumberField": "number", "DayField": "date", "SelectField": "half", "TextAreaField": ""}
    return widths.get(field.type, "name" if isinstance(field, StringField) else "")
