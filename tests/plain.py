"""Finds text of a page, mail or paper that did not come through the translations, in the pseudo-language.

What stands in brackets was translated. Left over are data (rows of the database, the values given to a mail), dates and
numbers, names that are the same in every language, and faults.
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
    "data-words", "data-more", "data-again", "data-none", "data-confirm",
)  # fmt: skip
"""Attributes that are read to people, by browsers, screen readers and our scripts."""
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "button", "caption", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "label",
    "legend", "li", "main", "nav", "ol", "option", "p", "section", "select", "summary", "table", "tbody", "td", "text",
    "tfoot", "th", "thead", "title", "tr", "ul",
}  # fmt: skip
"""Elements at which a sentence ends; `text` is that of charts."""
SILENT = {"script", "style", "template", "textarea"}
BULLETS = "·|–—•([“"
"""Signs after which a message stands for itself."""

_ENGLISH = Locale("en", "GB")
NAMES = {
    "eventdesk", "PDF", "CSV", "XLSX", "JSON", "ICS", "UTC", "GMT", "kB", "MB", "EU",
    *(name for width in _ENGLISH.days["format"].values() for name in width.values()),
    *(name for width in _ENGLISH.months["format"].values() for name in width.values()),
}  # fmt: skip
"""What is the same in every language, and what Babel writes."""
_WORD = re.compile(r"[^\W\d_]{2}")
"""Letters by themselves are the heads of an alphabetical list, or marks of tracks."""
_SAME_EVERYWHERE = re.compile(r"\S+@\S+|https?://\S+|\b(?:[A-Z]{3,4}|UTC[+−-]\d+(?::\d\d)?|[A-Z\d]{8,})\b")
"""Addresses, the signs of time zones, and codes that were made for this answer."""


def parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands outside of brackets in `text`, each with the bracket that follows it ("" at the end)."""
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
    """Yield what is read on a page: the text of each block without that of the blocks in it, and of attributes."""
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
    """Yield the texts of an attribute; those for a script may be several, as JSON."""
    if value.startswith("{") and value.endswith("}"):
        yield from json.loads(value).values()
    else:
        yield value


def _blocks(tag: Tag) -> Iterator[str]:
    own: list[str] = []

    def read(inner: Tag) -> Iterator[str]:
        for child in inner.children:
            if isinstance(child, PreformattedString):
                continue
            if isinstance(child, NavigableString):
                own.append(str(child))
            elif isinstance(child, Tag) and child.name in BLOCKS:
                own.append("\n")
                yield from _blocks(child)
            elif isinstance(child, Tag) and child.name not in SILENT:
                # The style sheets put space between elements, where a reader needs it.
                own.append(" ")
                yield from read(child)
                own.append(" ")

    yield from read(tag)
    yield "".join(own)


class Data:
    """Texts that are nobody's to translate."""

    def __init__(self, texts: Iterable[str]) -> None:
        lines = [line for text in texts for line in (text, *re.split(r"[\n*]", text))]
        known = {" ".join(line.split()) for line in (*lines, *(line.lstrip("-0123456789. ") for line in lines))}
        known |= {short_name(text) for text in known if text}
        zones = available_timezones()
        known |= zones | {zone.replace("_", " ") for zone in zones}
        known |= {zone.rpartition("/")[2].replace("_", " ") for zone in zones}
        known |= set(_ENGLISH.territories.values()) | NAMES
        self._known = known
        # A short word or one in small letters is data where it stands alone; in a sentence it is the sentence's.
        names = {text for text in known if len(text) > 3 and re.search(r"[A-Z\d.]", text)} | NAMES
        self._names = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?!\w)")

    def left_over(self, text: str) -> str:
        """Return what is left of `text` once data, dates and signs are taken out; "" is the expected answer."""
        left = " ".join(text.split())
        if left in self._known or not _WORD.search(left) or self._is_cut(left):
            return ""
        left = _SAME_EVERYWHERE.sub(" ", self._names.sub(" ", left))
        return " ".join(left.split()) if _WORD.search(left) else ""

    def _is_cut(self, text: str) -> bool:
        """Return whether `text` is the beginning of a longer one, perhaps with its number before it."""
        beginning = text.removesuffix("…").lstrip("0123456789. ")
        return text.endswith("…") and any(known.startswith(beginning) for known in self._known)


def hard_coded(texts: Iterable[str], data: Data) -> set[str]:
    """Return the words among `texts` that are ours and were not translated; digits are written as 0."""
    found = {data.left_over(outside) for text in texts for outside, _ in parts(text)}
    return {re.sub(r"\d+", "0", part) for part in found if part}


def glued(texts: Iterable[str]) -> set[str]:
    """Return the messages among `texts` that go on with a sentence which something else began.

    Such a message begins with a small letter, and before it, in the same block, stands more than a bullet.
    """
    found = set()
    for text in texts:
        before = ""
        for outside, inside in parts(" ".join(text.split())):
            before += outside
            begins = plain(inside)[:1]
            if begins.islower() and before.strip() and before.rstrip()[-1] not in BULLETS:
                found.add(re.sub(r"\d+", "0", plain(inside)))
            before += inside
    return found


def texts_of_database() -> set[str]:
    """Return every text that is stored, but not what stands for a state: those are ours to name."""
    found: set[str] = set()
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(table.select()).mappings():
            found.update(text for name, value in row.items() if not _is_state(table.c[name]) for text in strings(value))
    return found


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
    """Yield every text in a value of whatever shape."""
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
