"""Labels that several pages of the desk use."""

from typing import Any

from flask_babel import gettext

from eventdesk.core.text import N_
from eventdesk.programme.models.draft import DraftSession
from eventdesk.programme.models.programme import Event, EventSession
from eventdesk.programme.states import DraftState, PublicationState
from eventdesk.web.filters import country_name

NO_EVENT: dict[str, Any] = {"name": "", "url": "", "public_url": "", "accent": None, "tabs": []}
"""The head of desk pages that belong to no event."""

STEPS = {
    "rooms": N_("Add rooms"),
    "sessions": N_("Add the first session"),
    "place": N_("Schedule all sessions"),
    "conflicts": N_("Review conflicts"),
    "publish_programme": N_("Publish the programme"),
    "publish_event": N_("Publish the event"),
}


def location_text(event: Event) -> str:
    """Return where an event is: "Vilnius, Lithuania", "Online"."""
    places = [event.city, country_name(event.country)] if event.city or event.country else [event.venue]
    if event.is_online:
        places.append(gettext("online"))
    label = ", ".join(filter(None, places))
    return label[:1].upper() + label[1:]


def state_text(published: Event | EventSession) -> str:
    """Return "Not published", "Published" or "Cancelled"."""
    return gettext(PublicationState(published.state).label)


def draft_text(plan: DraftSession) -> str:
    """Return "Not published", "Published", "Changed, not published", or the same for a cancellation."""
    is_cancelled = plan.state == DraftState.CANCELLED
    if is_cancelled != (plan.event_session.state == PublicationState.CANCELLED):
        return gettext("Cancelled, not published") if is_cancelled else gettext("Restored, not published")
    return gettext("Changed, not published") if is_changed(plan) else state_text(plan.event_session)


def is_changed(plan: DraftSession) -> bool:
    """Return whether a session differs from what visitors see; False for one that they do not see yet."""
    shown = plan.event_session
    # Visitors do not see the other place of a session that has a room.
    names = ("title", "kind", "room_id", "track_id", "starts_at", "ends_at", *(() if plan.room_id else ("place",)))
    return shown.state != PublicationState.DRAFT and (
        (plan.state == DraftState.CANCELLED) != (shown.state == PublicationState.CANCELLED)
        or any(getattr(plan, name) != getattr(shown, name) for name in names)
    )
