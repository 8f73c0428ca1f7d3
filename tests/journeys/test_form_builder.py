"""An organiser who has never seen it builds a registration form; visitors fill it in."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.demo_server import sign_in

SOON = (datetime.now(UTC) + timedelta(days=40)).date().isoformat()


def add_event(page, title):
    """Add and publish an event and return the slug of its pages."""
    page.goto("/desk/events/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("First day").fill(SOON)
    page.get_by_label("Last day").fill(SOON)
    page.get_by_role("button", name="Create event").click()
    page.get_by_role("button", name="Publish event").click()
    return page.url.rstrip("/").rpartition("/")[2]


@pytest.mark.parametrize("width", [360, 1280])
def test_organiser_builds_a_form_with_a_condition(walk, width):
    organiser = walk("organiser", viewport={"width": width, "height": 800})
    page = organiser.page
    slug = add_event(page, f"Form fair {width}")
    page.goto(f"/desk/{slug}/")
    organiser.clicks("link", "Registration")

    # A standard field is added at once; another question begins with its type of answer.
    organiser.clicks("button", "How will you attend?")
    expect(page.get_by_text("“How will you attend?” was added at the end of the form.")).to_be_visible()
    organiser.clicks("link", "One answer from a list")
    page.get_by_label("Question", exact=True).fill("რა გსურთ ლანჩზე? 🌱")
    page.get_by_label("Choice 1", exact=True).fill("Soup & bread")
    page.get_by_label("Choice 2", exact=True).fill("<b>Salad</b>")
    page.get_by_label("Ask this question").select_option(label="Depending on “How will you attend?”")
    page.get_by_label("On site").check()
    expect(page.get_by_label("show the question, otherwise hide it")).to_be_checked()
    organiser.clicks("button", "Add question")

    # Errors are shown next to their fields, and the input is kept.
    expect(page.get_by_role("link", name="Explain why you ask this")).to_be_visible()
    expect(page.get_by_label("Choice 2", exact=True)).to_have_value("<b>Salad</b>")
    expect(page.get_by_label("On site")).to_be_checked()
    page.get_by_label("Why you ask").fill("To order lunch")
    page.get_by_label("Why you ask").press("Enter")
    expect(page.get_by_text("Shown only if “How will you attend?” is “On site”")).to_be_visible()
    organiser.looks()

    # Another type of answer has other fields, at once. A question cannot come before the one it depends on.
    organiser.clicks("link", "Short text")
    page.get_by_label("Type of answer").select_option(label="Several answers from a list")
    expect(page.get_by_label("Choice 4", exact=True)).to_be_visible()
    page.get_by_label("Type of answer").select_option(label="Consent")
    expect(page.get_by_text("No one can register without ticking it.", exact=False)).to_be_visible()
    expect(page.get_by_label("Choice 4", exact=True)).to_have_count(0)
    page.get_by_label("Question", exact=True).fill("I may be photographed")
    page.get_by_label("Why you ask").fill("For the report")
    organiser.clicks("button", "Add question")
    for _ in range(2):
        page.get_by_role("button", name="Up I may be photographed").click()
    page.get_by_role("button", name="Up რა გსურთ ლანჩზე? 🌱").click()
    expect(page.get_by_text("has to come after the question it depends on", exact=False)).to_be_visible()
    headings = page.locator(".ed-form-builder-question h2")
    expect(headings).to_have_text([
        "Organisation", "Country", "Type of organisation", "I may be photographed", "How will you attend?",
        "რა გსურთ ლანჩზე? 🌱",
    ])  # fmt: skip

    # The preview works as the form does, and visitors see the same.
    organiser.clicks("link", "Preview")
    visitor = walk(viewport={"width": width, "height": 800})
    visitor.opens(f"/events/{slug}/register")
    for someone in (page, visitor.page):
        expect(someone.get_by_label("Soup & bread")).to_be_hidden()
        someone.get_by_label("Online").check()
        expect(someone.get_by_label("Soup & bread")).to_be_hidden()
        someone.get_by_label("On site").check()
        someone.get_by_label("<b>Salad</b>").check()
        expect(someone.get_by_text("To order lunch.", exact=False)).to_be_visible()


def test_organiser_sets_the_policy_and_adds_a_code(walk):
    organiser = walk("organiser")
    page = organiser.page
    slug = add_event(page, "Terms fair")
    page.goto(f"/desk/{slug}/registrations")
    page.get_by_label("Registration", exact=True).get_by_role("link", name="Settings").click()
    page.get_by_label("Capacity").fill("0")
    page.get_by_label("Registration requires an invitation code").check()
    organiser.clicks("button", "Save settings")
    expect(page.get_by_role("link", name="Enter a number from 1 to", exact=False)).to_be_visible()
    page.get_by_label("Capacity").fill("30")
    organiser.clicks("button", "Save settings")
    organiser.clicks("link", "Invitation codes")
    expect(page.get_by_text("No one can register at the moment.")).to_be_visible()
    page.get_by_label("Code", exact=True).fill("friends")
    page.get_by_label("Maximum number of uses").fill("12")
    organiser.clicks("button", "Add code")
    expect(page.get_by_role("cell", name="0 of 12 used")).to_be_visible()

    visitor = walk()
    visitor.opens(page.get_by_role("link", name="Open FRIENDS").get_attribute("href") or "")
    expect(visitor.page.get_by_label("Invitation code")).to_have_value("FRIENDS")

    organiser.clicks("link", "Remove FRIENDS")
    organiser.clicks("button", "Remove code")
    expect(page.get_by_text("No invitation codes yet")).to_be_visible()


def test_without_script_a_form_is_built(browser, address):
    context = browser.new_context(base_url=address, java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    sign_in(page, address, "organiser")
    slug = add_event(page, "Plain fair")
    page.goto(f"/desk/{slug}/registration/")
    page.get_by_role("link", name="Short text").click()

    page.get_by_label("Question", exact=True).fill("Which bus?")
    page.get_by_label("Why you ask").fill("To order buses")
    page.get_by_label("Type of answer").select_option(label="One answer from a list")
    page.get_by_role("button", name="Show the fields for this type").click()
    for number in range(1, 5):
        page.get_by_label(f"Choice {number}", exact=True).fill(f"Bus {number}")
    page.get_by_role("button", name="Add more lines").click()
    page.get_by_label("Choice 6", exact=True).fill("Bus 0")
    for number in (5, 4, 3, 2, 1):
        expect(page.get_by_label(f"Choice {number}", exact=True)).not_to_have_value("Bus 0")
        page.get_by_role("button", name=f"Up Choice {number + 1}").click()
    page.get_by_label("Ask this question").select_option(label="Depending on “Country”")
    page.get_by_role("button", name="Show its answers").click()
    page.get_by_label("Georgia", exact=True).check()
    page.get_by_label("Armenia", exact=True).check()
    page.get_by_role("button", name="Add question").click()

    expect(page.get_by_text("Shown only if “Country” is “Armenia” or “Georgia”")).to_be_visible()
    page.get_by_role("link", name="Which bus?", exact=True).click()
    choices = [field.input_value() for field in page.locator("[name=choices]").all()]
    assert choices == ["Bus 0", "Bus 1", "Bus 2", "Bus 3", "Bus 4", ""]
    context.close()
