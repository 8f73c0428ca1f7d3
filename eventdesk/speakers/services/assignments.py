"""Speakers of a session: adding, changing, moving, removing and copying them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, insert, select

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.errors import Conflict, Invalid
from eventdesk.core.text import N_
from eventdesk.people import services as people
from eventdesk.people.models import Person
from eventdesk.people.rules import sort_key
from eventdesk.programme.models.programme import EventSession, Talk
from eventdesk.programme.rules.validation import check_country, check_line
from eventdesk.programme.services.revision import bump_revision, lock_event
from eventdesk.speakers import rules
from eventdesk.speakers.models import SpeakerAssignment

COPIED_FIELDS = ("part", "job_title", "organisation_id", "position")
"""The columns that are copied; all others are new, or refer to rows that were copied before."""


def add_assignment(
    event_session: EventSession,
    *,
    person: Person | None = None,
    name: str = "",
    organisation: str = "",
    job_title: str = "",
    country: str = "",
    biography: str = "",
    part: str = "speaker",
    talk: Talk | None = None,
    actor_id: int | None,
    now: datetime,
) -> SpeakerAssignment:
    """Add a speaker to a session, or to one of its talks, after the others; return the assignment.

    Without `person`, a speaker of the event with the same name and organisation is used, else a new person is added. An
    existing assignment to the same role is returned unchanged. Raises Invalid without a name, for an unknown role, or for
    a talk of another session.
    """
    lock_event(event_session.event_id)
    _check_role(event_session.id, part, talk)
    check_country("country", country)
    job_title = check_line("job_title", job_title, 160)
    organisation = check_line("organisation", organisation, 200)
    if person is None:
        name = check_line("name", name, 120, missing=N_("Enter a name"))
        person = _known_speaker(event_session.event_id, name, organisation) or people.add_person(
            name, now=now, organisation=organisation, country=country, job_title=job_title, biography=biography
        )
    known = _assignment_of(event_session.id, person.id, part, talk)
    if known:
        return known
    organisation_row = people.add_organisation(organisation, country=country) if organisation else person.organisation
    assignment = SpeakerAssignment(
        event_session_id=event_session.id,
        talk_id=talk.id if talk else None,
        person_id=person.id,
        part=part,
        job_title=job_title or person.job_title,
        organisation_id=organisation_row.id if organisation_row else None,
        position=_next_position(event_session.id),
    )
    db.session.add(assignment)
    db.session.flush()
    audit.record(
        "add_appearance", assignment, actor_id=actor_id, now=now, event_id=event_session.event_id, person=person.id
    )
    session_changed(event_session, now)
    return assignment


def change_assignment(
    assignment: SpeakerAssignment,
    *,
    part: str,
    job_title: str = "",
    organisation: str = "",
    country: str = "",
    talk: Talk | None = None,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Change role and details of a speaker. Raises Invalid like `add_assignment`, Conflict for a role they already have."""
    event_session = assignment.event_session
    lock_event(event_session.event_id)
    _check_role(event_session.id, part, talk)
    check_country("country", country)
    other = _assignment_of(event_session.id, assignment.person_id, part, talk)
    if other is not None and other is not assignment:
        raise Conflict(N_("This person already has this role in the session."))
    organisation = check_line("organisation", organisation, 200)
    organisation_row = people.add_organisation(organisation, country=country) if organisation else None
    values = {
        "part": part,
        "talk_id": talk.id if talk else None,
        "job_title": check_line("job_title", job_title, 160),
        "organisation_id": organisation_row.id if organisation_row else None,
    }
    changed = sorted(field for field, value in values.items() if getattr(assignment, field) != value)
    if not changed:
        return
    for field in changed:
        setattr(assignment, field, values[field])
    audit.record(
        "change_appearance", assignment, actor_id=actor_id, now=now, event_id=event_session.event_id, changed=changed
    )
    session_changed(event_session, now)


def move_assignment(assignment: SpeakerAssignment, *, by: int, actor_id: int | None, now: datetime) -> None:
    """Move a speaker `by` positions down in the list of the session (negative: up), at most to its end."""
    event_session = assignment.event_session
    lock_event(event_session.event_id)
    listed = list(
        db.session.scalars(
            select(SpeakerAssignment)
            .where(SpeakerAssignment.event_session_id == event_session.id)
            .order_by(SpeakerAssignment.position, SpeakerAssignment.id)
        )
    )
    here = listed.index(assignment)
    there = max(0, min(len(listed) - 1, here + by))
    if there == here:
        return
    listed.insert(there, listed.pop(here))
    for position, moved in enumerate(listed, 1):
        moved.position = position
    audit.record("move_appearance", assignment, actor_id=actor_id, now=now, event_id=event_session.event_id)
    session_changed(event_session, now)


def remove_assignment(assignment: SpeakerAssignment, *, actor_id: int | None, now: datetime) -> None:
    """Remove a speaker from a session; the person is not deleted."""
    event_session = assignment.event_session
    audit.record(
        "remove_appearance",
        assignment,
        actor_id=actor_id,
        now=now,
        event_id=event_session.event_id,
        person=assignment.person_id,
    )
    db.session.delete(assignment)
    session_changed(event_session, now)


def copy_assignments(pairs: Sequence[tuple[int, int]], talks: Mapping[tuple[int, int], int] | None = None) -> None:
    """Copy the speakers of the first session of each pair to the second.

    `talks` maps a talk and the session with its copy to the copy; speakers of a talk that was not copied become speakers
    of the session. No one gets a role twice. One read and one insert, whatever the number.
    """
    copies: dict[int, list[int]] = defaultdict(list)
    for original_id, copy_id in pairs:
        copies[original_id].append(copy_id)
    session_ids = {session_id for pair in pairs for session_id in pair}
    columns = [
        getattr(SpeakerAssignment, name) for name in ("event_session_id", "talk_id", "person_id", *COPIED_FIELDS)
    ]
    rows = db.session.execute(
        select(*columns)
        .where(SpeakerAssignment.event_session_id.in_(session_ids))
        .order_by(SpeakerAssignment.position, SpeakerAssignment.id)
    ).all()
    existing = {(row.event_session_id, row.talk_id, row.person_id, row.part) for row in rows}
    added = []
    for row in rows:
        for session_id in copies.get(row.event_session_id, ()):
            talk_id = (talks or {}).get((row.talk_id, session_id))
            if (session_id, talk_id, row.person_id, row.part) not in existing:
                existing.add((session_id, talk_id, row.person_id, row.part))
                values = {"event_session_id": session_id, "talk_id": talk_id, "person_id": row.person_id}
                added.append(values | {name: getattr(row, name) for name in COPIED_FIELDS})
    if added:
        db.session.execute(insert(SpeakerAssignment.__table__), added)


def _check_role(event_session_id: int, part: str, talk: Talk | None) -> None:
    if part not in rules.SPEAKER_ROLES:
        raise Invalid("part", N_("Choose a role"))
    if talk is not None and talk.event_session_id != event_session_id:
        raise Invalid("talk", N_("Choose a talk of this session"))


def _known_speaker(event_id: int, name: str, organisation: str) -> Person | None:
    speakers = db.session.execute(
        select(Person, SpeakerAssignment)
        .join(SpeakerAssignment, SpeakerAssignment.person_id == Person.id)
        .join(EventSession, EventSession.id == SpeakerAssignment.event_session_id)
        .where(EventSession.event_id == event_id, Person.sort_key == sort_key(name))
        .order_by(SpeakerAssignment.id)
    )
    for person, assignment in speakers.unique():
        known = assignment.organisation or person.organisation
        if rules.is_same_person(name, organisation, person.name, known.name if known else ""):
            return person
    return None


def _assignment_of(event_session_id: int, person_id: int, part: str, talk: Talk | None) -> SpeakerAssignment | None:
    return db.session.scalar(
        select(SpeakerAssignment).where(
            SpeakerAssignment.event_session_id == event_session_id,
            SpeakerAssignment.person_id == person_id,
            SpeakerAssignment.part == part,
            SpeakerAssignment.talk_id == talk.id if talk else SpeakerAssignment.talk_id.is_(None),
        )
    )


def _next_position(event_session_id: int) -> int:
    last = select(func.max(SpeakerAssignment.position)).where(SpeakerAssignment.event_session_id == event_session_id)
    return (db.session.scalar(last) or 0) + 1


def session_changed(event_session: EventSession, now: datetime) -> None:
    """Note a change of a session that visitors see, but that is not part of calendar entries."""
    event_session.changed_at = now
    bump_revision(event_session.event_id, now=now)
