"""Words that several pages of the desk use."""

from typing import Any

from flask_babel import gettext

from eventdesk.core.text import N_
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.states import PublicationState
from eventdesk.web.filters import country_name

NO_EVENT: dict[str, Any] = {"name": "", "url": "", "public_url": "", "accent": None, "tabs": []}
"""What the desk's layout needs where there is no event."""

STEPS = {
    "rooms": N_("Add the rooms"),
    "sessions": N_("Add the first session"),
    "place": N_("Give every session its time"),
    "conflicts": N_("Look at what conflicts"),
    "publish_programme": N_("Publish the programme"),
    "publish_event": N_("Publish the event"),
}


def location_text(event: Event) -> str:
    """Return where an event is: "Vilnius, Lithuania", "Online"."""
    places = [event.city, country_name(event.country)] if event.city or event.country else [event.venue]
    if event.is_online:
        places.append(gettext("online"))
    words = ", ".join(filter(None, places))
    return words[:1].upper() + words[1:]


def state_text(thing: Event | EventSession) -> str:
    """Return "Not published", "Published" or "Cancelled"."""
    return gettext(PublicationState(thing.state).label)


def draft_text(plan: DraftSession) -> str:
    """Return "Not published", "Published", "Changed, not published", or the same of a cancellation."""
    shown = plan.event_session.state
    if (plan.state == "cancelled") != (shown == "cancelled"):
        return gettext("Cancelled, not published") if plan.state == "cancelled" else gettext("Restored, not published")
    return gettext("Changed, not published") if is_changed(plan) else state_text(plan.event_session)


def is_changed(plan: DraftSession) -> bool:
    """Return whether visitors see a session otherwise than it is planned; one they do not see yet is not changed."""
    shown = plan.event_session
    # Another place is not shown, and so not published, beside a room.
    names = ("title", "kind", "room_id", "track_id", "starts_at", "ends_at", *(() if plan.room_id else ("place",)))
    return shown.state != "draft" and (
        (plan.state == "cancelled") != (shown.state == "cancelled")
        or any(getattr(plan, name) != getattr(shown, name) for name in names)
    )


def where_text(plan: DraftSession) -> str:
    """Return the room of a session, or its other place, or ""."""
    return plan.room.name if plan.room else plan.place
