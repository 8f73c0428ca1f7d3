"""The registration form of an event, built from its questions."""

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
from eventdesk.booking.forms.answers import AnswerDateField, AnswerFileField, NumberField, submitted_answer
from eventdesk.core.text import N_
from eventdesk.registration.labels import choices_of, hints
from eventdesk.registration.models import Question
from eventdesk.registration.rules.form_builder import question_label
from eventdesk.registration.rules.questions import PROFILE_FIELDS, is_empty, missing_message, visible_questions
from eventdesk.registration.services.register import RegistrationInput
from eventdesk.web.forms import Form, Required, one_line, text_field, textarea_field

MAX_LINE_LENGTH = 300
MAX_TEXT_LENGTH = 5_000
MAX_RADIOS = 7
"""Choices that are shown as radio buttons; more are shown as a select."""
_MAX_LENGTHS = {"organisation": 200, "job_title": 160}
_AUTOCOMPLETE = {"organisation": "organization", "country": "country", "job_title": "organization-title"}


class EmailAddress:
    """A validator: the field holds one email address."""

    def __call__(self, _form: Any, field: Field) -> None:
        if not is_email(field.data):
            raise StopValidation(gettext("Enter an email address, as in name@example.org"))


def email_field(label: Any = None, *, needed: str = "") -> EmailField:
    """Return a field for an email address: the reader's, or with a label someone else's."""
    return EmailField(
        label or lazy_gettext("Email address"),
        [Required(needed or N_("Enter your email address")), EmailAddress()],
        filters=[one_line],
        render_kw={"autocomplete": "off" if label else "email", "spellcheck": "false", "autocapitalize": "none"},
    )


@dataclass(frozen=True)
class QuestionRow:
    """One question as the page shows it (templates/booking/_form_questions.html)."""

    field: Field
    hint: str
    width: str
    depends_on: str
    depends_values: str
    """A JSON list, for static/js/conditional_questions.js."""
    stored_file: dict[str, Any] | None
    """The file that is already stored as the answer."""


class RegistrationForm(Form):
    """The form of one event; `registration_form` adds its fields."""

    questions: Sequence[Question] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether the form is valid. Questions that are hidden with these answers are not checked."""
        super().validate(extra_validators)
        answers = self.answers
        visible = visible_questions(self.questions, answers)
        for question in self.questions:
            field = self._fields[question.code]
            if question.code not in visible:
                field.errors = []
            elif visible[question.code] and not field.errors and is_empty(answers[question.code]):
                field.errors = [gettext(missing_message(question.kind))]
        return not self.errors

    @property
    def answers(self) -> dict[str, Any]:
        """The answers by the code of their question."""
        return {question.code: submitted_answer(self._fields[question.code]) for question in self.questions}

    def registration_input(self, **known: str) -> RegistrationInput:
        """Return the input of the form; `known` has the values of profile fields that the form does not ask for."""
        answers = self.answers
        visible = visible_questions(self.questions, answers)
        codes = {question.code for question in self.questions}
        profile = {name: known.get(name, "") for name in PROFILE_FIELDS if name not in codes}
        profile |= {name: answers[name] or "" for name in PROFILE_FIELDS if name in visible}
        return RegistrationInput(
            name=self.name.data if "name" in self else known.get("name", ""),
            consents_to_listing=self.consents_to_listing.data,
            invitation=self.invitation.data if "invitation" in self else "",
            answers={code: answer for code, answer in answers.items() if code not in PROFILE_FIELDS},
            **profile,
        )

    @property
    def question_rows(self) -> list[QuestionRow]:
        """The questions in their order, each with its field and hint."""
        by_code = {question.code: question for question in self.questions}
        return [
            QuestionRow(
                self._fields[question.code],
                " ".join(hints(question, by_code)),
                _width(self._fields[question.code]),
                question.depends_on if question.depends_effect == "shown" else "",
                json.dumps(question.depends_values),
                getattr(self._fields[question.code], "stored", None),
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

    `invitation` is "" for a form without an invitation code, or else "optional" or "required".
    """
    fields: dict[str, Any] = {}
    if asks_name:
        fields["name"] = text_field(lazy_gettext("Name"), 120, needed=N_("Enter your name"))
    if asks_email:
        fields["email"] = email_field()
    fields |= {question.code: _field(question) for question in questions}
    if invitation:
        label = (
            lazy_gettext("Invitation code") if invitation == "required" else lazy_gettext("Invitation code (optional)")
        )
        fields["invitation"] = text_field(label, 60)
    fields["consents_to_listing"] = BooleanField(lazy_gettext("List my name and organisation in the report"))
    fields["session"] = HiddenField()
    form_class = type("FormOfEvent", (RegistrationForm,), {**fields, "questions": tuple(questions)})
    form: RegistrationForm = form_class(data=data)
    if asks_name:
        form.name.render_kw = {"autocomplete": "name", "maxlength": False}
    return form


def _label(question: Question) -> str:
    label = gettext(question_label(question))
    is_optional = not question.is_required and question.kind != "consent" and question.depends_effect != "required"
    return gettext("%(label)s (optional)", label=label) if is_optional else label


def _field(question: Question) -> Any:
    label, attributes = _label(question), _attributes(question)
    match question.kind:
        case "choice":
            return _choice_field(question, label, attributes)
        case "choices":
            return SelectMultipleField(
                label,
                choices=choices_of(question),
                invalid_choice_message=lambda _: gettext("Choose one of the answers"),
            )
        case "number":
            return NumberField(label, filters=[one_line], render_kw={**attributes, "inputmode": "decimal"})
        case "date":
            return AnswerDateField(label, render_kw=attributes)
        case "file":
            return AnswerFileField(label)
        case "consent":
            return BooleanField(label)
        case "long_text":
            field = textarea_field(label, MAX_TEXT_LENGTH, rows=4)
        case _:
            field = text_field(label, _MAX_LENGTHS.get(question.standard, MAX_LINE_LENGTH))
    field.kwargs["render_kw"] = {**(field.kwargs.get("render_kw") or {}), **attributes, "maxlength": False}
    return field


def _attributes(question: Question) -> dict[str, Any]:
    attributes: dict[str, Any] = {"aria-required": "true"} if question.is_required else {}
    if autocomplete := _AUTOCOMPLETE.get(question.standard):
        attributes["autocomplete"] = autocomplete
    return attributes


def _choice_field(question: Question, label: str, attributes: dict[str, Any]) -> Any:
    choices = choices_of(question)
    message, is_required = gettext("Choose one of the answers"), question.is_required
    is_long = len(choices) > MAX_RADIOS
    if question.standard in ("country", "stakeholder_kind"):
        # The first choice is the empty one.
        choices = choices[1:]
        empty_label = gettext("Choose one") if is_required else gettext("Not specified")
    else:
        empty_label = gettext("Choose one") if is_long and is_required else gettext("No answer")
    if is_long:
        return SelectField(
            label,
            choices=[SelectChoice("", empty_label), *choices],
            default="",
            invalid_choice_message=message,
            render_kw=attributes,
        )
    # An optional answer can be taken back; radio buttons need a choice for that.
    if not is_required:
        choices = [*choices, SelectChoice("", empty_label)]
    return _OptionalRadioField(label, choices=choices, default=None if is_required else "")


class _OptionalRadioField(RadioField):
    """Radio buttons that need no selection; RegistrationForm.validate() checks required questions."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type = "RadioField"

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' own shape
        """Refuse an answer that is not among the choices."""
        if self.data and not any(choice.selected for choice in self.iter_choices()):
            raise StopValidation(gettext("Choose one of the answers"))


def _width(field: Field) -> str:
    widths = {"NumberField": "number", "AnswerDateField": "date", "SelectField": "half", "TextAreaField": ""}
    return widths.get(field.type, "name" if isinstance(field, StringField) else "")
