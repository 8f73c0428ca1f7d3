"""One demo, started as a newcomer starts it, and browsers that look closely at each page they come to."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.demo_server import chromium, demo, sign_in

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (360, 1280)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What is checked in each of the two colour schemes. Dark differs from light in its colours and in nothing else, which
# tests/architecture/test_styles.py sees to, so there the rules about colours are asked and the others not again.
SCHEMES = {"light": RULES, "dark": ["color-contrast", "link-in-text-block"]}
ASK_AXE = (
    """rules => axe.run(document, {runOnly: rules, resultTypes: ["violations"]}).then(found => found.violations)"""
)
# Each element with all it stands in, by tags, classes, attributes and states: what decides how it looks, and nearly all
# that decides what it is to a screen reader.
KINDS = """() => {
  const kinds = new Map();
  const state = /^(role|type|aria-(checked|current|disabled|expanded|haspopup|hidden|invalid|live|pressed|selected))$/;
  // Which accent a page has makes no difference: tests/programme asks of each that it can be read.
  const plain = (value) => value.replace(/ed-accent-\\w+/g, "ed-accent");
  const said = ({ name, value }) => (state.test(name) || name === "class" ? `${name}=${plain(value)}` : name);
  const kind = (element) => {
    if (!kinds.has(element)) {
      const own = element.tagName + "[" + [...element.attributes].map(said).sort() + "]";
      kinds.set(element, element.parentElement ? kind(element.parentElement) + ">" + own : own);
    }
    return kinds.get(element);
  };
  for (const element of document.querySelectorAll("*")) kind(element);
  return [...new Set(kinds.values())];
}"""

# From the top: what a head that stays covers of things half scrolled past is no fault of theirs.
TOO_WIDE = """() => {
  scrollTo({top: 0, behavior: "instant"});
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}"""

LOOKED_AT: set[str] = set()
"""Kinds of elements in which nothing was found."""

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """The address of a demo of its own."""
    with demo(tmp_path_factory.mktemp("demo")) as where:
        yield where


@pytest.fixture(scope="session")
def browser():
    with chromium() as one:
        yield one


class Walker:
    """Somebody who walks through eventdesk; `looks` checks the page they stand on."""

    def __init__(self, browser, address: str, cookies: list | None = None, **options) -> None:
        self.address = address
        self.context = browser.new_context(base_url=address, **options)
        self.context.add_cookies(cookies or [])
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.is_loading = True
        self.page.on("request", lambda request: self.begins() if request.is_navigation_request() else None)
        self.page.on("load", lambda _: self.has_loaded())
        self.page.on("console", lambda message: self.hears(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda problem: self.said.append(str(problem)))
        self.axe = AXE.read_text()

    def begins(self) -> None:
        self.is_loading = True

    def has_loaded(self) -> None:
        self.is_loading = False

    def hears(self, text: str) -> None:
        """Note what the console says.

        A test that asks for a place on the page before all style sheets are there has it laid out with those that are:
        with Bootstrap's own images, which our sheets replace. Nobody sees that, since nothing is painted before.
        """
        if not (self.is_loading and text.startswith("Loading the image 'data:image/svg+xml")):
            self.said.append(text)

    def opens(self, path: str) -> Page:
        """Open an address and look at the page."""
        self.page.goto(path)
        self.looks()
        return self.page

    def clicks(self, role: str, name: str, *, exact: bool = True) -> Page:
        """Click what has this role and name, and look at the page it leads to."""
        self.page.get_by_role(role, name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.looks()
        return self.page

    def looks(self) -> None:
        """Check that nothing scrolls sideways and, with axe-core, both widths in light and one of them in dark colours.

        A page on which nothing stands that was not looked at elsewhere, in the same surroundings, is measured only.
        """
        size = self.page.viewport_size
        kinds = set(self.page.evaluate(KINDS))
        has_news = not kinds <= LOOKED_AT
        faults = []
        if has_news:
            self.page.evaluate(self.axe)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate(TOO_WIDE)
            if wide > 0:
                faults.append(f"{self.page.url}: {wide} px wider than {width}")
            # The dark scheme changes colours alone (tests/architecture/test_styles.py), which are the same at every width.
            schemes = SCHEMES if width == WIDTHS[-1] else {"light": SCHEMES["light"]}
            for scheme, rules in schemes.items() if has_news else ():
                self.page.emulate_media(color_scheme=scheme)
                faults += [
                    f"{self.page.url} at {width} px, {scheme}: {fault['id']}: {fault['help']}: "
                    + json.dumps([node["html"][:200] for node in fault["nodes"][:3]])
                    for fault in self.page.evaluate(ASK_AXE, rules)
                ]
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(size)
        assert faults == []
        LOOKED_AT.update(kinds)

    def leaves(self) -> None:
        """Close the browser; scripts and the content security policy must have had nothing to say."""
        said = [text for text in self.said if "the server responded with a status of 4" not in text]
        self.context.close()
        assert said == []


@pytest.fixture(scope="session")
def cookies_of(browser, address):
    """Return the cookies of a role that is signed in; the form for it is filled in once for each role."""
    found = {}

    def cookies(role: str, *, anew: bool = False) -> list:
        if anew or role not in found:
            context = browser.new_context(base_url=address)
            sign_in(context.new_page(), address, role)
            found[role] = context.cookies()
            context.close()
        return found[role]

    return cookies


@pytest.fixture
def walk(browser, address, cookies_of):
    """Start a walk: `walk("moderator", viewport=…)`; without a role, a visitor's."""
    walkers = []

    def begin(role: str = "", **options) -> Walker:
        walker = Walker(browser, address, cookies_of(role) if role else None, **options)
        walkers.append(walker)
        # Somebody who signed out on an earlier walk, or has a new password, signs in again.
        if role and walker.context.request.get("/my/", max_redirects=0).status != 200:
            walker.context.add_cookies(cookies_of(role, anew=True))
        return walker

    yield begin
    for walker in walkers:
        walker.leaves()
