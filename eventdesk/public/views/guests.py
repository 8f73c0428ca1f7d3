"""People without an account whom a browser knows from their registration: they read as themselves."""

from flask import Response

from eventdesk.registration.models import Registration
from eventdesk.registration.queries.registrations import registration_of_guest
from eventdesk.web.guard import current_identity
from eventdesk.web.guests import guest_ref
from eventdesk.web.signed_links import sign_registration


def guest_at(event_id: int) -> Registration | None:
    """Return as whom this browser came to an event before without an account. No query for whoever never did."""
    ref = guest_ref(event_id) if current_identity() is None else None
    return registration_of_guest(event_id, *ref) if ref else None


def guest_key(guest: Registration | None) -> str:
    """Return by what links and forms of a guest's page name the registration; "" on everybody else's."""
    return sign_registration((guest.code, guest.link_version)) if guest else ""


def no_store(response: Response) -> Response:
    """Return a page that holds the key of a registration, so that no browser keeps it."""
    response.headers["Cache-Control"] = "private, no-store"
    return response
