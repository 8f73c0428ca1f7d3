"""Responses for pages that have, or contain, a secret address."""

from typing import Any

from flask import Response, make_response


def uncached_page(page: Any, status: int = 200) -> Response:
    """Return a page with a secret address: it is not cached, and links on it send no referrer."""
    response = make_response(page, status) if isinstance(page, str) else make_response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def without_storage(response: Response) -> Response:
    """Return a response that contains a secret address, marked so that no browser or cache stores it."""
    response.headers["Cache-Control"] = "private, no-store"
    return response
