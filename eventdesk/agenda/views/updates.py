"""What changed in the sessions of somebody's agenda since their last visit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventdesk.agenda.views.days import page_url
from eventdesk.programme.models.draft import ProgrammeVersion
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.rules.versions import Change, affects_attendees
from eventdesk.web.changes import describe_change


@dataclass(frozen=True)
class AgendaUpdates:
    """What changed in the sessions of one event, up to a version."""

    event: Event
    version: int
    changes: list[dict[str, Any]]


def agenda_updates(versions: Iterable[ProgrammeVersion], since: Mapping[int, Mapping[str, datetime]],
         sessions: Iterable[EventSession]) -> list[AgendaUpdates]:  # fmt: skip
    """Return what versions changed in the sessions that somebody cares for, by event.

    `since` says by event id and session code from when on they care: what was published before is old.
    """
    by_code = {(one.event_id, one.code): one for one in sessions}
    changed: dict[int, dict[EventSession, list[str]]] = {}
    latest: dict[int, int] = {}
    for version in versions:
        for change in affects_attendees(Change(**stored) for stored in version.changes):
            one = by_code.get((version.event_id, change.code))
            if one is None or version.published_at <= since[version.event_id][change.code]:
                continue
            words = changed.setdefault(version.event_id, {}).setdefault(one, [])
            words += describe_change(change.as_stored(), one.event.timezone)
            latest[version.event_id] = version.number
    return [
        AgendaUpdates(
            next(iter(of_event)).event,
            latest[event_id],
            [{"title": one.title, "url": page_url(one), "words": words} for one, words in of_event.items()],
        )
        for event_id, of_event in changed.items()
    ]
