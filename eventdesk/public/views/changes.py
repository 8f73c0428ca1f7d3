"""What changed in the programme of an event, version by version."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.permissions import Permission
from eventdesk.programme import queries as programmes
from eventdesk.programme.models import ProgrammeVersion
from eventdesk.public import queries
from eventdesk.public.queries import EventHead
from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cards import ADDRESSES
from eventdesk.public.views.frame import event_frame
from eventdesk.public.views.pages import page
from eventdesk.web.changes import change_words
from eventdesk.web.filters import day_time
from eventdesk.web.guard import requires


@blueprint.get("/events/<event_slug>/changes")
@requires(Permission.EVENT_VIEW, on=queries.event_head)
def changes(head: EventHead) -> Response:
    """List the published versions of a programme, the newest first, with what each changed."""
    now = clock.now()
    # Nothing on it depends on the time of day.
    ask = None if request.args else queries.event_stamp(head.id, lambda: "")
    return page(lambda: _page(head, now), ask)


def _page(head: EventHead, now: datetime) -> str:
    with_page = {entry.code for entry in programmes.entries(head.id) if entry.kind != "break"}
    return render_template(
        "public/changes.html",
        **event_frame(head, "programme", now=now),
        versions=[_version(head, version, with_page) for version in programmes.versions(head.id)],
    )


def _version(head: EventHead, version: ProgrammeVersion, with_page: Collection[str]) -> dict[str, Any]:
    is_first = version.number == 1 and all(change["kinds"] == ["added"] for change in version.changes)
    sessions = sum(change["after"]["kind"] != "break" for change in version.changes)
    return {
        "title": gettext("Version %(number)s", number=version.number),
        "when": gettext("Published on %(when)s", when=day_time(version.published_at, head.timezone)),
        "note": version.note,
        "summary": ngettext("First version: %(num)s session.", "First version: %(num)s sessions.", sessions)
        if is_first
        else "",
        "changes": []
        if is_first
        else [
            {
                "title": change["title"],
                "url": ADDRESSES.session(head.slug, change["code"]) if change["code"] in with_page else "",
                "words": change_words(change, head.timezone),
            }
            for change in version.changes
        ],
    }
