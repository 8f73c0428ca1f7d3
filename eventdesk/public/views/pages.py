"""Pages that are the same for every visitor: kept while nothing changes, and not sent to a browser that has them."""

import hashlib
from collections.abc import Hashable

from flask import Response, request, session

from eventdesk.web.guard import me
from eventdesk.web.shelf import Ask, is_kept, keep_while


def page(body: str, stamp: Hashable = None, ask: Ask | None = None) -> Response:
    """Answer with a page of this reader, or, for a visitor, with one that is kept for as long as `ask` finds `stamp`.

    What is to be said once (after a deed) is said to one reader, so such a page is nobody else's.
    """
    response = Response(body, mimetype="text/html")
    if me() is not None or "_flashes" in session:
        return response
    response.headers["ETag"] = f'"{hashlib.sha256(response.data).hexdigest()[:24]}"'
    response.headers["Cache-Control"] = "private, no-cache"
    if ask is not None:
        keep_while(stamp, ask, to_visitors=True)
    if not is_kept():
        response.make_conditional(request)
    return response
