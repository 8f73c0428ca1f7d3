"""Reading what a visitors' page shows, from several rooms at once."""

from eventdesk.public.queries.events import (
    Aftermath,
    EventHead,
    SeriesWithEvents,
    aftermath,
    event_head,
    event_with_all,
    head_of,
    published_report,
    published_reports,
    series_with_events,
    session_for_page,
)
from eventdesk.public.queries.programme import (
    Outline,
    Programme,
    SessionSeats,
    filled,
    outline_of,
    programme_of,
    searched_texts,
    session_seats,
)
from eventdesk.public.queries.stamps import Ask, event_stamp, house_stamp

__all__ = [
    "Aftermath",
    "Ask",
    "EventHead",
    "Outline",
    "Programme",
    "SeriesWithEvents",
    "SessionSeats",
    "aftermath",
    "event_head",
    "event_stamp",
    "event_with_all",
    "filled",
    "head_of",
    "house_stamp",
    "outline_of",
    "programme_of",
    "published_report",
    "published_reports",
    "searched_texts",
    "series_with_events",
    "session_for_page",
    "session_seats",
]
