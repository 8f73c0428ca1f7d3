"""The files that registered people uploaded, for organisers."""

from dataclasses import dataclass
from typing import Any

from flask import send_file

from eventdesk.attendees.queries.registrations import registration_of_event
from eventdesk.attendees.views.blueprint import blueprint
from eventdesk.core import files
from eventdesk.core.errors import NotFound
from eventdesk.core.text import N_, clean_line
from eventdesk.permissions import Permission
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.questions import answers_of
from eventdesk.web.guard import requires
from eventdesk.web.setup import settings

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True)
class FileOfRegistration:
    """A file that a registered person uploaded."""

    registration: Registration
    answer: dict[str, Any]

    @property
    def event_id(self) -> int:
        return self.registration.event_id


def file_of_registration(event_slug: str, registration_code: str, file_code: str) -> FileOfRegistration | None:
    """Return the file that answers the question `file_code`, or None."""
    registration = registration_of_event(event_slug, registration_code)
    answer = answers_of(registration.id).get(file_code) if registration else None
    if registration is None or not isinstance(answer, dict) or "key" not in answer:
        return None
    return FileOfRegistration(registration, answer)


@blueprint.get("/desk/<event_slug>/registrations/<registration_code>/files/<file_code>")
@requires(Permission.REGISTRATIONS_VIEW, on=file_of_registration)
def registration_file(file: FileOfRegistration) -> Any:
    """Answer a file as a download: a browser must not open it with the rights of this site."""
    path = files.path_of(files.answers_folder(settings().data_dir), str(file.answer["key"]))
    if not path.is_file():
        raise NotFound(N_("This file is not available at the moment."))
    name = clean_line(str(file.answer.get("name", ""))).replace("/", "_") or file.registration.code
    response = send_file(path, "application/octet-stream", as_attachment=True, download_name=name)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
