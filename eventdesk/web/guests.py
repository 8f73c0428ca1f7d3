"""As whom somebody without an account came before in this browser. The cookie is signed; it holds no name."""

from flask import session

from eventdesk.web.signed_links import RegistrationRef

GUESTS = "guests"
"""Where in the cookie it is kept: code and link version of a registration, by the id of its event."""


def guest_ref(event_id: int) -> RegistrationRef | None:
    """Return by which registration this browser is known at an event, or None; whether it still counts is not asked."""
    known = session.get(GUESTS, {}).get(str(event_id))
    return (known[0], known[1]) if known else None
