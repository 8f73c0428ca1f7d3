"""Rate limits on registering: emails to one address, emails from one client, forms that were refused."""

import hashlib
import time
from typing import Any

from flask import Response, make_response, render_template, request
from flask_limiter import RequestLimit

from eventdesk.core.text import email_key
from eventdesk.web.guard import current_identity
from eventdesk.web.limits import limiter

MAX_MAILS = "10 per hour"
"""Emails with links to one address."""
MAX_MAILS_PER_CLIENT = "600 per hour"
"""At a conference many people share one network address."""
MAX_REFUSED_PER_CLIENT = "120 per 15 minutes"
"""Forms that were refused, so that no one can guess invitation codes by trying."""


def limit_visitors(view: Any) -> Any:
    """Limit the emails that a visitor can cause and the forms they can try; signed-in people are exempt."""
    shared: dict[str, Any] = {"methods": ["POST"], "exempt_when": _is_signed_in, "on_breach": too_many_attempts}
    by_address = limiter.shared_limit(MAX_MAILS, "registering", key_func=_address, deduct_when=_was_sent, **shared)
    by_client = limiter.shared_limit(MAX_MAILS_PER_CLIENT, "registering", deduct_when=_was_sent, **shared)
    refused = limiter.shared_limit(MAX_REFUSED_PER_CLIENT, "registering-tries", deduct_when=_was_refused, **shared)
    return by_address(by_client(refused(view)))


def too_many_attempts(limit: RequestLimit) -> Response:
    """Return the page that asks to wait, with the seconds in `Retry-After`."""
    response = make_response(render_template("booking/register_too_many.html"), 429)
    response.headers["Retry-After"] = str(max(1, int(limit.reset_at - time.time())))
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_signed_in() -> bool:
    return current_identity() is not None


def _was_sent(response: Response) -> bool:
    return response.status_code == 303


def _was_refused(response: Response) -> bool:
    return response.status_code == 422


def _address() -> str:
    """Return a hash of the address in the form, the same for every spelling of it."""
    address = email_key(request.form.get("email", "")[:1000])
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:32]
