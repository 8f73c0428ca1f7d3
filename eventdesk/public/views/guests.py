"""People without an account whom a browser knows from their registration: they read as themselves."""

from flask import Response

from eventdesk.reservations import queries
from eventdesk.reservations.models import Registration
from eventdesk.web.guard import me
from eventdesk.web.guests import guest_ref
from eventdesk.web.keys import key_of


def guest_at(event_id: int) -> Registration | None:
    """Return as whom this browser came to an event before without an account. No query for whoever never did."""
    ref = guest_ref(event_id) if me() is None else None
    return queries.registration_of_guest(event_id, *ref) if ref else None


def key_of_guest(guest: Registration | None) -> str:
    """Return by what links and forms of a guest's page name the registration; "" on everybody else's."""
    return key_of((guest.code, guest.link_version)) if guest else ""


def kept_nowhere(response: Response) -> Response:
    """Return a page that holds the key of a registration, so that no browser keeps it."""
    response.headers["Cache-Control"] = "private, no-store"
    return response
