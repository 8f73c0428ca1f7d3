"""A report document as one HTML page, ready to be printed. No Flask, no database, no clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from markupsafe import Markup

from eventdesk.figures import rules
from eventdesk.figures.definitions import DEFINITIONS
from eventdesk.printing.html import UNTRANSLATED, Translations, environment
from eventdesk.printing.palette import palette
from eventdesk.reports import charts, report_figures
from eventdesk.reports.report_model import ReportDocument


class Chapter(NamedTuple):
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


class Caption(NamedTuple):
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


class PrintedChapter(NamedTuple):
    """A chapter as it is typeset."""

    key: str
    number: str
    title: str
    running: str
    body: Markup


def document_html(document: ReportDocument, translations: Translations | None = None) -> str:
    """Return the whole report as HTML: accessible, without a script, and with no address to load but our own."""
    translations = translations or UNTRANSLATED
    templates = environment(document.language, translations)
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
            template = templates.get_template(f"reports/pdf/chapters/{chapter.key}.html")
            module = template.make_module(context)
            title: str = module.title  # type: ignore[attr-defined]
            running: str = getattr(module, "running", title)
            if chapter.annex:
                running = translations.gettext("Annex %(letter)s. %(title)s") % {"letter": number, "title": running}
            chapters.append(PrintedChapter(chapter.key, number, title, running, Markup(module)))  # noqa: S704 - escaped by its template
    return templates.get_template("reports/pdf/report.html").render(context, chapters=chapters)
