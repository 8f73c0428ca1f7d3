"""What a worker does for organisers with registrations: how far it is, what came of it, the table it wrote."""

from typing import Any

from flask import render_template, send_file, url_for

from eventdesk.core import clock
from eventdesk.core.errors import DomainError, Missing
from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.reservations import queries, services
from eventdesk.reservations.queries import TaskOfEvent
from eventdesk.reservations.views import blueprint
from eventdesk.web.errors import translate
from eventdesk.web.floor import settings
from eventdesk.web.guard import requires
from eventdesk.web.heads import desk_head

OPEN = ("queued", "claimed", "sending")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/desk/<event_slug>/registrations/tasks/<int(max=2147483647):task_id>")
@requires(Permission.REGISTRATIONS_VIEW, on=queries.task_of_event)
def registrations_task(task: TaskOfEvent) -> Any:
    item, payload = task.item, task.item.payload
    is_export = item.kind == services.EXPORT
    return render_template(
        "reservations/registration_task.html",
        event=task.event,
        desk_head=desk_head(task.event),
        item=item,
        is_open=item.state in OPEN,
        is_export=is_export,
        is_kept=is_export and services.is_kept(item, now=clock.now()),
        until=item.created_at + services.KEPT,
        deed="" if is_export else payload["deed"],
        result={} if is_export else payload,
        failed=[] if is_export else [_failure(task, one) for one in payload["failed"]],
    )


def _failure(task: TaskOfEvent, one: dict[str, Any]) -> dict[str, str]:
    return {
        "name": one["name"],
        "url": url_for(".registration", event_slug=task.event.slug, registration_code=one["code"]),
        "why": translate(DomainError(one["why"], **one["params"])),
    }


@blueprint.get("/desk/<event_slug>/registrations/tasks/<int(max=2147483647):task_id>/registrations.xlsx")
@requires(Permission.REGISTRATIONS_VIEW, on=queries.task_of_event)
def registrations_xlsx(task: TaskOfEvent) -> Any:
    item = task.item
    if item.kind != services.EXPORT or not services.is_kept(item, now=clock.now()):
        raise Missing(N_("This table is not there any more. Make it again."))
    path = services.export_path(settings().data_dir, item.payload["file"])
    if not path.is_file():
        raise Missing(N_("This table is not there any more. Make it again."))
    return send_file(path, XLSX, as_attachment=True, download_name=f"{task.event.slug}-registrations.xlsx")
