"""Files of a session: storing, adding, copying, removing."""

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
from eventdesk.programme.rules.validation import one_line
from eventdesk.programme.services.revision import lock_event
from eventdesk.speakers import rules
from eventdesk.speakers.models import Material
from eventdesk.speakers.services.assignments import session_changed

# What a copy has too; the rest is its own, or a reference to what was copied before.


COPIED_FIELDS = ("title", "file_name", "media_type", "size", "file_key", "uploaded_at", "position")


class StoredFile(NamedTuple):
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
    if len(materials) >= rules.MAX_MATERIALS:
        raise Invalid("file", N_("A session has at most %(most)s files"), most=rules.MAX_MATERIALS)
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
    """Offer the files of the first session of each pair in its second too; their content is kept once."""
    copy_of = dict(pairs)
    found = select(Material).where(Material.event_session_id.in_(copy_of)).order_by(Material.id)
    added = [
        {"code": new_code(8), "event_session_id": copy_of[material.event_session_id]}
        | {name: getattr(material, name) for name in COPIED_FIELDS}
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
    session_changed(event_session, now)
