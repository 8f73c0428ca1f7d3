"""What is searched in the programme of an event: one key for each session, kept by the process while nothing changes.

Putting a thousand abstracts into search form takes longer than a search may. They are therefore kept by the event's
revision, and after a change only what reads otherwise than before is put into that form anew. A column would have to be
written by everything that can rename a speaker, an organisation or a talk; this only reads.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from typing import NamedTuple

from eventdesk.core.text import search_key

MAX_AGE = 300.0
"""Seconds after which texts are read anew although the revision is the same, as web/shelf.py does: a person's name may
have changed."""
MAX_LETTERS = 24_000_000
"""Letters of all keys together; where there are more, the events that were not searched for the longest time go."""

Texts = Callable[[], dict[int, str]]


class _Key(NamedTuple):
    of: int
    """The hash of the text that it was made of."""
    words: str


class _Kept(NamedTuple):
    revision: int
    read_at: float
    keys: dict[int, _Key]
    letters: int


class SearchIndex:
    """The keys of the events that were searched last."""

    def __init__(self, most_letters: int = MAX_LETTERS) -> None:
        self._most_letters = most_letters
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, _Kept] = OrderedDict()

    def found(self, event_id: int, revision: int, words: Collection[str], texts: Texts) -> set[int]:
        """Return the ids of the sessions in whose text every one of `words` stands.

        `texts` reads them, by session; it is called when they are not known at this revision.
        """
        keys = self._keys(event_id, revision, texts)
        return {session_id for session_id, key in keys.items() if all(word in key.words for word in words)}

    def forget(self) -> None:
        """Forget everything: another database stands behind the same ids."""
        with self._lock:
            self._kept.clear()

    def _keys(self, event_id: int, revision: int, texts: Texts) -> dict[int, _Key]:
        with self._lock:
            kept = self._kept.get(event_id)
            if kept:
                self._kept.move_to_end(event_id)
        if kept and kept.revision == revision and time.monotonic() - kept.read_at < MAX_AGE:
            return kept.keys
        keys = _made(texts(), kept.keys if kept else {})
        letters = sum(len(key.words) for key in keys.values())
        with self._lock:
            self._kept[event_id] = _Kept(revision, time.monotonic(), keys, letters)
            self._kept.move_to_end(event_id)
            while len(self._kept) > 1 and sum(one.letters for one in self._kept.values()) > self._most_letters:
                self._kept.popitem(last=False)
        return keys


def _made(texts: dict[int, str], before: dict[int, _Key]) -> dict[int, _Key]:
    """Return the keys of `texts`; what reads as it did `before` keeps its key."""
    keys = {}
    for session_id, text in texts.items():
        of, known = hash(text), before.get(session_id)
        keys[session_id] = known if known and known.of == of else _Key(of, search_key(text))
    return keys


search_index = SearchIndex()
"""Those of this process."""
