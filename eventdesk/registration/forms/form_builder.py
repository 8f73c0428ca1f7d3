"""What organisers type to build a registration form: its questions and their order."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from eventdesk.core.text import N_
from eventdesk.registration.models import STANDARD, Question
from eventdesk.registration.rules.form_builder import can_control, question_label, version_token
from eventdesk.registration.rules.questions import ATTENDANCES, CONSENTED, ON_REGISTRATION
from eventdesk.registration.services.form_builder import MAX_CHOICES, QuestionInput
from eventdesk.web.forms import Form, IntegerInRange, number_field, one_line, text_field
from eventdesk.web.profile import countries, kinds

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
KIND_NOTES = {
    "text": N_("One line"),
    "long_text": N_("Some sentences"),
    "choice": N_("As in “Which language do you prefer?”"),
    "choices": N_("As in “Which topics should we discuss?”"),
    "number": N_("As in “How many years in the job?”"),
    "date": N_("As in “When do you arrive?”"),
    "file": N_("As in a signed form"),
    "consent": N_("A box to tick, as in “I may be photographed”"),
}
SEEN_BY = {
    "organisers": N_("Organisers"),
    "door": N_("Organisers, and moderators at the door"),
    "staff": N_("Everybody who works for the event, communications too"),
}


class ChoiceRows(Field):
    """Answers to choose from, one a row: (id, words), the id empty in a new row. Ids are sent beside, as `choice_ids`."""

    data: list[tuple[str, str]]

    def process(self, formdata: MultiDict[str, str] | None, data: Any = unset_value, **_: Any) -> None:
        """Take what was typed, or what is stored."""
        super().process(None, [] if data is unset_value else list(data))
        if formdata is not None:
            words = [one_line(text) for text in formdata.getlist(self.name)]
            ids = formdata.getlist("choice_ids")
            self.data = list(zip(ids + [""] * len(words), words, strict=False))[: MAX_CHOICES + EXTRA_ROWS]

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The rows as the page shows them: with one to go on writing."""
        if not self.data:
            return [("", "")] * INITIAL_ROWS
        return self.data if not self.data[-1][1] else [*self.data, ("", "")]

    def add_rows(self) -> None:
        """Show some more empty rows."""
        self.data = [*self.rows, *[("", "")] * EXTRA_ROWS]

    def move_up(self, number: int) -> None:
        """Show a row one place earlier."""
        if 0 < number < len(self.data):
            self.data.insert(number - 1, self.data.pop(number))


class QuestionForm(Form):
    """One question of the form."""

    seen = HiddenField()
    label = text_field(lazy_gettext("Question"), 200)
    hint = text_field(lazy_gettext("Hint"), 300)
    kind = SelectField(lazy_gettext("Kind of answer"), validate_choice=False)
    choices = ChoiceRows(lazy_gettext("Answers to choose from"))
    is_required = BooleanField(lazy_gettext("An answer is needed"))
    purpose = text_field(lazy_gettext("Why you ask"), 300)
    seen_by = RadioField(lazy_gettext("Who sees the answers"), validate_choice=False)
    delete_after_days = number_field(lazy_gettext("Days until the answers are deleted"), 3_650, min_value=0)
    depends_on = SelectField(lazy_gettext("This question is asked"), validate_choice=False)
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
        self._deciding = {one.code: one for one in earlier if can_control(one)}
        self.kind.choices = [(kind, gettext(name)) for kind, name in KINDS.items()]
        self.seen_by.choices = [(who, gettext(name)) for who, name in SEEN_BY.items()]
        self.depends_on.choices = [
            ("", gettext("Always")),
            *(
                (code, gettext("Depending on “%(question)s”", question=gettext(question_label(one))))
                for code, one in self._deciding.items()
            ),
        ]
        self.depends_values.choices = answer_choices(self.decider) if self.decider else []
        self.depends_effect.choices = [
            ("shown", gettext("it is shown, and otherwise not")),
            ("required", gettext("an answer is needed; the question is always shown")),
        ]
        if question.standard:
            # Of what kind a standard field is, is settled.
            del self.kind, self.choices
        if question.standard in ON_REGISTRATION:
            del self.seen_by, self.delete_after_days
        if not self._deciding and not question.depends_on:
            del self.depends_on, self.depends_values, self.depends_effect

    def validate_label(self, field: Field) -> None:
        """Refuse a question of one's own without words; what is wrong elsewhere is said with it."""
        if not self.question.standard and not field.data:
            raise ValidationError(gettext("Enter the question"))

    def validate_purpose(self, field: Field) -> None:
        """Refuse a question of one's own without its purpose."""
        if not self.question.standard and not field.data:
            raise ValidationError(gettext("Say why you ask this"))

    def validate_choices(self, field: ChoiceRows) -> None:
        """Refuse fewer than two answers to choose from."""
        if self.has_choices and sum(1 for _, words in field.data if words) < 2:
            raise ValidationError(gettext("Enter at least two answers to choose from"))

    def validate_depends_values(self, field: SelectMultipleField) -> None:
        """Refuse answers to another question than the one that is chosen: the page now shows its own."""
        if not {value for value, _ in field.choices}.issuperset(field.data or ()):
            raise ValidationError(gettext("Choose at least one answer"))

    @property
    def decider(self) -> Question | None:
        """The question on whose answer this one depends, as it is chosen on the page."""
        return self._deciding.get(self.depends_on.data or "")

    @property
    def has_choices(self) -> bool:
        """Whether the page asks for answers to choose from."""
        return "kind" in self and self.kind.data in ("choice", "choices")

    def asking(self) -> QuestionInput:
        """Return what was typed as the services take it."""
        values = {name: self[name].data for name in (*_FIELD_NAMES, "choices") if name in self}
        return QuestionInput(**{"kind": self.question.kind, "delete_after_days": None, **values})


_FIELD_NAMES = (
    "label", "hint", "kind", "is_required", "purpose", "seen_by", "delete_after_days", "depends_on", "depends_values",
    "depends_effect",
)  # fmt: skip


def answer_choices(question: Question) -> list[tuple[str, str]]:
    """Return the answers that can be given to a question, as (id, words); none where anything can be."""
    if question.kind == "consent":
        return [(CONSENTED, gettext("Ticked"))]
    if question.standard == "attendance":
        return [(answer, gettext(words)) for answer, words in ATTENDANCES.items()]
    if question.standard == "stakeholder_kind":
        return [(kind, words) for kind, words in kinds() if kind]
    if question.standard == "country":
        return [(code, words) for code, words in countries() if code]
    return [(choice["id"], choice["text"]) for choice in question.choices]


def condition_text(question: Question, others: Mapping[str, Question]) -> str:
    """Return in words when a question is asked; "" where it always is."""
    other = others.get(question.depends_on)
    if other is None:
        return ""
    known = dict(answer_choices(other))
    answers = gettext("” or “").join(known[one] for one in question.depends_values if one in known)
    values = {"question": gettext(question_label(other)), "answers": answers}
    if other.kind == "consent":
        if question.depends_effect == "required":
            return gettext("Needed only if “%(question)s” is ticked", **values)
        return gettext("Shown only if “%(question)s” is ticked", **values)
    if question.depends_effect == "required":
        return gettext("Needed only if “%(question)s” is “%(answers)s”", **values)
    return gettext("Shown only if “%(question)s” is “%(answers)s”", **values)


class StandardForm(Form):
    """A standard field to add."""

    standard = SelectField(choices=lambda: [(name, name) for name in STANDARD])


class PositionForm(Form):
    """One step up or down."""

    by = IntegerField(validators=[IntegerInRange(-1, 1)])
