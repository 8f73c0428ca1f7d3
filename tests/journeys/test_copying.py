"""An organiser who copies: last year's event, a session as a template, a session on other days."""

from playwright.sync_api import expect


def test_organiser_copies_an_event_and_repeats_a_session(walk):
    organiser = walk("organiser")
    page = organiser.page
    page.goto("/desk/cluster-days/")
    page.get_by_role("link", name="Copy event").click()
    page.get_by_label("Title").fill("")
    page.get_by_label("Talks").check()
    organiser.clicks("button", "Create copy")
    expect(page.get_by_role("heading", name="1 entry to correct")).to_be_visible()
    expect(page.get_by_label("Talks")).to_be_checked()
    page.get_by_label("Title").fill("Cluster Days, once more")
    page.get_by_label("Web address").fill("once-more")
    page.get_by_label("First day").fill("2031-05-06")
    page.get_by_role("button", name="Create copy").click()
    expect(page.get_by_text("“Cluster Days, once more” has been created with")).to_be_visible()

    page.goto("/desk/once-more/sessions/")
    page.locator("main th[scope=row] a").first.click()
    organiser.clicks("link", "Use as template")
    page.get_by_label("Title").fill("Coffee and questions")
    page.get_by_label("Day", exact=True).select_option("2031-05-06")
    page.get_by_label("Starts", exact=True).fill("9")
    page.get_by_label("Ends", exact=True).fill("9:30")
    page.get_by_role("button", name="Save session").click()
    expect(page.get_by_text("“Coffee and questions” added.")).to_be_visible()
    organiser.clicks("link", "Repeat on other days")
    page.get_by_role("button", name="Add sessions").click()
    expect(page.get_by_text("1 session added: 7 May.")).to_be_visible()
