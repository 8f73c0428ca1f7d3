"""Whether an installation can serve requests, as its database tells."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from eventdesk.core import schema
from eventdesk.core.db import db
from eventdesk.core.models import WorkerHeartbeat


def readiness(*, now: datetime, max_silence: timedelta) -> dict[str, bool]:
    """Return whether the database answers, is fully migrated, and has a worker's heartbeat within `max_silence`."""
    try:
        is_migrated = schema.current_revision() == schema.head_revision()
        heartbeat = db.session.scalar(select(func.max(WorkerHeartbeat.at))) if is_migrated else None
    except SQLAlchemyError:
        db.session.rollback()
        return {"database": False, "migrations": False, "worker": False}
    has_worker = heartbeat is not None and now - heartbeat < max_silence
    return {"database": True, "migrations": is_migrated, "worker": has_worker}
