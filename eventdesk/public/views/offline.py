"""The service worker, at an address from which it may serve the whole site, and what it shows for want of a page."""

from flask import Response, current_app, render_template

from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cached_page import cached_page
from eventdesk.public.views.layout_context import site_context
from eventdesk.web.guard import public


@blueprint.get("/sw.js")
@public
def service_worker() -> Response:
    """Return static/js/sw.js; browsers ask for it anew each time, and run it for what lies at or below this address."""
    response = current_app.send_static_file("js/sw.js")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@blueprint.get("/offline")
@public
def offline() -> Response:
    """Say that a page was not opened before; the worker fetches this, without a cookie, when it comes to a device."""
    return cached_page(lambda: render_template("public/offline.html", **site_context()))
