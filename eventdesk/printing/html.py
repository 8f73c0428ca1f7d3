"""HTML for the printer: templates in a Jinja environment of their own. No Flask, no database, no clock."""

from __future__ import annotations

from functools import lru_cache, partial
from gettext import NullTranslations
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eventdesk.core import formats, markup
from eventdesk.printing import typography

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
        finalize=lambda value: typography.clean(value) if type(value) is str else value,
    )
    printed.install_gettext_callables(  # type: ignore[attr-defined]
        translations.gettext, translations.ngettext, newstyle=True
    )
    for one_line in (formats.day, formats.short_day):
        printed.filters[one_line.__name__] = partial(one_line, locale=language, space=formats.NO_BREAK)
    for of_two in (formats.days, formats.times):
        printed.globals[of_two.__name__] = partial(of_two, locale=language, space=formats.NO_BREAK)
    printed.filters["weekday"] = partial(formats.weekday, locale=language)
    printed.filters["number"] = partial(formats.number, locale=language)
    printed.filters["decimal"] = partial(formats.decimal, locale=language)
    printed.filters.update(
        clock=formats.clock,
        zone=formats.zone,
        direction=typography.direction,
        max_word_length=typography.max_word_length,
        tie=typography.tie,
        sentence=typography.sentence,
        translated=translations.gettext,
        markdown=_authors_text,
        first_paragraph=_first_paragraph,
        after_first_paragraph=_after_first_paragraph,
        items=_items,
    )
    return printed


def _authors_text(text: str) -> Markup:
    """Return an author's Markdown as safe HTML."""
    return Markup(markup.to_html(typography.clean(text)))  # noqa: S704 - cleaned by core.markup


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
