"""Deleting personal data that no longer has a purpose."""

from datetime import datetime

from sqlalchemy import delete

from eventdesk.booking.services.confirmation import remove_expired_links
from eventdesk.core.db import db
from eventdesk.people.models import Person
from eventdesk.privacy.queries import unreferenced_people


def purge_unconfirmed_people(*, now: datetime) -> None:
    """Delete expired confirmation links, and the people whom no other record refers to."""
    for person_id in unreferenced_people(remove_expired_links(now=now)):
        db.session.execute(delete(Person).where(Person.id == person_id).execution_options(synchronize_session=False))
