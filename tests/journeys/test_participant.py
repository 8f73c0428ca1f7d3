"""A participant: from the home page to a seat, a queue, an overlap, a calendar, and the seat given back."""

import re

from playwright.sync_api import expect

PHONE = {"viewport": {"width": 390, "height": 800}}
ONE_LEFT = "Energy communities and their data"
AT_THE_SAME_TIME = "Panel: who pays for the cluster manager?"
FULL = "Workshop: a test bed in ninety days"


def to_session(walker, title):
    walker.page.goto("/events/cluster-days/programme?day=all")
    walker.clicks("link", title)


def test_participant_signs_up_reserves_waits_and_releases(walk):
    somebody = walk(**PHONE)
    page = somebody.opens("/")
    somebody.clicks("link", "Cluster Days", exact=False)
    somebody.clicks("link", "sessions of both days", exact=False)
    page.get_by_label("Title, topic or speaker").fill("lindqvist energy")
    somebody.clicks("button", "Show")
    somebody.clicks("link", ONE_LEFT)
    expect(page.get_by_role("heading", name="1 seat left")).to_be_visible()

    # Signing in leads to signing up, a mail, and back to the session.
    somebody.clicks("link", "Or sign in")
    somebody.clicks("link", "Sign up")
    somebody.clicks("button", "Sign up")
    expect(page.get_by_role("heading", name="to correct", exact=False)).to_be_visible()
    page.get_by_label("Name").fill("Նարե Բերիձե")
    page.get_by_label("Email address").fill("nare@visitor.example")
    page.get_by_label("Password (optional)").fill("a long enough one")
    page.get_by_label("Organisation", exact=True).fill("Tbilisi Hub")
    page.get_by_label("Country").select_option("GE")
    page.get_by_label("Type of organisation").select_option("technology-park")
    somebody.clicks("button", "Sign up")
    somebody.clicks("link", "Read the email", exact=False)
    page.get_by_role("link", name="/sign-in/").click()
    somebody.looks()
    somebody.clicks("button", "Finish and sign in")
    expect(page).to_have_url(re.compile("/sessions/"))
    somebody.clicks("button", "Reserve a seat")
    expect(page.get_by_role("heading", name="Your seat is confirmed")).to_be_visible()

    # A full session has a queue; an overlap is warned about.
    to_session(somebody, FULL)
    somebody.clicks("button", "Join the waiting list")
    expect(page.get_by_role("heading", name="You are number 5 on the waiting list")).to_be_visible()
    to_session(somebody, AT_THE_SAME_TIME)
    somebody.clicks("button", "Reserve a seat")
    expect(page.get_by_text("overlap", exact=False).first).to_be_visible()

    # My agenda, its private calendar, and a seat given back.
    somebody.clicks("link", "My agenda")
    expect(page.get_by_text("2 seats confirmed, 1 place on a waiting list", exact=False)).to_be_visible()
    expect(page.get_by_text("Two of your sessions overlap.")).to_be_visible()
    somebody.clicks("button", "Subscribe")
    page.goto("/my/")
    feed = page.locator("code").inner_text()
    calendar = page.request.get(feed)
    assert calendar.status == 200
    assert calendar.text().replace("\r\n ", "").count("BEGIN:VEVENT") == 3
    to_session(somebody, ONE_LEFT)
    somebody.clicks("button", "Release my seat")
    expect(page.get_by_role("heading", name="1 seat left")).to_be_visible()
    somebody.opens("/my/data")


def test_participant_signs_in_by_link_alone(walk):
    somebody = walk(**PHONE)
    page = somebody.opens("/sign-in")
    page.get_by_label("Email").fill("participant@demo.example")
    somebody.clicks("button", "Email me a sign-in link")
    somebody.clicks("link", "Read the email", exact=False)
    page.get_by_role("link", name="/sign-in/").click()
    somebody.looks()

    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name="My agenda")).to_be_visible()
    expect(page.get_by_text("You are number 3 on the waiting list").first).to_be_visible()


def test_visitor_finds_every_page_of_the_two_real_events(walk):
    visitor = walk()
    for path in (
        "/events/ict-2015/", "/events/ict-2015/programme", "/events/ict-2015/sessions/15808/", "/events/ict-2015/speakers/",
        "/events/ict-innovation-2020/", "/events/ict-innovation-2020/programme",
        "/events/ict-innovation-2020/sessions/experience/", "/series/ict-innovation/", "/accessibility", "/privacy",
    ):  # fmt: skip
        visitor.opens(path)

    page = visitor.opens("/events/ict-2015/sessions/15808/")
    for fact in (
        "Internationalisation: The Supporting Role of Clusters", "22 October 2015", "14:00–14:45", "Room 1.05", "EU Policy",
        "Tamara HÖGLER", "CyberForum e.V.", "Innovations and International Affairs", "Germany", "15808", "Porter, 1990",
        "Leydesdorff, 2012", "V-LINC", "Stockholm-Montreal: Cluster to Cluster – Smart Digital Cities", "Kista Science City",
        "BeWiser Connect – a matchmaking tool", "Cork Institute of Technology", "19 October 2015, 15:28",
        "19 October 2015, 15:29", "Annalisa ZUCCOTTI", "Be Wiser", "UPSIDE", "lessons learned", "Comments are closed.",
    ):  # fmt: skip
        expect(page.get_by_text(fact).first).to_be_attached()
    assert page.request.get(page.get_by_role("link", name="lessons learned").get_attribute("href")).ok


def test_visitor_adds_sessions_to_a_calendar(walk):
    visitor = walk()
    page = visitor.opens("/events/ict-2015/sessions/15808/")
    page.get_by_text("Add to calendar").click()
    visitor.looks()

    with page.expect_download() as download:
        page.get_by_role("link", name="Calendar file").click()

    text = download.value.path().read_text(encoding="utf-8")
    assert "DTSTART;TZID=Europe/Lisbon:20151022T140000" in text
