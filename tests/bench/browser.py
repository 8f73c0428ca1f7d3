"""What the agenda board costs an organiser's browser: 300 sessions in a day, 20 rooms, in the system's Chromium.

Script is what Chromium counts as `ScriptDuration` (DevTools protocol, Performance.getMetrics) between two moments; the
time to a new board is the page's own mark, `agenda-swap`, in which style and layout are done too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from playwright.sync_api import CDPSession, Page

from eventdesk.core import clock
from eventdesk.core.db import transaction
from tests.bench import data
from tests.demo_server import chromium
from tests.servers import Server

DROPS = 5


def fill(server: Server) -> None:
    """Store the day."""
    with server.app.app_context(), transaction():
        event = data.add_event("full-day", date(2030, 5, 6), clock.now(), days=1)
        data.add_programme(event, clock.now(), sessions=300, speakers=450, rooms_at_once=20)


@contextmanager
def agenda(server: Server, cookie: str) -> Iterator[tuple[Page, CDPSession]]:
    """Open a browser in which the organiser with this cookie is signed in."""
    name, _, value = cookie.partition("=")
    address = f"http://127.0.0.1:{server.port}"
    with chromium() as browser:
        context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        protocol = context.new_cdp_session(page)
        protocol.send("Performance.enable")
        yield page, protocol
        context.close()


def script(protocol: CDPSession) -> float:
    """Return the milliseconds of script that the page has run."""
    metrics = protocol.send("Performance.getMetrics")["metrics"]
    return next(metric["value"] for metric in metrics if metric["name"] == "ScriptDuration") * 1000


def measure(server: Server, cookie: str) -> tuple[float, float, float]:
    """Return the script of the first paint, the maximum script of a drop, and the longest time to a new board, all in ms."""
    with agenda(server, cookie) as (page, protocol):
        page.goto("/desk/full-day/agenda")
        page.wait_for_load_state("networkidle")
        first, drops = script(protocol), []
        for number in range(DROPS):
            card = page.locator(".ed-planning .ed-session").nth(20 + number)
            card.scroll_into_view_if_needed()
            box = card.bounding_box()
            assert box is not None
            page.mouse.move(box["x"] + 30, box["y"] + 30)
            page.mouse.down()
            page.mouse.move(box["x"] + 30, box["y"] + 150, steps=10)
            before = script(protocol)
            page.locator("#agenda-live-region").evaluate("line => { line.textContent = '' }")
            page.mouse.up()
            page.locator("#agenda-live-region:not(:empty)").wait_for()
            drops.append(script(protocol) - before)
        swaps = page.evaluate("performance.getEntriesByName('agenda-swap', 'measure').map((entry) => entry.duration)")
    return first, max(drops), max(swaps)
