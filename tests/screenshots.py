"""Photographs of every page of the demo, as each role, at 360 and 1280 px, light and dark, and of the report's pages.

`make screenshots` writes them into the ignored folder `screenshots/`; with `--readme` those of the README are written
into `docs/pictures/` instead.
"""

import argparse
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from eventdesk.cli.demo import SIGN_INS
from tests.demo_server import chromium, demo, sign_in

ROOT = Path(__file__).resolve().parents[1]
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
LARGE: ViewportSize = {"width": 1280, "height": 860}
TALL: ViewportSize = {"width": 1280, "height": 1110}
PHONE: ViewportSize = {"width": 390, "height": 780}

VISITOR = {
    "home": "/",
    "series": "/series/ict-innovation/",
    "event-coming": "/events/cluster-days/",
    "event-past": "/events/ict-innovation-2020/",
    "event-ict-2015": "/events/ict-2015/",
    "programme": "/events/cluster-days/programme",
    "programme-search": "/events/cluster-days/programme?q=cluster",
    "programme-nothing": "/events/cluster-days/programme?q=zeppelin",
    "programme-online": "/events/ict-innovation-2020/programme",
    "programme-changes": "/events/cluster-days/changes",
    "session-closed": "/events/ict-2015/sessions/15808/",
    "session-past": "/events/ict-innovation-2020/sessions/experience/",
    "speakers": "/events/cluster-days/speakers/",
    "speakers-past": "/events/ict-innovation-2020/speakers/",
    "sign-in": "/sign-in",
    "sign-up": "/sign-up",
    "register": "/events/cluster-days/register",
    "accessibility": "/accessibility",
    "privacy": "/privacy",
    "not-found": "/events/nowhere/",
    "offline": "/offline",
}
DESK = "/desk/cluster-days"
PAGES = {
    "visitor": VISITOR,
    "guest": {},
    "participant": {
        "my-agenda": "/my/",
        "my-agenda-print": "/my/print",
        "my-data": "/my/data",
        "programme": "/events/cluster-days/programme",
        "register-group": "/events/cluster-days/register/group",
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
        "form": f"{DESK}/registration/",
        "form-preview": f"{DESK}/registration/preview",
        "form-question-new": f"{DESK}/registration/questions/new?kind=choice",
        "form-terms": f"{DESK}/registration/terms",
        "form-codes": f"{DESK}/registration/codes/",
        "form-code": f"{DESK}/registration/codes/SPEAKERS",
        "seats": f"{DESK}/seats/",
        "seats-waiting": f"{DESK}/seats/?people=waiting",
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
    "administrator": {"desk": "/desk/", "outbox": "/desk/outbox", "register": "/events/cluster-days/register"},
}
SESSION_STATES = {
    "open": "Smart specialisation after the first cycle",
    "few": "A soft landing abroad: desks shared across clusters",
    "full": "Workshop: a test bed in ninety days",
    "cancelled": "Talking to the ministry: a short guide",
    "confirmed": "Funding a cross-border pilot",
    "waiting": "Matchmaking that ends in a contract",
    "approval": "Joining a European platform",
    "invitation": "Skills: when members",
    "no-limit": "Clusters in crisis",
}
SEATS_OF = {
    "requested": (SESSION_STATES["approval"], ""),
    "invited": (SESSION_STATES["invitation"], "?show=invited"),
    "waiting": ("Speed networking", "?show=waiting"),
    "quotas": ("Workshop: a carbon figure", "?show=seats"),
}


def href(page: Page, name: str) -> str:
    """Return where the first link with this name leads."""
    return page.get_by_role("link", name=name).first.get_attribute("href") or ""


def session_paths(page: Page, address: str) -> dict[str, str]:
    """Return the paths of the sessions that show the seat box in its states."""
    page.goto(f"{address}/events/cluster-days/programme?day=all")
    return {f"session-{state}": href(page, title) for state, title in SESSION_STATES.items()}


def request_registration(page: Page, address: str, name: str, *, session: str) -> str:
    """Register a visitor for an event with a seat, and return the link of the email, which the demo shows."""
    page.goto(address + session_paths(page, address)[f"session-{session}"])
    page.goto(address + href(page, "Reserve a seat" if session == "open" else "Join the waiting list"))
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Email address").fill(f"{name.split(maxsplit=1)[0].lower()}@guest.example")
    page.get_by_label("On site", exact=True).check()
    page.get_by_label("Dietary requirements", exact=False).fill("No nuts")
    page.get_by_role("button", name="Register").click()
    return href(page, "/registrations/confirm/")


def confirmation_paths(page: Page, address: str) -> dict[str, str]:
    """Return the paths that a visitor opens from the form to the link of the email."""
    link = request_registration(page, address, "Nino Gelashvili", session="open")
    return {
        "register-for-session": "/events/cluster-days/register?session="
        + session_paths(page, address)["session-full"].rstrip("/").rpartition("/")[2],
        "register-sent": "/events/cluster-days/register/sent",
        "register-confirm": link.removeprefix(address),
    }


def guest_paths(page: Page, address: str) -> dict[str, str]:
    """Return the paths of a visitor who has registered, waits in one session and can reserve a seat in another."""
    page.goto(request_registration(page, address, "Ines Barbosa", session="full"))
    page.get_by_role("button", name="Confirm").click()
    registration = page.url.removeprefix(address)
    sessions = session_paths(page, address)
    return {
        "registration": registration,
        "registration-change": f"{registration}change",
        "ticket": f"{registration}ticket",
        "register": "/events/cluster-days/register",
        "session-open": sessions["session-open"],
        "session-full": sessions["session-full"],
    }


def my_paths(page: Page, address: str) -> dict[str, str]:
    """Return the paths of the registration of the person who is signed in."""
    page.goto(f"{address}/my/data")
    path = href(page, "Your registration")
    return {"registration": path, "registration-change": f"{path}change", "ticket": f"{path}ticket"}


def organiser_paths(page: Page, address: str) -> dict[str, str]:
    """Return the paths of a question, of sessions with people in several states, and of one registration and two."""
    page.goto(f"{address}{DESK}/registration/")
    paths = {"form-question": href(page, "Which topics should we discuss?")}
    page.goto(f"{address}{DESK}/seats/")
    for name, (title, query) in SEATS_OF.items():
        paths[f"seats-{name}"] = href(page, title) + query
    quotas = paths["seats-quotas"].partition("?")[0]
    paths |= {"seats-terms": f"{quotas}terms", "seats-add": f"{quotas}add?q=guest"}
    page.goto(address + paths["seats-waiting"])
    paths |= {"seats-move": href(page, "Move"), "seats-remove": href(page, "Take off")}
    page.goto(f"{address}{DESK}/registrations")
    who = [link.get_attribute("href") or "" for link in page.locator("tbody .ed-cell-name a").all()[:2]]
    selection = "&".join(f"who={path.rstrip('/').rpartition('/')[2]}" for path in who)
    selected = {
        f"registrations-{action}": f"{DESK}/registrations/selected/{action}?{selection}" for action in ("write", "move")
    }
    return {**paths, **selected, "registration": who[0]}


def check_in_paths(page: Page, address: str) -> dict[str, str]:
    """Return the paths of the check-in page of a session, and of the person to whom the code of a ticket leads."""
    with page.context.browser.new_page() as other:  # type: ignore[union-attr]
        sign_in(other, address, "participant")
        code = my_paths(other, address)["registration"].rstrip("/").rpartition("/")[2]
    return {"door-session": check_in_path(page, address), "door-person": f"{DESK}/door/person/{code}"}


def check_in_path(page: Page, address: str) -> str:
    """Return the path of the check-in page of a session with people."""
    page.goto(f"{address}{DESK}/door/")
    return href(page, SESSION_STATES["confirmed"])


WALKS: dict[str, tuple[Callable[[Page, str], dict[str, str]], ...]] = {
    "visitor": (session_paths, confirmation_paths),
    "guest": (guest_paths,),
    "participant": (session_paths, my_paths),
    "organiser": (organiser_paths,),
    "moderator": (check_in_paths,),
}
"""Functions that find pages whose addresses are known only once the demo runs."""


def photograph_role(browser: Browser, address: str, role: str, pages: dict[str, str], folder: Path) -> None:
    """Photograph `pages`, and those that the walks of `role` lead to, at both widths, light and dark."""
    context = browser.new_context()
    page = context.new_page()
    if role in SIGN_INS:
        sign_in(page, address, role)
    paths = dict(pages)
    for walk in WALKS.get(role, ()):
        paths |= walk(page, address)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for name, path in paths.items():
                page.goto(address + path)
                page.screenshot(path=folder / f"{role}-{name}-{width}-{scheme}.png", full_page=True)
    context.close()
    print(f"{role}: {len(paths)} pages")


def photograph_report(address: str, page: Page, folder: Path) -> None:
    """Photograph each page of the published report."""
    answer = page.request.get(f"{address}/events/ict-innovation-2020/report.pdf")
    document = pypdfium2.PdfDocument(answer.body())
    for number in range(len(document)):
        document[number].render(scale=1.4).to_pil().save(folder / f"report-{number + 1:02}.png")
    document.close()


def photograph_for_readme(browser: Browser, address: str, folder: Path) -> None:
    """Make the pictures of the README, on a large screen and on a phone, with few colours so that they are small."""
    for role, name, size in (
        ("visitor", "programme", LARGE),
        ("organiser", "form", TALL),
        ("organiser", "seats", LARGE),
        ("moderator", "door", PHONE),
        ("participant", "my-agenda", PHONE),
    ):
        with browser.new_context(viewport=size) as context:
            page = context.new_page()
            if role in SIGN_INS:
                sign_in(page, address, role)
            if name == "seats":
                preview_more_seats(page, address)
            else:
                page.goto(address + (check_in_path(page, address) if name == "door" else PAGES[role][name]))
            picture = Image.open(BytesIO(page.screenshot()))
            picture.quantize(64, dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)


def preview_more_seats(page: Page, address: str) -> None:
    """Open the preview of three more seats in a session in which people wait."""
    page.goto(f"{address}{DESK}/seats/")
    page.goto(address + href(page, SESSION_STATES["waiting"]))
    page.get_by_role("link", name="Change how seats are given").click()
    seats = page.get_by_label("Number of seats")
    seats.fill(str(int(seats.input_value()) + 3))
    page.get_by_role("button", name="Look who would get in").click()
    page.get_by_role("heading", level=1).click()
    page.evaluate("scrollTo(0, 0)")


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
