"""HTTP of this room."""

from flask import Blueprint, Response, current_app, send_file

from eventdesk.core import files
from eventdesk.core.errors import NotFound
from eventdesk.core.text import N_, clean_line
from eventdesk.permissions import Permission
from eventdesk.speakers import queries
from eventdesk.speakers.queries import MaterialOfSession
from eventdesk.web.guard import requires
from eventdesk.web.setup import settings

blueprint = Blueprint("speakers", __name__)

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Whatever a file holds, a browser that shows it all the same runs nothing of it in our name."""


@blueprint.get("/events/<event_slug>/sessions/<session_code>/materials/<material_code>")
@requires(Permission.EVENT_VIEW, on=queries.material_by_code)
def material(found: MaterialOfSession) -> Response:
    """Hand out a session's file, to be saved and never to be opened in the page's own name."""
    item = found.material
    path = files.path_of(settings().data_dir, item.file_key)
    if not path.is_file():
        current_app.logger.error("material %s is not among the stored files", item.code)
        raise NotFound(N_("This file is not available at the moment."))
    response = send_file(
        path,
        mimetype=item.media_type,
        as_attachment=True,
        download_name=clean_line(item.file_name).replace("/", "_") or item.code,
        etag=item.file_key,
        conditional=True,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
