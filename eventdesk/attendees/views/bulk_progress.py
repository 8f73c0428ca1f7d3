"""The progress and result of a bulk action or export, and the spreadsheet that an export wrote."""

from typing import Any, NamedTuple

from flask import render_template, send_file, url_for
from flask_babel import gettext, ngettext

from eventdesk.attendees.queries.history import BulkJob, bulk_job_of_event
from eventdesk.attendees.rules import BulkAction
from eventdesk.attendees.services.exports import EXPORT_JOB, EXPORT_RETENTION, export_path, is_available
from eventdesk.attendees.views import bulk_texts
from eventdesk.attendees.views.blueprint import blueprint
from eventdesk.attendees.views.bulk_texts import Notice
from eventdesk.core import clock
from eventdesk.core.errors import DomainError, NotFound
from eventdesk.core.states import OutboxState
from eventdesk.core.text import N_
from eventdesk.permissions import Permission
from eventdesk.web.errors import translate
from eventdesk.web.filters import format_datetime
from eventdesk.web.guard import requires
from eventdesk.web.heads import desk_head
from eventdesk.web.setup import settings

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GONE = N_("This file has been deleted. Export it again.")


class Failure(NamedTuple):
    """A registration that was not changed, and why."""

    name: str
    url: str
    reason: str


@blueprint.get("/desk/<event_slug>/registrations/tasks/<int(max=2147483647):task_id>")
@requires(Permission.REGISTRATIONS_VIEW, on=bulk_job_of_event)
def bulk_progress(task: BulkJob) -> Any:
    context = _export_context(task) if task.item.kind == EXPORT_JOB else _action_context(task)
    return render_template(
        "attendees/bulk_progress.html",
        event=task.event,
        desk_head=desk_head(task.event),
        is_open=task.item.is_open,
        progress=task.item.progress,
        error=task.item.error,
        **context,
    )


def _export_context(task: BulkJob) -> dict[str, Any]:
    item = task.item
    is_done = is_available(item, now=clock.now())
    if is_done:
        until = format_datetime(item.created_at + EXPORT_RETENTION, task.event.timezone)
        text = gettext("You can download it until %(moment)s. Then it is deleted.", moment=until)
        notice = Notice("ok", gettext("The spreadsheet is ready."), text)
    elif item.state == OutboxState.FAILED:
        notice = Notice("bad", gettext("The spreadsheet could not be created."), item.error)
    else:
        text = gettext("Exports are deleted after a day. Create a new one from the list.")
        notice = Notice("note", gettext("This file has been deleted."), text)
    return {
        "title": gettext("Export of registrations"),
        "progress_title": gettext("Creating the spreadsheet…") if item.progress else gettext("In the queue…"),
        "progress_text": gettext("You can leave this page. The spreadsheet will be here for a day."),
        "notices": [notice],
        "unchanged": 0,
        "failures": [],
        "failures_title": "",
        "more_failures": 0,
        "download_url": url_for("attendees.registrations_xlsx", event_slug=task.event.slug, task_id=item.id)
        if is_done
        else "",
    }


def _action_context(task: BulkJob) -> dict[str, Any]:
    item, payload = task.item, task.item.payload
    action, done, total = BulkAction(payload["action"]), payload["done"], payload["total"]
    notices = []
    if item.state == OutboxState.FAILED:
        notices.append(Notice("bad", gettext("The action could not be completed."), item.error))
    notified = gettext("They have been notified by email.") if done and action is not BulkAction.MESSAGE else ""
    notices.append(Notice("ok" if done else "warn", bulk_texts.result_text(action, done), notified))
    failures = [_failure(task, failure) for failure in payload["failed"]]
    return {
        "title": gettext(bulk_texts.DONE_TITLES[action]),
        "progress_title": gettext("%(done)s of %(total)s done.", done=total - len(payload["ids"]), total=total),
        "progress_text": gettext("You can leave this page. The action continues in the background."),
        "notices": notices,
        "unchanged": payload["unchanged"],
        "failures": failures,
        "failures_title": ngettext("%(num)s person was skipped", "%(num)s people were skipped", payload["failures"]),
        "more_failures": payload["failures"] - len(failures),
        "download_url": "",
    }


def _failure(task: BulkJob, failure: dict[str, Any]) -> Failure:
    url = url_for("attendees.registration", event_slug=task.event.slug, registration_code=failure["code"])
    return Failure(failure["name"], url, translate(DomainError(failure["why"], **failure["params"])))


@blueprint.get("/desk/<event_slug>/registrations/tasks/<int(max=2147483647):task_id>/registrations.xlsx")
@requires(Permission.REGISTRATIONS_VIEW, on=bulk_job_of_event)
def registrations_xlsx(task: BulkJob) -> Any:
    item = task.item
    if item.kind != EXPORT_JOB or not is_available(item, now=clock.now()):
        raise NotFound(GONE)
    path = export_path(settings().data_dir, item.payload["file"])
    if not path.is_file():
        raise NotFound(GONE)
    return send_file(path, XLSX, as_attachment=True, download_name=f"{task.event.slug}-registrations.xlsx")
