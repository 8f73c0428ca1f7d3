"""Signing up, in and out, and giving roles."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from eventdesk.accounts import queries, rules
from eventdesk.accounts.models import Account, EventRole, OneTimeLink, SignIn
from eventdesk.core import audit
from eventdesk.core.codes import new_token, token_hash
from eventdesk.core.db import db
from eventdesk.core.errors import Conflict, Invalid, NotAllowed, NotFound
from eventdesk.core.outbox import queue_mail
from eventdesk.core.text import N_, email_key
from eventdesk.people import queries as people
from eventdesk.people.models import Person
from eventdesk.people.services import add_person, change_person

LINK_LIFETIME = timedelta(hours=1)
LINK_RETENTION = timedelta(days=1)
"""How long a link or sign-in that no longer counts stays in its table, for whoever asks what happened."""


@dataclass(frozen=True)
class SignUp:
    """What somebody typed at sign-up; it counts once they have shown that the address is theirs."""

    name: str
    organisation: str = ""
    country: str = ""
    stakeholder_kind: str = ""
    password_hash: str | None = None


def create_account(
    person: Person, *, password_hash: str | None = None, is_admin: bool = False, now: datetime
) -> Account:
    """Let `person` sign in, and return their account; one that is there already stays as it is."""
    if account := queries.account_of(person.id):
        return account
    account = Account(person_id=person.id, password_hash=password_hash, is_admin=is_admin, created_at=now)
    db.session.add(account)
    db.session.flush()
    audit.record("create_account", person, actor_id=person.id, now=now)
    db.session.refresh(account)
    return account


def make_sign_in_link(email: str, *, now: datetime) -> str:
    """Return the token of a one-time link that signs the person with this address in. Raises Missing for nobody."""
    if people.person_by_email(email) is None:
        raise NotFound(N_("There is nobody with this e-mail address."))
    return _add_link(email, now=now)


def request_sign_in_link(email: str, *, now: datetime) -> int:
    """Write a sign-in link to this address, or, to one that nobody has, that there is no account; return the mail's id.

    The mail goes to the address as it is stored, since another spelling of it may be somebody else's mailbox.
    """
    person = people.person_by_email(email)
    if person is None or person.email is None:
        return queue_mail("sign_in_unknown", email_key(email), {"email": email_key(email)}, now=now)
    token = _add_link(email, now=now)
    return queue_mail("sign_in_link", person.email, {"name": person.name, "token": token}, now=now)


def request_sign_up(email: str, sign_up: SignUp, *, browser: str, now: datetime) -> int:
    """Write to this address how to finish signing up, and keep what was typed until then; return the mail's id.

    Somebody who has an account gets a sign-in link instead, and nothing that was typed counts. `browser` is a secret
    of the browser: only there is the password accepted later.
    """
    if queries.account_by_email(email):
        return request_sign_in_link(email, now=now)
    token = _add_link(email, now=now, sign_up=sign_up, browser=browser)
    return queue_mail("sign_up_link", email_key(email), {"name": sign_up.name, "token": token}, now=now)


def _add_link(email: str, *, now: datetime, sign_up: SignUp | None = None, browser: str = "") -> str:
    token = new_token()
    db.session.add(
        OneTimeLink(
            token_hash=token_hash(token),
            email_key=email_key(email),
            sign_up=asdict(sign_up) if sign_up else None,
            browser_hash=token_hash(browser) if browser else "",
            created_at=now,
            expires_at=now + LINK_LIFETIME,
        )
    )
    db.session.flush()
    return token


def use_link(token: str, *, browser: str, now: datetime) -> tuple[Account, bool]:
    """Use a one-time link up; return the account it signs in, and whether a typed password was left out.

    One conditional UPDATE decides, so that of twenty who use it at once one succeeds. Raises Missing when it is used,
    old or unknown, Refused when the account is closed.
    """
    link = db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.token_hash == token_hash(token), OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now)
        .values(used_at=now)
        .returning(OneTimeLink.email_key, OneTimeLink.sign_up, OneTimeLink.browser_hash)
        .execution_options(synchronize_session=False)
    ).first()
    if link is None:
        raise NotFound(N_("This link does not work any more."))
    sign_up = SignUp(**link.sign_up) if link.sign_up else None
    account = queries.account_by_email(link.email_key)
    if account:
        if account.disabled_at:
            raise NotAllowed(N_("This account is closed."))
        return account, False
    same_browser = bool(browser) and link.browser_hash == token_hash(browser)
    password_hash = sign_up.password_hash if sign_up and same_browser else None
    person = _person_of(link.email_key, sign_up, now=now)
    left_out = bool(sign_up and sign_up.password_hash) and not same_browser
    return create_account(person, password_hash=password_hash, now=now), left_out


def _person_of(email: str, sign_up: SignUp | None, *, now: datetime) -> Person:
    """Return the person of a link; of somebody known (a speaker, say) only what was empty is filled in."""
    person = people.person_by_email(email)
    if person is None:
        if sign_up is None:
            raise NotFound(N_("This link does not work any more."))
        return add_person(
            sign_up.name,
            email=email,
            organisation=sign_up.organisation,
            country=sign_up.country,
            stakeholder_kind=sign_up.stakeholder_kind,
            now=now,
        )
    if sign_up:
        change_person(
            person,
            name=person.name,
            job_title=person.job_title,
            organisation=person.organisation.name if person.organisation else sign_up.organisation,
            country=person.country or sign_up.country,
            stakeholder_kind=person.stakeholder_kind or sign_up.stakeholder_kind,
        )
    return person


def set_password(account: Account, password_hash: str, *, but: str, now: datetime) -> None:
    """Set a password; every browser but the one with the cookie token `but` is signed out, and open links end."""
    account.password_hash = password_hash
    db.session.execute(
        update(SignIn)
        .where(SignIn.person_id == account.person_id, SignIn.revoked_at.is_(None), SignIn.token_hash != token_hash(but))
        .values(revoked_at=now)
    )
    db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.email_key == account.person.email_key, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
    )
    audit.record("set_password", account.person, actor_id=account.person_id, now=now)


def purge(*, now: datetime) -> None:
    """Remove the links and sign-ins that stopped counting a while ago."""
    before = now - LINK_RETENTION
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < before))
    db.session.execute(
        delete(SignIn).where(or_(SignIn.revoked_at < before, SignIn.last_seen_at < before - queries.SIGN_IN_LIFETIME))
    )


def add_sign_in(account: Account, *, now: datetime) -> tuple[SignIn, str]:
    """Note that a browser is signed in to `account`; return the sign-in and the token for its cookie."""
    token = new_token()
    sign_in = SignIn(token_hash=token_hash(token), person_id=account.person_id, created_at=now, last_seen_at=now)
    db.session.add(sign_in)
    db.session.flush()
    return sign_in, token


def touch_sign_in(sign_in_id: int, *, now: datetime) -> None:
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


def assign_role(
    event_id: int,
    *,
    email: str,
    name: str = "",
    role: str,
    event: str,
    event_slug: str,
    actor_id: int | None,
    now: datetime,
) -> EventRole:
    """Let the person with this address hold `role` in the event, tell them by mail, and return the role.

    Somebody unknown is added under `name`, else under the first half of the address, and can sign in with a link sent
    there. `event` is the event's title, for the mail. A role that is held already is returned as it is, without a
    mail. Raises Invalid for an unknown role, or for something that is no address.
    """
    if role not in rules.EVENT_ROLES:
        raise Invalid("role", N_("Choose one of the roles"))
    email = email.strip()
    if not rules.is_email(email):
        raise Invalid("email", N_("Enter an e-mail address, as in name@example.org"))
    person = people.person_by_email(email)
    if person is None:
        person = add_person(name.strip() or email.partition("@")[0][:120], email=email, now=now)
    create_account(person, now=now)
    known: EventRole | None = db.session.scalar(
        select(EventRole).where(
            EventRole.event_id == event_id, EventRole.person_id == person.id, EventRole.role == role
        )
    )
    if known:
        return known
    given = EventRole(event_id=event_id, person_id=person.id, role=role, given_at=now)
    db.session.add(given)
    db.session.flush()
    audit.record("give_role", given, actor_id=actor_id, now=now, event_id=event_id, person=person.id, role=role)
    values = {"name": person.name, "role": role, "event": event, "event_slug": event_slug}
    queue_mail("role_assigned", person.email or email, values, now=now, event_id=event_id)
    return given


def remove_role(role: EventRole, *, actor_id: int | None, now: datetime) -> None:
    """Take a role away. Raises Conflict for the last organiser: then nobody could work on the event."""
    organisers = db.session.scalars(
        select(EventRole.id)
        .where(EventRole.event_id == role.event_id, EventRole.role == "organiser")
        .order_by(EventRole.id)
        .with_for_update()
    ).all()
    if role.role == "organiser" and len(organisers) < 2:
        raise Conflict(N_("This is the only organiser. Give somebody else the role first."))
    audit.record(
        "take_role", role, actor_id=actor_id, now=now, event_id=role.event_id, person=role.person_id, role=role.role
    )
    db.session.delete(role)
    db.session.flush()
