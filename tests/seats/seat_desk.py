"""Helpers for tests of the organisers' pages of seats: reservations, and the texts of the pages."""

from datetime import UTC, datetime

from eventdesk.seats.queries.integrity import find_inconsistencies
from eventdesk.seats.queries.reservations import reservation_of
from tests.factories import NOW, make_person, make_reservation
from tests.pages import text_of

START = datetime(2026, 4, 14, 13, 0, tzinfo=UTC)
LIST = "/desk/days/seats/"
PAGE = "/desk/days/seats/panel/"
TERMS = f"{PAGE}terms"


def add_reservation(session, name, state="confirmed", **given):
    """Add a reservation of a new person to the session, and return it."""
    return make_reservation(session, make_person(name=name), state=state, **given)


def state_of(session, person):
    """Return the state of a person's live reservation in the session, or ""."""
    live = reservation_of(session.id, person.id)
    return live.state if live else ""


def broken():
    """Return the inconsistencies, except for emails that the factories do not send."""
    return [message for message in find_inconsistencies(now=NOW) if "not told" not in message]


def flashed(response, client):
    """Return the flashed messages on the page to which a response redirects."""
    return [text_of(one) for one in client.visit(response.headers["Location"]).select(".ed-flashed .ed-banner")]


def cells(page):
    """Return the texts of a table, row by row."""
    return [[text_of(cell) for cell in row.select("th, td")] for row in page.select("tbody tr")]


def look(client, page, status=200, **typed):
    """Fill in the form of seat settings, and return the page with the preview."""
    result = client.visit(page) if isinstance(page, str) else page
    return client.checked(client.submit(result, ".ed-form", action="look", **typed), status)


def preview(page):
    """Return the texts of the preview."""
    return [text_of(one) for one in page.select_one("#preview").select("h3, li, p:not(:has(button)):not(:has(b))")]
