"""The blueprint, and what all parts of these views share: the way in, and how often it may be tried."""

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
"""Where in the cookie the secret is kept by which a browser is known again when it opens a link."""
SENT = "sent"
"""Where in the cookie it is kept to which address a mail was sent, and which mail of the outbox it is."""
BY_LINK = "by_link"
"""Set in the cookie of somebody who came by a link: they may set a password without knowing the one before."""

MAX_TRIES = "10 per 15 minutes"
"""Wrong passwords for one account, from wherever. Links by mail are counted apart, so its owner is not locked out."""
MAX_TRIES_PER_CLIENT = "60 per 15 minutes"
"""Wrong passwords from one address: many people share one at a conference."""
MAX_LINKS = "5 per hour"
"""Mails with links to one account."""
MAX_LINKS_PER_CLIENT = "120 per hour"


def rate_limit_key() -> str:
    """Return whom a try is counted for: the account that is named, in any spelling, whether there is one or not."""
    address = email_key(request.form.get("email", "")[:1000])
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def was_refused(response: Response) -> bool:
    """Return whether a try failed: only those are counted."""
    return response.status_code == 422


def too_many_attempts(limit: RequestLimit) -> Response:
    """Return the page that says to wait."""
    response = make_response(render_template("accounts/too_many.html"), 429)
    response.headers["Retry-After"] = str(max(1, int(limit.reset_at - time.time())))
    response.headers["Cache-Control"] = "no-store"
    return response


def limited_links(view: Any) -> Any:
    """Limit how many mails with links one account, and one client, can ask for."""
    by_account = limiter.shared_limit(
        MAX_LINKS, "links", key_func=rate_limit_key, methods=["POST"], on_breach=too_many_attempts
    )
    by_client = limiter.shared_limit(MAX_LINKS_PER_CLIENT, "links", methods=["POST"], on_breach=too_many_attempts)
    return by_account(by_client(view))


def add_sign_in(account: Account) -> str:
    """Sign this browser in to `account` instead of whatever it was signed in to, inside the transaction; return its token."""
    now = clock.now()
    if before := session.get("_user_id"):
        services.revoke_sign_in(before, now=now)
    return services.add_sign_in(account, now=now)[1]


def complete_sign_in(token: str, *, by_link: bool = False) -> Any:
    """Give this browser the cookie of the sign-in that `token` stands for, and lead on to where its reader wanted to go."""
    target = rules.local_path(session.get(RETURN_TO)) or url_for("agenda.my_agenda")
    login.start_session(token)
    if by_link:
        session[BY_LINK] = True
    return redirect(target, 303)


def flash_message(words: str, kind: str = "ok") -> None:
    """Have the next page say `words` in a banner: ok, note, warn or bad."""
    flash(words, kind)
