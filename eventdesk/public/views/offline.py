"""The service worker, at an address from which it may serve the whole site."""

from flask import Response, current_app

from eventdesk.public.views.blueprint import blueprint
from eventdesk.web.guard import public


@blueprint.get("/sw.js")
@public
def service_worker() -> Response:
    """Return static/js/sw.js; browsers ask for it anew each time, and run it for what lies at or below this address."""
    response = current_app.send_static_file("js/sw.js")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response
