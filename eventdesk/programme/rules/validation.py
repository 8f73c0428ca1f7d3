"""Validation of the texts, addresses and codes of the programme."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from slugify import slugify

from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_, clean_line, clean_text

SESSION_KINDS = {"session": N_("Session"), "plenary": N_("Plenary, for everyone"), "break": N_("Break")}
LINK_KINDS = {
    "partner": N_("Partner"),
    "project": N_("Project"),
    "press": N_("Press release"),
    "other": N_("Other"),
}
RESERVED_SLUGS = frozenset({"events", "outbox", "people", "new", "series", "sessions", "speakers", "static", "api"})
"""First parts of the application's own addresses, which events cannot use."""

MAX_TEXT = 20_000
EVENT_LINES = {
    "title": 160,
    "subtitle": 160,
    "edition": 60,
    "lead": 300,
    "venue": 160,
    "city": 120,
    "address": 300,
    "audience": 300,
    "languages": 160,
    "fee": 120,
    "contact_email": 320,
    "online_url": 500,
}
"""The one-line texts of an event, with their maximum lengths."""
EVENT_TEXTS = {"description": MAX_TEXT, "topics": 4_000, "organiser_note": 4_000}
"""The texts of an event that can have several lines, with their maximum lengths."""
SESSION_LINES = {"title": 200, "place": 120}
SESSION_TEXTS = {"abstract": MAX_TEXT, "format_description": MAX_TEXT, "expected_outcome": MAX_TEXT}


def normalise(values: Mapping[str, Any], lines: Mapping[str, int], texts: Mapping[str, int]) -> dict[str, Any]:
    """Return `values` with the texts named in `lines` and `texts` cleaned.

    Both map names to the maximum number of characters; Invalid is raised for a longer text.
    """
    cleaned = dict(values)
    for limits, clean in ((lines, clean_line), (texts, clean_text)):
        for name in limits.keys() & cleaned.keys():
            cleaned[name] = clean(cleaned[name])
            if len(cleaned[name]) > limits[name]:
                raise Invalid(name, N_("Use up to %(max)s characters"), max=limits[name])
    return cleaned


def check_line(field: str, text: str, max_length: int, *, missing: str = "") -> str:
    """Return `text` as one clean line. Raises Invalid if it is too long, or with the message `missing` if it is empty."""
    line = str(normalise({field: text}, {field: max_length}, {})[field])
    if missing and not line:
        raise Invalid(field, missing)
    return line


def check_text(field: str, text: str, max_length: int = MAX_TEXT) -> str:
    """Return `text` cleaned, with its line breaks. Raises Invalid if it is too long."""
    return str(normalise({field: text}, {}, {field: max_length})[field])


_APOSTROPHES = str.maketrans("'’`", "   ")
_SOUND_MARKS = str.maketrans("", "", "'`")
"""Marks that transliteration adds for sounds without a Latin letter, as in "k`" for the Georgian ქ."""


def make_slug(text: str, *, max_length: int = 40) -> str:
    """Return an address made from `text` with a–z, digits and hyphens; empty if none of these remain."""
    # Its table of all scripts takes 3 ms and 3 MB; only new addresses need it.
    from text_unidecode import unidecode

    latin = unidecode(text.translate(_APOSTROPHES)).translate(_SOUND_MARKS)
    return slugify(latin, max_length=max_length, entities=False, decimal=False, hexadecimal=False)


def check_slug(slug: str) -> None:
    """Raise Invalid unless `slug` can be the address of an event or series."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 60:
        raise Invalid("slug", N_("Use up to 60 lower-case letters a–z, digits and hyphens, like cluster-days"))
    if slug in RESERVED_SLUGS:
        raise Invalid("slug", N_("“%(slug)s” is reserved. Choose another address"), slug=slug)


def check_code(code: str) -> None:
    """Raise Invalid unless `code` can be part of the address of a session."""
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]{0,18}[A-Za-z0-9])?", code) or code == "new":
        raise Invalid("code", N_("Use up to 20 letters a–z, digits and hyphens"))


def check_url(field: str, url: str) -> str:
    """Return `url` as one line. Raises Invalid unless it is empty or a web address."""
    url = check_line(field, url, 500)
    if not url:
        return url
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s\"<>\\^`{|}]", url)
    except ValueError:
        is_web = False
    if not is_web:
        raise Invalid(field, N_("Enter a web address that starts with https://"))
    return url


def check_country(field: str, code: str) -> None:
    """Raise Invalid unless `code` is empty or has the form of ISO 3166-1 alpha-2."""
    if code and not re.fullmatch(r"[A-Z]{2}", code):
        raise Invalid(field, N_("Choose a country from the list"))
