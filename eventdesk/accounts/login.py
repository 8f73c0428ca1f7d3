"""Flask-Login's side of signing in: the cookie holds a token, the table of sign-ins says whether it still counts."""

from datetime import timedelta

from flask import Flask, session
from flask_login import LoginManager, UserMixin, login_user

from eventdesk.accounts import queries, services
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.permissions import Identity

LAST_SEEN_INTERVAL = timedelta(hours=1)
"""How old the note of when a browser was last seen may grow before it is written anew."""

manager = LoginManager()
manager.session_protection = None
"""Flask-Login's own protection would believe a forged X-Forwarded-For; revoking the sign-in is ours."""


class SignedInUser(UserMixin):
    """The user that Flask-Login carries through a request."""

    def __init__(self, token: str, identity: Identity) -> None:
        self._token = token
        self.identity = identity

    def get_id(self) -> str:
        return self._token


@manager.user_loader
def load_user(token: str) -> SignedInUser | None:
    """Return who holds this cookie token, or None."""
    now = clock.now()
    found = queries.identity_for_token(token, now=now)
    if found is None:
        return None
    if now - found.last_seen_at > LAST_SEEN_INTERVAL:
        with transaction():
            services.touch_sign_in(found.sign_in_id, now=now)
    return SignedInUser(token, found.identity)


def start_session(token: str, kept: tuple[str, ...] = ()) -> None:
    """Make this browser the one signed in with `token`: a new cookie, with nothing old in it but the keys in `kept`."""
    remaining = {key: session[key] for key in kept if key in session}
    session.clear()
    session.update(remaining)
    session.permanent = True
    if found := queries.identity_for_token(token, now=clock.now()):
        login_user(SignedInUser(token, found.identity))


def init_login(app: Flask) -> None:
    """Attach Flask-Login to `app`."""
    manager.init_app(app)
