"""Finds untranslated text in pages, emails and printed documents that are rendered in the pseudo-language.

Text in brackets was translated. The rest is data (rows of the database, values of an email), dates and numbers, names
that are the same in every language, and faults.
"""

import json
import re
from collections.abc import Iterable, Iterator
from zoneinfo import available_timezones

from babel import Locale
from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString
from sqlalchemy import String

from eventdesk.core.db import db
from eventdesk.people.rules import short_name
from tests.pseudo import CLOSE, OPEN, plain

ATTRIBUTES = (
    "title", "alt", "placeholder", "label", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext",
    "data-words", "data-more", "data-again", "data-none", "data-result", "data-confirm",
)  # fmt: skip
"""Attributes whose texts are shown or read by browsers, screen readers and our scripts."""
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "button", "caption", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "label",
    "legend", "li", "main", "nav", "ol", "option", "p", "section", "select", "summary", "table", "tbody", "td", "text",
    "tfoot", "th", "thead", "title", "tr", "ul",
}  # fmt: skip
"""Elements at which a sentence ends; `text` is that of charts."""
SILENT = {"script", "style", "template", "textarea"}
BULLETS = "·|–—•([“"
"""Characters after which a separate message begins."""

_ENGLISH = Locale("en", "GB")
NAMES = {
    "eventdesk", "PDF", "CSV", "XLSX", "JSON", "ICS", "UTC", "GMT", "kB", "MB", "EU",
    *(name for width in _ENGLISH.days["format"].values() for name in width.values()),
    *(name for width in _ENGLISH.months["format"].values() for name in width.values()),
}  # fmt: skip
"""Names that are the same in every language, and the texts of Babel."""
_WORD = re.compile(r"[^\W\d_]{2}")
"""Two letters or more; single letters are headings of alphabetical lists, or codes of tracks."""
_SAME_EVERYWHERE = re.compile(r"\S+@\S+|https?://\S+|\b(?:[A-Z]{3,4}|UTC[+−-]\d+(?::\d\d)?|[A-Z\d]{8,})\b")
"""Addresses, abbreviations of time zones, and random codes."""


def parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield each text outside of brackets, with the bracket that follows it ("" at the end)."""
    depth, outside, inside = 0, "", ""
    for sign in text:
        if sign == OPEN:
            depth += 1
        if depth:
            inside += sign
        else:
            outside += sign
        if sign == CLOSE and depth:
            depth -= 1
            if depth == 0:
                yield outside, inside
                outside, inside = "", ""
    yield outside, inside


def texts_of(page: BeautifulSoup) -> Iterator[str]:
    """Yield the texts of a page: of each block without the blocks in it, and of attributes."""
    for tag in page.find_all(True):
        for name in ATTRIBUTES:
            if name in tag.attrs:
                yield from _spoken(str(tag[name]))
        if tag.name == "input" and tag.get("type") in ("submit", "button", "reset"):
            yield str(tag.get("value", ""))
        if tag.name == "meta" and tag.get("name") == "description":
            yield str(tag["content"])
    yield from _blocks(page)


def _spoken(value: str) -> Iterator[str]:
    """Yield the texts of an attribute; for a script there can be several, as JSON."""
    if value.startswith("{") and value.endswith("}"):
        yield from json.loads(value).values()
    else:
        yield value


def _blocks(tag: Tag) -> Iterator[str]:
    texts: list[str] = []

    def read(inner: Tag) -> Iterator[str]:
        for child in inner.children:
            if isinstance(child, PreformattedString):
                continue
            if isinstance(child, NavigableString):
                texts.append(str(child))
            elif isinstance(child, Tag) and child.name in BLOCKS:
                texts.append("\n")
                yield from _blocks(child)
            elif isinstance(child, Tag) and child.name not in SILENT:
                # The style sheets separate elements where necessary.
                texts.append(" ")
                yield from read(child)
                texts.append(" ")

    yield from read(tag)
    yield "".join(texts)


class Data:
    """Texts that are data and need no translation."""

    def __init__(self, texts: Iterable[str]) -> None:
        lines = [line for text in texts for line in (text, *re.split(r"[\n*]", text))]
        known = {" ".join(line.split()) for line in (*lines, *(line.lstrip("-0123456789. ") for line in lines))}
        known |= {short_name(text) for text in known if text}
        zones = available_timezones()
        known |= zones | {zone.replace("_", " ") for zone in zones}
        known |= {zone.rpartition("/")[2].replace("_", " ") for zone in zones}
        known |= set(_ENGLISH.territories.values()) | NAMES
        self._known = known
        # A short word, or one in lower case, is data only if it is the whole text, not within a sentence.
        names = {text for text in known if len(text) > 3 and re.search(r"[A-Z\d.]", text)} | NAMES
        self._names = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?!\w)")

    def left_over(self, text: str) -> str:
        """Return `text` without data, dates and punctuation; "" is the expected result."""
        left = " ".join(text.split())
        if left in self._known or not _WORD.search(left) or self._is_cut(left):
            return ""
        left = _SAME_EVERYWHERE.sub(" ", self._names.sub(" ", left))
        return " ".join(left.split()) if _WORD.search(left) else ""

    def _is_cut(self, text: str) -> bool:
        """Return whether `text` is the shortened form of a known text, perhaps after a number."""
        beginning = text.removesuffix("…").lstrip("0123456789. ")
        return text.endswith("…") and any(known.startswith(beginning) for known in self._known)


def hard_coded(texts: Iterable[str], data: Data) -> set[str]:
    """Return the parts of `texts` that are neither data nor translated, with digits as 0."""
    remaining = {data.left_over(outside) for text in texts for outside, _ in parts(text)}
    return {re.sub(r"\d+", "0", part) for part in remaining if part}


def glued(texts: Iterable[str]) -> set[str]:
    """Return the messages in `texts` that continue a sentence.

    Such a message begins with a lower-case letter and follows other text than a bullet in the same block.
    """
    messages = set()
    for text in texts:
        before = ""
        for outside, inside in parts(" ".join(text.split())):
            before += outside
            begins = plain(inside)[:1]
            if begins.islower() and before.strip() and before.rstrip()[-1] not in BULLETS:
                messages.add(re.sub(r"\d+", "0", plain(inside)))
            before += inside
    return messages


def texts_of_database() -> set[str]:
    """Return all texts in the database except states and kinds, whose labels must be translated."""
    texts: set[str] = set()
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(table.select()).mappings():
            texts.update(text for name, value in row.items() if not _is_state(table.c[name]) for text in strings(value))
    return texts


def _is_state(column) -> bool:
    return isinstance(column.type, String) and column.name in (
        "state",
        "kind",
        "role",
        "verb",
        "standard",
        "stakeholder_kind",
    )


def strings(value: object) -> Iterator[str]:
    """Yield every text in a value of any shape."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from strings(inner)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from strings(getattr(value, name))
