"""What changed in the programme of an event, version by version."""

from collections.abc import Collection
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext, ngettext

from eventdesk.permissions import Permission
from eventdesk.programme.models.draft import ProgrammeVersion
from eventdesk.programme.queries.draft import versions
from eventdesk.programme.queries.sessions import programme_items
from eventdesk.public.queries.cache_versions import event_version
from eventdesk.public.queries.events import EventHeader, event_header
from eventdesk.public.views.blueprint import blueprint
from eventdesk.public.views.cached_page import cached_page
from eventdesk.public.views.cards import ADDRESSES
from eventdesk.public.views.layout_context import event_context
from eventdesk.web.changes import describe_change
from eventdesk.web.filters import format_datetime
from eventdesk.web.guard import requires


@blueprint.get("/events/<event_slug>/changes")
@requires(Permission.EVENT_VIEW, on=event_header)
def changes(head: EventHeader) -> Response:
    """List the published versions of a programme, the newest first, with what each changed."""
    # Nothing on it depends on the time of day.
    ask = None if request.args else event_version(head.id, lambda: "")
    return cached_page(lambda: _page(head), ask)


def _page(head: EventHeader) -> str:
    with_page = {entry.code for entry in programme_items(head.id) if entry.kind != "break"}
    return render_template(
        "public/changes.html",
        **event_context(head, "programme"),
        versions=[_version(head, version, with_page) for version in versions(head.id)],
    )


def _version(head: EventHeader, version: ProgrammeVersion, with_page: Collection[str]) -> dict[str, Any]:
    is_first = version.number == 1 and all(change["kinds"] == ["added"] for change in version.changes)
    sessions = sum(change["after"]["kind"] != "break" for change in version.changes)
    return {
        "title": gettext("Version %(number)s", number=version.number),
        "when": gettext("Published on %(when)s", when=format_datetime(version.published_at, head.timezone)),
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
                "words": describe_change(change, head.timezone),
            }
            for change in version.changes
        ],
    }
