"""The desk of seats as tests use it: a session with people in it, and what its pages say."""

from datetime import UTC, datetime

from eventdesk.seats.queries.integrity import find_inconsistencies
from eventdesk.seats.queries.reservations import reservation_of
from tests.factories import NOW, make_person, make_reservation
from tests.pages import text_of

START = datetime(2026, 4, 14, 13, 0, tzinfo=UTC)
LIST = "/desk/days/seats/"
PAGE = "/desk/days/seats/panel/"
TERMS = f"{PAGE}terms"


def somebody(session, name, state="confirmed", **given):
    """Give a new person a place in the session, and return it."""
    return make_reservation(session, make_person(name=name), state=state, **given)


def state_of(session, person):
    """Return what place somebody has in the session; "" for none."""
    live = reservation_of(session.id, person.id)
    return live.state if live else ""


def broken():
    """Return what is broken; that nobody wrote to whom a factory gave a place is not."""
    return [one for one in find_inconsistencies(now=NOW) if "not told" not in one]


def flashed(response, client):
    """Return what the page says first to which an answer leads."""
    return [text_of(one) for one in client.visit(response.headers["Location"]).select(".ed-flashed .ed-banner")]


def cells(page):
    """Return the words of a table, row by row."""
    return [[text_of(cell) for cell in row.select("th, td")] for row in page.select("tbody tr")]


def look(client, page, status=200, **typed):
    """Return the page that shows what would happen. The buttons of a form are not among its fields."""
    result = client.visit(page) if isinstance(page, str) else page
    return client.checked(client.submit(result, ".ed-form", action="look", **typed), status)


def preview(page):
    """Return what the page says would happen."""
    return [text_of(one) for one in page.select_one("#preview").select("h3, li, p:not(:has(button)):not(:has(b))")]
