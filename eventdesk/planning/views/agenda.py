"""The agenda: the days of an event with all sessions and conflicts; and the form that moves a session."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext

from eventdesk.permissions import Permission
from eventdesk.planning.views.blueprint import blueprint
from eventdesk.planning.views.board import board
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head


@blueprint.get("/desk/<event_slug>/agenda")
@requires(Permission.PROGRAMME_EDIT, on=event_by_slug)
def agenda(event: Event) -> Any:
    return render_template(
        "planning/agenda.html",
        **board(event, request.args.get("day", ""), current_actor().person_id),
        messages=_messages(),
        desk_head=desk_head(event),
    )


def _messages() -> dict[str, str]:
    """Return the messages of the script, with placeholders that it fills in."""
    return {
        "picked_up": gettext("“%(title)s” picked up. Arrow keys move it, Enter drops it, Escape cancels."),
        "position": gettext("“%(title)s”: %(where)s"),
        "when": gettext("%(day)s, %(start)s–%(end)s"),
        "free": gettext("Free"),
        "taken": gettext("Taken by “%(title)s”"),
        "cancelled": gettext("“%(title)s” is back in its place."),
        "tray": gettext("Unscheduled"),
        "failed": gettext(
            "The session was not moved, because the server did not respond. Check your connection and try again."
        ),
        "signed_out": gettext(
            "The session was not moved, because your sign-in has expired. Reload the page and sign in again."
        ),
        "room_fixed": gettext("A break or plenary can only be moved to another time."),
    }
