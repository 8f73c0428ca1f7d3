"""The base of every form."""

from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import DateTimeLocalField, Field, FileField, IntegerField, StringField, TextAreaField
from wtforms.validators import Length, Optional, StopValidation

from eventdesk.core.errors import DomainError, Invalid
from eventdesk.core.text import clean_line, clean_text
from eventdesk.web.errors import translate


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
    return IntegerField(label, [Optional(), IntegerInRange(least, most)], render_kw={"inputmode": "numeric"})


class Form(FlaskForm):  # type: ignore[misc]
    """A form with CSRF, whose `show` puts a domain error beside the field it is about."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """What of a request a form reads."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Return what was typed, and files for fields of files alone.

            Flask-WTF would hand a file that carries the name of a text, or JSON of any shape, to fields of text.
            """
            if formdata is None or not form.is_submitted():
                return None
            files = MultiDict(
                (name, file)
                for name, file in request.files.items(multi=True)
                if isinstance(form._fields.get(name), FileField)
            )
            return CombinedMultiDict([files, request.form])

    def show(self, problem: DomainError) -> None:
        """Show `problem` at its field, or above the form when it is about none."""
        field = self._fields.get(problem.field) if isinstance(problem, Invalid) and problem.field else None
        if field is None:
            self.form_errors.append(translate(problem))
        else:
            field.errors = [*field.errors, translate(problem)]

    def values(self, *without: str) -> dict[str, Any]:
        """Return what was typed, by field name, without the token, the buttons and `without`."""
        left_out = {"csrf_token", "submit", *without}
        return {name: field.data for name, field in self._fields.items() if name not in left_out}

    @property
    def problems(self) -> list[tuple[Field | None, str]]:
        """Return every error with its field (None: of the whole form), in the order of the page."""
        of_form: list[tuple[Field | None, str]] = [(None, str(error)) for error in self.form_errors]
        return of_form + [(field, str(error)) for field in self for error in field.errors if field.name != "csrf_token"]


def one_line(value: str | None) -> str:
    """A filter: one clean line; the empty string for nothing."""
    return clean_line(value or "")


def many_lines(value: str | None) -> str:
    """A filter: clean text with its line breaks; the empty string for nothing."""
    return clean_text(value or "")


class Required:
    """A validator that says `message` (marked for translation) beside a field that was left empty."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self._message = message

    def __call__(self, form: Any, field: Field) -> None:
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            field.errors = []
            raise StopValidation(gettext(self._message))


class IntegerInRange:
    """A validator that says one sentence beside a number that was left empty, is none, or is too small or large."""

    def __init__(self, least: int, most: int) -> None:
        self._least, self._most = least, most

    def __call__(self, form: Any, field: Field) -> None:
        if field.data is None or not self._least <= field.data <= self._most:
            field.errors = []
            raise StopValidation(
                gettext("Enter a number from %(least)s to %(most)s", least=self._least, most=self._most)
            )


def text_field(label: Any, most: int, *, needed: str = "", **options: Any) -> StringField:
    """Return a field of one line with at most `most` characters; `needed` says what to do when it is left empty."""
    return StringField(label, _text_checks(most, needed), filters=[one_line], **options)


def textarea_field(label: Any, most: int, *, needed: str = "", rows: int = 6, **options: Any) -> TextAreaField:
    """Return a field of several lines with at most `most` characters, as `line_field`."""
    return TextAreaField(label, _text_checks(most, needed), filters=[many_lines], render_kw={"rows": rows}, **options)


def _text_checks(most: int, needed: str) -> list[Any]:
    too_long = Length(max=most, message=lazy_gettext("Enter %(max)d characters or fewer"))
    return [Required(needed), too_long] if needed else [too_long]
