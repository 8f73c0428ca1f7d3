"""An organiser among the registrations: several approved at once, mail with a preview, seats moved, a table taken along."""

import re

from playwright.sync_api import expect

LIST = "/desk/cluster-days/registrations"


def tick(page, number):
    for box in page.locator("input[name=who]").all()[:number]:
        box.check()


def test_organiser_approves_several_and_writes_to_them(walk):
    organiser = walk("organiser", viewport={"width": 360, "height": 800})
    page = organiser.opens(LIST)
    expect(page.get_by_text("Tick people to do something for them")).to_be_visible()
    expect(page.get_by_role("button", name="Write to them")).to_be_disabled()

    # Two are ticked; the page says so, and the next one names them.
    tick(page, 2)
    expect(page.get_by_text("2 selected")).to_be_visible()
    names = [page.locator("tbody .ed-cell-name a").nth(number).inner_text() for number in range(2)]
    organiser.clicks("button", "Write to them")
    for name in names:
        expect(page.locator(".ed-selection").get_by_text(name)).to_be_visible()

    # Nothing typed is refused beside its field; what was typed is shown as the first of them gets it.
    organiser.clicks("button", "Look at it")
    expect(page.get_by_role("link", name="Enter a subject")).to_be_visible()
    page.get_by_label("Subject").fill("Rooms of {event}")
    page.get_by_label("Text").fill("Dear {name},\n\nthe {rooms} have changed.")
    organiser.clicks("button", "Look at it")
    expect(page.locator(".ed-preview-subject")).to_contain_text("Rooms of ")
    expect(page.locator(".ed-preview pre")).to_contain_text("the {rooms} have changed.")
    organiser.clicks("button", "Send a test to myself")
    expect(page.get_by_text("A test is on its way to", exact=False)).to_be_visible()
    typed = page.evaluate("new URLSearchParams(new FormData(document.querySelector('main form'))).toString()")
    address = page.url
    organiser.clicks("button", "Send to 2 people")
    expect(page.get_by_text("The mail to 2 people is on its way.")).to_be_visible()

    # The same form sent again, as a double click or the back button does, leads to the same result and counts once.
    result = page.url
    form = {"Content-Type": "application/x-www-form-urlencoded", "Referer": address}
    again = page.request.post(address, data=f"{typed}&step=send", headers=form)
    assert (again.status, again.url) == (200, result)
    page.goto(LIST)
    organiser.clicks("link", names[0])
    expect(page.get_by_text("Wrote to them: Rooms of {event}")).to_have_count(1)


def test_organiser_selects_all_that_match_and_cancels_one(walk):
    organiser = walk("organiser")
    page = organiser.opens(f"{LIST}?status=confirmed")
    page.get_by_label("Select everyone on this page").check()
    rows = page.locator("tbody tr").count()
    expect(page.get_by_text(f"{rows} selected")).to_be_visible()
    page.locator("#all-that-match").check()
    total = int(re.search(r"\d+", page.locator(".ed-table-count").inner_text())[0])
    organiser.clicks("button", "Cancel registrations")
    expect(page.get_by_role("button", name=f"Cancel {total} registrations")).to_be_visible()
    organiser.clicks("link", "Cancel")
    expect(page).to_have_url(re.compile("status=confirmed"))

    organiser.clicks("link", page.locator("tbody .ed-cell-name a").last.inner_text())
    name = page.get_by_role("heading", level=1).inner_text()
    organiser.clicks("link", "Cancel the registration")
    page.get_by_label("Reason").fill("They asked us to")
    organiser.clicks("button", "Cancel 1 registration")
    expect(page.get_by_text("1 registration is cancelled.")).to_be_visible()
    page.goto(LIST)
    page.get_by_label("Name, email or organisation").fill(name)
    organiser.clicks("button", "Show")
    expect(page.get_by_role("row", name=name).get_by_text("Cancelled")).to_be_visible()


def test_organiser_takes_a_table_along(walk):
    organiser = walk("organiser")
    page = organiser.opens(f"{LIST}?place=seat")
    expect(page.get_by_label("Place there")).to_be_visible()

    page.get_by_role("button", name="Spreadsheet (.xlsx)").click()
    link = page.get_by_role("link", name="Download the table (.xlsx)")
    expect(link).to_be_visible()
    organiser.looks()
    with page.expect_download() as download:
        link.click()

    assert download.value.suggested_filename == "cluster-days-registrations.xlsx"


def test_registrations_work_without_script(walk):
    organiser = walk("organiser")
    state = organiser.context.storage_state()
    plain = walk(java_script_enabled=False, storage_state=state)

    page = plain.page
    page.goto(LIST)
    tick(page, 1)
    page.get_by_role("button", name="Write to them").click()
    expect(page.get_by_text("1 person:")).to_be_visible()
    page.get_by_label("Subject").fill("Rooms")
    page.get_by_label("Text").fill("Dear {name}")
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("button", name="Send to 1 person").click()
    expect(page.get_by_text("The mail to 1 person is on its way.")).to_be_visible()
