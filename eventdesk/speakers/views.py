"""The download of materials."""

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
"""If a browser shows a file instead of saving it, no script of it runs on behalf of this site."""


@blueprint.get("/events/<event_slug>/sessions/<session_code>/materials/<material_code>")
@requires(Permission.EVENT_VIEW, on=queries.material_by_code)
def material(material_of_session: MaterialOfSession) -> Response:
    """Send a file of a session as a download; it must never open as a page of this site."""
    item = material_of_session.material
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
