"""The outbox: mails of the whole house, for administrators."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext

from eventdesk.core import outbox as house_outbox
from eventdesk.core.models import OutboxItem
from eventdesk.core.text import N_
from eventdesk.desk.views.blueprint import blueprint
from eventdesk.desk.views.labels import NO_EVENT
from eventdesk.messages.rendering import render_payload
from eventdesk.permissions import Permission
from eventdesk.web.guard import requires

PAGE = 50
STATES = {
    "queued": ("to-confirm", N_("To be sent")), "claimed": ("to-confirm", N_("To be sent")),
    "sending": ("to-confirm", N_("Being sent")), "done": ("confirmed", N_("Sent")),
    "logged": ("confirmed", N_("Kept here")), "failed": ("cancelled", N_("Not sent")),
}  # fmt: skip


@blueprint.get("/desk/outbox")
@requires(Permission.OUTBOX_READ)
def outbox() -> Any:
    before = request.args.get("before", type=int)
    items = house_outbox.latest(PAGE + 1, before if before and before < 2**31 else None)
    return render_template(
        "desk/outbox.html",
        mails=[_row(item) for item in items[:PAGE]],
        older=items[PAGE - 1].id if len(items) > PAGE else None,
        is_first=before is None,
        desk_head=NO_EVENT,
    )


def _row(item: OutboxItem) -> dict[str, Any]:
    mark, words = STATES[item.state]
    subject, text = render_payload(item.payload)
    return {
        "id": item.id, "subject": subject, "text": text, "recipient": item.recipient, "at": item.created_at,
        "mark": mark, "state": gettext(words), "error": item.error,
    }  # fmt: skip


def mail_by_id(item_id: int) -> OutboxItem | None:
    """Return the mail with this id, or None."""
    item = house_outbox.item_by_id(item_id)
    return item if item is not None and item.kind == "mail" else None


@blueprint.get("/desk/outbox/<int(max=2147483647):item_id>")
@requires(Permission.OUTBOX_READ, on=mail_by_id)
def mail(item: OutboxItem) -> Any:
    return render_template("desk/mail.html", mail=_row(item), desk_head=NO_EVENT)
