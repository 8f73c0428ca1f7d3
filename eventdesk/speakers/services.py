"""Who appears in which session, and the material they leave."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, insert, select

from eventdesk.core import audit, files
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import Conflict, Invalid
from eventdesk.core.text import N_
from eventdesk.people import services as people
from eventdesk.people.models import Person
from eventdesk.people.rules import sort_key
from eventdesk.programme.models import Event, EventSession, Talk
from eventdesk.programme.rules import check_country, many_lines, one_line
from eventdesk.programme.services import lock_event, note_change
from eventdesk.programme.services.planning import note_plan
from eventdesk.speakers import queries, rules
from eventdesk.speakers.models import Appearance, Availability, Material

# What a copy has too; the rest is its own, or a reference to what was copied before.
OF_APPEARANCE = ("part", "job_title", "organisation_id", "position")
OF_MATERIAL = ("title", "file_name", "media_type", "size", "file_key", "uploaded_at", "position")


def add_appearance(
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
) -> Appearance:
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
    appearance = Appearance(
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
    _session_changed(event_session, now)
    return appearance


def change_appearance(
    appearance: Appearance,
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
    _session_changed(event_session, now)


def move_appearance(appearance: Appearance, *, by: int, actor_id: int | None, now: datetime) -> None:
    """Put somebody `by` places further down in their session's list (negative: up), as far as that goes."""
    event_session = appearance.event_session
    lock_event(event_session.event_id)
    listed = list(
        db.session.scalars(
            select(Appearance)
            .where(Appearance.event_session_id == event_session.id)
            .order_by(Appearance.position, Appearance.id)
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
    _session_changed(event_session, now)


def remove_appearance(appearance: Appearance, *, actor_id: int | None, now: datetime) -> None:
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
    _session_changed(event_session, now)


def copy_appearances(pairs: Sequence[tuple[int, int]], talks: Mapping[tuple[int, int], int] | None = None) -> None:
    """Let everybody who appears in the first session of a pair appear in its second too, as they do there.

    `talks` holds the copy of a talk by the talk and the session that the copy is in; who appears in a talk that was not
    copied appears in the session itself. Nobody gets a part twice. One read and one insert, whatever the number.
    """
    copies: dict[int, list[int]] = defaultdict(list)
    for original_id, copy_id in pairs:
        copies[original_id].append(copy_id)
    wanted = {session_id for pair in pairs for session_id in pair}
    columns = [getattr(Appearance, name) for name in ("event_session_id", "talk_id", "person_id", *OF_APPEARANCE)]
    rows = db.session.execute(
        select(*columns).where(Appearance.event_session_id.in_(wanted)).order_by(Appearance.position, Appearance.id)
    ).all()
    there = {(row.event_session_id, row.talk_id, row.person_id, row.part) for row in rows}
    added = []
    for row in rows:
        for session_id in copies.get(row.event_session_id, ()):
            talk_id = (talks or {}).get((row.talk_id, session_id))
            if (session_id, talk_id, row.person_id, row.part) not in there:
                there.add((session_id, talk_id, row.person_id, row.part))
                values = {"event_session_id": session_id, "talk_id": talk_id, "person_id": row.person_id}
                added.append(values | {name: getattr(row, name) for name in OF_APPEARANCE})
    if added:
        db.session.execute(insert(Appearance.__table__), added)


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
        .join(Appearance, Appearance.event_session_id == EventSession.id)
        .where(Appearance.person_id == person.id)
        .distinct()
    )
    for each in sorted({event_id, *db.session.scalars(appears_in)}):
        note_change(each, now=now)


def add_availability(
    event: Event, person: Person, *, starts_at: datetime, ends_at: datetime, actor_id: int | None, now: datetime
) -> Availability:
    """Note a time at which somebody can come to an event and return it; from then on they can come at such times only.

    The same time is noted once. Raises Invalid for a time that does not end after it starts, or one too many.
    """
    lock_event(event.id)
    rules.check_window(starts_at, ends_at)
    windows = queries.availability(event.id, person.id)
    for known in windows:
        if (known.starts_at, known.ends_at) == (starts_at, ends_at):
            return known
    if len(windows) >= rules.MOST_WINDOWS:
        raise Invalid("day", N_("Enter at most %(most)s times for one person"), most=rules.MOST_WINDOWS)
    window = Availability(event_id=event.id, person_id=person.id, starts_at=starts_at, ends_at=ends_at)
    db.session.add(window)
    db.session.flush()
    audit.record("add_availability", window, actor_id=actor_id, now=now, event_id=event.id, person=person.id)
    note_plan(event)
    return window


def remove_availability(window: Availability, *, actor_id: int | None, now: datetime) -> None:
    """Forget a time at which somebody can come; without any they can come at every time."""
    event = window.event
    audit.record("remove_availability", window, actor_id=actor_id, now=now, event_id=event.id, person=window.person_id)
    db.session.delete(window)
    note_plan(event)


@dataclass(frozen=True)
class StoredFile:
    """A file that is kept and was found harmless; no row names it yet."""

    file_key: str
    file_name: str
    media_type: str
    size: int


def store_material(folder: Path, content: bytes, file_name: str) -> StoredFile:
    """Check an upload and keep it in the data folder; call this before the transaction that adds it.

    Raises Invalid for a file of a kind or size that is not kept, OSError when the disk is full.
    """
    kind = rules.media_type(content)
    name = rules.file_name(file_name, kind)
    return StoredFile(files.store(folder, content), name, kind, len(content))


def add_material(
    event_session: EventSession, stored: StoredFile, *, title: str, actor_id: int | None, now: datetime
) -> Material:
    """Offer a stored file on the session's page and return it; the same file under the same title is offered once.

    Raises Invalid without a title, or when the session has as many files as it may have.
    """
    lock_event(event_session.event_id)
    title = one_line("title", title, 200, missing=N_("Enter a title"))
    materials: Sequence[Material] = db.session.scalars(
        select(Material).where(Material.event_session_id == event_session.id)
    ).all()
    for known in materials:
        if (known.file_key, known.title) == (stored.file_key, title):
            return known
    if len(materials) >= rules.MOST_MATERIALS:
        raise Invalid("file", N_("A session has at most %(most)s files"), most=rules.MOST_MATERIALS)
    material = Material(
        code=new_code(8),
        event_session_id=event_session.id,
        title=title,
        file_name=stored.file_name,
        media_type=stored.media_type,
        size=stored.size,
        file_key=stored.file_key,
        uploaded_at=now,
        position=len(materials) + 1,
    )
    db.session.add(material)
    db.session.flush()
    audit.record("add_material", material, actor_id=actor_id, now=now, event_id=event_session.event_id, title=title)
    _session_changed(event_session, now)
    return material


def copy_materials(pairs: Sequence[tuple[int, int]]) -> None:
    """Offer the files of the first session of each pair in its second too; their content is kept once."""
    copy_of = dict(pairs)
    found = select(Material).where(Material.event_session_id.in_(copy_of)).order_by(Material.id)
    added = [
        {"code": new_code(8), "event_session_id": copy_of[material.event_session_id]}
        | {name: getattr(material, name) for name in OF_MATERIAL}
        for material in db.session.scalars(found)
    ]
    if added:
        db.session.execute(insert(Material.__table__), added)


def remove_material(material: Material, *, actor_id: int | None, now: datetime) -> None:
    """Offer a file no more; the stored content stays, since another row may name it."""
    event_session = material.event_session
    audit.record(
        "remove_material", material, actor_id=actor_id, now=now, event_id=event_session.event_id, title=material.title
    )
    db.session.delete(material)
    _session_changed(event_session, now)


def _check_part(event_session_id: int, part: str, talk: Talk | None) -> None:
    if part not in rules.PARTS:
        raise Invalid("part", N_("Choose one of the parts"))
    if talk is not None and talk.event_session_id != event_session_id:
        raise Invalid("talk", N_("Choose one of the session's talks"))


def _known_speaker(event_id: int, name: str, organisation: str) -> Person | None:
    speakers = db.session.execute(
        select(Person, Appearance)
        .join(Appearance, Appearance.person_id == Person.id)
        .join(EventSession, EventSession.id == Appearance.event_session_id)
        .where(EventSession.event_id == event_id, Person.sort_key == sort_key(name))
        .order_by(Appearance.id)
    )
    for person, appearance in speakers.unique():
        belongs_to = appearance.organisation or person.organisation
        if rules.is_same_person(name, organisation, person.name, belongs_to.name if belongs_to else ""):
            return person
    return None


def _appearance_of(event_session_id: int, person_id: int, part: str, talk: Talk | None) -> Appearance | None:
    return db.session.scalar(
        select(Appearance).where(
            Appearance.event_session_id == event_session_id,
            Appearance.person_id == person_id,
            Appearance.part == part,
            Appearance.talk_id == talk.id if talk else Appearance.talk_id.is_(None),
        )
    )


def _next_position(event_session_id: int) -> int:
    last = select(func.max(Appearance.position)).where(Appearance.event_session_id == event_session_id)
    return (db.session.scalar(last) or 0) + 1


def _session_changed(event_session: EventSession, now: datetime) -> None:
    event_session.changed_at = now
    note_change(event_session.event_id, now=now)
