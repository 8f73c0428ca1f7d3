"""What runs now in each room, and what comes next there."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext

from eventdesk.programme.models import Room
from eventdesk.programme.queries import Entry
from eventdesk.public import rules
from eventdesk.public.queries import EventHead, Outline, Programme
from eventdesk.public.rules import Slot
from eventdesk.public.views.cards import session_address
from eventdesk.public.views.parts import column_of
from eventdesk.web.filters import clock_time


def now_next(head: EventHead, outline: Outline | Programme, now: datetime, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return each room of a running event with what is on and what begins next today, as the component takes it.

    Returns nothing before and after the event: what the page shows then does not change by the minute.
    """
    days = (head.starts_on, head.ends_on + timedelta(days=1))
    if head.state == "cancelled" or rules.phase(*days, head.timezone, now) != "on":
        return []
    entries = {entry.id: entry for entry in outline.entries if entry.state != "cancelled"}
    slots = [
        Slot(entry.id, column_of(entry, outline.rooms), entry.starts_at, entry.ends_at)
        for entry in entries.values()
        if entry.starts_at and entry.ends_at
    ]
    # The day ends by the clocks of the event, whatever the reader's own say.
    tomorrow = rules.local_day(now, head.timezone) + timedelta(days=1)
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
        for one in rules.now_and_next(slots, list(outline.rooms), now, midnight)
    ]


def _name(column: rules.Column, rooms: dict[int, Room]) -> str:
    return rooms[column].name if isinstance(column, int) and column in rooms else str(column)


def _line(entry: Entry, head: EventHead, zone: ZoneInfo, own: str) -> dict[str, str]:
    start = clock_time(entry.starts_at, zone.key) if entry.starts_at else ""
    end = clock_time(entry.ends_at, zone.key) if entry.ends_at else ""
    return {
        "title": entry.title,
        "url": "" if entry.kind == "break" else session_address(head, entry.code, own),
        "start": start,
        "until": gettext("until %(time)s", time=end),
    }
