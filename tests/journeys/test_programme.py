"""A visitor finds their way through a programme: views, search, stars, their own time zone, paper."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.demo_server import sign_in

PROGRAMME = "/events/cluster-days/programme"
PHONE = {"viewport": {"width": 390, "height": 800}}
STARRED = re.compile(r"^Starred")


def star(page, title):
    """The button on the card of a session."""
    return (
        page.locator(".ed-session")
        .filter(has=page.get_by_role("link", name=title, exact=True))
        .locator(".ed-favourite")
    )


def test_visitor_sees_the_programme_every_way(walk):
    visitor = walk()
    page = visitor.opens(f"{PROGRAMME}?day=all")
    for view, heading in (("By time", "day, "), ("By room", "Great hall"), ("By track", "Cluster policy")):
        visitor.clicks("link", view)
        expect(page.locator(".ed-view-tabs [aria-current=page]")).to_have_text(view)
        expect(page.get_by_role("heading", name=heading, exact=False).first).to_be_visible()

    page.get_by_label("Title, topic or speaker").fill("LINDQVIST energy")
    visitor.clicks("button", "Show")

    expect(page.locator("[data-part=count]")).to_have_text("1 session")
    expect(page).to_have_url(re.compile(r"view=track.*q=LINDQVIST"))


def test_visitor_marks_favourites_and_imports_them_at_sign_in(walk, address):
    visitor = walk(**PHONE)
    page = visitor.opens(PROGRAMME)
    title = "Funding a cross-border pilot"
    expect(star(page, title)).to_have_attribute("aria-pressed", "false")
    star(page, title).focus()
    page.keyboard.press("Enter")
    expect(star(page, title)).to_have_attribute("aria-pressed", "true")
    expect(star(page, title)).to_have_text(f"Starred: {title}")
    visitor.looks()

    # The device remembers; only what is starred can be shown, and the other days can be looked at the same way.
    page.reload()
    page.get_by_role("button", name=STARRED).first.click()
    expect(page.locator(".ed-session:visible")).to_have_count(1)
    visitor.looks()
    page.get_by_role("link", name="All days").first.click()
    expect(page.get_by_role("button", name="Starred (1)")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".ed-session:visible")).to_have_count(1)
    page.goto(f"{PROGRAMME}?room=studio#starred")
    page.reload()
    expect(page.get_by_role("heading", name="No starred sessions here")).to_be_visible()
    visitor.looks()

    # The session's page has the same star; signed in, it is with the agenda and no longer on the device.
    page.goto(f"{PROGRAMME}?q=funding")
    visitor.clicks("link", title)
    expect(page.get_by_role("button", name="Starred", exact=True)).to_have_attribute("aria-pressed", "true")
    sign_in(page, address, "moderator")
    expect(page).to_have_url(re.compile("/my/$"))
    expect(page.get_by_role("link", name=title)).to_be_visible()
    visitor.looks()
    assert page.evaluate("localStorage.getItem('eventdesk.favourites.cluster-days')") is None
    page.goto(PROGRAMME)
    expect(star(page, title)).to_have_attribute("aria-pressed", "true")
    with page.expect_response(lambda answer: answer.url.endswith("/star/remove")) as done:
        star(page, title).click()
    assert done.value.status == 204
    page.reload()
    expect(star(page, title)).to_have_attribute("aria-pressed", "false")


def test_favourite_that_cannot_be_stored_is_undone(walk):
    participant = walk("participant")
    page = participant.opens(PROGRAMME)
    participant.context.clear_cookies()

    star(page, "Funding a cross-border pilot").click()

    expect(page.get_by_text("The star could not be saved.", exact=False)).to_be_visible()
    expect(star(page, "Funding a cross-border pilot")).to_have_attribute("aria-pressed", "false")


def test_reader_elsewhere_selects_their_time_zone_once(walk):
    reader = walk(timezone_id="Asia/Tokyo")
    page = reader.opens(f"{PROGRAMME}?day=all&view=time")
    line = page.locator(".ed-zone")
    expect(line).to_contain_text("Times are Vilnius time")
    first = page.locator(".ed-time time").first
    expect(first).to_have_text("09:00")

    page.get_by_role("link", name="Show times in your time zone (Asia/Tokyo)").click()
    expect(line).to_contain_text("Times are Tokyo time")
    expect(first).to_have_text(re.compile("1[56]:00"))
    reader.looks()

    # It is remembered on the device, for the sessions' pages too, until the event's own times are asked for.
    page.goto(PROGRAMME)
    expect(page).to_have_url(re.compile("zone=Asia%2FTokyo"))
    expect(line).to_contain_text("Times are Tokyo time")
    page.get_by_role("link", name="Keynote: twenty years", exact=False).click()
    expect(page.get_by_text("Tokyo time (JST, UTC+9)", exact=False).first).to_be_visible()
    reader.looks()
    page.get_by_role("link", name="Show times in the event's time zone", exact=False).click()
    expect(page.locator(".ed-meta-list")).to_contain_text("Vilnius time")
    page.goto(PROGRAMME)
    expect(line).to_contain_text("Times are Vilnius time")


def test_reader_in_the_time_zone_is_offered_nothing(walk):
    page = walk(timezone_id="Europe/Helsinki").opens(PROGRAMME)

    expect(page.locator(".ed-zone a")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_venue_pins_up_a_page_for_each_day(walk, scheme):
    visitor = walk(color_scheme=scheme)
    page = visitor.page
    page.goto(f"{PROGRAMME}?day=all")
    page.emulate_media(media="print", color_scheme=scheme)

    shown = page.evaluate(
        """() => {
            const size = (selector) => {
                const found = document.querySelector(selector);
                return parseFloat(getComputedStyle(found).fontSize);
            };
            const seen = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.offsetParent).length;
            const second = getComputedStyle(document.querySelectorAll(".ed-part")[1]);
            return {
                left: [".ed-filters", ".ed-days", ".ed-view-tabs", ".ed-favourite", ".ed-site", ".ed-hour"].map(seen),
                pages: second.breakBefore,
                room: size(".ed-session:not(.is-break) .ed-room") > 1.3 * size(".ed-session:not(.is-break) h3"),
                paper: getComputedStyle(document.body).backgroundColor,
                ink: getComputedStyle(document.querySelector(".ed-programme h3 a")).color,
            };
        }"""
    )

    assert shown == {
        "left": [0, 0, 0, 0, 0, 0],
        "pages": "page",
        "room": True,
        "paper": "rgb(255, 255, 255)",
        "ink": "rgb(0, 0, 0)",
    }
    sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages]
    first_of_a_day = [sheet for sheet in sheets if re.search(r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,", sheet)]
    assert len(first_of_a_day) == 2
    assert all("Cluster Days 2026" in sheet for sheet in first_of_a_day)


def test_without_script_no_dead_controls_are_shown(browser, address):
    context = browser.new_context(base_url=address, java_script_enabled=False, timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.goto(PROGRAMME)
    expect(page.get_by_role("button", name="Print")).to_have_count(0)
    expect(page.get_by_role("button", name=STARRED)).to_have_count(0)
    expect(page.locator(".ed-zone")).to_contain_text("Times are Vilnius time")

    # Somebody who is signed in stars with a form.
    sign_in(page, address, "participant")
    page.goto(f"{PROGRAMME}?day=all&q=evaluation")
    page.get_by_role("link", name="Evaluation without fear").click()
    page.get_by_role("button", name="Star", exact=True).click()
    page.get_by_role("button", name="Remove star").click()

    expect(page.get_by_role("button", name="Star", exact=True)).to_be_visible()
    context.close()
