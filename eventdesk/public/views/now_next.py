"""What runs now in each room, and what comes next there."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext

from eventdesk.programme.models.programme import Room
from eventdesk.programme.queries.sessions import ProgrammeItem
from eventdesk.programme.rules.grid import Column
from eventdesk.public.queries.events import EventHeader
from eventdesk.public.queries.programme import Programme, ProgrammeOutline
from eventdesk.public.rules.now_next import Slot, now_and_next
from eventdesk.public.rules.times import local_day, phase
from eventdesk.public.views.cards import session_address
from eventdesk.public.views.programme_sections import column_of
from eventdesk.web.filters import clock_time


def now_next(
    head: EventHeader, outline: ProgrammeOutline | Programme, now: datetime, zone: ZoneInfo
) -> list[dict[str, Any]]:
    """Return each room of a running event with what is on and what begins next today, as the component takes it.

    Returns nothing before and after the event: what the page shows then does not change by the minute.
    """
    days = (head.starts_on, head.ends_on + timedelta(days=1))
    if head.state == "cancelled" or phase(*days, head.timezone, now) != "on":
        return []
    entries = {entry.id: entry for entry in outline.entries if entry.state != "cancelled"}
    slots = [
        Slot(entry.id, column_of(entry, outline.rooms), entry.starts_at, entry.ends_at)
        for entry in entries.values()
        if entry.starts_at and entry.ends_at
    ]
    # The day ends by the clocks of the event, whatever the reader's own say.
    tomorrow = local_day(now, head.timezone) + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), ZoneInfo(head.timezone))
    own = "" if zone.key == head.timezone else zone.key

    def line(session_id: int) -> dict[str, str]:
        return _line(entries[session_id], head, zone, own)

    return [
        {
            "place": _name(one.column, outline.rooms),
            "now": [line(session_id) for session_id in one.now],
            "next": [line(session_id) for session_id in one.next],
        }
        for one in now_and_next(slots, list(outline.rooms), now, midnight)
    ]


def _name(column: Column, rooms: dict[int, Room]) -> str:
    return rooms[column].name if isinstance(column, int) and column in rooms else str(column)


def _line(entry: ProgrammeItem, head: EventHeader, zone: ZoneInfo, own: str) -> dict[str, str]:
    start = clock_time(entry.starts_at, zone.key) if entry.starts_at else ""
    end = clock_time(entry.ends_at, zone.key) if entry.ends_at else ""
    return {
        "title": entry.title,
        "url": "" if entry.kind == "break" else session_address(head, entry.code, own),
        "start": start,
        "until": gettext("until %(time)s", time=end),
    }
