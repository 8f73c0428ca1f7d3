"""People who registered without an account, and come back in the same browser. The cookie is signed; it holds no name."""

from flask import session

from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.registrations import registration_of_guest
from eventdesk.web.guests import GUESTS, guest_ref

MAX_REMEMBERED = 5
"""Events of which a browser remembers the guest; the cookie must stay small."""


def remember_guest(registration: Registration) -> None:
    """Have this browser know its guest again, until the links that were sent so far are ended."""
    event_id = str(registration.event_id)
    others = [(known, ref) for known, ref in session.get(GUESTS, {}).items() if known != event_id]
    session[GUESTS] = dict([*others[1 - MAX_REMEMBERED :], (event_id, [registration.code, registration.link_version])])
    session.permanent = True


def forget_guest(registration: Registration) -> None:
    """Have this browser not know its guest any more."""
    event_id = str(registration.event_id)
    session[GUESTS] = {known: ref for known, ref in session.get(GUESTS, {}).items() if known != event_id}


def guest_registration(event: Event) -> Registration | None:
    """Return the live registration that this browser came with before, or None."""
    ref = guest_ref(event.id)
    return registration_of_guest(event.id, *ref) if ref else None
