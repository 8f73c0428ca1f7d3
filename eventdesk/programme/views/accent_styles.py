"""The colours of events as a stylesheet, since pages carry no styles of their own."""

from flask import Response, abort

from eventdesk.programme.forms import accent_choices
from eventdesk.programme.rules.brand_colour import accent_sheet
from eventdesk.programme.views.blueprint import blueprint
from eventdesk.web.guard import public


@blueprint.get("/accents/<colours>.css")
@public
def accents(colours: str) -> Response:
    found = accent_choices(colours)
    if found is None:
        abort(404)
    response = Response(accent_sheet(found), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
