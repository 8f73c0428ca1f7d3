"""Materials of a session: storing, adding, copying and removing files."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import insert, select

from eventdesk.core import audit, files
from eventdesk.core.codes import new_code
from eventdesk.core.db import db
from eventdesk.core.errors import Invalid
from eventdesk.core.text import N_
from eventdesk.programme.models.programme import EventSession
from eventdesk.programme.rules.validation import check_line
from eventdesk.programme.services.revision import lock_event
from eventdesk.speakers import rules
from eventdesk.speakers.models import Material
from eventdesk.speakers.services.assignments import session_changed

COPIED_FIELDS = ("title", "file_name", "media_type", "size", "file_key", "uploaded_at", "position")
"""The columns that are copied; all others are new, or refer to rows that were copied before."""


class StoredFile(NamedTuple):
    """A checked and stored file to which no row refers yet."""

    file_key: str
    file_name: str
    media_type: str
    size: int


def store_material(folder: Path, content: bytes, file_name: str) -> StoredFile:
    """Check an upload and store it in the data folder; to be called before the transaction that adds it.

    Raises Invalid for a file of another type or size than accepted, OSError if the disk is full.
    """
    kind = rules.media_type(content)
    name = rules.file_name(file_name, kind)
    return StoredFile(files.store(folder, content), name, kind, len(content))


def add_material(
    event_session: EventSession, stored: StoredFile, *, title: str, actor_id: int | None, now: datetime
) -> Material:
    """Add a stored file to the page of a session and return it; the same file with the same title is added once.

    Raises Invalid without a title, or if the session has the maximum number of files.
    """
    lock_event(event_session.event_id)
    title = check_line("title", title, 200, missing=N_("Enter a title"))
    materials: Sequence[Material] = db.session.scalars(
        select(Material).where(Material.event_session_id == event_session.id)
    ).all()
    for known in materials:
        if (known.file_key, known.title) == (stored.file_key, title):
            return known
    if len(materials) >= rules.MAX_MATERIALS:
        raise Invalid("file", N_("A session can have up to %(max)s files"), max=rules.MAX_MATERIALS)
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
    session_changed(event_session, now)
    return material


def copy_materials(pairs: Sequence[tuple[int, int]]) -> None:
    """Copy the materials of the first session of each pair to the second; the content is stored once."""
    copy_of = dict(pairs)
    materials = select(Material).where(Material.event_session_id.in_(copy_of)).order_by(Material.id)
    added = [
        {"code": new_code(8), "event_session_id": copy_of[material.event_session_id]}
        | {name: getattr(material, name) for name in COPIED_FIELDS}
        for material in db.session.scalars(materials)
    ]
    if added:
        db.session.execute(insert(Material.__table__), added)


def remove_material(material: Material, *, actor_id: int | None, now: datetime) -> None:
    """Remove a file from a session; its content stays stored, since another row may refer to it."""
    event_session = material.event_session
    audit.record(
        "remove_material", material, actor_id=actor_id, now=now, event_id=event_session.event_id, title=material.title
    )
    db.session.delete(material)
    session_changed(event_session, now)
