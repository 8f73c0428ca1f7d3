"""HTML for printing, from templates in a separate Jinja environment without Flask, database or clock."""

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
    """The part of a gettext catalogue that templates need."""

    def __hash__(self) -> int: ...
    def gettext(self, message: str) -> str: ...
    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str: ...


def render_html(template: str, values: dict[str, Any], *, language: str, translations: Translations) -> str:
    """Return a template under `templates/` as HTML for `pdf`.

    Raises jinja2.UndefinedError if a value is missing in `values`, TemplateNotFound for an unknown `template`.
    """
    return environment(language, translations).get_template(template).render(values)


@lru_cache(maxsize=8)
def environment(language: str, translations: Translations) -> Environment:
    """Return the Jinja environment of printed templates in one language."""
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
    for date in (formats.day, formats.short_day):
        printed.filters[date.__name__] = partial(date, locale=language, space=formats.NO_BREAK)
    for date_range in (formats.days, formats.times):
        printed.globals[date_range.__name__] = partial(date_range, locale=language, space=formats.NO_BREAK)
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
        markdown=_markdown,
        first_paragraph=_first_paragraph,
        after_first_paragraph=_after_first_paragraph,
        items=_items,
    )
    return printed


def _markdown(text: str) -> Markup:
    """Return Markdown as safe HTML."""
    return Markup(markup.to_html(typography.clean(text)))  # noqa: S704 - cleaned by core.markup


def _first_paragraph(text: str) -> str:
    return text.strip().replace("\r\n", "\n").partition("\n\n")[0]


def _after_first_paragraph(text: str) -> str:
    return text.strip().replace("\r\n", "\n").partition("\n\n")[2].strip()


def _items(text: str) -> list[str]:
    """Return the items if the text is one flat Markdown list, else an empty list."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    items: list[str] = []
    for line in lines:
        if line.startswith(("- ", "* ")):
            items.append(line[2:].strip())
        elif line.startswith("  ") and items:
            items[-1] += " " + line.strip()
        else:
            return []
    return items
