"""What changed in the sessions of a person's agenda since their last visit."""

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
    """As components/lists.html shows them: title, address and sentences of each session."""


def agenda_updates(
    versions: Iterable[ProgrammeVersion],
    since: Mapping[int, Mapping[str, datetime]],
    sessions: Iterable[EventSession],
) -> list[AgendaUpdates]:
    """Return what these versions changed in these sessions, by event.

    `since` gives, by event id and session code, when the session came to the agenda: earlier changes are left out.
    """
    by_code = {(session.event_id, session.code): session for session in sessions}
    changed: dict[int, dict[EventSession, list[str]]] = {}
    latest: dict[int, int] = {}
    for version in versions:
        for change in affects_attendees(Change(**stored) for stored in version.changes):
            session = by_code.get((version.event_id, change.code))
            if session is None or version.published_at <= since[version.event_id][change.code]:
                continue
            sentences = changed.setdefault(version.event_id, {}).setdefault(session, [])
            sentences += describe_change(change.as_stored(), session.event.timezone)
            latest[version.event_id] = version.number
    return [
        AgendaUpdates(
            next(iter(of_event)).event,
            latest[event_id],
            [
                {"title": session.title, "url": page_url(session), "words": sentences}
                for session, sentences in of_event.items()
            ],
        )
        for event_id, of_event in changed.items()
    ]
