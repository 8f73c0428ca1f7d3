"""Adding and changing people and organisations."""

from datetime import datetime

from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import Conflict, Invalid
from eventdesk.core.text import N_, clean_line, clean_text, email_key, search_key
from eventdesk.people import queries, rules
from eventdesk.people.models import Organisation, Person


def add_organisation(name: str, *, country: str = "", kind: str = "", url: str = "") -> Organisation:
    """Return the organisation with this name, added if it is new. Raises Invalid for an empty or too long name."""
    name = _line("organisation", name, 200, missing=N_("Enter the organisation"))
    if known := queries.organisation_by_name(name):
        known.country, known.kind, known.url = known.country or country, known.kind or kind, known.url or url
        return known
    organisation = Organisation(name=name, name_key=search_key(name)[:220], country=country, kind=kind, url=url)
    db.session.add(organisation)
    db.session.flush()
    return organisation


def add_person(
    name: str,
    *,
    now: datetime,
    email: str | None = None,
    organisation: str = "",
    country: str = "",
    stakeholder_kind: str = "",
    job_title: str = "",
    biography: str = "",
) -> Person:
    """Add a person and return it.

    Raises Invalid for an empty name or a text that is too long, Conflict if another person has the email address.
    """
    name = _line("name", name, 120, missing=N_("Enter the name"))
    if email and queries.person_by_email(email):
        raise Conflict(N_("There is already a person with this email address."))
    person = Person(
        code=new_code(8),
        name=name,
        sort_key=rules.sort_key(name),
        email=email.strip() if email else None,
        email_key=email_key(email) if email else None,
        country=country,
        stakeholder_kind=stakeholder_kind,
        job_title=_line("job_title", job_title, 160),
        biography=clean_text(biography),
        created_at=now,
    )
    if organisation:
        person.organisation = add_organisation(organisation, country=country, kind=stakeholder_kind)
    db.session.add(person)
    db.session.flush()
    return person


def change_person(
    person: Person,
    *,
    name: str,
    organisation: str = "",
    country: str = "",
    stakeholder_kind: str = "",
    job_title: str = "",
    biography: str | None = None,
) -> None:
    """Change the details of `person`. Raises Invalid for an empty name or a text that is too long."""
    name = _line("name", name, 120, missing=N_("Enter the name"))
    person.name, person.sort_key = name, rules.sort_key(name)
    person.country, person.stakeholder_kind = country, stakeholder_kind
    person.job_title = _line("job_title", job_title, 160)
    if biography is not None:
        person.biography = clean_text(biography)
    person.organisation = (
        add_organisation(organisation, country=country, kind=stakeholder_kind) if organisation else None
    )
    db.session.flush()


def _line(field: str, text: str, max_length: int, *, missing: str = "") -> str:
    """Return `text` as one clean line. Raises Invalid if it is too long, or with the message `missing` if it is empty."""
    line = clean_line(text)
    if len(line) > max_length:
        raise Invalid(field, N_("Enter %(max)s characters or fewer"), max=max_length)
    if missing and not line:
        raise Invalid(field, missing)
    return line
