"""Pages of the site itself that are only text."""

from flask import Response, render_template

from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cached_page import cached_page
from eventdesk.public.views.layout_context import site_context
from eventdesk.web.guard import public
from eventdesk.web.setup import settings


@blueprint.get("/accessibility")
@public
def accessibility() -> Response:
    """Show how accessible the pages are, and how to report a problem."""
    return _page("public/accessibility.html")


@blueprint.get("/your-data")
@public
def privacy() -> Response:
    """Show what is stored about people, and who sees it."""
    return _page("public/privacy.html")


def _page(template: str) -> Response:
    contact_email = settings().contact_email
    return cached_page(lambda: render_template(template, **site_context(), contact_email=contact_email))
