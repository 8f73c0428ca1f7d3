"""Without a connection: the programme and my agenda, as they were when they were opened."""

import pytest
from playwright.sync_api import Error, expect

from tests.demo_server import sign_in

PHONE = {"viewport": {"width": 360, "height": 800}}
PROGRAMME = "/events/cluster-days/programme"
CACHED = """async () => {
  const pages = {};
  for (const name of await caches.keys()) {
    const keys = await (await caches.open(name)).keys();
    pages[name] = keys.map((key) => new URL(key.url).pathname);
  }
  return pages;
}"""
IS_CACHED = "async () => Boolean(await caches.match(location.href))"
NO_PERSONAL_PAGES = "async () => !(await caches.keys()).some((name) => /-pages-./.test(name))"


def cached_pages(page):
    """Return the paths of the pages stored on the device: those of visitors and those of signed-in readers."""
    pages = page.evaluate(CACHED)
    private = [paths for name, paths in pages.items() if "-pages-" in name and not name.endswith("-pages-")]
    return sorted(pages.get("eventdesk-1-pages-", [])), [sorted(paths) for paths in private]


def waits_for_worker(page):
    """Wait until the service worker runs and has stored the page that was open before it."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    waits_until(page, IS_CACHED)


def waits_until(page, holds):
    """Wait until a script returns true; `wait_for_function` would take the promise of an async function for its result."""
    page.evaluate(f"""async () => {{
      const last = performance.now() + 15000;
      while (!(await ({holds})())) {{
        if (performance.now() > last) throw new Error("waited in vain");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }}
    }}""")


def goes_offline(walker):
    walker.context.set_offline(True)


def is_back(walker):
    """Connect again. Messages of the browser about pages that it could not load are expected."""
    walker.context.set_offline(False)
    walker.console = [text for text in walker.console if "net::ERR" not in text and "status of 503" not in text]


def test_opened_programme_is_shown_without_a_connection(walk):
    visitor = walk(**PHONE)
    page = visitor.opens(PROGRAMME)
    line = page.locator(".ed-offline")
    expect(line).to_be_empty()
    waits_for_worker(page)
    page.get_by_role("link", name="Funding a cross-border pilot").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Funding a cross-border pilot")
    session = page.url
    page.goto("/sign-in")

    goes_offline(visitor)
    visitor.opens(PROGRAMME)
    expect(line).to_contain_text("You are offline. This page is from ")
    expect(page.get_by_role("heading", level=1)).to_have_text("Programme")
    visitor.opens(session)
    expect(line).to_contain_text("You are offline")
    visitor.opens("/events/cluster-days/speakers/")
    expect(page.get_by_role("heading", name="This page is not saved on this device")).to_be_visible()
    for elsewhere in ("/sign-in", "/"):
        with pytest.raises(Error, match="net::ERR"):
            page.goto(elsewhere)
    assert cached_pages_after(visitor, session) == [PROGRAMME, session.removeprefix(visitor.address)]

    page.goto(PROGRAMME)
    expect(line).to_be_empty()


def cached_pages_after(walker, path):
    """Return the pages stored for visitors, read from another page of the site."""
    is_back(walker)
    walker.page.goto(path)
    return cached_pages(walker.page)[0]


def test_agenda_is_stored_for_its_owner_only(walk):
    reader = walk(**PHONE)
    page = reader.opens("/events/cluster-days/")
    waits_for_worker(page)
    sign_in(page, reader.address, "participant")
    page.goto("/my/")
    waits_until(page, IS_CACHED)
    page.goto("/my/print")
    page.goto("/my/data")

    goes_offline(reader)
    reader.opens("/my/")
    expect(page.locator(".ed-offline")).to_contain_text("You are offline. This page is from ")
    expect(page.get_by_text("Your seat is confirmed").first).to_be_visible()
    reader.opens("/my/print")
    with pytest.raises(Error, match="net::ERR"):
        page.goto("/my/data")

    is_back(reader)
    page.goto("/my/")
    assert cached_pages(page) == (["/events/cluster-days/"], [["/my/", "/my/print"]])
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    assert cached_pages(page) == (["/events/cluster-days/"], [])
    goes_offline(reader)
    page.goto("/my/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are offline")
    is_back(reader)


def test_pages_of_the_reader_before_are_removed(walk):
    """Another person signs in on a page that the worker does not see: their first page removes the stored ones."""
    reader = walk("participant", **PHONE)
    page = reader.opens("/my/")
    waits_for_worker(page)
    assert cached_pages(page) == ([], [["/my/"]])

    # As when a sign-in ends on the server and another person signs in from a program that shares the cookies.
    token = page.locator('input[name="csrf_token"]').first.get_attribute("value")
    page.request.post("/sign-out", form={"csrf_token": token})
    page.request.get("/sign-in")
    page.goto("/my/")
    expect(page).to_have_url(reader.address + "/sign-in")
    waits_until(page, NO_PERSONAL_PAGES)
    sign_in(page, reader.address, "organiser")
    page.goto("/events/cluster-days/")
    waits_until(page, IS_CACHED)
    page.goto("/desk/cluster-days/")
    page.goto("/my/")
    waits_until(page, IS_CACHED)

    assert cached_pages(page) == ([], [["/events/cluster-days/", "/my/"]])


def test_browser_without_service_workers_shows_the_same_page(walk):
    visitor = walk(**PHONE, service_workers="block")
    page = visitor.opens(PROGRAMME)

    expect(page.locator(".ed-offline")).to_be_empty()
    assert page.evaluate("caches.keys()") == []
