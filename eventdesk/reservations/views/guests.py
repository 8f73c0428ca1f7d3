"""People who registered without an account, and come back in the same browser. The cookie is signed; it holds no name."""

from flask import session

from eventdesk.programme.models import Event
from eventdesk.reservations import queries
from eventdesk.reservations.models import Registration
from eventdesk.web.guests import GUESTS, guest_ref

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
    ref = guest_ref(event.id)
    return queries.registration_of_guest(event.id, *ref) if ref else None
