"""The search index of a programme: the text of each session in search form, stored by the process.

Putting a thousand abstracts into search form takes longer than a search may. They are therefore stored by the event's
revision, and after a change only texts that differ are put into that form again. A column would have to be written by
everything that can rename a speaker, an organisation or a talk; this only reads.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from typing import NamedTuple

from eventdesk.core.text import search_key
from eventdesk.web.response_cache import MAX_AGE

MAX_CHARACTERS = 24_000_000
"""Characters of all texts together; beyond that, the events that were not searched for the longest time go."""

Texts = Callable[[], dict[int, str]]


class _Entry(NamedTuple):
    source_hash: int
    """The hash of the text before it was put into search form."""
    key: str


class _Stored(NamedTuple):
    revision: int
    read_at: float
    entries: dict[int, _Entry]
    characters: int


class SearchIndex:
    """The texts of the events that were searched last."""

    def __init__(self, max_characters: int = MAX_CHARACTERS) -> None:
        self._max_characters = max_characters
        self._lock = threading.Lock()
        self._stored: OrderedDict[int, _Stored] = OrderedDict()

    def search(self, event_id: int, revision: int, terms: Collection[str], texts: Texts) -> set[int]:
        """Return the ids of the sessions whose text contains every one of `terms`.

        `texts` reads the texts by session; it is called if they are not stored for this revision, or are MAX_AGE old,
        since a person's name may have changed.
        """
        entries = self._entries(event_id, revision, texts)
        return {session_id for session_id, entry in entries.items() if all(term in entry.key for term in terms)}

    def clear(self) -> None:
        """Drop all texts, as when another database takes the place of the present one."""
        with self._lock:
            self._stored.clear()

    def _entries(self, event_id: int, revision: int, texts: Texts) -> dict[int, _Entry]:
        with self._lock:
            stored = self._stored.get(event_id)
            if stored:
                self._stored.move_to_end(event_id)
        if stored and stored.revision == revision and time.monotonic() - stored.read_at < MAX_AGE:
            return stored.entries
        entries = _build(texts(), stored.entries if stored else {})
        characters = sum(len(entry.key) for entry in entries.values())
        with self._lock:
            self._stored[event_id] = _Stored(revision, time.monotonic(), entries, characters)
            self._stored.move_to_end(event_id)
            while len(self._stored) > 1 and self._characters() > self._max_characters:
                self._stored.popitem(last=False)
        return entries

    def _characters(self) -> int:
        return sum(stored.characters for stored in self._stored.values())


def _build(texts: dict[int, str], previous: dict[int, _Entry]) -> dict[int, _Entry]:
    """Return the entries of `texts`; a text that is the same as before keeps its entry."""
    entries = {}
    for session_id, text in texts.items():
        source_hash, entry = hash(text), previous.get(session_id)
        is_same = entry is not None and entry.source_hash == source_hash
        entries[session_id] = entry if entry and is_same else _Entry(source_hash, search_key(text))
    return entries


search_index = SearchIndex()
"""That of this process."""
