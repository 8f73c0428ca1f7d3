"""An event's figures as plain values for JSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from eventdesk.figures import rules
from eventdesk.figures.queries import event_figures
from eventdesk.figures.rules import Group
from eventdesk.programme.models.programme import Event


def as_dict(event: Event, *, now: datetime) -> dict[str, Any]:
    """Return the figures of an event as of `now`: moments and days in ISO 8601, shares as percentages."""
    figures = event_figures(event, now=now)
    return {
        "event": event.slug,
        "as_of": figures.as_of.isoformat(timespec="seconds"),
        "time_zone": event.timezone,
        "has_begun": figures.has_begun,
        "registered": figures.registered,
        "confirmed": figures.confirmed,
        "reserved_a_seat": figures.reserved,
        "attended": figures.attended if figures.has_attendance else None,
        "no_shows": figures.no_shows,
        "counted_over": "attended" if figures.has_attendance else "confirmed",
        "organisations": figures.organisations,
        "countries": _shares(figures.countries, figures.counted),
        "stakeholder_kinds": _shares(figures.kinds, figures.counted),
        "registrations_over_time": [
            {"first": period.first.isoformat(), "last": period.last.isoformat(), "registered": period.registered,
             "total": period.total}
            for period in figures.periods
        ],
        "sessions": [
            {"session": session.code, "title": session.title, "seats": session.seats.capacity,
             "reserved": session.seats.reserved, "waiting": session.seats.waiting,
             "attended": session.seats.attended if session.has_begun else None}
            for session in figures.sessions
        ],
        "seats": figures.capacity,
        "seats_used": figures.seats_used,
        "seats_used_share": rules.share(figures.seats_used, figures.capacity),
    }  # fmt: skip


def _shares(groups: Sequence[Group], whole: int) -> list[dict[str, Any]]:
    return [
        {"name": group.key or None, "people": group.people, "share": rules.share(group.people, whole)}
        for group in groups
    ]
