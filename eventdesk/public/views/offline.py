"""The service worker, at an address below which the whole site lies, and the page that it shows offline."""

from flask import Response, current_app, render_template

from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cached_page import cached_page
from eventdesk.public.views.layout_context import site_context
from eventdesk.web.guard import public


@blueprint.get("/sw.js")
@public
def service_worker() -> Response:
    """Return static/js/sw.js, which browsers fetch each time and use for all addresses at or below this one."""
    response = current_app.send_static_file("js/sw.js")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@blueprint.get("/offline")
@public
def offline() -> Response:
    """Show that a page is not saved on the device; the service worker fetches this without a cookie when installed."""
    return cached_page(lambda: render_template("public/offline.html", **site_context()))
