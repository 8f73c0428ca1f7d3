"""A cache of whole responses in front of Flask: a stored response is served while its version is unchanged.

For an unchanged page Flask alone takes about a millisecond: sessions, rate limits, languages, the guard. The cache takes
one query. A view calls `cache_response(version, read_version)`. At the next request for the same page `read_version` is
called, and if it returns the same version the stored response is served, or 304 if the browser has it.

The guard checked access when the response was made. Its version must therefore include everything that access depends
on, such as whether the event is public.
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
"""Bytes of stored bodies in each process."""
MAX_AGE = 300.0
"""Seconds after which a response is made again even if its version is unchanged: a speaker's name may have changed."""

ENVIRON_KEY = "eventdesk.cache_policy"
KEY_FIELDS = ("HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_LANGUAGE")
"""The parts of a request that a cached response can depend on."""
NOT_IN_304 = {"content-type", "content-length", "content-disposition"}

ReadVersion = Callable[[Connection], Hashable]


class CachePolicy(NamedTuple):
    """How long a response can be served, and to whom."""

    version: Hashable
    read_version: ReadVersion
    to_visitors: bool


class CachedResponse(NamedTuple):
    """A stored response."""

    policy: CachePolicy
    stored_at: float
    status: str
    headers: list[tuple[str, str]]
    body: bytes


def cache_response(version: Hashable, read_version: ReadVersion, *, to_visitors: bool = False) -> None:
    """Cache the current response for as long as `read_version` returns `version`. It must have an ETag.

    It is served to everyone, or with `to_visitors` only to browsers without our session cookie.
    """
    request.environ[ENVIRON_KEY] = CachePolicy(version, read_version, to_visitors)


def is_cacheable() -> bool:
    """Return whether the current response will be cached. The cache then answers conditional requests itself."""
    return ENVIRON_KEY in request.environ


class ResponseCache:
    """WSGI middleware that serves stored responses. Each process has its own."""

    def __init__(self, app: Flask, max_bytes: int = MAX_BYTES) -> None:
        self._app = app
        self._next = app.wsgi_app
        self._cookie = f"{app.config['SESSION_COOKIE_NAME']}="
        self._max_bytes = max_bytes
        self._engine: Engine | None = None
        self._lock = threading.Lock()
        self._bytes = 0
        self._responses: OrderedDict[Hashable, CachedResponse] = OrderedDict()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._next(environ, start_response)
        key = tuple([environ.get(name, "") for name in KEY_FIELDS])
        cached = self._responses.get(key)
        if cached is not None and self._is_fresh(cached, environ):
            return _serve(cached, environ, start_response)
        return self._call_app(key, environ, start_response)

    def _is_fresh(self, cached: CachedResponse, environ: dict[str, Any]) -> bool:
        if cached.policy.to_visitors and self._cookie in environ.get("HTTP_COOKIE", ""):
            return False
        if time.monotonic() - cached.stored_at > MAX_AGE:
            return False
        if self._engine is None:
            with self._app.app_context():
                self._engine = db.engine
        try:
            with self._engine.connect() as connection:
                return cached.policy.read_version(connection) == cached.policy.version
        except SQLAlchemyError:
            # The application meets the same error and answers it with its error page.
            return False

    def _call_app(self, key: Hashable, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            started[:] = status, headers, exc_info
            return lambda _: None

        chunks = self._next(environ, start)
        status, headers, exc_info = started
        policy: CachePolicy | None = environ.get(ENVIRON_KEY)
        if policy is None or not status.startswith("200") or environ["REQUEST_METHOD"] == "HEAD":
            start_response(status, headers, exc_info)
            return chunks
        response = CachedResponse(policy, time.monotonic(), status, headers, _read(chunks))
        sets_cookie = any(name.lower() == "set-cookie" for name, _ in headers)
        if not sets_cookie and not (policy.to_visitors and self._cookie in environ.get("HTTP_COOKIE", "")):
            self._store(key, response)
        return _serve(response, environ, start_response)

    def _store(self, key: Hashable, response: CachedResponse) -> None:
        with self._lock:
            self._evict(key)
            self._responses[key] = response
            self._bytes += len(response.body)
            while self._bytes > self._max_bytes:
                self._evict(next(iter(self._responses)))

    def _evict(self, key: Hashable) -> None:
        if cached := self._responses.pop(key, None):
            self._bytes -= len(cached.body)


def _read(chunks: Iterable[bytes]) -> bytes:
    """Return the body of a response and close it."""
    try:
        return b"".join(chunks)
    finally:
        if close := getattr(chunks, "close", None):
            close()


def _serve(cached: CachedResponse, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Send a stored response, or 304 if the browser has it (RFC 9110, 13.1)."""
    if _is_unmodified(cached.headers, environ):
        start_response("304 NOT MODIFIED", [pair for pair in cached.headers if pair[0].lower() not in NOT_IN_304])
        return []
    start_response(cached.status, cached.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [cached.body]


def _is_unmodified(headers: list[tuple[str, str]], environ: dict[str, Any]) -> bool:
    tags = environ.get("HTTP_IF_NONE_MATCH")
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if tags is None and since is None:
        return False
    values = {name.lower(): value for name, value in headers}
    # If-Match is left out: it guards changes, and werkzeug would answer it with 304.
    return not is_resource_modified(
        http_if_none_match=tags,
        http_if_modified_since=since,
        etag=values["etag"],
        last_modified=values.get("last-modified") if tags is None else None,
    )
