"""Signing in and out, and giving roles."""

from datetime import datetime

from sqlalchemy import update

from eventdesk.accounts.models import Account, SignIn
from eventdesk.core.codes import new_token, token_hash
from eventdesk.core.db import db


def add_sign_in(account: Account, *, now: datetime) -> tuple[SignIn, str]:
    """Note that a browser is signed in to `account`; return the sign-in and the token for its cookie."""
    token = new_token()
    sign_in = SignIn(token_hash=token_hash(token), person_id=account.person_id, created_at=now, last_seen_at=now)
    db.session.add(sign_in)
    db.session.flush()
    return sign_in, token


def note_seen(sign_in_id: int, *, now: datetime) -> None:
    """Note that a signed-in browser was seen."""
    db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=now))


def revoke_sign_in(token: str, *, now: datetime) -> None:
    """Sign the browser with this cookie token out."""
    db.session.execute(update(SignIn).where(SignIn.token_hash == token_hash(token)).values(revoked_at=now))


def revoke_all_sign_ins(person_id: int, *, now: datetime) -> None:
    """Sign a person out everywhere."""
    db.session.execute(
        update(SignIn).where(SignIn.person_id == person_id, SignIn.revoked_at.is_(None)).values(revoked_at=now)
    )
