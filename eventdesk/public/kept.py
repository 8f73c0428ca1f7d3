"""Pages that are kept as they were rendered, for readers who are not signed in, for as long as nothing changes.

Each process keeps its own. A page is found by what was asked for and used only while its stamp (the revisions it was
made of) is still that of the database, so a change shows at once in every process.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from flask import Flask, Response, current_app, request, session
from flask_babel import get_locale

from eventdesk.web.guard import me

MOST_BYTES = 32 * 1024 * 1024
EXTENSION = "eventdesk_kept_pages"


class KeptPages:
    """Rendered pages, at most `most_bytes` of them; those not asked for longest leave first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._lock = threading.Lock()
        self._pages: OrderedDict[Hashable, tuple[Hashable, bytes, str]] = OrderedDict()

    def find(self, key: Hashable, stamp: Hashable) -> tuple[bytes, str] | None:
        """Return body and ETag of the page kept under `key` if it was made of `stamp`, or None."""
        with self._lock:
            kept = self._pages.get(key)
            if kept is None or kept[0] != stamp:
                return None
            self._pages.move_to_end(key)
            return kept[1], kept[2]

    def keep(self, key: Hashable, stamp: Hashable, body: bytes) -> str:
        """Keep a page, and return its ETag; one larger than all the room there is gets only the ETag."""
        etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        with self._lock:
            self._drop(key)
            if len(body) <= self._most_bytes:
                self._pages[key] = (stamp, body, etag)
                self._bytes += len(body)
            while self._bytes > self._most_bytes:
                self._drop(next(iter(self._pages)))
        return etag

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()
            self._bytes = 0

    def _drop(self, key: Hashable) -> None:
        if kept := self._pages.pop(key, None):
            self._bytes -= len(kept[1])


def pages_of(app: Flask) -> KeptPages:
    """Return the pages that this process keeps for `app`."""
    return app.extensions.setdefault(EXTENSION, KeptPages())  # type: ignore[no-any-return]


def kept(key: Hashable, stamp: Hashable, render: Callable[[], str]) -> Response:
    """Answer with the page kept under `key`, or render and keep it; 304 where the reader has these very bytes.

    Somebody who is signed in, or to whom something is to be said once, gets a page of their own.
    """
    if me() is not None or "_flashes" in session:
        return Response(render(), mimetype="text/html")
    pages = pages_of(current_app._get_current_object())  # type: ignore[attr-defined]
    key = (key, str(get_locale()))
    found = pages.find(key, stamp)
    if found is None:
        body = render().encode()
        found = body, pages.keep(key, stamp, body)
    body, etag = found
    if etag in request.headers.get("If-None-Match", ""):
        response = Response(status=304)
    else:
        response = Response(body, mimetype="text/html")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response
