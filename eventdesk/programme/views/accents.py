"""The colours of events as a stylesheet, since pages carry no styles of their own."""

from flask import Response, abort

from eventdesk.programme import rules
from eventdesk.programme.forms import accents_of
from eventdesk.programme.views.blueprint import blueprint
from eventdesk.web.guard import public


@blueprint.get("/accents/<colours>.css")
@public
def accents(colours: str) -> Response:
    found = accents_of(colours)
    if found is None:
        abort(404)
    response = Response(rules.accent_sheet(found), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
