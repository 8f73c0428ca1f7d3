"""HTML for the printer: templates in a Jinja environment of their own. No Flask, no database, no clock."""

from __future__ import annotations

from functools import lru_cache, partial
from gettext import NullTranslations
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eventdesk.core import markup
from eventdesk.printing import formats

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
UNTRANSLATED = NullTranslations()


class Translations(Protocol):
    """What is needed of a gettext catalogue."""

    def __hash__(self) -> int: ...
    def gettext(self, message: str) -> str: ...
    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str: ...


def render_html(template: str, values: dict[str, Any], *, language: str, translations: Translations) -> str:
    """Return a template under `templates/` as HTML, ready to be printed by `pdf`.

    Raises jinja2.UndefinedError when `values` lacks something, TemplateNotFound for an unknown `template`.
    """
    return environment(language, translations).get_template(template).render(values)


@lru_cache(maxsize=8)
def environment(language: str, translations: Translations) -> Environment:
    """Return the Jinja environment of printed templates: times, numbers and sentences in one language."""
    printed = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        finalize=lambda value: formats.clean(value) if type(value) is str else value,
    )
    printed.install_gettext_callables(  # type: ignore[attr-defined]
        translations.gettext, translations.ngettext, newstyle=True
    )
    for written in (formats.day, formats.weekday, formats.short_day, formats.clock, formats.number):
        printed.filters[written.__name__] = partial(written, language=language)
    for of_two in (formats.days, formats.times, formats.share):
        printed.globals[of_two.__name__] = partial(of_two, language=language)
    printed.globals["percent"] = formats.percent
    printed.filters.update(
        zone=formats.zone,
        direction=formats.direction,
        longest_word=formats.longest_word,
        tie=formats.tie,
        sentence=formats.sentence,
        translated=translations.gettext,
        markdown=_authors_text,
        first_paragraph=_first_paragraph,
        after_first_paragraph=_after_first_paragraph,
        items=_items,
    )
    return printed


def _authors_text(text: str) -> Markup:
    """Return an author's Markdown as safe HTML."""
    return Markup(markup.to_html(formats.clean(text)))  # noqa: S704 - cleaned by core.markup


def _first_paragraph(text: str) -> str:
    return text.strip().replace("\r\n", "\n").partition("\n\n")[0]


def _after_first_paragraph(text: str) -> str:
    return text.strip().replace("\r\n", "\n").partition("\n\n")[2].strip()


def _items(text: str) -> list[str]:
    """Return the items of a text that is one flat Markdown list, or else an empty list."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    found: list[str] = []
    for line in lines:
        if line.startswith(("- ", "* ")):
            found.append(line[2:].strip())
        elif line.startswith("  ") and found:
            found[-1] += " " + line.strip()
        else:
            return []
    return found
