"""The cookie by which a browser is recognised as a participant who registered without an account.

It is signed and holds no name: for each event the code and link version of a registration. Once the links of the
registration are revoked, the entry no longer leads anywhere (`registration.queries.registrations.guest_registration`).
"""

from typing import Any

from flask import session

from eventdesk.web.guard import current_identity
from eventdesk.web.signed_links import RegistrationRef

_COOKIE_KEY = "guests"
MAX_EVENTS = 5
"""Events that are remembered for one browser; a cookie must stay small."""


def remember_guest(event_id: int, ref: RegistrationRef) -> None:
    """Recognise this browser at an event from now on."""
    others = [(known, other) for known, other in guest_entries().items() if known != str(event_id)]
    session[_COOKIE_KEY] = dict([*others[1 - MAX_EVENTS :], (str(event_id), list(ref))])
    session.permanent = True


def forget_guest(event_id: int) -> None:
    """No longer recognise this browser at an event."""
    session[_COOKIE_KEY] = {known: ref for known, ref in guest_entries().items() if known != str(event_id)}


def guest_ref(event_id: int) -> RegistrationRef | None:
    """Return the registration that this browser stands for at an event; None for visitors and signed-in people."""
    entry = guest_entries().get(str(event_id)) if current_identity() is None else None
    return (entry[0], entry[1]) if entry else None


def guest_entries() -> dict[str, Any]:
    """Return all registrations that this browser stands for, by the id of their event."""
    entries: dict[str, Any] = session.get(_COOKIE_KEY, {})
    return entries
