"""The current and the newest migration. Alembic is only imported to migrate, since that takes 0.2 s."""

from pathlib import Path

from sqlalchemy import inspect, text

from eventdesk.core.db import db

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def head_revision() -> str:
    """Return the number of the newest migration: the last one by file name."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def current_revision() -> str:
    """Return the number of the last migration applied to the database, or "" before the first."""
    connection = db.session.connection()
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")
