"""Pages that are the same for every visitor: cached until they change, and not sent to browsers that have them."""

import hashlib
from collections.abc import Callable

from flask import Response, request, session

from eventdesk.core.db import db
from eventdesk.web.guard import current_identity
from eventdesk.web.response_cache import ReadVersion, cache_response, is_cacheable


def has_flashes() -> bool:
    """Return whether the page will show the outcome of the reader's last action."""
    return "_flashes" in session


def is_for_one_reader() -> bool:
    """Return whether the page is that of somebody signed in, or shows a message to one visitor."""
    return current_identity() is not None or has_flashes()


def cached_page(render: Callable[[], str], read_version: ReadVersion | None = None) -> Response:
    """Return a page of this reader or, for visitors, one that is cached as long as its version stays the same.

    A message after an action is for one reader, so a page with one is not cached.
    """
    if is_for_one_reader():
        return Response(render(), mimetype="text/html")
    # Read before rendering, so that a change in between can only outdate the cached page, never hide a newer one.
    version = read_version(db.session.connection()) if read_version else None
    response = Response(render(), mimetype="text/html")
    response.headers["ETag"] = f'"{hashlib.sha256(response.data).hexdigest()[:24]}"'
    response.headers["Cache-Control"] = "private, no-cache"
    if read_version:
        cache_response(version, read_version, to_visitors=True)
    if not is_cacheable():
        response.make_conditional(request)
    return response
