"""A moderator checks people in on a phone."""

import csv
import io

from playwright.sync_api import expect

PHONE = {"viewport": {"width": 390, "height": 800}}
SESSION = "Funding a cross-border pilot"


def counts(page):
    """Return the numbers that stand in the three cells."""
    return [int(cell.inner_text()) for cell in page.locator(".ed-door-counts dd, .ed-counts dd, #door-moving b").all()]


def test_moderator_checks_in_undoes_and_exports_the_list(walk):
    moderator = walk("moderator", **PHONE)
    page = moderator.opens("/desk/")
    moderator.clicks("link", "Cluster Days", exact=False)
    moderator.clicks("link", "Door")
    moderator.clicks("link", SESSION, exact=False)
    moving = page.locator("#door-moving")
    before = moving.inner_text()

    # Search as you type, then one touch.
    page.get_by_label("Find a name").press_sequentially("dvorak tomas")
    row = page.get_by_role("listitem").filter(has_text="Tomáš Dvořák").first
    row.get_by_role("button", name="Check in").click()
    expect(row.get_by_text("Checked in", exact=False)).to_be_visible()
    expect(moving).not_to_have_text(before)
    moderator.looks()
    row.get_by_role("button", name="Undo").click()
    expect(row.get_by_role("button", name="Check in")).to_be_visible()
    expect(moving).to_have_text(before, use_inner_text=True)

    # Somebody who is not on the list.
    moderator.clicks("link", "Add a walk-in")
    page.get_by_label("Name", exact=True).fill("Giorgi Walker")
    page.get_by_label("Organisation", exact=False).first.fill("Tbilisi Hub")
    page.get_by_role("button", name="Check in", exact=False).click()
    expect(page.get_by_text("Giorgi Walker").first).to_be_visible()
    moderator.looks()

    # The list, as a table and on paper.
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as a table").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert len(rows) == 1 + 42 + 1
    moderator.clicks("link", "Print the list")


def test_moderator_sees_nothing_of_other_events(walk):
    organiser, moderator = walk("organiser"), walk("moderator")
    page = organiser.page
    page.goto("/desk/events/new")
    page.get_by_label("Title").fill("Closed Circle")
    page.get_by_label("First day").fill("2031-05-06")
    page.get_by_label("Last day").fill("2031-05-06")
    page.get_by_role("button", name="Create event").click()
    page.wait_for_url(lambda url: "/desk/closed-circle" in url)

    seen = [
        moderator.page.request.get(f"/desk/closed-circle/{path}").status
        for path in ("", "door/", "registrations", "statistics", "report", "agenda", "settings")
    ]

    assert seen == [404] * 7
    assert moderator.page.request.get("/desk/cluster-days/registrations").status == 403
    assert moderator.page.request.get("/desk/outbox").status == 403
