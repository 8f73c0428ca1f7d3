"""Rendered pages that a process stores with placeholders for what differs from reader to reader or moment to moment."""

import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from flask import g, render_template
from markupsafe import Markup

from eventdesk.web.response_cache import MAX_AGE

MAX_CHARACTERS = 8_000_000
"""Characters of all stored pages of one kind in a process; beyond that, those unused for the longest time go."""
CSRF_TOKEN = "csrf-token"  # noqa: S105 - the name of a placeholder
_MARK = secrets.token_hex(8)
"""No author of a text on a page can know it."""
PLACEHOLDER = re.compile(f"<!--{_MARK}:([^>]+)-->")


class StoredPage(Protocol):
    """What can be stored."""

    @property
    def characters(self) -> int:
        """How long it is."""


PageT = TypeVar("PageT", bound=StoredPage)


def placeholder(name: object) -> Markup:
    """Return what stands in a stored page for the value called `name`."""
    return Markup("<!--{}:{}-->").format(_MARK, name)


def fill(html: str, values: Mapping[str, str]) -> str:
    """Return `html` with each placeholder replaced by its value. Raises KeyError for one without a value."""
    return PLACEHOLDER.sub(lambda match: values[match[1]], html)


def render_for_all(template: str, **context: Any) -> str:
    """Return a rendered template that may be stored: it has a placeholder for the CSRF token of its reader.

    A component that writes the token is imported `with context`. Raises RuntimeError where one is not, since the token
    of one reader would be stored for others.
    """
    html = render_template(template, **context, csrf_token=lambda: placeholder(CSRF_TOKEN))
    token = g.get("csrf_token")
    if token and token in html:
        raise RuntimeError(f"{template} holds the CSRF token of one reader.")
    return html


class _Stored(NamedTuple, Generic[PageT]):
    version: Hashable
    made_at: float
    page: PageT


class StoredPages(Generic[PageT]):
    """The pages of one kind that a process used last."""

    def __init__(self, max_characters: int = MAX_CHARACTERS) -> None:
        self._max_characters = max_characters
        self._lock = threading.Lock()
        self._stored: OrderedDict[Hashable, _Stored[PageT]] = OrderedDict()

    def page(self, key: Hashable, version: Hashable, make: Callable[[], PageT]) -> PageT:
        """Return the page stored under `key`; `make` makes it where it has another version or is MAX_AGE old."""
        with self._lock:
            if stored := self._stored.get(key):
                self._stored.move_to_end(key)
        if stored and stored.version == version and time.monotonic() - stored.made_at < MAX_AGE:
            return stored.page
        page = make()
        with self._lock:
            self._stored[key] = _Stored(version, time.monotonic(), page)
            self._stored.move_to_end(key)
            while len(self._stored) > 1 and self._characters() > self._max_characters:
                self._stored.popitem(last=False)
        return page

    def clear(self) -> None:
        """Drop all pages, as when another database takes the place of the present one."""
        with self._lock:
            self._stored.clear()

    def _characters(self) -> int:
        return sum(stored.page.characters for stored in self._stored.values())
