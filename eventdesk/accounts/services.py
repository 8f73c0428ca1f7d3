"""Sign up, sign in, sign out, set a password, and assign or remove roles."""

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
"""How long a link or sign-in that is no longer valid stays in its table, so that problems can be looked into."""


@dataclass(frozen=True)
class SignUp:
    """The fields of the sign-up form; they are applied once the email address is confirmed."""

    name: str
    organisation: str = ""
    country: str = ""
    stakeholder_kind: str = ""
    password_hash: str | None = None


def create_account(
    person: Person, *, password_hash: str | None = None, is_admin: bool = False, now: datetime
) -> Account:
    """Return the account of `person`, created if they have none. An existing one is not changed."""
    if account := queries.account_of(person.id):
        return account
    account = Account(person_id=person.id, password_hash=password_hash, is_admin=is_admin, created_at=now)
    db.session.add(account)
    db.session.flush()
    audit.record("create_account", person, actor_id=person.id, now=now)
    db.session.refresh(account)
    return account


def make_sign_in_link(email: str, *, now: datetime) -> str:
    """Return the token of a one-time link for the person with this address. Raises NotFound if there is no one."""
    if people.person_by_email(email) is None:
        raise NotFound(N_("There is no person with this email address."))
    return _add_link(email, now=now)


def request_sign_in_link(email: str, *, now: datetime) -> int:
    """Queue an email with a sign-in link, or, for an unknown address, one that there is no account; return its id.

    It goes to the address as it is stored, since another spelling of it can be someone else's mailbox.
    """
    person = people.person_by_email(email)
    if person is None or person.email is None:
        return queue_mail("sign_in_unknown", email_key(email), {"email": email_key(email)}, now=now)
    token = _add_link(email, now=now)
    return queue_mail("sign_in_link", person.email, {"name": person.name, "token": token}, now=now)


def request_sign_up(email: str, sign_up: SignUp, *, browser: str, now: datetime) -> int:
    """Queue an email with a link to finish signing up, and store the form until then; return the id of the email.

    The owner of an existing account gets a sign-in link instead, and the form is dropped. `browser` is a secret in the
    cookie of the browser: the password is only accepted there.
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
    """Use a one-time link. Return the account that it signs in, and whether the password of the form was dropped.

    One conditional UPDATE decides, so that only one of several concurrent uses succeeds. Raises NotFound if the link is
    used, expired or unknown, NotAllowed if the account is closed.
    """
    link = db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.token_hash == token_hash(token), OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now)
        .values(used_at=now)
        .returning(OneTimeLink.email_key, OneTimeLink.sign_up, OneTimeLink.browser_hash)
        .execution_options(synchronize_session=False)
    ).first()
    if link is None:
        raise NotFound(N_("This link no longer works."))
    sign_up = SignUp(**link.sign_up) if link.sign_up else None
    account = queries.account_by_email(link.email_key)
    if account:
        if account.disabled_at:
            raise NotAllowed(N_("This account has been closed."))
        return account, False
    same_browser = bool(browser) and link.browser_hash == token_hash(browser)
    password_hash = sign_up.password_hash if sign_up and same_browser else None
    person = _person_of(link.email_key, sign_up, now=now)
    is_password_dropped = bool(sign_up and sign_up.password_hash) and not same_browser
    return create_account(person, password_hash=password_hash, now=now), is_password_dropped


def _person_of(email: str, sign_up: SignUp | None, *, now: datetime) -> Person:
    """Return the person of a link. For a known person, such as a speaker, only empty details are filled in."""
    person = people.person_by_email(email)
    if person is None:
        if sign_up is None:
            raise NotFound(N_("This link no longer works."))
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


def set_password(account: Account, password_hash: str, *, current_token: str, now: datetime) -> None:
    """Set a password. Sign out every browser except that with the cookie token `current_token`; end open links."""
    account.password_hash = password_hash
    db.session.execute(
        update(SignIn)
        .where(
            SignIn.person_id == account.person_id,
            SignIn.revoked_at.is_(None),
            SignIn.token_hash != token_hash(current_token),
        )
        .values(revoked_at=now)
    )
    db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.email_key == account.person.email_key, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
    )
    audit.record("set_password", account.person, actor_id=account.person_id, now=now)


def purge(*, now: datetime) -> None:
    """Delete the links and sign-ins that have been invalid for longer than `LINK_RETENTION`."""
    before = now - LINK_RETENTION
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < before))
    db.session.execute(
        delete(SignIn).where(or_(SignIn.revoked_at < before, SignIn.last_seen_at < before - queries.SIGN_IN_LIFETIME))
    )


def add_sign_in(account: Account, *, now: datetime) -> tuple[SignIn, str]:
    """Sign a browser in to `account`; return the sign-in and the token for its cookie."""
    token = new_token()
    sign_in = SignIn(token_hash=token_hash(token), person_id=account.person_id, created_at=now, last_seen_at=now)
    db.session.add(sign_in)
    db.session.flush()
    return sign_in, token


def touch_sign_in(sign_in_id: int, *, now: datetime) -> None:
    """Record that a signed-in browser was seen."""
    db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=now))


def revoke_sign_in(token: str, *, now: datetime) -> None:
    """Sign out the browser with this cookie token."""
    db.session.execute(update(SignIn).where(SignIn.token_hash == token_hash(token)).values(revoked_at=now))


def revoke_all_sign_ins(person_id: int, *, now: datetime) -> None:
    """Sign a person out in every browser."""
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
    """Assign `role` in the event to the person with this address, email them, and return the role.

    An unknown person is added as `name`, or else under the local part of the address, and can sign in with a link sent
    there. `event` is the title of the event, for the email. A role that the person already has is returned without an
    email. Raises Invalid for an unknown role or an invalid address.
    """
    if role not in rules.EVENT_ROLES:
        raise Invalid("role", N_("Choose one of the roles"))
    email = email.strip()
    if not rules.is_email(email):
        raise Invalid("email", N_("Enter an email address, as in name@example.org"))
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
    assigned = EventRole(event_id=event_id, person_id=person.id, role=role, given_at=now)
    db.session.add(assigned)
    db.session.flush()
    audit.record("give_role", assigned, actor_id=actor_id, now=now, event_id=event_id, person=person.id, role=role)
    values = {"name": person.name, "role": role, "event": event, "event_slug": event_slug}
    queue_mail("role_assigned", person.email or email, values, now=now, event_id=event_id)
    return assigned


def remove_role(role: EventRole, *, actor_id: int | None, now: datetime) -> None:
    """Remove a role. Raises Conflict for the last organiser, without whom no one could manage the event."""
    organisers = db.session.scalars(
        select(EventRole.id)
        .where(EventRole.event_id == role.event_id, EventRole.role == "organiser")
        .order_by(EventRole.id)
        .with_for_update()
    ).all()
    if role.role == "organiser" and len(organisers) < 2:
        raise Conflict(N_("This is the only organiser. Assign the role to someone else first."))
    audit.record(
        "take_role", role, actor_id=actor_id, now=now, event_id=role.event_id, person=role.person_id, role=role.role
    )
    db.session.delete(role)
    db.session.flush()
