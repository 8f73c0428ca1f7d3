"""Pages of the house itself that are text alone."""

from flask import Response, render_template

from eventdesk.core.settings import Settings
from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cached_page import cached_page
from eventdesk.public.views.layout_context import site_context
from eventdesk.web.guard import public
from eventdesk.web.setup import settings


@blueprint.get("/accessibility")
@public
def accessibility() -> Response:
    """Say how accessible the pages are, and whom to tell when they are not."""
    return _text("public/accessibility.html", settings())


@blueprint.get("/your-data")
@public
def privacy() -> Response:
    """Say what is stored about people, who sees it, and how long."""
    return _text("public/privacy.html", settings())


def _text(template: str, own: Settings) -> Response:
    return cached_page(lambda: render_template(template, **site_context(), contact_email=own.contact_email))
