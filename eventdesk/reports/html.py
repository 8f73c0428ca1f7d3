"""A report as one HTML page, ready to be printed. No Flask, no database, no clock."""

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
from eventdesk.reports.chart_data import ChartData
from eventdesk.reports.report_model import ReportDocument


class Chapter(NamedTuple):
    """A chapter or annex: the name of its template in `chapters/`, and whether a document has content for it.

    The template sets `title`, and `running` if the running head says more than the title.
    """

    key: str
    has_content: Callable[[ReportDocument], object]
    annex: bool = False


# In the order of the report. Chapters without content are left out, and the others are numbered.
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
    """The captions of figures and tables, numbered in the order in which they are printed."""

    translations: Translations
    printed: list[Caption] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)

    def figure(self, title: str) -> Caption:
        """Return the caption of the next figure."""
        return self._next("figure", self.translations.gettext("Figure %(number)s"), title)

    def table(self, title: str) -> Caption:
        """Return the caption of the next table."""
        return self._next("table", self.translations.gettext("Table %(number)s"), title)

    def _next(self, kind: str, label: str, title: str) -> Caption:
        number = self._counts[kind] = self._counts.get(kind, 0) + 1
        caption = Caption(label % {"number": number}, title, f"{kind}-{number}")
        self.printed.append(caption)
        return caption


@dataclass(slots=True)
class Notes:
    """The definitions used so far: each is a footnote at its first use and is repeated in the last annex."""

    used: list[str] = field(default_factory=list)

    def first(self, key: str) -> bool:
        """Return whether this is the first use of a definition, and remember it. Raises KeyError for an unknown key."""
        if key not in DEFINITIONS:
            raise KeyError(key)
        if key in self.used:
            return False
        self.used.append(key)
        return True


class PrintedChapter(NamedTuple):
    """A chapter as HTML with its number, title and running head."""

    key: str
    number: str
    title: str
    running: str
    body: Markup


def document_html(document: ReportDocument, translations: Translations | None = None) -> str:
    """Return the report as HTML: accessible, without scripts, and loading nothing but our own style and fonts."""
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
        "chart_data": ChartData(document.language, translations),
        "share": rules.share,
        "percent": rules.percent,
        "figures": report_figures,
    }
    chapters: list[PrintedChapter] = []
    numbers, letters = iter(range(1, 100)), iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for chapter in CHAPTERS:
        if chapter.has_content(document):
            number = next(letters) if chapter.annex else str(next(numbers))
            template = templates.get_template(f"reports/pdf/chapters/{chapter.key}.html")
            module = template.make_module(context)
            title: str = module.title  # type: ignore[attr-defined]
            running: str = getattr(module, "running", title)
            if chapter.annex:
                running = translations.gettext("Annex %(letter)s. %(title)s") % {"letter": number, "title": running}
            chapters.append(PrintedChapter(chapter.key, number, title, running, Markup(module)))  # noqa: S704 - escaped by its template
    return templates.get_template("reports/pdf/report.html").render(context, chapters=chapters)
