"""A report document as one HTML page, ready to be printed by `pdf`. No Flask, no database, no clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from gettext import NullTranslations
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eventdesk.core import formats, markup
from eventdesk.figures import rules
from eventdesk.figures.definitions import DEFINITIONS
from eventdesk.reports import charts, report_figures
from eventdesk.reports import formats as typography
from eventdesk.reports.accent import palette
from eventdesk.reports.report_model import ReportDocument
from eventdesk.reports.tickets import Ticket, qr_code

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


UNTRANSLATED = NullTranslations()


class Translations(Protocol):
    """What is needed of a gettext catalogue."""

    def __hash__(self) -> int: ...
    def gettext(self, message: str) -> str: ...
    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str: ...


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter or annex: its template under `chapters/`, and whether a document has anything for it.

    The template sets `title`, and `running` where the head of the page says more than the title.
    """

    key: str
    is_there: Callable[[ReportDocument], object]
    annex: bool = False


# In the order of the report. Numbers and letters follow from what is there.
CHAPTERS = (
    Chapter("summary", lambda doc: doc.summary or doc.participation.funnel.registered),
    Chapter("participation", lambda doc: doc.participation.funnel.registered),
    Chapter("sessions", lambda doc: doc.sessions),
    Chapter("conclusions", lambda doc: doc.conclusions),
    Chapter("agenda", lambda doc: doc.agenda, annex=True),
    Chapter("participants", lambda doc: doc.participants, annex=True),
    Chapter("comments", lambda doc: doc.links or any(session.comments for session in doc.sessions), annex=True),
    Chapter("definitions", lambda doc: doc.title, annex=True),
)


@dataclass(frozen=True, slots=True)
class Caption:
    """The label and title of a figure or table, and the id by which the contents link to it."""

    label: str
    title: str
    id: str


@dataclass(slots=True)
class Captions:
    """Numbers figures and tables in the order in which they are printed."""

    translations: Translations
    printed: list[Caption] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)

    def figure(self, title: str) -> Caption:
        """Return the next figure."""
        return self._next("figure", self.translations.gettext("Figure %(number)s"), title)

    def table(self, title: str) -> Caption:
        """Return the next table."""
        return self._next("table", self.translations.gettext("Table %(number)s"), title)

    def _next(self, kind: str, label: str, title: str) -> Caption:
        number = self._counts[kind] = self._counts.get(kind, 0) + 1
        caption = Caption(label % {"number": number}, title, f"{kind}-{number}")
        self.printed.append(caption)
        return caption


@dataclass(slots=True)
class Notes:
    """Remembers which definitions were given: each is a footnote at first use and stands again in Annex C."""

    used: list[str] = field(default_factory=list)

    def first(self, key: str) -> bool:
        """Return whether this is the first use of a definition, and remember it."""
        if key not in DEFINITIONS:
            raise KeyError(key)
        if key in self.used:
            return False
        self.used.append(key)
        return True


@dataclass(frozen=True, slots=True)
class PrintedChapter:
    """A chapter as it is typeset."""

    key: str
    number: str
    title: str
    running: str
    body: Markup


def document_html(document: ReportDocument, translations: Translations | None = None) -> str:
    """Return the whole report as HTML: accessible, without a script, and with no address to load but our own."""
    translations = translations or UNTRANSLATED
    environment = _environment(document.language, translations)
    captions, notes = Captions(translations), Notes()
    context: dict[str, Any] = {
        "doc": document,
        "palette": palette(document.accent),
        "captions": captions,
        "notes": notes,
        "definitions": DEFINITIONS,
        "charts": charts,
        "share": rules.share,
        "percent": rules.percent,
        "figures": report_figures,
    }
    chapters: list[PrintedChapter] = []
    numbers, letters = iter(range(1, 100)), iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for chapter in CHAPTERS:
        if chapter.is_there(document):
            number = next(letters) if chapter.annex else str(next(numbers))
            template = environment.get_template(f"reports/pdf/chapters/{chapter.key}.html")
            module = template.make_module(context)
            title: str = module.title  # type: ignore[attr-defined]
            running: str = getattr(module, "running", title)
            if chapter.annex:
                running = translations.gettext("Annex %(letter)s. %(title)s") % {"letter": number, "title": running}
            chapters.append(PrintedChapter(chapter.key, number, title, running, Markup(module)))  # noqa: S704 - escaped by its template
    return environment.get_template("reports/pdf/report.html").render(context, chapters=chapters)


def ticket_html(ticket: Ticket, translations: Translations | None = None) -> str:
    """Return a ticket as HTML, as `document_html` does a report."""
    translations = translations or UNTRANSLATED
    environment = _environment(ticket.language, translations)
    title = translations.gettext("QR code that leads staff at the door to this registration")
    return environment.get_template("reports/pdf/ticket.html").render(
        ticket=ticket, palette=palette(ticket.accent), qr_code=qr_code(ticket.address, title)
    )


@lru_cache(maxsize=8)
def _environment(language: str, translations: Translations) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        finalize=lambda value: typography.clean(value) if type(value) is str else value,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        translations.gettext, translations.ngettext, newstyle=True
    )
    for one_line in (formats.day, formats.short_day):
        environment.filters[one_line.__name__] = partial(one_line, locale=language, space=formats.NO_BREAK)
    for of_two in (formats.days, formats.times):
        environment.globals[of_two.__name__] = partial(of_two, locale=language, space=formats.NO_BREAK)
    environment.filters["weekday"] = partial(formats.weekday, locale=language)
    environment.filters["number"] = partial(formats.number, locale=language)
    environment.filters["decimal"] = partial(formats.decimal, locale=language)
    environment.filters.update(
        clock=formats.clock,
        zone=formats.zone,
        direction=typography.direction,
        longest_word=typography.longest_word,
        tie=typography.tie,
        sentence=typography.sentence,
        translated=translations.gettext,
        markdown=_authors_text,
        first_paragraph=_first_paragraph,
        after_first_paragraph=_after_first_paragraph,
        items=_items,
    )
    return environment


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
