"""Who appears in a session: adding, changing, moving, removing, copying."""

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
from eventdesk.programme.rules.validation import check_country, one_line
from eventdesk.programme.services.revision import bump_revision, lock_event
from eventdesk.speakers import rules
from eventdesk.speakers.models import SpeakerAssignment

# What a copy has too; the rest is its own, or a reference to what was copied before.


COPIED_FIELDS = ("part", "job_title", "organisation_id", "position")


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
    """Let somebody appear in a session, or in one talk of it, after those who do; return the appearance.

    Without `person` it is whoever appears in the event already under this name and organisation, else somebody new.
    The same person in the same part is returned as they are. Raises Invalid without a name, for an unknown part, or
    for a talk of another session.
    """
    lock_event(event_session.event_id)
    _check_part(event_session.id, part, talk)
    check_country("country", country)
    job_title = one_line("job_title", job_title, 160)
    organisation = one_line("organisation", organisation, 200)
    if person is None:
        name = one_line("name", name, 120, missing=N_("Enter the name"))
        person = _known_speaker(event_session.event_id, name, organisation) or people.add_person(
            name, now=now, organisation=organisation, country=country, job_title=job_title, biography=biography
        )
    known = _appearance_of(event_session.id, person.id, part, talk)
    if known:
        return known
    belongs_to = people.add_organisation(organisation, country=country) if organisation else person.organisation
    appearance = SpeakerAssignment(
        event_session_id=event_session.id,
        talk_id=talk.id if talk else None,
        person_id=person.id,
        part=part,
        job_title=job_title or person.job_title,
        organisation_id=belongs_to.id if belongs_to else None,
        position=_next_position(event_session.id),
    )
    db.session.add(appearance)
    db.session.flush()
    audit.record(
        "add_appearance", appearance, actor_id=actor_id, now=now, event_id=event_session.event_id, person=person.id
    )
    session_changed(event_session, now)
    return appearance


def change_assignment(
    appearance: SpeakerAssignment,
    *,
    part: str,
    job_title: str = "",
    organisation: str = "",
    country: str = "",
    talk: Talk | None = None,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Change as what somebody appears. Raises Invalid as `add_appearance`, Conflict for a part they have already."""
    event_session = appearance.event_session
    lock_event(event_session.event_id)
    _check_part(event_session.id, part, talk)
    check_country("country", country)
    other = _appearance_of(event_session.id, appearance.person_id, part, talk)
    if other is not None and other is not appearance:
        raise Conflict(N_("This person has that part already."))
    organisation = one_line("organisation", organisation, 200)
    belongs_to = people.add_organisation(organisation, country=country) if organisation else None
    values = {
        "part": part,
        "talk_id": talk.id if talk else None,
        "job_title": one_line("job_title", job_title, 160),
        "organisation_id": belongs_to.id if belongs_to else None,
    }
    changed = sorted(field for field, value in values.items() if getattr(appearance, field) != value)
    if not changed:
        return
    for field in changed:
        setattr(appearance, field, values[field])
    audit.record(
        "change_appearance", appearance, actor_id=actor_id, now=now, event_id=event_session.event_id, changed=changed
    )
    session_changed(event_session, now)


def move_assignment(appearance: SpeakerAssignment, *, by: int, actor_id: int | None, now: datetime) -> None:
    """Put somebody `by` places further down in their session's list (negative: up), as far as that goes."""
    event_session = appearance.event_session
    lock_event(event_session.event_id)
    listed = list(
        db.session.scalars(
            select(SpeakerAssignment)
            .where(SpeakerAssignment.event_session_id == event_session.id)
            .order_by(SpeakerAssignment.position, SpeakerAssignment.id)
        )
    )
    here = listed.index(appearance)
    there = max(0, min(len(listed) - 1, here + by))
    if there == here:
        return
    listed.insert(there, listed.pop(here))
    for position, each in enumerate(listed, 1):
        each.position = position
    audit.record("move_appearance", appearance, actor_id=actor_id, now=now, event_id=event_session.event_id)
    session_changed(event_session, now)


def remove_assignment(appearance: SpeakerAssignment, *, actor_id: int | None, now: datetime) -> None:
    """Let somebody appear no more in a session; the person stays known."""
    event_session = appearance.event_session
    audit.record(
        "remove_appearance",
        appearance,
        actor_id=actor_id,
        now=now,
        event_id=event_session.event_id,
        person=appearance.person_id,
    )
    db.session.delete(appearance)
    session_changed(event_session, now)


def copy_assignments(pairs: Sequence[tuple[int, int]], talks: Mapping[tuple[int, int], int] | None = None) -> None:
    """Let everybody who appears in the first session of a pair appear in its second too, as they do there.

    `talks` holds the copy of a talk by the talk and the session that the copy is in; who appears in a talk that was not
    copied appears in the session itself. Nobody gets a part twice. One read and one insert, whatever the number.
    """
    copies: dict[int, list[int]] = defaultdict(list)
    for original_id, copy_id in pairs:
        copies[original_id].append(copy_id)
    wanted = {session_id for pair in pairs for session_id in pair}
    columns = [
        getattr(SpeakerAssignment, name) for name in ("event_session_id", "talk_id", "person_id", *COPIED_FIELDS)
    ]
    rows = db.session.execute(
        select(*columns)
        .where(SpeakerAssignment.event_session_id.in_(wanted))
        .order_by(SpeakerAssignment.position, SpeakerAssignment.id)
    ).all()
    there = {(row.event_session_id, row.talk_id, row.person_id, row.part) for row in rows}
    added = []
    for row in rows:
        for session_id in copies.get(row.event_session_id, ()):
            talk_id = (talks or {}).get((row.talk_id, session_id))
            if (session_id, talk_id, row.person_id, row.part) not in there:
                there.add((session_id, talk_id, row.person_id, row.part))
                values = {"event_session_id": session_id, "talk_id": talk_id, "person_id": row.person_id}
                added.append(values | {name: getattr(row, name) for name in COPIED_FIELDS})
    if added:
        db.session.execute(insert(SpeakerAssignment.__table__), added)


def _check_part(event_session_id: int, part: str, talk: Talk | None) -> None:
    if part not in rules.SPEAKER_ROLES:
        raise Invalid("part", N_("Choose one of the parts"))
    if talk is not None and talk.event_session_id != event_session_id:
        raise Invalid("talk", N_("Choose one of the session's talks"))


def _known_speaker(event_id: int, name: str, organisation: str) -> Person | None:
    speakers = db.session.execute(
        select(Person, SpeakerAssignment)
        .join(SpeakerAssignment, SpeakerAssignment.person_id == Person.id)
        .join(EventSession, EventSession.id == SpeakerAssignment.event_session_id)
        .where(EventSession.event_id == event_id, Person.sort_key == sort_key(name))
        .order_by(SpeakerAssignment.id)
    )
    for person, appearance in speakers.unique():
        belongs_to = appearance.organisation or person.organisation
        if rules.is_same_person(name, organisation, person.name, belongs_to.name if belongs_to else ""):
            return person
    return None


def _appearance_of(event_session_id: int, person_id: int, part: str, talk: Talk | None) -> SpeakerAssignment | None:
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
    """Note that something visitors see of a session changed, which a calendar would not notice."""
    event_session.changed_at = now
    bump_revision(event_session.event_id, now=now)
