"""The connection to Flask-Login: the cookie contains a token, and the table of sign-ins shows whether it is valid."""

from datetime import timedelta

from flask import Flask, session
from flask_login import LoginManager, UserMixin, login_user

from eventdesk.accounts import queries, services
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.permissions import Identity

LAST_SEEN_INTERVAL = timedelta(hours=1)
"""How long after the last update of `last_seen_at` it is written again."""

manager = LoginManager()
manager.session_protection = None
"""Switched off: Flask-Login's protection would trust a forged X-Forwarded-For. Sign-ins are revoked instead."""


class SignedInUser(UserMixin):
    """The user object of Flask-Login during a request."""

    def __init__(self, token: str, identity: Identity) -> None:
        self._token = token
        self.identity = identity

    def get_id(self) -> str:
        return self._token


@manager.user_loader
def load_user(token: str) -> SignedInUser | None:
    """Return the user with this cookie token, or None."""
    now = clock.now()
    session_identity = queries.identity_for_token(token, now=now)
    if session_identity is None:
        return None
    if now - session_identity.last_seen_at > LAST_SEEN_INTERVAL:
        with transaction():
            services.touch_sign_in(session_identity.sign_in_id, now=now)
    return SignedInUser(token, session_identity.identity)


def start_session(token: str) -> None:
    """Sign this browser in with `token`, in a new cookie without anything from the old one."""
    session.clear()
    session.permanent = True
    if session_identity := queries.identity_for_token(token, now=clock.now()):
        login_user(SignedInUser(token, session_identity.identity))


def init_login(app: Flask) -> None:
    """Attach Flask-Login to `app`."""
    manager.init_app(app)
