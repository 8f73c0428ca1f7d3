"""What is on now in each room, and what starts next there, as the component takes it."""

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
    """Return each room of a running event with the sessions that are on and those that start next today.

    Returns nothing before and after the event, so that its pages do not change by the minute then.
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
    # The day ends at midnight of the event, whatever the time zone of the reader.
    tomorrow = local_day(now, head.timezone) + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), ZoneInfo(head.timezone))
    other_zone = "" if zone.key == head.timezone else zone.key

    def line(session_id: int) -> dict[str, str]:
        return _line(entries[session_id], head, zone, other_zone)

    return [
        {
            "location": _name(row.column, outline.rooms),
            "now": [line(session_id) for session_id in row.now],
            "next": [line(session_id) for session_id in row.next],
        }
        for row in now_and_next(slots, list(outline.rooms), now, midnight)
    ]


def _name(column: Column, rooms: dict[int, Room]) -> str:
    return rooms[column].name if isinstance(column, int) and column in rooms else str(column)


def _line(entry: ProgrammeItem, head: EventHeader, zone: ZoneInfo, other_zone: str) -> dict[str, str]:
    start = clock_time(entry.starts_at, zone.key) if entry.starts_at else ""
    end = clock_time(entry.ends_at, zone.key) if entry.ends_at else ""
    return {
        "title": entry.title,
        "url": "" if entry.kind == "break" else session_address(head, entry.code, other_zone),
        "start": start,
        "until": gettext("until %(time)s", time=end),
    }
