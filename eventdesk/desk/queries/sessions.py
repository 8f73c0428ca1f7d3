"""The values of one session as its form shows them."""

from typing import Any

from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.rules.times import local_times
from eventdesk.seats.queries.reservations import session_seats


def session_values(plan: DraftSession) -> dict[str, Any]:
    """Return the draft, texts and seats of a session as its form shows them."""
    event_session = plan.event_session
    seats = session_seats(event_session.id)
    values: dict[str, Any] = {
        name: getattr(event_session, name)
        for name in ("code", "abstract", "format_description", "expected_outcome", "online_url", "comments_open")
    }
    values |= {
        "title": plan.title,
        "kind": plan.kind,
        "place": plan.place,
        "room": plan.room.slug if plan.room else "",
        "track": plan.track.slug if plan.track else "",
        "seats": (seats.target_capacity or seats.capacity) if seats else None,
        "when_full": "list" if seats is None or seats.has_waiting_list else "close",
    }
    values |= {"day": "", "starts": "", "ends": "", "ends_next_day": False}
    if plan.starts_at and plan.ends_at:
        day, starts, ends, is_next_day = local_times(plan.starts_at, plan.ends_at, event_session.event.timezone)
        values |= {
            "day": day.isoformat(),
            "starts": f"{starts:%H:%M}",
            "ends": f"{ends:%H:%M}",
            "ends_next_day": is_next_day,
        }
    return values
