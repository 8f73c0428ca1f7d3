"""Speakers themselves: what is public of them, and when they can come."""

from datetime import datetime

from sqlalchemy import select

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_
from eventdesk.people import services as people
from eventdesk.people.models import Person
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.rules.validation import check_country, many_lines, one_line
from eventdesk.programme.services.draft import bump_draft_revision
from eventdesk.programme.services.revision import bump_revision, lock_event
from eventdesk.speakers import queries, rules
from eventdesk.speakers.models import AvailabilitySlot, SpeakerAssignment

# What a copy has too; the rest is its own, or a reference to what was copied before.


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
    """Change what is public of somebody who speaks, wherever they appear. Raises Invalid without a name."""
    lock_event(event_id)
    check_country("country", country)
    people.change_person(
        person,
        name=one_line("name", name, 120, missing=N_("Enter the name")),
        organisation=one_line("organisation", organisation, 200),
        country=country,
        stakeholder_kind=person.stakeholder_kind,
        job_title=one_line("job_title", job_title, 160),
        biography=many_lines("biography", biography),
    )
    audit.record("change_speaker", person, actor_id=actor_id, now=now, event_id=event_id)
    appears_in = (
        select(EventSession.event_id)
        .join(SpeakerAssignment, SpeakerAssignment.event_session_id == EventSession.id)
        .where(SpeakerAssignment.person_id == person.id)
        .distinct()
    )
    for each in sorted({event_id, *db.session.scalars(appears_in)}):
        bump_revision(each, now=now)


def add_availability(
    event: Event, person: Person, *, starts_at: datetime, ends_at: datetime, actor_id: int | None, now: datetime
) -> AvailabilitySlot:
    """Note a time at which somebody can come to an event and return it; from then on they can come at such times only.

    The same time is noted once. Raises Invalid for a time that does not end after it starts, or one too many.
    """
    lock_event(event.id)
    rules.check_availability_slot(starts_at, ends_at)
    windows = queries.availability(event.id, person.id)
    for known in windows:
        if (known.starts_at, known.ends_at) == (starts_at, ends_at):
            return known
    if len(windows) >= rules.MAX_AVAILABILITY_SLOTS:
        raise Invalid("day", N_("Enter at most %(most)s times for one person"), most=rules.MAX_AVAILABILITY_SLOTS)
    window = AvailabilitySlot(event_id=event.id, person_id=person.id, starts_at=starts_at, ends_at=ends_at)
    db.session.add(window)
    db.session.flush()
    audit.record("add_availability", window, actor_id=actor_id, now=now, event_id=event.id, person=person.id)
    bump_draft_revision(event)
    return window


def remove_availability(window: AvailabilitySlot, *, actor_id: int | None, now: datetime) -> None:
    """Forget a time at which somebody can come; without any they can come at every time."""
    event = window.event
    audit.record("remove_availability", window, actor_id=actor_id, now=now, event_id=event.id, person=window.person_id)
    db.session.delete(window)
    bump_draft_revision(event)
