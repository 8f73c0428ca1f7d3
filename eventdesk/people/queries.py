"""Look-ups of people and organisations."""

from collections.abc import Sequence

from sqlalchemy import select

from eventdesk.core.db import db
from eventdesk.core.text import email_key, search_key
from eventdesk.people.models import Organisation, Person


def person_by_email(address: str) -> Person | None:
    """Return the person with this email address in any spelling, or None."""
    return db.session.scalar(select(Person).where(Person.email_key == email_key(address)))


def person_by_code(code: str) -> Person | None:
    """Return the person with this code, or None."""
    return db.session.scalar(select(Person).where(Person.code == code))


def organisation_by_name(name: str) -> Organisation | None:
    """Return the organisation with this name in any spelling of case and accents, or None."""
    return db.session.scalar(select(Organisation).where(Organisation.name_key == search_key(name)[:220]))


def people_by_ids(ids: Sequence[int]) -> Sequence[Person]:
    """Return these people, ordered by name."""
    return db.session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.sort_key)).all()
