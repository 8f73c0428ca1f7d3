"""Responses that must not be stored: pages whose address is a secret, pages that contain such an address."""

from typing import Any

from flask import Response, make_response


def uncached_page(answer: Any, status: int = 200) -> Response:
    """Return a page whose address is a secret: it is stored nowhere, and its address is passed on to no other site."""
    response = make_response(answer, status) if isinstance(answer, str) else make_response(answer)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def without_storage(response: Response) -> Response:
    """Return a response that contains a secret address, marked so that no browser or cache stores it."""
    response.headers["Cache-Control"] = "private, no-store"
    return response
