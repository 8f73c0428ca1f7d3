"""What organisers type to build a registration form, its terms and its invitation codes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.utils import unset_value
from wtforms.validators import Optional, ValidationError

from eventdesk.core.text import N_
from eventdesk.programme.models import Event
from eventdesk.programme.rules import moment
from eventdesk.reservations import rules, services
from eventdesk.reservations.models import InvitationCode, Question, RegistrationTerms
from eventdesk.web.filters import local
from eventdesk.web.forms import Form, WholeNumber, line_field, one_line, text_field
from eventdesk.web.profile import countries, kinds

MOST_PLACES = 1_000_000
FIRST_ROWS = 4
MORE_ROWS = 3

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


def moment_field(label: Any) -> DateTimeLocalField:
    """Return a field for a day and a time in the event's zone, which may be left empty."""
    return DateTimeLocalField(
        label,
        [Optional()],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        invalid_value_message=lazy_gettext("Enter a day and a time as in 2026-10-14T09:00"),
    )


def number_field(label: Any, most: int, *, least: int = 1) -> IntegerField:
    """Return a field for a whole number, which may be left empty."""
    return IntegerField(label, [Optional(), WholeNumber(least, most)], render_kw={"inputmode": "numeric"})


class TermsForm(Form):
    """On what terms people register."""

    seen = HiddenField()
    registration_opens_at = moment_field(lazy_gettext("Opens"))
    registration_closes_at = moment_field(lazy_gettext("Closes"))
    places = number_field(lazy_gettext("Places"), MOST_PLACES)
    needs_approval = BooleanField(lazy_gettext("An organiser approves each registration"))
    needs_code = BooleanField(lazy_gettext("Only people with an invitation code can register"))
    overlaps = RadioField(lazy_gettext("Two seats at the same time"))
    most_seats = number_field(lazy_gettext("In the event"), 1_000)
    most_seats_a_day = number_field(lazy_gettext("On one day"), 100)
    note = text_field(lazy_gettext("Note above the form"), 5_000, rows=5)

    def __init__(self, event: Event, terms: RegistrationTerms, mark: str) -> None:
        values = {name: getattr(terms, name) for name in _TERMS}
        times = {name: at and local(at, event.timezone) for name, at in _times(event).items()}
        super().__init__(data={"overlaps": "refuse" if terms.refuses_overlaps else "warn", **values, **times})
        self.seen.data = self.seen.data if self.is_submitted() else mark
        self._event = event
        self.overlaps.choices = [
            ("warn", gettext("People are warned, and may keep both")),
            ("refuse", gettext("A second seat is refused")),
        ]

    def terms_values(self) -> dict[str, Any]:
        """Return what was typed as `set_terms` takes it."""
        return {
            **{name: getattr(self, name).data for name in _TERMS},
            "refuses_overlaps": self.overlaps.data == "refuse",
        }

    def times(self) -> tuple[datetime | None, datetime | None]:
        """Return when registration opens and closes. Raises Invalid for a time that does not exist."""
        zone = self._event.timezone
        opens, closes = (
            field.data and moment(field.data.date(), field.data.time(), zone, field=field.name)
            for field in (self.registration_opens_at, self.registration_closes_at)
        )
        return opens, closes


_TERMS = ("places", "needs_approval", "needs_code", "most_seats", "most_seats_a_day", "note")


def _times(event: Event) -> dict[str, datetime | None]:
    return {
        "registration_opens_at": event.registration_opens_at,
        "registration_closes_at": event.registration_closes_at,
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
            self.data = list(zip(ids + [""] * len(words), words, strict=False))[: services.MOST_CHOICES + MORE_ROWS]

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The rows as the page shows them: with one to go on writing."""
        if not self.data:
            return [("", "")] * FIRST_ROWS
        return self.data if not self.data[-1][1] else [*self.data, ("", "")]

    def add_rows(self) -> None:
        """Show some more empty rows."""
        self.data = [*self.rows, *[("", "")] * MORE_ROWS]

    def move_up(self, number: int) -> None:
        """Show a row one place earlier."""
        if 0 < number < len(self.data):
            self.data.insert(number - 1, self.data.pop(number))


class QuestionForm(Form):
    """One question of the form."""

    seen = HiddenField()
    key = HiddenField()
    label = line_field(lazy_gettext("Question"), 200)
    hint = line_field(lazy_gettext("Hint"), 300)
    kind = SelectField(lazy_gettext("Kind of answer"), validate_choice=False)
    choices = ChoiceRows(lazy_gettext("Answers to choose from"))
    is_required = BooleanField(lazy_gettext("An answer is needed"))
    purpose = line_field(lazy_gettext("Why you ask"), 300)
    seen_by = RadioField(lazy_gettext("Who sees the answers"), validate_choice=False)
    delete_after_days = number_field(lazy_gettext("Days until the answers are deleted"), 3_650, least=0)
    depends_on = SelectField(lazy_gettext("This question is asked"), validate_choice=False)
    depends_values = SelectMultipleField(lazy_gettext("If the answer is"), validate_choice=False)
    depends_effect = RadioField(lazy_gettext("Then"), validate_choice=False)

    def __init__(self, question: Question, earlier: Sequence[Question]) -> None:
        super().__init__(
            data={
                **{name: getattr(question, name) for name in _ASKED},
                "choices": [(choice["id"], choice["text"]) for choice in question.choices],
                "seen": rules.mark_of(question),
            }
        )
        self.question = question
        self._deciding = {one.code: one for one in earlier if rules.decides(one)}
        self.kind.choices = [(kind, gettext(name)) for kind, name in KINDS.items()]
        self.seen_by.choices = [(who, gettext(name)) for who, name in SEEN_BY.items()]
        self.depends_on.choices = [
            ("", gettext("Always")),
            *(
                (code, gettext("Depending on “%(question)s”", question=gettext(rules.label_of(one))))
                for code, one in self._deciding.items()
            ),
        ]
        self.depends_values.choices = answers_to(self.decider) if self.decider else []
        self.depends_effect.choices = [
            ("shown", gettext("it is shown, and otherwise not")),
            ("required", gettext("an answer is needed; the question is always shown")),
        ]
        if question.standard:
            # Of what kind a standard field is, is settled.
            del self.kind, self.choices
        if question.standard in rules.ON_REGISTRATION:
            del self.seen_by, self.delete_after_days
        if not self._deciding and not question.depends_on:
            del self.depends_on, self.depends_values, self.depends_effect

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

    def asking(self) -> services.Asking:
        """Return what was typed as the services take it."""
        values = {name: self[name].data for name in (*_ASKED, "choices") if name in self}
        return services.Asking(**{"kind": self.question.kind, "delete_after_days": None, **values})


_ASKED = (
    "label", "hint", "kind", "is_required", "purpose", "seen_by", "delete_after_days", "depends_on", "depends_values",
    "depends_effect",
)  # fmt: skip


def answers_to(question: Question) -> list[tuple[str, str]]:
    """Return the answers that can be given to a question, as (id, words); none where anything can be."""
    if question.kind == "consent":
        return [(rules.YES, gettext("Ticked"))]
    if question.standard == "attendance":
        return [(answer, gettext(words)) for answer, words in rules.ATTENDANCES.items()]
    if question.standard == "stakeholder_kind":
        return [(kind, words) for kind, words in kinds() if kind]
    if question.standard == "country":
        return [(code, words) for code, words in countries() if code]
    return [(choice["id"], choice["text"]) for choice in question.choices]


def condition_words(question: Question, others: Mapping[str, Question]) -> str:
    """Return in words when a question is asked; "" where it always is."""
    other = others.get(question.depends_on)
    if other is None:
        return ""
    known = dict(answers_to(other))
    answers = gettext("” or “").join(known[one] for one in question.depends_values if one in known)
    values = {"question": gettext(rules.label_of(other)), "answers": answers}
    if other.kind == "consent":
        if question.depends_effect == "required":
            return gettext("Needed only if “%(question)s” is ticked", **values)
        return gettext("Shown only if “%(question)s” is ticked", **values)
    if question.depends_effect == "required":
        return gettext("Needed only if “%(question)s” is “%(answers)s”", **values)
    return gettext("Shown only if “%(question)s” is “%(answers)s”", **values)


class StandardForm(Form):
    """A standard field to add."""

    standard = SelectField(choices=lambda: [(name, name) for name in rules.STANDARD])


class PositionForm(Form):
    """One step up or down."""

    by = IntegerField(validators=[WholeNumber(-1, 1)])


class InvitationForm(Form):
    """An invitation code. What it reads stays as it was given."""

    key = HiddenField()
    code = line_field(lazy_gettext("Code"), 30)
    most_uses = IntegerField(
        lazy_gettext("How many people may use it"),
        [WholeNumber(1, services.MOST_USES)],
        default=1,
        render_kw={"inputmode": "numeric"},
    )
    note = line_field(lazy_gettext("For whom"), 160)
    ends_at = moment_field(lazy_gettext("Until"))
    skips_approval = BooleanField(lazy_gettext("Whoever comes with it needs no approval"), default=True)

    def __init__(self, event: Event, invitation: InvitationCode | None = None) -> None:
        known: dict[str, Any] = {}
        if invitation:
            known = {name: getattr(invitation, name) for name in ("most_uses", "note", "skips_approval")}
            known["ends_at"] = invitation.ends_at and local(invitation.ends_at, event.timezone)
        super().__init__(data=known)
        self._event = event
        if invitation:
            del self.code

    def invitation_values(self) -> dict[str, Any]:
        """Return what was typed as the services take it. Raises Invalid for a time that does not exist."""
        at = self.ends_at.data
        zone = self._event.timezone
        return {**self.values("key"), "ends_at": at and moment(at.date(), at.time(), zone, field="ends_at")}
