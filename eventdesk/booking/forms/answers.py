"""Fields for what organisers ask: numbers, days, choices, files."""

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
    """A number in a field of text, so that nothing typed is lost: whole or with a point or comma, in any digits."""

    def answer(self) -> int | float | None:
        """Return the number, or None for nothing. Raises ValueError for what is none."""
        plain = unicodedata.normalize("NFKC", self.data or "").replace("\N{MINUS SIGN}", "-").strip()
        if not plain:
            return None
        found = _NUMBER.fullmatch(plain)
        if found is None:
            raise ValueError
        whole, rest = found.groups()
        return float(f"{whole}.{rest}") if rest else int(whole)

    def process_data(self, value: Any) -> None:
        """Show an answer as it was typed."""
        self.data = "" if value is None else str(value)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002 - WTForms' own shape
        """Refuse what is no number."""
        try:
            self.answer()
        except ValueError:
            raise ValidationError(gettext("Enter a number, as in 12 or 2.5"))


class DayField(DateField):
    """A day; its answer is the ISO date."""

    def process_data(self, value: Any) -> None:
        """Take an answer, or nothing."""
        try:
            self.data = date.fromisoformat(value) if value else None
        except (TypeError, ValueError):
            self.data = None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a day as browsers send it."""
        if not valuelist:
            return
        typed = valuelist[0].strip()
        try:
            self.data = date.fromisoformat(typed) if typed else None
        except ValueError:
            self.data = None
            raise ValueError(gettext("Enter a day, as in 2026-10-14"))

    def answer(self) -> str | None:
        """Return the ISO date, or None."""
        return self.data.isoformat() if self.data else None


class AnswerFile(FileField):
    """A file given as an answer: `{"key", "name", "type", "size"}`, or None.

    A browser does not send a file again that it sent with a form in which something else was wrong. So what is sound is
    stored at once, and the form brings it back under a seal.
    """

    def process(self, formdata: Any, *more: Any, **named: Any) -> None:
        """Take the file that is sent now, else the one that was kept, unless it is to be taken out."""
        super().process(formdata, *more, **named)
        self.kept: dict[str, Any] | None = self.object_data if isinstance(self.object_data, dict) else None
        self.upload = self.data if hasattr(self.data, "stream") else None
        if formdata is not None:
            self.kept = _unsealed(formdata.get(f"{self.name}-kept", "")) or self.kept
            if formdata.get(f"{self.name}-remove"):
                self.kept = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' own shape
        """Store a file that is sound, and refuse any other."""
        if self.upload is None:
            return
        content = self.upload.stream.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise ValidationError(gettext("Choose a file of at most %(most)s MB", most=MAX_FILE_BYTES // 1_000_000))
        try:
            stored = store_material(answers_folder(settings().data_dir), content, self.upload.filename or "")
        except Invalid as problem:
            raise ValidationError(translate(problem))
        self.kept = {
            "key": stored.file_key, "name": stored.file_name, "type": stored.media_type, "size": stored.size
        }  # fmt: skip

    def answer(self) -> dict[str, Any] | None:
        """Return the file that is kept, or None."""
        return self.kept

    @property
    def seal(self) -> str:
        """What the form carries, so that it can bring the kept file back."""
        return _sealer().dumps(self.kept) if self.kept else ""


def _sealer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="answer-file")


def _unsealed(seal: str) -> dict[str, Any] | None:
    try:
        kept = _sealer().loads(seal) if seal else None
    except BadSignature:
        return None
    return kept if isinstance(kept, dict) else None


def submitted_answer(field: Field) -> Any:
    """Return what a field says as an answer is kept; None or "" where it says nothing. What is wrong says nothing."""
    if field.type == "SelectMultipleField":
        return list(dict.fromkeys(field.data or []))
    if not hasattr(field, "answer"):
        return field.data
    try:
        return field.answer()
    except ValueError:
        return None
