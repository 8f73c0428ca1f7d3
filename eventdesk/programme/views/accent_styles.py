"""The accent colours of events as a stylesheet; pages have no inline styles."""

from flask import Response, abort

from eventdesk.programme.forms import parse_accents
from eventdesk.programme.rules.brand_colour import accent_sheet
from eventdesk.programme.views.blueprint import blueprint
from eventdesk.web.guard import public


@blueprint.get("/accents/<colours>.css")
@public
def accents(colours: str) -> Response:
    accents_in_path = parse_accents(colours)
    if accents_in_path is None:
        abort(404)
    response = Response(accent_sheet(accents_in_path), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
