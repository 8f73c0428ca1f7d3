"""Whether this process lives, and whether it is ready to serve."""

from datetime import timedelta

from flask import Blueprint, Response, jsonify

from eventdesk.api import queries
from eventdesk.core import clock
from eventdesk.web.guard import public

blueprint = Blueprint("api", __name__)

SILENCE = timedelta(minutes=2)
"""How long a worker may be unheard before the service is not ready."""


@blueprint.get("/healthz")
@public
def lives() -> Response:
    return jsonify(status="alive")


@blueprint.get("/readyz")
@public
def is_ready() -> tuple[Response, int]:
    states = queries.readiness(now=clock.now(), silence=SILENCE)
    return jsonify(states), 200 if all(states.values()) else 503
