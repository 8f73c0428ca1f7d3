"""The programme of visitors, stored with a placeholder wherever seats are shown: a reservation renews the seats alone.

While seats are reserved every second, the rest of the page stays as it is for minutes. It is stored under what it was
made of: the head of the event with its revision, and the minute while the event runs. Only the seats are read for each
page that is put together, so no reader sees a number older than their request.
"""

import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import NamedTuple

from flask import get_template_attribute
from markupsafe import Markup

from eventdesk.programme.queries.sessions import ProgrammeItem
from eventdesk.public.queries.events import EventHeader
from eventdesk.public.queries.programme import SeatNumbers
from eventdesk.public.views.cards import seats_of_entry
from eventdesk.seats.rules.display import SeatLabel
from eventdesk.web.filters import format_datetime
from eventdesk.web.response_cache import MAX_AGE

MAX_CHARACTERS = 8_000_000
"""Characters of all stored pages of a process; where there are more, those not asked for the longest time go."""
AS_OF = "as-of"
_MARK = secrets.token_hex(8)
"""Nobody who writes a text for a page can know it."""
_PLACEHOLDER = re.compile(f"<!--{_MARK}:([^>]+)-->")


def _placeholder(name: object) -> Markup:
    return Markup("<!--{}:{}-->").format(_MARK, name)


class SeatPlaceholders:
    """Gives the placeholders of one page, and remembers for which sessions."""

    as_of = _placeholder(AS_OF)
    """Stands for the moment at which the seats were read."""

    def __init__(self) -> None:
        self.entries: dict[str, ProgrammeItem] = {}

    def of(self, entry: ProgrammeItem) -> Markup:
        """Return what stands for the seats of a session."""
        self.entries[str(entry.id)] = entry
        return _placeholder(entry.id)


class _Line(NamedTuple):
    seats: SeatNumbers | None
    """What it was made of."""
    html: str


class StoredPage:
    """A page between its placeholders."""

    def __init__(self, html: str, placeholders: SeatPlaceholders, head: EventHeader) -> None:
        self._pieces = _PLACEHOLDER.split(html)
        self._entries = placeholders.entries
        self._head = head
        self._lines: dict[str, _Line] = {}
        self.characters = len(html)

    def filled(self, seats: dict[int, SeatNumbers], now: datetime) -> str:
        """Return the page with these seats. A line is written anew where its session's seats are others than before."""
        write = get_template_attribute("components/seats.html", "seat_line")
        written: dict[SeatLabel, str] = {}
        pieces = self._pieces.copy()
        for place in range(1, len(pieces), 2):
            name = pieces[place]
            if name == AS_OF:
                pieces[place] = format_datetime(now, self._head.timezone)
                continue
            entry = self._entries[name]
            counted, line = seats.get(entry.id), self._lines.get(name)
            if line is None or line.seats != counted:
                words = seats_of_entry(entry, counted, None, self._head, now=now)
                if words is not None and words not in written:
                    written[words] = str(write(words))
                line = self._lines[name] = _Line(counted, written[words] if words else "")
            pieces[place] = line.html
        return "".join(pieces)


class _Stored(NamedTuple):
    stamp: Hashable
    made_at: float
    page: StoredPage


class StoredPages:
    """The pages of a process that were asked for last."""

    def __init__(self, max_characters: int = MAX_CHARACTERS) -> None:
        self._max_characters = max_characters
        self._lock = threading.Lock()
        self._stored: OrderedDict[Hashable, _Stored] = OrderedDict()

    def page(self, key: Hashable, stamp: Hashable, make: Callable[[], StoredPage]) -> StoredPage:
        """Return the page stored under `key`, made anew where it is not that of `stamp`, or old."""
        with self._lock:
            if stored := self._stored.get(key):
                self._stored.move_to_end(key)
        if stored and stored.stamp == stamp and time.monotonic() - stored.made_at < MAX_AGE:
            return stored.page
        page = make()
        with self._lock:
            self._stored[key] = _Stored(stamp, time.monotonic(), page)
            self._stored.move_to_end(key)
            while len(self._stored) > 1 and self._characters() > self._max_characters:
                self._stored.popitem(last=False)
        return page

    def forget(self) -> None:
        """Forget everything: another database stands behind the same ids."""
        with self._lock:
            self._stored.clear()

    def _characters(self) -> int:
        return sum(one.page.characters for one in self._stored.values())


stored_pages = StoredPages()
"""Those of this process."""
