"""Photographs of every page of the demo, as each role, at 360 and 1280 px, light and dark, and of the report's pages.

`make screenshots` writes them into the ignored folder `screenshots/`; with `--readme` the two of the README are written
into `docs/pictures/` instead.
"""

import argparse
import tempfile
from pathlib import Path

import pypdfium2
from playwright.sync_api import Browser, Page

from eventdesk.cli.demo import SIGN_INS
from tests.demo_house import chromium, demo, sign_in

ROOT = Path(__file__).resolve().parents[1]
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")

VISITOR = {
    "home": "/",
    "series": "/series/ict-innovation/",
    "event-coming": "/events/cluster-days/",
    "event-past": "/events/ict-innovation-2020/",
    "event-ict-2015": "/events/ict-2015/",
    "programme": "/events/cluster-days/programme",
    "programme-found": "/events/cluster-days/programme?q=cluster",
    "programme-nothing": "/events/cluster-days/programme?q=zeppelin",
    "programme-online": "/events/ict-innovation-2020/programme",
    "session-closed": "/events/ict-2015/sessions/15808/",
    "session-past": "/events/ict-innovation-2020/sessions/experience/",
    "speakers": "/events/cluster-days/speakers/",
    "speakers-past": "/events/ict-innovation-2020/speakers/",
    "sign-in": "/sign-in",
    "sign-up": "/sign-up",
    "accessibility": "/accessibility",
    "privacy": "/privacy",
    "not-found": "/events/nowhere/",
}
DESK = "/desk/cluster-days"
PAGES = {
    "visitor": VISITOR,
    "participant": {
        "my-agenda": "/my/",
        "my-data": "/my/data",
        "programme": "/events/cluster-days/programme",
        "register": "/events/cluster-days/register",
    },
    "organiser": {
        "desk": "/desk/",
        "event-new": "/desk/events/new",
        "overview": f"{DESK}/",
        "event-copy": f"{DESK}/copy",
        "settings": f"{DESK}/settings",
        "agenda": f"{DESK}/agenda",
        "sessions": f"{DESK}/sessions/",
        "session-new": f"{DESK}/sessions/new",
        "rooms": f"{DESK}/rooms/",
        "tracks": f"{DESK}/tracks/",
        "speakers": f"{DESK}/speakers/",
        "roles": f"{DESK}/roles",
        "registrations": f"{DESK}/registrations",
        "registrations-none": f"{DESK}/registrations?q=Minsk",
    },
    "moderator": {
        "overview": f"{DESK}/",
        "door": f"{DESK}/door/",
        "door-past": "/desk/ict-innovation-2020/door/keynote/",
    },
    "communications": {
        "statistics": "/desk/ict-innovation-2020/statistics",
        "statistics-coming": f"{DESK}/statistics",
        "report": "/desk/ict-innovation-2020/report",
    },
    "administrator": {"desk": "/desk/", "outbox": "/desk/outbox"},
}
SESSION_STATES = {
    "open": "Smart specialisation after the first cycle",
    "few": "A soft landing abroad: desks shared across clusters",
    "full": "Workshop: a test bed in ninety days",
    "cancelled": "Talking to the ministry: a short guide",
    "confirmed": "Funding a cross-border pilot",
    "waiting": "Matchmaking that ends in a contract",
}


def session_paths(page: Page, address: str) -> dict[str, str]:
    """Return the paths of the sessions that show the seat box in its states."""
    page.goto(f"{address}/events/cluster-days/programme?day=all")
    links = {title: page.get_by_role("link", name=title) for title in SESSION_STATES.values()}
    return {
        f"session-{state}": (links[title].first.get_attribute("href") or "") for state, title in SESSION_STATES.items()
    }


def photograph_role(browser: Browser, address: str, role: str, pages: dict[str, str], folder: Path) -> None:
    """Photograph `pages` as `role` at both widths, light and dark."""
    for scheme in SCHEMES:
        context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        if role in SIGN_INS:
            sign_in(page, address, role)
        found = {**pages, **(session_paths(page, address) if role in ("visitor", "participant") else {})}
        if role == "moderator":
            found["door-session"] = door_path(page, address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for name, path in found.items():
                page.goto(address + path)
                page.screenshot(path=folder / f"{role}-{name}-{width}-{scheme}.png", full_page=True)
        context.close()
        print(f"{role}, {scheme}: {len(found)} pages")


def door_path(page: Page, address: str) -> str:
    """Return the path of the door of a session that has people."""
    page.goto(f"{address}{DESK}/door/")
    return page.get_by_role("link", name=SESSION_STATES["confirmed"]).first.get_attribute("href") or ""


def photograph_report(address: str, page: Page, folder: Path) -> None:
    """Photograph each page of the published report."""
    answer = page.request.get(f"{address}/events/ict-innovation-2020/report.pdf")
    document = pypdfium2.PdfDocument(answer.body())
    for number in range(len(document)):
        document[number].render(scale=1.4).to_pil().save(folder / f"report-{number + 1:02}.png")
    document.close()


def photograph_for_readme(browser: Browser, address: str, folder: Path) -> None:
    """Make the two pictures of the README."""
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.goto(f"{address}/events/cluster-days/programme")
    page.screenshot(path=folder / "programme.png")
    sign_in(page, address, "moderator")
    path = door_path(page, address)
    page.set_viewport_size({"width": 390, "height": 780})
    page.goto(address + path)
    page.screenshot(path=folder / "door.png")
    page.close()


def main() -> None:
    """Start the demo, photograph it, stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readme", action="store_true")
    parser.add_argument("--roles", nargs="*", default=list(PAGES))
    options = parser.parse_args()
    folder = ROOT / ("docs/pictures" if options.readme else "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, demo(Path(data)) as address, chromium() as browser:
        if options.readme:
            photograph_for_readme(browser, address, folder)
            return
        for role in options.roles:
            photograph_role(browser, address, role, PAGES[role], folder)
        page = browser.new_page()
        photograph_report(address, page, folder)
        page.close()
    print(folder)


if __name__ == "__main__":
    main()
