"""The base class of forms, with shared fields, filters and validators."""

from typing import Any

from flask import request
from flask_babel import get_domain, gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import DateTimeLocalField, Field, FileField, IntegerField, StringField, TextAreaField
from wtforms.validators import Length, Optional, StopValidation

from eventdesk.core.errors import DomainError, Invalid
from eventdesk.core.text import N_, clean_line, clean_text
from eventdesk.web.errors import translate


def whole_number(typed: str | int | None) -> int:
    """Return a typed whole number; -1 if it is none: no draft has this version, and no session this length."""
    # If the field is missing in the request, it still has the number that the page was made with.
    text = "" if typed is None else str(typed)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def moment_field(label: Any) -> DateTimeLocalField:
    """Return an optional field for a date and time in the time zone of the event."""
    return DateTimeLocalField(
        label,
        [Optional()],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        invalid_value_message=lazy_gettext("Enter a date and time, as in 2026-10-14T09:00"),
    )


def number_field(label: Any, max_value: int, *, min_value: int = 1) -> IntegerField:
    """Return an optional field for a whole number."""
    return IntegerField(label, [Optional(), IntegerInRange(min_value, max_value)], render_kw={"inputmode": "numeric"})


BUILT_IN_MESSAGES = (
    N_("Not a valid choice."),
    N_("Invalid Choice: could not coerce."),
    N_("Invalid choice(s): one or more data inputs could not be coerced."),
    N_("Not a valid datetime value."),
    N_("Not a valid date value."),
    N_("Not a valid time value."),
    N_("Not a valid integer value."),
)
"""The messages of WTForms that our fields can show, marked for translation."""


class Translations:
    """Translates the messages of WTForms with our own catalogue."""

    def gettext(self, message: str) -> str:
        """Return `message` in the reader's language."""
        return gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return the form for `number` in the reader's language; WTForms fills in the values."""
        return str(get_domain().get_translations().ungettext(singular, plural, number))


class Form(FlaskForm):  # type: ignore[misc]
    """A form with a CSRF token, whose `show` displays a domain error at its field."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """The parts of a request that a form reads."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Return the submitted values, with files only for file fields.

            Flask-WTF would pass an uploaded file, or JSON of any shape, to a text field of the same name.
            """
            if formdata is None or not form.is_submitted():
                return None
            files = MultiDict(
                (name, file)
                for name, file in request.files.items(multi=True)
                if isinstance(form._fields.get(name), FileField)
            )
            return CombinedMultiDict([files, request.form])

        def get_translations(self, form: FlaskForm) -> Translations:
            """Return the translations of the messages of WTForms."""
            return Translations()

    def show(self, problem: DomainError) -> None:
        """Display `problem` at its field, or above the form if it has none."""
        field = self._fields.get(problem.field) if isinstance(problem, Invalid) and problem.field else None
        if field is None:
            self.form_errors.append(translate(problem))
        else:
            field.errors = [*field.errors, translate(problem)]

    def values(self, *without: str) -> dict[str, Any]:
        """Return the values by field name, without the CSRF token, the button and the fields in `without`."""
        excluded = {"csrf_token", "submit", *without}
        return {name: field.data for name, field in self._fields.items() if name not in excluded}

    @property
    def problems(self) -> list[tuple[Field | None, str]]:
        """Return every error with its field (None: of the whole form), in the order of the page."""
        of_form: list[tuple[Field | None, str]] = [(None, str(error)) for error in self.form_errors]
        return of_form + [(field, str(error)) for field in self for error in field.errors if field.name != "csrf_token"]


def one_line(value: str | None) -> str:
    """A filter: return one clean line, or the empty string for None."""
    return clean_line(value or "")


def many_lines(value: str | None) -> str:
    """A filter: return clean text with its line breaks, or the empty string for None."""
    return clean_text(value or "")


class Required:
    """A validator that shows `message` (marked for translation) if the field is empty."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self._message = message

    def __call__(self, form: Any, field: Field) -> None:
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            field.errors = []
            raise StopValidation(gettext(self._message))


class IntegerInRange:
    """A validator that shows one message for a number that is missing, invalid, too small or too large."""

    def __init__(self, min_value: int, max_value: int) -> None:
        self._min, self._max = min_value, max_value

    def __call__(self, form: Any, field: Field) -> None:
        if field.data is None or not self._min <= field.data <= self._max:
            field.errors = []
            raise StopValidation(gettext("Enter a number from %(min)s to %(max)s", min=self._min, max=self._max))


def text_field(label: Any, max_length: int, *, needed: str = "", **options: Any) -> StringField:
    """Return a one-line field of up to `max_length` characters. `needed` is the message if it is required and empty."""
    return StringField(label, _text_validators(max_length, needed), filters=[one_line], **options)


def textarea_field(label: Any, max_length: int, *, needed: str = "", rows: int = 6, **options: Any) -> TextAreaField:
    """Return a field of several lines, with the arguments of `text_field`."""
    return TextAreaField(
        label, _text_validators(max_length, needed), filters=[many_lines], render_kw={"rows": rows}, **options
    )


def _text_validators(max_length: int, needed: str) -> list[Any]:
    too_long = Length(max=max_length, message=lazy_gettext("Enter %(max)d characters or fewer"))
    return [Required(needed), too_long] if needed else [too_long]
