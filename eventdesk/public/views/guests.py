"""Guests: people without an account, whose browser remembers their registration."""

from flask import Response

from eventdesk.registration.models import Registration
from eventdesk.registration.queries.registrations import registration_of_guest
from eventdesk.web.guard import current_identity
from eventdesk.web.guests import guest_ref
from eventdesk.web.signed_links import sign_registration


def guest_at(event_id: int) -> Registration | None:
    """Return the registration that this browser remembers for an event, or None. No query without one."""
    ref = guest_ref(event_id) if current_identity() is None else None
    return registration_of_guest(event_id, *ref) if ref else None


def guest_key(guest: Registration | None) -> str:
    """Return the signed reference that a guest's links and forms carry; "" without a guest."""
    return sign_registration((guest.code, guest.link_version)) if guest else ""


def no_store(response: Response) -> Response:
    """Return `response` marked so that no browser stores it: it holds the key of a registration."""
    response.headers["Cache-Control"] = "private, no-store"
    return response
