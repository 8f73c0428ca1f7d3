"""Without a connection: the programme and one's own agenda, as they were when they were opened."""

import pytest
from playwright.sync_api import Error, expect

from tests.demo_server import sign_in

PHONE = {"viewport": {"width": 360, "height": 800}}
PROGRAMME = "/events/cluster-days/programme"
KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const keys = await (await caches.open(name)).keys();
    found[name] = keys.map((key) => new URL(key.url).pathname);
  }
  return found;
}"""
IS_KEPT = "async () => Boolean(await caches.match(location.href))"
NOBODYS_ARE_KEPT = "async () => !(await caches.keys()).some((name) => /-pages-./.test(name))"


def pages_kept(page):
    """Return the paths of the pages that the device keeps, those of visitors and those of readers who are signed in."""
    found = page.evaluate(KEPT)
    private = [paths for name, paths in found.items() if "-pages-" in name and not name.endswith("-pages-")]
    return sorted(found.get("eventdesk-1-pages-", [])), [sorted(paths) for paths in private]


def waits_for_worker(page):
    """Wait until the worker is there and keeps the page that was open before it."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    waits_until(page, IS_KEPT)


def waits_until(page, holds):
    """Wait until a script says true. `wait_for_function` takes the promise of an async function for its answer."""
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
    """Connect again. What the browser says of pages that it could not load is as it should be."""
    walker.context.set_offline(False)
    walker.said = [text for text in walker.said if "net::ERR" not in text and "status of 503" not in text]


def test_programme_that_was_opened_is_there_without_a_connection(walk):
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
    assert pages_kept_after(visitor, session) == [PROGRAMME, session.removeprefix(visitor.address)]

    page.goto(PROGRAMME)
    expect(line).to_be_empty()


def pages_kept_after(walker, path):
    """Return what is kept for visitors, asked from a page of the house."""
    is_back(walker)
    walker.page.goto(path)
    return pages_kept(walker.page)[0]


def test_agenda_is_kept_for_its_owner_alone(walk):
    somebody = walk(**PHONE)
    page = somebody.opens("/events/cluster-days/")
    waits_for_worker(page)
    sign_in(page, somebody.address, "participant")
    page.goto("/my/")
    waits_until(page, IS_KEPT)
    page.goto("/my/print")
    page.goto("/my/data")

    goes_offline(somebody)
    somebody.opens("/my/")
    expect(page.locator(".ed-offline")).to_contain_text("You are offline. This page is from ")
    expect(page.get_by_text("Your seat is confirmed").first).to_be_visible()
    somebody.opens("/my/print")
    with pytest.raises(Error, match="net::ERR"):
        page.goto("/my/data")

    is_back(somebody)
    page.goto("/my/")
    assert pages_kept(page) == (["/events/cluster-days/"], [["/my/", "/my/print"]])
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    assert pages_kept(page) == (["/events/cluster-days/"], [])
    goes_offline(somebody)
    page.goto("/my/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are offline")
    is_back(somebody)


def test_pages_of_whoever_was_signed_in_before_are_forgotten(walk):
    """Another person signs in, on a page that a worker does not see: the first page of theirs ends what was kept."""
    somebody = walk("participant", **PHONE)
    page = somebody.opens("/my/")
    waits_for_worker(page)
    assert pages_kept(page) == ([], [["/my/"]])

    # As when a session ends on the server, and somebody else signs in from a program that shares the cookies.
    token = page.locator('input[name="csrf_token"]').first.get_attribute("value")
    page.request.post("/sign-out", form={"csrf_token": token})
    page.request.get("/sign-in")
    page.goto("/my/")
    expect(page).to_have_url(somebody.address + "/sign-in")
    waits_until(page, NOBODYS_ARE_KEPT)
    sign_in(page, somebody.address, "organiser")
    page.goto("/events/cluster-days/")
    waits_until(page, IS_KEPT)
    page.goto("/desk/cluster-days/")
    page.goto("/my/")
    waits_until(page, IS_KEPT)

    assert pages_kept(page) == ([], [["/events/cluster-days/", "/my/"]])


def test_browser_without_service_workers_shows_the_same_page(walk):
    visitor = walk(**PHONE, service_workers="block")
    page = visitor.opens(PROGRAMME)

    expect(page.locator(".ed-offline")).to_be_empty()
    assert page.evaluate("caches.keys()") == []
