"""What changed in the sessions of somebody's agenda since their last visit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventdesk.programme.models import Event, EventSession, ProgrammeVersion
from eventdesk.programme.rules.versions import Change, matters_to_people
from eventdesk.reservations.views.agenda_parts import page_of
from eventdesk.web.changes import change_words


@dataclass(frozen=True)
class News:
    """What changed in the sessions of one event, up to a version."""

    event: Event
    version: int
    changes: list[dict[str, Any]]


def news(versions: Iterable[ProgrammeVersion], since: Mapping[int, Mapping[str, datetime]],
         sessions: Iterable[EventSession]) -> list[News]:  # fmt: skip
    """Return what versions changed in the sessions that somebody cares for, by event.

    `since` says by event id and session code from when on they care: what was published before is old.
    """
    by_code = {(one.event_id, one.code): one for one in sessions}
    changed: dict[int, dict[EventSession, list[str]]] = {}
    latest: dict[int, int] = {}
    for version in versions:
        for change in matters_to_people(Change(**stored) for stored in version.changes):
            one = by_code.get((version.event_id, change.code))
            if one is None or version.published_at <= since[version.event_id][change.code]:
                continue
            words = changed.setdefault(version.event_id, {}).setdefault(one, [])
            words += change_words(change.as_stored(), one.event.timezone)
            latest[version.event_id] = version.number
    return [
        News(
            next(iter(of_event)).event,
            latest[event_id],
            [{"title": one.title, "url": page_of(one), "words": words} for one, words in of_event.items()],
        )
        for event_id, of_event in changed.items()
    ]
