"""Look-ups of accounts, sign-ins, links and roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select

from eventdesk.accounts.models import Account, EventRole, OneTimeLink, SignIn
from eventdesk.core.codes import token_hash
from eventdesk.core.db import db
from eventdesk.core.precompiled import PrecompiledQuery
from eventdesk.core.text import email_key
from eventdesk.people.models import Person
from eventdesk.permissions import Identity

SIGN_IN_LIFETIME = timedelta(days=30)
"""How long a browser stays signed in after it was last seen."""


@dataclass(frozen=True)
class SessionIdentity:
    """The identity behind a cookie, with its sign-in and the time the browser was last seen."""

    sign_in_id: int
    last_seen_at: datetime
    identity: Identity


class _IdentityRow(NamedTuple):
    """A sign-in with one of the roles of its person, if they have any."""

    sign_in_id: int
    last_seen_at: datetime
    person_id: int
    name: str
    email: str | None
    is_admin: bool
    event_id: int | None
    role: str | None


_IDENTITY = PrecompiledQuery(
    select(
        SignIn.id, SignIn.last_seen_at, SignIn.person_id, Person.name, Person.email, Account.is_admin,
        EventRole.event_id, EventRole.role,
    )
    .join(Account, Account.person_id == SignIn.person_id)
    .join(Person, Person.id == SignIn.person_id)
    .outerjoin(EventRole, EventRole.person_id == SignIn.person_id)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.revoked_at.is_(None),
        SignIn.last_seen_at > bindparam("seen_after"),
        Account.disabled_at.is_(None),
    ),
    _IdentityRow,
)  # fmt: skip
"""Every request of a signed-in person executes it."""


def identity_for_token(token: str, *, now: datetime) -> SessionIdentity | None:
    """Return the identity for a cookie token, or None if it is revoked or old, or its account disabled. One query."""
    rows = _IDENTITY.all({"token_hash": token_hash(token), "seen_after": now - SIGN_IN_LIFETIME})
    if not rows:
        return None
    first = rows[0]
    roles = frozenset((row.event_id, row.role) for row in rows if row.event_id is not None and row.role is not None)
    identity = Identity(first.person_id, first.name, first.email or "", first.is_admin, roles)
    return SessionIdentity(first.sign_in_id, first.last_seen_at, identity)


def account_of(person_id: int) -> Account | None:
    """Return the account of a person, or None."""
    return db.session.get(Account, person_id)


def roles_of_event(event_id: int) -> Sequence[EventRole]:
    """Return the roles of the event, ordered by the name of the person."""
    return db.session.scalars(
        select(EventRole).join(Person).where(EventRole.event_id == event_id).order_by(Person.sort_key, EventRole.role)
    ).all()


def account_by_email(address: str) -> Account | None:
    """Return the account with this email address in any spelling, or None."""
    return db.session.scalar(select(Account).join(Account.person).where(Person.email_key == email_key(address)))


def live_link(token: str, *, now: datetime) -> OneTimeLink | None:
    """Return the one-time link with this token, or None once it is used or expired."""
    return db.session.scalar(
        select(OneTimeLink).where(
            OneTimeLink.token_hash == token_hash(token), OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now
        )
    )


def live_sign_ins(person_id: int, *, now: datetime) -> Sequence[SignIn]:
    """Return the sign-ins of a person that are valid, the last seen first."""
    return db.session.scalars(
        select(SignIn)
        .where(SignIn.person_id == person_id, SignIn.revoked_at.is_(None), SignIn.last_seen_at > now - SIGN_IN_LIFETIME)
        .order_by(SignIn.last_seen_at.desc(), SignIn.id)
    ).all()
