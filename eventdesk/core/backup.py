"""Backups: one ZIP of every table as JSON lines and every stored file, for SQLite and PostgreSQL alike.

A copy of a SQLite file made while others write to it can lack rows that were already committed. A backup reads all
tables in one database transaction instead, and can be restored into either engine.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.types import Date, DateTime

from eventdesk.core.db import Base, db
from eventdesk.core.errors import Conflict
from eventdesk.core.files import answers_folder, path_of
from eventdesk.core.text import N_

FORMAT = 1
EXCLUDED_TABLES = {"rate_limit_counter", "worker_heartbeat"}
"""Tables that only matter to the running processes."""
CHUNK_ROWS = 500

Progress = Callable[[str], None]


def tables() -> list[Table]:
    """Return the tables of a backup, each after the tables it refers to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in EXCLUDED_TABLES]


def export_backup(path: Path, data_dir: Path, *, revision: str, progress: Progress) -> int:
    """Write the database and the stored files to `path`, completely or not at all; return the number of rows."""
    draft = path.with_name(path.name + ".part")
    rows = 0
    if db.engine.dialect.name == "postgresql":
        db.session.rollback()
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("backup.json", json.dumps({"format": FORMAT, "revision": revision}))
            for table in tables():
                progress(table.name)
                with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file:
                    for row in db.session.execute(select(table)).mappings():
                        file.write(json.dumps(dict(row), default=_to_json, ensure_ascii=False).encode() + b"\n")
                        rows += 1
            for name, folder in _folders(data_dir).items():
                for stored in sorted(folder.glob("files/*/" + "?" * 64)):
                    archive.write(stored, f"{name}/{stored.name}")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return rows


def import_backup(path: Path, data_dir: Path, *, revision: str, progress: Progress) -> int:
    """Read the backup at `path` into the current, empty database; return the number of rows.

    Raises Conflict when the file is no backup, when its tables are of another version, or when the database has people.
    """
    try:
        archive = zipfile.ZipFile(path)
        about = json.loads(archive.read("backup.json"))
    except (zipfile.BadZipFile, KeyError, ValueError) as problem:
        raise Conflict(N_("This file is not a backup.")) from problem
    if about != {"format": FORMAT, "revision": revision}:
        raise Conflict(
            N_("This backup was made by another version of eventdesk. Restore it with that version, then upgrade.")
        )
    if db.session.scalar(select(func.count()).select_from(Base.metadata.tables["person"])):
        raise Conflict(N_("The database is not empty. Restore the backup into a new one."))
    rows = 0
    with archive:
        for table in tables():
            progress(table.name)
            for batch in _batches(table, archive):
                db.session.execute(insert(table), batch)
                rows += len(batch)
            _reset_sequence(table)
        for name in archive.namelist():
            folder, _, key = name.partition("/")
            if key and folder in _folders(data_dir):
                target = path_of(_folders(data_dir)[folder], key[:64])
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(name))
    return rows


def _folders(data_dir: Path) -> dict[str, Path]:
    """Return the folders of stored files by their name in a backup."""
    return {"files": data_dir, "answers": answers_folder(data_dir)}


def _to_json(value: object) -> str:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    raise TypeError(f"A backup cannot store a {type(value).__name__}.")


def _batches(table: Table, archive: zipfile.ZipFile) -> Iterator[list[dict[str, Any]]]:
    moments = [column.name for column in table.columns if isinstance(column.type, DateTime) or _is_moment(column.type)]
    days = [column.name for column in table.columns if isinstance(column.type, Date)]
    batch: list[dict[str, Any]] = []
    with archive.open(f"{table.name}.jsonl") as file:
        for line in io.TextIOWrapper(file, encoding="utf-8"):
            row = json.loads(line)
            row.update({name: datetime.fromisoformat(row[name]) for name in moments if row[name]})
            row.update({name: date.fromisoformat(row[name]) for name in days if row[name]})
            batch.append(row)
            if len(batch) == CHUNK_ROWS:
                yield batch
                batch = []
    if batch:
        yield batch


def _is_moment(kind: object) -> bool:
    return isinstance(getattr(kind, "impl", None), DateTime)


def _reset_sequence(table: Table) -> None:
    """Continue the ids of PostgreSQL after the restored ones; SQLite does so by itself."""
    if db.engine.dialect.name == "postgresql" and "id" in table.columns:
        db.session.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608 - our own table names
                f'(SELECT coalesce(max(id), 1) FROM "{table.name}"))'
            )
        )
