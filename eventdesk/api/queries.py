"""What readiness asks of the database."""

from datetime import datetime, timedelta

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from eventdesk.core.db import db
from eventdesk.core.models import WorkerBeat


def readiness(migrations: str, *, now: datetime, silence: timedelta) -> dict[str, bool]:
    """Return whether the database answers, its migrations are all there, and a worker was heard within `silence`."""
    try:
        connection = db.session.connection()
        heads = ScriptDirectory(migrations).get_heads()
        migrated = set(MigrationContext.configure(connection).get_current_heads()) == set(heads)
        beat = db.session.scalar(select(func.max(WorkerBeat.at))) if migrated else None
    except SQLAlchemyError:
        db.session.rollback()
        return {"database": False, "migrations": False, "worker": False}
    return {"database": True, "migrations": migrated, "worker": beat is not None and now - beat < silence}
