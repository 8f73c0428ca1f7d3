"""A visitor: registers without an account on a phone, gets a seat with it, comes back as a guest, and cancels."""

import re

from playwright.sync_api import expect

PHONE = {"viewport": {"width": 360, "height": 800}}
OPEN = "Funding a cross-border pilot"
FULL = "Workshop: a test bed in ninety days"


def to_session(walker, title):
    walker.page.goto("/events/cluster-days/programme?day=all")
    walker.clicks("link", title)


def test_visitor_registers_without_an_account(walk):
    visitor = walk(**PHONE)
    page = visitor.page
    to_session(visitor, OPEN)
    visitor.clicks("link", "Reserve a seat")
    expect(page.get_by_text(f"You are also reserving a seat in “{OPEN}”.")).to_be_visible()

    # Errors are shown, a question appears with the answer it depends on, and the input is kept.
    visitor.clicks("button", "Register")
    expect(page.get_by_role("heading", name="to correct", exact=False)).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Նարե Բերիձե")
    food = page.get_by_label(re.compile("^Dietary requirements"))
    expect(food).to_be_hidden()
    page.get_by_label("On site", exact=True).check()
    expect(food).to_be_visible()
    food.fill("No nuts")
    visitor.clicks("button", "Register")
    expect(page.get_by_role("link", name="Enter your email address")).to_be_visible()
    expect(food).to_have_value("No nuts")
    page.get_by_label("Email address").fill("nare@guest.example")
    visitor.clicks("button", "Register")

    # The demo shows the email. Its link is opened twice and used once.
    expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    link = page.get_by_role("link", name="/registrations/confirm/").get_attribute("href")
    visitor.opens(link)
    visitor.opens(link)
    visitor.clicks("button", "Confirm")
    expect(page.get_by_text("Your seat is confirmed", exact=True)).to_be_visible()
    expect(page.get_by_text("No nuts")).to_be_visible()
    my_page = page.url

    # The same browser recognises its guest.
    to_session(visitor, FULL)
    visitor.clicks("button", "Join the waiting list")
    expect(page.get_by_text("You are number", exact=False).first).to_be_visible()
    visitor.clicks("button", "Leave the waiting list")
    visitor.clicks("link", "Your registration")
    visitor.clicks("link", "Edit your answers")
    page.get_by_label(re.compile("^Dietary requirements")).fill("Nothing")
    visitor.clicks("button", "Save")

    # Another device needs the link, until it is deactivated.
    other = walk(**PHONE)
    other.opens(my_page)
    page.get_by_text("Deactivate earlier links").click()
    visitor.clicks("button", "Deactivate")
    other.page.goto(my_page)
    expect(other.page.get_by_role("heading", name="This link was deactivated")).to_be_visible()
    page.get_by_text("Cancel my registration").click()
    visitor.clicks("button", "Yes, cancel")
    expect(page.get_by_text("Your registration is cancelled.")).to_be_visible()


def test_participant_registers_colleagues(walk):
    somebody = walk("participant", **PHONE)
    page = somebody.opens("/events/cluster-days/register/group")
    page.get_by_label("Name").nth(0).fill("Maja Horvat")
    page.get_by_label("Email").nth(0).fill("maja")
    somebody.clicks("button", "Add rows")
    expect(page.get_by_text("Person 10")).to_be_visible()
    page.get_by_role("button", name="Register colleagues").last.click()
    somebody.looks()
    page.get_by_label("Email").nth(0).fill("maja@colleague.example")
    page.get_by_role("button", name="Register colleagues").last.click()
    somebody.looks()

    expect(page.get_by_text("1 person is registered and was emailed: Maja Horvat.", exact=False)).to_be_visible()


def test_without_script_a_visitor_registers(browser, address):
    context = browser.new_context(base_url=address, java_script_enabled=False, **PHONE)
    page = context.new_page()
    page.goto("/events/cluster-days/register")
    food = page.get_by_label(re.compile("^Dietary requirements"))
    expect(food).to_be_visible()
    expect(page.get_by_text("Only if you answered “On site”", exact=False).first).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Plain Visitor")
    page.get_by_label("Email address").fill("plain@guest.example")
    page.get_by_label("Online", exact=True).check()
    food.fill("This does not count")

    page.get_by_role("button", name="Register").click()
    page.get_by_role("link", name="/registrations/confirm/").click()
    page.get_by_role("button", name="Confirm").click()

    expect(page.get_by_text("You are registered.", exact=True)).to_be_visible()
    expect(page.get_by_text("This does not count")).to_have_count(0)
    # Going back leads to the registration.
    page.go_back()
    expect(page.get_by_role("heading", name="Your registration")).to_be_visible()
    context.close()
