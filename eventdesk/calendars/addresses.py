"""The addresses in calendar files.

They are made without Flask's router, so that a command can write the same file as a page, and since a programme has
hundreds of them. tests/calendars compares them with the router's.
"""

from typing import NamedTuple
from urllib.parse import quote


class Addresses(NamedTuple):
    """Full addresses under `base_url`, which has no slash at its end."""

    base_url: str

    def event(self, event_slug: str) -> str:
        """Return the address of an event's page."""
        return f"{self.base_url}/events/{quote(event_slug, safe='')}/"

    def session(self, event_slug: str, session_code: str) -> str:
        """Return the address of a session's page."""
        return f"{self.event(event_slug)}sessions/{quote(session_code, safe='')}/"

    def programme_file(self, event_slug: str) -> str:
        """Return the address of a programme as a calendar file."""
        return f"{self.event(event_slug)}programme.ics"

    def feed(self, token: str) -> str:
        """Return the secret address of a person's agenda."""
        return f"{self.base_url}/calendars/{quote(token, safe='')}.ics"


def to_subscribe(address: str) -> str:
    """Return `address` with the scheme that makes calendar programs offer to subscribe."""
    return "webcal://" + address.partition("://")[2]


def to_subscribe_with_google(address: str) -> str:
    """Return the address at which Google Calendar offers to subscribe to the calendar at `address`."""
    return "https://calendar.google.com/calendar/render?cid=" + quote(to_subscribe(address), safe="")
