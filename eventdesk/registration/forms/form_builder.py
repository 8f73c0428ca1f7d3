"""The forms with which organisers build a registration form."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from eventdesk.core.text import N_
from eventdesk.registration.labels import answer_choices
from eventdesk.registration.models import STANDARD, Question
from eventdesk.registration.rules.form_builder import can_control, question_label, version_token
from eventdesk.registration.rules.questions import PROFILE_FIELDS
from eventdesk.registration.services.form_builder import MAX_CHOICES, MAX_DAYS, QuestionInput
from eventdesk.web.forms import Form, IntegerInRange, number_field, one_line, text_field

INITIAL_ROWS = 4
EXTRA_ROWS = 3

KINDS = {
    "text": N_("Short text"),
    "long_text": N_("Long text"),
    "choice": N_("One answer from a list"),
    "choices": N_("Several answers from a list"),
    "number": N_("Number"),
    "date": N_("Date"),
    "file": N_("File"),
    "consent": N_("Consent"),
}
KIND_HINTS = {
    "text": N_("One line"),
    "long_text": N_("Several sentences"),
    "choice": N_("For example “Which language do you prefer?”"),
    "choices": N_("For example “Which topics should we discuss?”"),
    "number": N_("For example “How many years of experience do you have?”"),
    "date": N_("For example “When do you arrive?”"),
    "file": N_("For example a signed form"),
    "consent": N_("A checkbox, for example “I agree to be photographed”"),
}
SEEN_BY = {
    "organisers": N_("Organisers"),
    "door": N_("Organisers and moderators"),
    "staff": N_("Organisers, moderators and communications staff"),
}
_FIELD_NAMES = (
    "label",
    "hint",
    "kind",
    "is_required",
    "purpose",
    "seen_by",
    "delete_after_days",
    "depends_on",
    "depends_values",
    "depends_effect",
)


class ChoiceRows(Field):
    """The choices of a question, one per row: (id, text), the id empty in a new row. Ids are sent as `choice_ids`."""

    data: list[tuple[str, str]]

    def process(self, formdata: MultiDict[str, str] | None, data: Any = unset_value, **_: Any) -> None:
        """Take the submitted rows, or else the stored choices."""
        super().process(None, [] if data is unset_value else list(data))
        if formdata is not None:
            texts = [one_line(text) for text in formdata.getlist(self.name)]
            ids = formdata.getlist("choice_ids")
            self.data = list(zip(ids + [""] * len(texts), texts, strict=False))[: MAX_CHOICES + EXTRA_ROWS]

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The rows as the page shows them, the last one empty."""
        if not self.data:
            return [("", "")] * INITIAL_ROWS
        return self.data if not self.data[-1][1] else [*self.data, ("", "")]

    def add_rows(self) -> None:
        """Add some empty rows."""
        self.data = [*self.rows, *[("", "")] * EXTRA_ROWS]

    def move_up(self, number: int) -> None:
        """Move a row one position up."""
        if 0 < number < len(self.data):
            self.data.insert(number - 1, self.data.pop(number))


class QuestionForm(Form):
    """A question of the registration form."""

    seen = HiddenField()
    label = text_field(lazy_gettext("Question"), 200)
    hint = text_field(lazy_gettext("Hint"), 300)
    kind = SelectField(lazy_gettext("Type of answer"), validate_choice=False)
    choices = ChoiceRows(lazy_gettext("Choices"))
    is_required = BooleanField(lazy_gettext("Required"))
    purpose = text_field(lazy_gettext("Why you ask"), 300)
    seen_by = RadioField(lazy_gettext("Who can see the answers"), validate_choice=False)
    delete_after_days = number_field(lazy_gettext("Delete the answers after (days)"), MAX_DAYS, min_value=0)
    depends_on = SelectField(lazy_gettext("Ask this question"), validate_choice=False)
    depends_values = SelectMultipleField(lazy_gettext("If the answer is"), validate_choice=False)
    depends_effect = RadioField(lazy_gettext("Then"), validate_choice=False)

    def __init__(self, question: Question, earlier: Sequence[Question]) -> None:
        super().__init__(
            data={
                **{name: getattr(question, name) for name in _FIELD_NAMES},
                "choices": [(choice["id"], choice["text"]) for choice in question.choices],
                "seen": version_token(question),
            }
        )
        self.question = question
        self._controlling = {other.code: other for other in earlier if can_control(other)}
        self.kind.choices = [(kind, gettext(label)) for kind, label in KINDS.items()]
        self.seen_by.choices = [(value, gettext(label)) for value, label in SEEN_BY.items()]
        self.depends_on.choices = [
            ("", gettext("Always")),
            *(
                (code, gettext("Depending on “%(question)s”", question=gettext(question_label(other))))
                for code, other in self._controlling.items()
            ),
        ]
        self.depends_values.choices = answer_choices(self.controlling_question) if self.controlling_question else []
        self.depends_effect.choices = [
            ("shown", gettext("show the question, otherwise hide it")),
            ("required", gettext("require an answer; the question is always shown")),
        ]
        if question.standard:
            # The type of a standard field is fixed.
            del self.kind, self.choices
        if question.standard in PROFILE_FIELDS:
            del self.seen_by, self.delete_after_days
        if not self._controlling and not question.depends_on:
            del self.depends_on, self.depends_values, self.depends_effect

    def validate_label(self, field: Field) -> None:
        """Require the text of a question. Checked here and not in the service, so that all errors appear at once."""
        if not self.question.standard and not field.data:
            raise ValidationError(gettext("Enter the question"))

    def validate_purpose(self, field: Field) -> None:
        """Require the purpose of a question."""
        if not self.question.standard and not field.data:
            raise ValidationError(gettext("Explain why you ask this"))

    def validate_choices(self, field: ChoiceRows) -> None:
        """Require at least two choices."""
        if self.has_choices and sum(1 for _, text in field.data if text) < 2:
            raise ValidationError(gettext("Enter at least two choices"))

    def validate_depends_values(self, field: SelectMultipleField) -> None:
        """Refuse answers of another question than the selected one; the page now shows the right ones."""
        if not {value for value, _ in field.choices}.issuperset(field.data or ()):
            raise ValidationError(gettext("Choose at least one answer"))

    @property
    def controlling_question(self) -> Question | None:
        """The question on whose answer this one depends, as selected in the form."""
        return self._controlling.get(self.depends_on.data or "")

    @property
    def has_choices(self) -> bool:
        """Whether the type of answer has choices."""
        return self.has_kind("choice") or self.has_kind("choices")

    def has_kind(self, kind: str) -> bool:
        """Return whether this type of answer is selected; never for a standard field, whose type is fixed."""
        return "kind" in self and self.kind.data == kind

    def question_input(self) -> QuestionInput:
        """Return the input of the form for the services."""
        values = {name: self[name].data for name in (*_FIELD_NAMES, "choices") if name in self}
        return QuestionInput(**{"kind": self.question.kind, "delete_after_days": None, **values})


class StandardForm(Form):
    """The standard field to add."""

    standard = SelectField(choices=lambda: [(name, name) for name in STANDARD])


class PositionForm(Form):
    """A step up (-1) or down (1)."""

    by = IntegerField(validators=[IntegerInRange(-1, 1)])
