"""The outbox: all outgoing email, for administrators."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext

from eventdesk.core import outbox as core_outbox
from eventdesk.core.models import OutboxItem
from eventdesk.core.states import OutboxState
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.desk.views.labels import NO_EVENT
from eventdesk.messages.rendering import render_payload
from eventdesk.permissions import Permission
from eventdesk.web.guard import requires

PAGE = 50
"""Emails on one page."""


@blueprint.get("/desk/outbox")
@requires(Permission.OUTBOX_READ)
def outbox() -> Any:
    before = request.args.get("before", type=int)
    items = core_outbox.latest(PAGE + 1, before if before and before < 2**31 else None)
    return render_template(
        "desk/outbox.html",
        mails=[_row(item) for item in items[:PAGE]],
        older=items[PAGE - 1].id if len(items) > PAGE else None,
        is_first=before is None,
        desk_head=NO_EVENT,
    )


def _row(item: OutboxItem) -> dict[str, Any]:
    state = OutboxState(item.state)
    subject, text = render_payload(item.payload)
    return {
        "id": item.id,
        "subject": subject,
        "text": text,
        "recipient": item.recipient,
        "at": item.created_at,
        "mark": state.icon,
        "state": gettext(state.label),
        "error": item.error,
    }


def mail_by_id(item_id: int) -> OutboxItem | None:
    """Return the email with this id, or None."""
    item = core_outbox.item_by_id(item_id)
    return item if item is not None and item.kind == "mail" else None


@blueprint.get("/desk/outbox/<int(max=2147483647):item_id>")
@requires(Permission.OUTBOX_READ, on=mail_by_id)
def mail(item: OutboxItem) -> Any:
    return render_template("desk/mail.html", mail=_row(item), desk_head=NO_EVENT)
