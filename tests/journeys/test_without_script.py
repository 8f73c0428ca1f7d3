"""All four with JavaScript off: forms and links are enough."""

import pytest
from playwright.sync_api import expect

from tests.demo_server import sign_in

PHONE = {"viewport": {"width": 390, "height": 800}}


@pytest.fixture
def plain(browser, address):
    """Begin a walk without JavaScript as a role of the demo."""
    contexts = []

    def begin(role):
        context = browser.new_context(base_url=address, java_script_enabled=False, **PHONE)
        contexts.append(context)
        page = context.new_page()
        sign_in(page, address, role)
        return page

    yield begin
    for context in contexts:
        context.close()


def test_without_script_a_participant_reserves_and_releases(plain):
    page = plain("participant")
    page.goto("/events/cluster-days/programme?day=all&q=evaluation")
    page.get_by_role("link", name="Evaluation without fear").click()

    page.get_by_role("button", name="Reserve a seat").click()
    expect(page.get_by_role("heading", name="Your seat is confirmed")).to_be_visible()
    page.get_by_role("button", name="Release my seat").click()

    expect(page.get_by_role("button", name="Reserve a seat")).to_be_visible()


def test_without_script_a_moderator_searches_and_checks_in(plain):
    page = plain("moderator")
    page.goto("/desk/cluster-days/door/")
    page.get_by_role("link", name="Panel: who pays", exact=False).first.click()
    page.get_by_label("Find a name").fill("tomas dvorak")
    page.keyboard.press("Enter")

    page.get_by_role("button", name="Check in").first.click()

    expect(page.get_by_text("Checked in", exact=False).first).to_be_visible()
    expect(page.get_by_role("button", name="Undo").first).to_be_visible()


def test_without_script_an_organiser_moves_a_session_and_publishes(plain):
    page = plain("organiser")
    page.goto("/desk/cluster-days/agenda")
    page.get_by_role("listitem").filter(has_text="Clinic: bring your cluster strategy").last.get_by_role(
        "link", name="Move"
    ).click()
    page.get_by_label("Starts").fill("16:30")

    page.get_by_role("button", name="Move session").click()
    page.goto("/events/cluster-days/programme?q=clinic")
    expect(page.get_by_text("16:15").first).to_be_visible()
    page.goto("/desk/cluster-days/agenda/publish")
    page.get_by_role("button", name="Publish version 4").click()

    page.goto("/events/cluster-days/programme?q=clinic")
    expect(page.get_by_text("16:30").first).to_be_visible()


def test_without_script_the_report_is_created(plain):
    page = plain("communications")
    page.goto("/desk/ict-innovation-2020/report")

    page.get_by_role("button", name="Update PDF").click()

    expect(page.get_by_role("heading", name="Report")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("data as of").first).to_be_visible(timeout=60_000)
