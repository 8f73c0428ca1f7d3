"""What a worker does for organisers with registrations: how far it is, what came of it, the table it wrote."""

from typing import Any

from flask import render_template, send_file, url_for

from eventdesk.attendees.queries.history import BulkJob, bulk_job_of_event
from eventdesk.attendees.services.exports import EXPORT_JOB, EXPORT_RETENTION, export_path, is_available
from eventdesk.attendees.views.blueprint import blueprint
from eventdesk.core import clock
from eventdesk.core.errors import DomainError, NotFound
from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.web.errors import translate
from eventdesk.web.guard import requires
from eventdesk.web.heads import desk_head
from eventdesk.web.setup import settings

OPEN = ("queued", "claimed", "sending")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/desk/<event_slug>/registrations/tasks/<int(max=2147483647):task_id>")
@requires(Permission.REGISTRATIONS_VIEW, on=bulk_job_of_event)
def bulk_progress(task: BulkJob) -> Any:
    item, payload = task.item, task.item.payload
    is_export = item.kind == EXPORT_JOB
    return render_template(
        "attendees/bulk_progress.html",
        event=task.event,
        desk_head=desk_head(task.event),
        item=item,
        is_open=item.state in OPEN,
        is_export=is_export,
        is_kept=is_export and is_available(item, now=clock.now()),
        until=item.created_at + EXPORT_RETENTION,
        deed="" if is_export else payload["deed"],
        result={} if is_export else payload,
        failed=[] if is_export else [_failure(task, one) for one in payload["failed"]],
    )


def _failure(task: BulkJob, one: dict[str, Any]) -> dict[str, str]:
    return {
        "name": one["name"],
        "url": url_for("attendees.registration", event_slug=task.event.slug, registration_code=one["code"]),
        "why": translate(DomainError(one["why"], **one["params"])),
    }


@blueprint.get("/desk/<event_slug>/registrations/tasks/<int(max=2147483647):task_id>/registrations.xlsx")
@requires(Permission.REGISTRATIONS_VIEW, on=bulk_job_of_event)
def registrations_xlsx(task: BulkJob) -> Any:
    item = task.item
    if item.kind != EXPORT_JOB or not is_available(item, now=clock.now()):
        raise NotFound(N_("This table is not there any more. Make it again."))
    path = export_path(settings().data_dir, item.payload["file"])
    if not path.is_file():
        raise NotFound(N_("This table is not there any more. Make it again."))
    return send_file(path, XLSX, as_attachment=True, download_name=f"{task.event.slug}-registrations.xlsx")
