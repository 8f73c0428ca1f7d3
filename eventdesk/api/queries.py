"""What readiness asks of the database."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from eventdesk.core import schema
from eventdesk.core.db import db
from eventdesk.core.models import WorkerHeartbeat


def readiness(*, now: datetime, silence: timedelta) -> dict[str, bool]:
    """Return whether the database answers, its migrations are all there, and a worker was heard within `silence`."""
    try:
        migrated = schema.current_revision() == schema.head_revision()
        beat = db.session.scalar(select(func.max(WorkerHeartbeat.at))) if migrated else None
    except SQLAlchemyError:
        db.session.rollback()
        return {"database": False, "migrations": False, "worker": False}
    return {"database": True, "migrations": migrated, "worker": beat is not None and now - beat < silence}
