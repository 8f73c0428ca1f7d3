"""Form fields for the answers to organisers' questions: numbers, dates, files."""

import re
import unicodedata
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import gettext
from flask_wtf.file import FileField
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import DateField, Field, StringField, ValidationError

from eventdesk.core.errors import Invalid
from eventdesk.core.files import answers_folder
from eventdesk.registration.rules.policy import MAX_FILE_BYTES
from eventdesk.speakers.services.materials import store_material
from eventdesk.web.errors import translate
from eventdesk.web.setup import settings

_NUMBER = re.compile(r"([-+]?\d{1,12})(?:[.,](\d{1,6}))?")


class NumberField(StringField):
    """A number typed into a text field, so that invalid input is shown again: whole or decimal, in any digits."""

    def answer(self) -> int | float | None:
        """Return the number, or None for an empty field. Raises ValueError for anything else."""
        plain = unicodedata.normalize("NFKC", self.data or "").replace("\N{MINUS SIGN}", "-").strip()
        if not plain:
            return None
        match = _NUMBER.fullmatch(plain)
        if match is None:
            raise ValueError
        whole, decimals = match.groups()
        return float(f"{whole}.{decimals}") if decimals else int(whole)

    def process_data(self, value: Any) -> None:
        """Show a stored answer."""
        self.data = "" if value is None else str(value)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002 - WTForms' own shape
        """Refuse input that is not a number."""
        try:
            self.answer()
        except ValueError:
            raise ValidationError(gettext("Enter a number, as in 12 or 2.5"))


class AnswerDateField(DateField):
    """A date; its answer is the ISO date."""

    def process_data(self, value: Any) -> None:
        """Show a stored answer, or nothing."""
        try:
            self.data = date.fromisoformat(value) if value else None
        except (TypeError, ValueError):
            self.data = None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a date as browsers send it."""
        if not valuelist:
            return
        typed = valuelist[0].strip()
        try:
            self.data = date.fromisoformat(typed) if typed else None
        except ValueError:
            self.data = None
            raise ValueError(gettext("Enter a date, as in 2026-10-14"))

    def answer(self) -> str | None:
        """Return the ISO date, or None."""
        return self.data.isoformat() if self.data else None


class AnswerFileField(FileField):
    """A file uploaded as an answer: `{"key", "name", "type", "size"}`, or None.

    When another field of the form is invalid, the browser does not send the file a second time. So a valid file is
    stored at once, and the form carries a signed reference to it.
    """

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Take the uploaded file, or else the one that is already stored, unless it is to be removed."""
        super().process(formdata, *args, **kwargs)
        self.stored: dict[str, Any] | None = self.object_data if isinstance(self.object_data, dict) else None
        self.upload = self.data if hasattr(self.data, "stream") else None
        if formdata is not None:
            self.stored = _verified(formdata.get(f"{self.name}-stored", "")) or self.stored
            if formdata.get(f"{self.name}-remove"):
                self.stored = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' own shape
        """Store a valid file, and refuse any other."""
        if self.upload is None:
            return
        content = self.upload.stream.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise ValidationError(gettext("Choose a file of %(max)s MB or less", max=MAX_FILE_BYTES // 1_000_000))
        try:
            stored = store_material(answers_folder(settings().data_dir), content, self.upload.filename or "")
        except Invalid as problem:
            raise ValidationError(translate(problem))
        self.stored = {
            "key": stored.file_key,
            "name": stored.file_name,
            "type": stored.media_type,
            "size": stored.size,
        }

    def answer(self) -> dict[str, Any] | None:
        """Return the stored file, or None."""
        return self.stored

    @property
    def signed_file(self) -> str:
        """The signed reference to the stored file that the form carries; "" without one."""
        return _signer().dumps(self.stored) if self.stored else ""


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="answer-file")


def _verified(signed_file: str) -> dict[str, Any] | None:
    try:
        file = _signer().loads(signed_file) if signed_file else None
    except BadSignature:
        return None
    return file if isinstance(file, dict) else None


def submitted_answer(field: Field) -> Any:
    """Return a field's answer in the form in which it is stored; None, "" or [] where it is empty or invalid."""
    if field.type == "SelectMultipleField":
        return list(dict.fromkeys(field.data or []))
    if not hasattr(field, "answer"):
        return field.data
    try:
        return field.answer()
    except ValueError:
        return None
