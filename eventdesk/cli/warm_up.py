"""Answers a few pages before the server processes are forked: what they load and compile is then in memory once."""

from flask import Flask

from eventdesk.core import clock
from eventdesk.core.db import db
from eventdesk.programme.queries.events import events_before, events_from
from eventdesk.programme.queries.sessions import programme_items

PAGES = ("", "programme", "speakers/", "programme.ics")
"""Pages of an event, behind its address."""


def warm_up(app: Flask) -> None:
    """Ask `app` for the home page and the pages of one event. An answer that fails is the reader's business later."""
    client = app.test_client(use_cookies=False)
    for address in ("/", *_addresses(app)):
        client.get(address, headers={"Accept": "text/html"})
    with app.app_context():
        # No process may use a connection that another one opened.
        db.engine.dispose()


def _addresses(app: Flask) -> list[str]:
    """Return the addresses of the pages of one event that visitors can see, and of one of its sessions."""
    with app.app_context():
        today = clock.now().date()
        event = next(iter(events_from(today, 1) or events_before(today, 1)), None)
        if event is None:
            return []
        sessions = [f"sessions/{one.code}/" for one in programme_items(event.id) if one.kind != "break"]
        return [f"/events/{event.slug}/{page}" for page in (*PAGES, *sessions[:1])]
