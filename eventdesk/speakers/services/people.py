"""Public profiles of speakers, and their availability."""

from datetime import datetime

from sqlalchemy import select

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_
from eventdesk.people import services as people
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.rules.validation import check_country, check_line, check_text
from eventdesk.programme.services.draft import bump_draft_revision
from eventdesk.programme.services.revision import bump_revision, lock_event
from eventdesk.speakers import queries, rules
from eventdesk.speakers.models import AvailabilitySlot, SpeakerAssignment


def change_speaker(
    person: Person,
    *,
    name: str,
    organisation: str = "",
    country: str = "",
    job_title: str = "",
    biography: str = "",
    event_id: int,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Change the public profile of a speaker in all events. Raises Invalid without a name."""
    lock_event(event_id)
    check_country("country", country)
    people.change_person(
        person,
        name=check_line("name", name, 120, missing=N_("Enter a name")),
        organisation=check_line("organisation", organisation, 200),
        country=country,
        stakeholder_kind=person.stakeholder_kind,
        job_title=check_line("job_title", job_title, 160),
        biography=check_text("biography", biography),
    )
    audit.record("change_speaker", person, actor_id=actor_id, now=now, event_id=event_id)
    appears_in = (
        select(EventSession.event_id)
        .join(SpeakerAssignment, SpeakerAssignment.event_session_id == EventSession.id)
        .where(SpeakerAssignment.person_id == person.id)
        .distinct()
    )
    for changed_event_id in sorted({event_id, *db.session.scalars(appears_in)}):
        bump_revision(changed_event_id, now=now)


def add_availability(
    event: Event, person: Person, *, starts_at: datetime, ends_at: datetime, actor_id: int | None, now: datetime
) -> AvailabilitySlot:
    """Add a time at which a person can come to an event and return it; they then can come only at the added times.

    The same time is added once. Raises Invalid for a time that does not end after it starts, or beyond the maximum.
    """
    lock_event(event.id)
    rules.check_availability_slot(starts_at, ends_at)
    slots = queries.availability(event.id, person.id)
    for known in slots:
        if (known.starts_at, known.ends_at) == (starts_at, ends_at):
            return known
    if len(slots) >= rules.MAX_AVAILABILITY_SLOTS:
        raise Invalid("day", N_("A person can have up to %(max)s times"), max=rules.MAX_AVAILABILITY_SLOTS)
    slot = AvailabilitySlot(event_id=event.id, person_id=person.id, starts_at=starts_at, ends_at=ends_at)
    db.session.add(slot)
    db.session.flush()
    audit.record("add_availability", slot, actor_id=actor_id, now=now, event_id=event.id, person=person.id)
    bump_draft_revision(event)
    return slot


def remove_availability(slot: AvailabilitySlot, *, actor_id: int | None, now: datetime) -> None:
    """Remove a time at which a person can come; without any, they can come at any time."""
    event = slot.event
    audit.record("remove_availability", slot, actor_id=actor_id, now=now, event_id=event.id, person=slot.person_id)
    db.session.delete(slot)
    bump_draft_revision(event)
