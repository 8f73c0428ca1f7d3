"""Requests to a few pages before the server processes are forked, so that they share what the requests load."""

from flask import Flask

from eventdesk.core import clock
from eventdesk.core.db import db
from eventdesk.programme.queries.events import events_before, events_from
from eventdesk.programme.queries.sessions import programme_items

PAGES = ("", "programme", "speakers/", "programme.ics")
"""Pages of an event, relative to its address."""


def warm_up(app: Flask) -> None:
    """Request the home page and the pages of one event from `app`, whatever they return."""
    client = app.test_client(use_cookies=False)
    for address in ("/", *_addresses(app)):
        client.get(address, headers={"Accept": "text/html"})
    with app.app_context():
        # A database connection must not be shared by several processes.
        db.engine.dispose()


def _addresses(app: Flask) -> list[str]:
    """Return the addresses of the pages of one published event and of one of its sessions."""
    with app.app_context():
        today = clock.now().date()
        event = next(iter(events_from(today, 1) or events_before(today, 1)), None)
        if event is None:
            return []
        sessions = [f"sessions/{item.code}/" for item in programme_items(event.id) if item.kind != "break"]
        return [f"/events/{event.slug}/{page}" for page in (*PAGES, *sessions[:1])]
