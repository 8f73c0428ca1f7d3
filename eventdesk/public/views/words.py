"""Pages of the house itself that are text alone."""

from flask import Response, render_template

from eventdesk.core.settings import Settings
from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.frame import house_frame
from eventdesk.public.views.pages import page
from eventdesk.web.floor import settings
from eventdesk.web.guard import public


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
    return page(lambda: render_template(template, **house_frame(), contact_email=own.contact_email))
