"""A demo, started as a newcomer starts it, and browsers that check every page they open."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.demo_server import chromium, demo, sign_in

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (360, 1280)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What is checked in each colour scheme. Dark differs from light in its colours only (tests/architecture/test_styles.py
# checks that), so only the rules about colours are checked again.
SCHEMES = {"light": RULES, "dark": ["color-contrast", "link-in-text-block"]}
RUN_AXE = (
    """rules => axe.run(document, {runOnly: rules, resultTypes: ["violations"]}).then(results => results.violations)"""
)
# Each element with its ancestors, by tags, classes, attributes and states: these decide how it looks, and nearly
# everything that it is to a screen reader.
KINDS = """() => {
  const kinds = new Map();
  const state = /^(role|type|aria-(checked|current|disabled|expanded|haspopup|hidden|invalid|live|pressed|selected))$/;
  // The accent of a page makes no difference: tests/programme checks the contrast of each.
  const plain = (value) => value.replace(/ed-accent-\\w+/g, "ed-accent");
  const signature = ({ name, value }) => (state.test(name) || name === "class" ? `${name}=${plain(value)}` : name);
  const kind = (element) => {
    if (!kinds.has(element)) {
      const tag = element.tagName + "[" + [...element.attributes].map(signature).sort() + "]";
      kinds.set(element, element.parentElement ? kind(element.parentElement) + ">" + tag : tag);
    }
    return kinds.get(element);
  };
  for (const element of document.querySelectorAll("*")) kind(element);
  return [...new Set(kinds.values())];
}"""

# From the top: a header that stays in place covers what is half scrolled past, which is no fault.
TOO_WIDE = """() => {
  scrollTo({top: 0, behavior: "instant"});
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}"""

CHECKED: set[str] = set()
"""Kinds of elements that were checked and are without faults."""

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """The address of a demo of its own."""
    with demo(tmp_path_factory.mktemp("demo")) as where:
        yield where


@pytest.fixture(scope="session")
def browser():
    with chromium() as chrome:
        yield chrome


class Walker:
    """A person with a browser; `looks` checks the page that is open."""

    def __init__(self, browser, address: str, cookies: list | None = None, **options) -> None:
        self.address = address
        self.context = browser.new_context(base_url=address, **options)
        self.context.add_cookies(cookies or [])
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.new_page()
        self.console: list[str] = []
        self.is_loading = True
        self.page.on("request", lambda request: self.begins() if request.is_navigation_request() else None)
        self.page.on("load", lambda _: self.has_loaded())
        self.page.on("console", lambda message: self.hears(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda problem: self.console.append(str(problem)))
        self.axe = AXE.read_text()

    def begins(self) -> None:
        self.is_loading = True

    def has_loaded(self) -> None:
        self.is_loading = False

    def hears(self, text: str) -> None:
        """Note a message of the console.

        A test that reads a position before all style sheets are loaded has the page laid out with those that are: with
        Bootstrap's own images, which our sheets replace. No one sees that, since nothing is painted before.
        """
        if not (self.is_loading and text.startswith("Loading the image 'data:image/svg+xml")):
            self.console.append(text)

    def opens(self, path: str) -> Page:
        """Open an address and check the page."""
        self.page.goto(path)
        self.looks()
        return self.page

    def clicks(self, role: str, name: str, *, exact: bool = True) -> Page:
        """Click the element with this role and name, and check the page it leads to."""
        self.page.get_by_role(role, name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.looks()
        return self.page

    def looks(self) -> None:
        """Check that nothing scrolls sideways and, with axe-core, both widths in light and one of them in dark colours.

        A page of which every kind of element was checked elsewhere is only measured.
        """
        size = self.page.viewport_size
        kinds = set(self.page.evaluate(KINDS))
        is_new = not kinds <= CHECKED
        faults = []
        if is_new:
            self.page.evaluate(self.axe)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate(TOO_WIDE)
            if wide > 0:
                faults.append(f"{self.page.url}: {wide} px wider than {width}")
            # The dark scheme changes colours alone (tests/architecture/test_styles.py), which are the same at every width.
            schemes = SCHEMES if width == WIDTHS[-1] else {"light": SCHEMES["light"]}
            for scheme, rules in schemes.items() if is_new else ():
                self.page.emulate_media(color_scheme=scheme)
                faults += [
                    f"{self.page.url} at {width} px, {scheme}: {fault['id']}: {fault['help']}: "
                    + json.dumps([node["html"][:200] for node in fault["nodes"][:3]])
                    for fault in self.page.evaluate(RUN_AXE, rules)
                ]
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(size)
        assert faults == []
        CHECKED.update(kinds)

    def leaves(self) -> None:
        """Close the browser; scripts and the content security policy must have reported nothing."""
        reported = [text for text in self.console if "the server responded with a status of 4" not in text]
        self.context.close()
        assert reported == []


@pytest.fixture(scope="session")
def cookies_of(browser, address):
    """Return the cookies of a signed-in role; the sign-in form is filled in once for each role."""
    by_role = {}

    def cookies(role: str, *, again: bool = False) -> list:
        if again or role not in by_role:
            context = browser.new_context(base_url=address)
            sign_in(context.new_page(), address, role)
            by_role[role] = context.cookies()
            context.close()
        return by_role[role]

    return cookies


@pytest.fixture
def walk(browser, address, cookies_of):
    """Open a browser for a role: `walk("moderator", viewport=…)`; without a role for a visitor."""
    walkers = []

    def begin(role: str = "", **options) -> Walker:
        walker = Walker(browser, address, cookies_of(role) if role else None, **options)
        walkers.append(walker)
        # A person who signed out in an earlier test, or has a new password, signs in again.
        if role and walker.context.request.get("/my/", max_redirects=0).status != 200:
            walker.context.add_cookies(cookies_of(role, again=True))
        return walker

    yield begin
    for walker in walkers:
        walker.leaves()
