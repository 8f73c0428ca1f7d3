"""Health checks of an installation: does this process answer, and is it ready to serve?"""

from datetime import timedelta

from flask import Blueprint, Response, jsonify

from eventdesk.core import clock
from eventdesk.core.readiness import readiness
from eventdesk.web.guard import public

blueprint = Blueprint("health", __name__)

MAX_SILENCE = timedelta(minutes=2)
"""Without a heartbeat of the worker for so long, the installation is not ready."""


@blueprint.get("/healthz")
@public
def is_alive() -> Response:
    """Answer 200 as long as this process answers at all."""
    return jsonify(status="alive")


@blueprint.get("/readyz")
@public
def is_ready() -> tuple[Response, int]:
    """Answer 200 if database, migrations and worker are ready, otherwise 503; the body says which of them are."""
    states = readiness(now=clock.now(), max_silence=MAX_SILENCE)
    return jsonify(states), 200 if all(states.values()) else 503
