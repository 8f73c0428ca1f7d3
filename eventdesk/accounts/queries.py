"""Who is signed in, and who holds which role."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from eventdesk.accounts.models import Account, EventRole, OneTimeLink, SignIn
from eventdesk.core.codes import token_hash
from eventdesk.core.db import db
from eventdesk.core.text import email_key
from eventdesk.people.models import Person
from eventdesk.permissions import Identity

SIGN_IN_LASTS = timedelta(days=30)
"""How long a browser stays signed in after it was last seen."""


def live_sign_in(token: str, *, now: datetime) -> SignIn | None:
    """Return the sign-in of this cookie token, or None once it is revoked, old, or its account disabled."""
    return db.session.scalar(
        select(SignIn)
        .join(Account, Account.person_id == SignIn.person_id)
        .where(
            SignIn.token_hash == token_hash(token),
            SignIn.revoked_at.is_(None),
            SignIn.last_seen_at > now - SIGN_IN_LASTS,
            Account.disabled_at.is_(None),
        )
    )


def identity(person_id: int) -> Identity:
    """Return who this person is to the permissions. One query."""
    rows = db.session.execute(
        select(Person.name, Person.email, Account.is_admin, EventRole.event_id, EventRole.role)
        .join(Account, Account.person_id == Person.id)
        .outerjoin(EventRole, EventRole.person_id == Person.id)
        .where(Person.id == person_id)
    ).all()
    first = rows[0]
    return Identity(
        person_id=person_id,
        name=first.name,
        email=first.email or "",
        is_admin=first.is_admin,
        roles=frozenset((row.event_id, row.role) for row in rows if row.event_id is not None),
    )


def account_of(person_id: int) -> Account | None:
    """Return the account of a person, or None if they never signed in."""
    return db.session.get(Account, person_id)


def roles_of_event(event_id: int) -> Sequence[EventRole]:
    """Return who holds a role in the event, by name."""
    return db.session.scalars(
        select(EventRole).join(Person).where(EventRole.event_id == event_id).order_by(Person.sort_key, EventRole.role)
    ).all()


def account_by_email(address: str) -> Account | None:
    """Return the account with this e-mail address in any spelling, or None."""
    return db.session.scalar(select(Account).join(Account.person).where(Person.email_key == email_key(address)))


def live_link(token: str, *, now: datetime) -> OneTimeLink | None:
    """Return the one-time link of this token, or None once it is used or old."""
    return db.session.scalar(
        select(OneTimeLink).where(
            OneTimeLink.token_hash == token_hash(token), OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now
        )
    )


def live_sign_ins(person_id: int, *, now: datetime) -> Sequence[SignIn]:
    """Return the browsers in which a person is signed in, the latest seen first."""
    return db.session.scalars(
        select(SignIn)
        .where(SignIn.person_id == person_id, SignIn.revoked_at.is_(None), SignIn.last_seen_at > now - SIGN_IN_LASTS)
        .order_by(SignIn.last_seen_at.desc(), SignIn.id)
    ).all()
