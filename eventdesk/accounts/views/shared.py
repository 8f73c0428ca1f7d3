"""The blueprint, and the helpers of its views: completing a sign-in, and rate limits."""

import hashlib
import time
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, session, url_for
from flask_limiter import RequestLimit

from eventdesk.accounts import login, rules, services
from eventdesk.accounts.models import Account
from eventdesk.core import clock
from eventdesk.core.text import N_, email_key
from eventdesk.web.guard import RETURN_TO
from eventdesk.web.limits import limiter
from eventdesk.web.navigation import Menu, NavigationItem

blueprint = Blueprint("accounts", __name__)

NAVIGATION = (NavigationItem(Menu.SITE, "sign-in", N_("Sign in"), "accounts.sign_in", 40),)

BROWSER = "browser"
"""Cookie key of a secret that identifies the browser when it opens a link."""
SENT = "sent"
"""Cookie key of the address that an email was sent to, and of its id in the outbox."""
BY_LINK = "by_link"
"""Cookie key that marks a sign-in by link: the reader can set a password without the current one."""

MAX_ATTEMPTS = "10 per 15 minutes"
"""Wrong passwords for one account. Links by email are counted separately, so its owner is not locked out."""
MAX_ATTEMPTS_PER_CLIENT = "60 per 15 minutes"
"""Wrong passwords from one IP address, which many people share at a conference."""
MAX_LINKS = "5 per hour"
"""Emails with links to one account."""
MAX_LINKS_PER_CLIENT = "120 per hour"
"""Emails with links requested from one IP address."""


def rate_limit_key() -> str:
    """Return the key of the account that a form names, in any spelling, whether the account exists or not."""
    address = email_key(request.form.get("email", "")[:1000])
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def was_refused(response: Response) -> bool:
    """Return whether an attempt failed; only those are counted."""
    return response.status_code == 422


def too_many_attempts(limit: RequestLimit) -> Response:
    """Return the page that asks the reader to wait."""
    response = make_response(render_template("accounts/too_many_attempts.html"), 429)
    response.headers["Retry-After"] = str(max(1, int(limit.reset_at - time.time())))
    response.headers["Cache-Control"] = "no-store"
    return response


def limited_links(view: Any) -> Any:
    """Limit how many emails with links can be requested for one account, and by one client."""
    by_account = limiter.shared_limit(
        MAX_LINKS, "links", key_func=rate_limit_key, methods=["POST"], on_breach=too_many_attempts
    )
    by_client = limiter.shared_limit(MAX_LINKS_PER_CLIENT, "links", methods=["POST"], on_breach=too_many_attempts)
    return by_account(by_client(view))


def add_sign_in(account: Account) -> str:
    """Sign this browser in to `account`, in place of an earlier sign-in; return the token. Call it in a transaction."""
    now = clock.now()
    if previous_token := session.get("_user_id"):
        services.revoke_sign_in(previous_token, now=now)
    return services.add_sign_in(account, now=now)[1]


def complete_sign_in(token: str, *, by_link: bool = False) -> Any:
    """Set the cookie with `token` and redirect to the page that the reader wanted to open before signing in."""
    target = rules.local_path(session.get(RETURN_TO)) or url_for("agenda.my_agenda")
    login.start_session(token)
    if by_link:
        session[BY_LINK] = True
    return redirect(target, 303)


def flash_message(text: str, kind: str = "ok") -> None:
    """Show `text` on the next page in a banner of this kind: ok, note, warn or bad."""
    flash(text, kind)
