"""Answers that are kept whole and given again, while nothing has changed, without waking Flask.

A page that nobody has changed costs Flask about a millisecond of finding that out: sessions, limits, languages, the
guard. Here it costs one query. A view says of its answer `keep_while(stamp, ask)`; the next time the same is asked,
`ask` reads the stamp anew, and if it is the same the kept answer is given, or 304 to a reader who has it.

The guard let somebody in when the answer was made, so the stamp holds what that rested on: whether the thing is public.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from typing import Any, NamedTuple

from flask import Flask, request
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.sansio.http import is_resource_modified

from eventdesk.core.db import db

MAX_BYTES = 32 * 1024 * 1024
MAX_AGE = 300.0
"""Seconds after which an answer is made anew although its stamp is the same: a speaker's name may have changed."""

ENVIRON_KEY = "eventdesk.keep"
KEY_FIELDS = ("HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_LANGUAGE")
"""What of a request an answer may depend on."""
NOT_IN_304 = {"content-type", "content-length", "content-disposition"}

ReadVersion = Callable[[Connection], Hashable]


class CachePolicy(NamedTuple):
    stamp: Hashable
    ask: ReadVersion
    to_visitors: bool


class CachedResponse(NamedTuple):
    wish: CachePolicy
    made_at: float
    status: str
    headers: list[tuple[str, str]]
    body: bytes


def cache_response(stamp: Hashable, ask: ReadVersion, *, to_visitors: bool = False) -> None:
    """Let the present answer be kept for as long as `ask` finds `stamp`; it needs an ETag.

    It is given to everybody, or with `to_visitors` only to browsers without a cookie of ours.
    """
    request.environ[ENVIRON_KEY] = CachePolicy(stamp, ask, to_visitors)


def is_cacheable() -> bool:
    """Return whether the present answer is to be kept: the shelf then sees itself to what the reader has already."""
    return ENVIRON_KEY in request.environ


class ResponseCache:
    """Stands before the application and gives what is kept; each process has its own."""

    def __init__(self, app: Flask, most_bytes: int = MAX_BYTES) -> None:
        self._app = app
        self._next = app.wsgi_app
        self._cookie = f"{app.config['SESSION_COOKIE_NAME']}="
        self._most_bytes = most_bytes
        self._engine: Engine | None = None
        self._lock = threading.Lock()
        self._bytes = 0
        self._kept: OrderedDict[Hashable, CachedResponse] = OrderedDict()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._next(environ, start_response)
        key = tuple([environ.get(name, "") for name in KEY_FIELDS])
        kept = self._kept.get(key)
        if kept is not None and self._fits(kept, environ):
            return _answer(kept, environ, start_response)
        return self._ask_application(key, environ, start_response)

    def _fits(self, kept: CachedResponse, environ: dict[str, Any]) -> bool:
        if kept.wish.to_visitors and self._cookie in environ.get("HTTP_COOKIE", ""):
            return False
        if time.monotonic() - kept.made_at > MAX_AGE:
            return False
        if self._engine is None:
            with self._app.app_context():
                self._engine = db.engine
        try:
            with self._engine.connect() as connection:
                return kept.wish.ask(connection) == kept.wish.stamp
        except SQLAlchemyError:
            # The application meets the same trouble, and knows how to say so.
            return False

    def _ask_application(self, key: Hashable, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            started[:] = status, headers, exc_info
            return lambda _: None

        chunks = self._next(environ, start)
        status, headers, exc_info = started
        wish: CachePolicy | None = environ.get(ENVIRON_KEY)
        if wish is None or not status.startswith("200") or environ["REQUEST_METHOD"] == "HEAD":
            start_response(status, headers, exc_info)
            return chunks
        body = _read(chunks)
        kept = CachedResponse(wish, time.monotonic(), status, headers, body)
        is_for_one = any(name.lower() == "set-cookie" for name, _ in headers)
        if not is_for_one and not (wish.to_visitors and self._cookie in environ.get("HTTP_COOKIE", "")):
            self._keep(key, kept)
        return _answer(kept, environ, start_response)

    def _keep(self, key: Hashable, kept: CachedResponse) -> None:
        with self._lock:
            self._drop(key)
            self._kept[key] = kept
            self._bytes += len(kept.body)
            while self._bytes > self._most_bytes:
                self._drop(next(iter(self._kept)))

    def _drop(self, key: Hashable) -> None:
        if kept := self._kept.pop(key, None):
            self._bytes -= len(kept.body)


def _read(chunks: Iterable[bytes]) -> bytes:
    """Return the body of an answer, and let the application end it."""
    try:
        return b"".join(chunks)
    finally:
        if close := getattr(chunks, "close", None):
            close()


def _answer(kept: CachedResponse, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Give the kept answer, or 304 where the reader has it (RFC 9110, 13.1)."""
    if _is_known(kept.headers, environ):
        start_response("304 NOT MODIFIED", [pair for pair in kept.headers if pair[0].lower() not in NOT_IN_304])
        return []
    start_response(kept.status, kept.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [kept.body]


def _is_known(headers: list[tuple[str, str]], environ: dict[str, Any]) -> bool:
    tags = environ.get("HTTP_IF_NONE_MATCH")
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if tags is None and since is None:
        return False
    own = {name.lower(): value for name, value in headers}
    # If-Match is left out: it guards changes, and werkzeug would answer it with 304.
    return not is_resource_modified(
        http_if_none_match=tags,
        http_if_modified_since=since,
        etag=own["etag"],
        last_modified=own.get("last-modified") if tags is None else None,
    )
