"""What several views of this room share: public things, pages whose address is a secret."""

from typing import Any

from flask import Response, make_response


def uncached_page(answer: Any, status: int = 200) -> Response:
    """Return an answer whose address is a secret: kept nowhere, and told to no other page."""
    response = make_response(answer, status) if isinstance(answer, str) else make_response(answer)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
