"""Registrations made in this browser without an account. The signed cookie contains references, no names."""

from flask import session

from eventdesk.web.signed_links import RegistrationRef

GUESTS = "guests"
"""Cookie key of the references: code and link version of a registration, by the id of the event."""


def guest_ref(event_id: int) -> RegistrationRef | None:
    """Return the reference of the registration that this browser made for an event, or None. It may be outdated."""
    stored = session.get(GUESTS, {}).get(str(event_id))
    return (stored[0], stored[1]) if stored else None
