"""Two addresses for whatever watches the service: whether this process lives, and whether it is ready to serve."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, jsonify
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from eventdesk.core import clock, schema
from eventdesk.core.db import db
from eventdesk.core.models import WorkerHeartbeat
from eventdesk.web.guard import public

blueprint = Blueprint("health", __name__)

MAX_SILENCE = timedelta(minutes=2)
"""The service is not ready if no worker has reported for longer."""


@blueprint.get("/healthz")
@public
def lives() -> Response:
    return jsonify(status="alive")


@blueprint.get("/readyz")
@public
def is_ready() -> tuple[Response, int]:
    states = readiness(now=clock.now())
    return jsonify(states), 200 if all(states.values()) else 503


def readiness(*, now: datetime) -> dict[str, bool]:
    """Return whether the database answers, is migrated, and a worker has reported within `MAX_SILENCE`."""
    try:
        migrated = schema.current_revision() == schema.head_revision()
        heartbeat = db.session.scalar(select(func.max(WorkerHeartbeat.at))) if migrated else None
    except SQLAlchemyError:
        db.session.rollback()
        return {"database": False, "migrations": False, "worker": False}
    is_working = heartbeat is not None and now - heartbeat < MAX_SILENCE
    return {"database": True, "migrations": migrated, "worker": is_working}
