"""Pages that are the same for every visitor: kept while nothing changes, and not sent to a browser that has them."""

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


def cached_page(render: Callable[[], str], ask: ReadVersion | None = None) -> Response:
    """Answer with a page of this reader, or, for a visitor, with one that is kept as long as `ask` finds the same.

    What is to be said once (after a deed) is said to one reader, so such a page is nobody else's.
    """
    if is_for_one_reader():
        return Response(render(), mimetype="text/html")
    # Asked before the page is made: a change in between then makes the kept page old, and never the new page old.
    stamp = ask(db.session.connection()) if ask else None
    response = Response(render(), mimetype="text/html")
    response.headers["ETag"] = f'"{hashlib.sha256(response.data).hexdigest()[:24]}"'
    response.headers["Cache-Control"] = "private, no-cache"
    if ask:
        cache_response(stamp, ask, to_visitors=True)
    if not is_cacheable():
        response.make_conditional(request)
    return response
