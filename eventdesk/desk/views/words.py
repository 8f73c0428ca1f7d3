"""Words that several pages of the desk use."""

from typing import Any

from flask_babel import gettext

from eventdesk.core.text import N_
from eventdesk.programme.models import Event, EventSession
from eventdesk.programme.rules import EVENT_STATES
from eventdesk.web.filters import country_name

NO_EVENT: dict[str, Any] = {"name": "", "url": "", "public_url": "", "accent": None, "tabs": []}
"""What the desk's layout needs where there is no event."""

STEPS = {
    "rooms": N_("Add the rooms"),
    "sessions": N_("Add the first session"),
    "place": N_("Give every session its time"),
    "clashes": N_("Look at what clashes"),
    "publish_sessions": N_("Publish the sessions"),
    "publish_event": N_("Publish the event"),
}


def place_words(event: Event) -> str:
    """Return where an event is: "Vilnius, Lithuania", "Online"."""
    places = [event.city, country_name(event.country)] if event.city or event.country else [event.venue]
    if event.is_online:
        places.append(gettext("online"))
    words = ", ".join(filter(None, places))
    return words[:1].upper() + words[1:]


def state_words(thing: Event | EventSession) -> str:
    """Return "Not published", "Published" or "Cancelled"."""
    return gettext(EVENT_STATES[thing.state])


def where_words(event_session: EventSession) -> str:
    """Return the room of a session, or its other place, or ""."""
    return event_session.room.name if event_session.room else event_session.place
