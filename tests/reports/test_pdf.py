"""The printed report: what can be read from it, how it is tagged, and what it never loads."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from eventdesk.printing.pdf import render_pdf
from eventdesk.reports.html import document_html
from eventdesk.reports.report_model import Comment, Name, NamedParticipant
from tests.reports.sample import EMPTY, PARTICIPANTS, POLICY, SAMPLE, at

# Headings, paragraphs, captions, tables and their parts: none of them may contain one of its own kind.
NEVER_NESTED = {"/H1", "/H2", "/H3", "/H4", "/P", "/Caption", "/Table", "/TR", "/TD", "/TH", "/Figure", "/Link"}
HOSTILE = (
    "<img src=file:///etc/passwd> <script>alert(1)</script> ![x](http://127.0.0.1:9/x.png) "
    "[press](javascript:alert(1)) [read](file:///etc/passwd) <link rel=attachment href=file:///etc/passwd> "
    "<style>@import url(http://127.0.0.1:9/x.css); p { background: url(file:///etc/passwd) }</style> "
    "<p style='background: url(http://127.0.0.1:9/)'> {{ 7 * 7 }} \x00\x1b\u202e"
)


def _plain_text(text: str) -> str:
    """Return a page's text with plain spaces, also between a key figure and the label below it."""
    return " ".join(re.sub(r"\b(\d+)(?=[a-z]{3})", r"\1 ", text.replace("\u00a0", " ")).split())


class Printed:
    """A printed report with the warnings of WeasyPrint."""

    def __init__(self, document):
        self.problems = []
        self.content = render_pdf(document_html(document), self.problems)
        self.reader = PdfReader(io.BytesIO(self.content))
        self.pages = [_plain_text(page.extract_text()) for page in self.reader.pages]
        self.text = " ".join(self.pages)

    @property
    def root(self) -> DictionaryObject:
        return self.reader.trailer["/Root"]

    def elements(self) -> Iterator[tuple[DictionaryObject, tuple[str, ...]]]:
        """Yield every element of the tag tree with the kinds of the elements around it."""

        def walk(element, around):
            element = element.get_object()
            if not isinstance(element, DictionaryObject) or "/S" not in element:
                return
            yield element, around
            kinds = element.get("/K", [])
            for child in kinds if isinstance(kinds, list) else [kinds]:
                yield from walk(child, (*around, element["/S"]))

        for top in self.root["/StructTreeRoot"]["/K"]:
            yield from walk(top, ())

    @property
    def links(self) -> list[str]:
        return [
            str(annotation.get_object()["/A"]["/URI"])
            for page in self.reader.pages
            for annotation in page.get("/Annots", [])
            if "/URI" in annotation.get_object().get("/A", {})
        ]


@pytest.fixture(scope="module")
def sample():
    return Printed(SAMPLE)


@pytest.fixture(scope="module")
def hostile():
    named = NamedParticipant(Name(HOSTILE), HOSTILE)
    session = replace(
        POLICY, title=HOSTILE, summary=HOSTILE, outcome=HOSTILE, room=HOSTILE,
        comments=(Comment(Name(HOSTILE), at(9), HOSTILE),), materials=(),
    )  # fmt: skip
    return Printed(
        replace(
            EMPTY, title=HOSTILE, organiser=HOSTILE, series=HOSTILE, accent="red; } @import url(x)", summary=HOSTILE,
            conclusions=HOSTILE, sessions=(session,), participants=(replace(PARTICIPANTS[0], named=(named,)),),
        )
    )  # fmt: skip


def test_report_is_printed_without_warnings(sample):
    assert sample.problems == []


def test_report_is_tagged_and_names_its_language_and_title(sample):
    assert sample.root["/MarkInfo"]["/Marked"]
    assert sample.root["/Lang"] == "en"
    assert sample.reader.metadata.title == "ICT Innovation networking event: event report"
    assert sample.reader.metadata.author == "EU4Digital Facility, ICT Innovation stream"
    assert sample.reader.metadata.creation_date.isoformat() == "2020-12-15T08:00:00+01:00"
    assert b"pdfuaid:part" in sample.reader.xmp_metadata.rdf_root.toxml().encode()


def test_report_has_the_pages_and_bookmarks_of_its_chapters(sample):
    def titles(outline):
        return [titles(entry) if isinstance(entry, list) else entry.title for entry in outline]

    assert len(sample.pages) == 13
    assert titles(sample.reader.outline) == [
        "Contents", "1 Summary", "2 Participation", "3 Sessions", [
            "Cluster policy in the context of internationalisation",
            "European Cluster Collaboration Platform: overview of value proposition and registration process",
            "Conclusions",
        ],
        "4 Conclusions", "A Agenda", "B Participants", "C Comments and materials",
        "D Definitions and method",
    ]  # fmt: skip


def test_cover_shows_title_date_location_and_organiser(sample):
    assert sample.pages[0] == (
        "Event report EU4Digital · ICT Innovation networking events ICT Innovation networking event "
        "Clusters of the Eastern partner countries: visible, connected, international "
        "Date 14 December 2020, 10:00–15:00 CET (UTC+1) Location Online "
        "Organiser EU4Digital Facility, ICT Innovation stream Version 1 of 15 December 2020 "
        "Data as of 15 December 2020, 08:00 CET (UTC+1) Funded by the European Union. "
        "The contents of this report are the sole responsibility of the organiser."
    )


def test_summary_is_one_page_and_holds_the_key_figures(sample):
    page = sample.pages[2]

    assert "1 Summary Sixty people" in page
    assert "Participants were representatives" in page

    for text in (
        "60 participants attended, of 78 registered", "44 organisations took part", "7 countries were represented",
        "83 % of 72 confirmed participants attended; 12 did not", "81 % of 140 seats reserved in sessions were used: 113",
        "1 Attended: People checked in to at least one session.",
    ):  # fmt: skip
        assert text in page


@pytest.mark.parametrize(
    "name",
    [person.name.text for country in PARTICIPANTS for person in country.named if person.name.language != "ar"],
)
def test_names_of_every_script_can_be_read(sample, name):
    assert name.replace(" ", "") in sample.text.replace(" ", "")


def test_arabic_name_can_be_read_in_either_order(sample):
    letters = set("ليلى حداد".replace(" ", ""))

    assert letters <= set(sample.text)
    assert "Layla Haddad" in sample.text


def test_no_element_is_nested_in_another_of_its_kind(sample):
    nested = [(element["/S"], around) for element, around in sample.elements() if element["/S"] in around]

    assert [pair for pair in nested if pair[0] in NEVER_NESTED] == []


def test_headings_are_one_title_and_the_chapters(sample):
    kinds = [element["/S"] for element, _ in sample.elements()]

    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 9
    headings = [kind for kind in kinds if kind in ("/H1", "/H2", "/H3", "/H4")]
    assert [both for both in pairwise(headings) if both[1] > both[0] and int(both[1][2]) - int(both[0][2]) > 1] == []


def test_figures_have_their_numbers_as_text(sample):
    spoken = [str(element.get("/Alt", "")) for element, _ in sample.elements() if element["/S"] == "/Figure"]

    assert spoken == [
        "Emblem of the European Union: twelve stars in a circle",
        "Registered: 78; Confirmed: 72 (6 not confirmed); Attended: 60 (12 no-shows).",
        "23–29 November 2020: 24; 30 November – 6 December 2020: 18; 7–13 December 2020: 28; 14 December 2020: 8.",
        "Session 1: 80 seats, 71 reserved, 58 attended; Session 2: 80 seats, 69 reserved, 57 attended.",
    ]


def test_links_are_those_of_the_document(sample):
    assert sorted(set(sample.links)) == [
        "https://clustercollaboration.eu/",
        "https://events.example.org/events/ict-innovation-2020/",
        "https://example.org/slides.pdf",
    ]


def test_same_document_gives_the_same_bytes():
    html = document_html(EMPTY)

    assert render_pdf(html) == render_pdf(html)


def test_report_of_nothing_is_cover_contents_and_definitions():
    printed = Printed(EMPTY)

    assert printed.problems == []
    assert len(printed.pages) == 3
    assert "14–15 December 2020" in printed.pages[0]
    assert "Definitions and method" in printed.pages[2]


def test_hostile_text_is_printed_as_text(hostile):
    assert "<img src=file:///etc/passwd>" in hostile.text
    assert "{{ 7 * 7 }}" in hostile.text
    assert "root:" not in hostile.text


def test_hostile_text_loads_and_embeds_nothing(hostile):
    assert [problem for problem in hostile.problems if "127.0.0.1" in problem or "passwd" in problem] == []
    assert set(hostile.links) == {"http://127.0.0.1:9/x.png"}  # what was typed as a picture is left as a plain link
    assert "/EmbeddedFiles" not in hostile.root.get("/Names", {})
    assert [image for page in hostile.reader.pages for image in page.images] == []
