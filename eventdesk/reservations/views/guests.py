"""People who registered without an account, and come back in the same browser. The cookie is signed; it holds no name."""

from flask import session

from eventdesk.programme.models import Event
from eventdesk.reservations import queries
from eventdesk.reservations.models import Registration

GUESTS = "guests"
"""Where in the cookie it is kept: code and link version of a registration, by the id of its event."""
MOST = 5
"""Events of which a browser remembers the guest; the cookie must stay small."""


def remember_guest(registration: Registration) -> None:
    """Have this browser know its guest again, until the links that were sent so far are ended."""
    event_id = str(registration.event_id)
    others = [(known, ref) for known, ref in session.get(GUESTS, {}).items() if known != event_id]
    session[GUESTS] = dict([*others[1 - MOST :], (event_id, [registration.code, registration.link_version])])
    session.permanent = True


def forget_guest(registration: Registration) -> None:
    """Have this browser not know its guest any more."""
    event_id = str(registration.event_id)
    session[GUESTS] = {known: ref for known, ref in session.get(GUESTS, {}).items() if known != event_id}


def guest_of(event: Event) -> Registration | None:
    """Return the live registration that this browser came with before, or None."""
    code, version = session.get(GUESTS, {}).get(str(event.id), ("", 0))
    found = queries.registration_by_code(code) if code else None
    if found is None or found.event_id != event.id or found.link_version != version:
        return None
    return found if found.state in ("confirmed", "pending") else None
