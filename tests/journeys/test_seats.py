"""Seats: an organiser looks at who would get in before changing anything; a participant takes an offer on a phone."""

import re

from playwright.sync_api import expect

PHONE = {"viewport": {"width": 360, "height": 800}}
TITLE = "Shared laboratories: contracts that hold"
BY_APPROVAL = "Joining a European platform: profile, validation, visibility"


def look(organiser, seats, waiting=None):
    """Open the terms of the session, type a number of seats, and look at what would happen."""
    organiser.page.goto("/desk/cluster-days/seats/")
    organiser.page.get_by_role("link", name=TITLE, exact=True).click()
    organiser.clicks("link", "Change seat settings")
    organiser.page.get_by_label("Number of seats").fill(seats)
    if waiting:
        organiser.page.get_by_label(waiting, exact=False).check()
    organiser.page.get_by_role("button", name="Preview", exact=False).click()
    expect(organiser.page.get_by_role("heading", name="What would happen")).to_be_visible()
    organiser.looks()


def to_session(walker, title=TITLE):
    walker.page.goto("/events/cluster-days/programme?day=all")
    walker.page.get_by_role("link", name=title).first.click()
    walker.looks()


def test_organiser_changes_capacity_and_an_offer_is_accepted(walk):
    organiser, participant = walk("organiser"), walk("participant", **PHONE)
    organiser.opens("/desk/cluster-days/seats/")

    # Fewer seats than are taken: no one loses a seat, and the preview says how the number is reached.
    look(organiser, "10")
    expect(organiser.page.get_by_text("No one loses their seat.", exact=False)).to_be_visible()
    expect(organiser.page.get_by_text(re.compile(r"The next \d+ seats that are released"))).to_be_visible()
    organiser.clicks("button", "Save")
    expect(organiser.page.get_by_text("3 more seats must be released", exact=False)).to_be_visible()

    to_session(participant)
    participant.clicks("button", "Join the waiting list")
    expect(participant.page.get_by_role("heading", name="You are number 1 on the waiting list")).to_be_visible()

    # A seat more, with an offer to the first in line.
    look(organiser, "14", "Waiting list with offers")
    expect(organiser.page.get_by_text("1 person would be offered a seat for 24 hours and emailed")).to_be_visible()
    expect(organiser.page.locator("#preview li")).to_have_text("Tomáš Dvořák")
    organiser.clicks("button", "Save")
    expect(organiser.page.get_by_text("Saved. 1 person was offered a seat by email.")).to_be_visible()

    participant.opens("/my/")
    to_session(participant)
    expect(
        participant.page.get_by_role("heading", name="A seat is available for you until", exact=False)
    ).to_be_visible()
    participant.clicks("button", "Accept the seat")
    expect(participant.page.get_by_role("heading", name="Your seat is confirmed")).to_be_visible()
    participant.clicks("button", "Release my seat")

    # As it was before.
    look(organiser, "60", "gets a free seat at once")
    organiser.clicks("button", "Save")


def test_organiser_decides_who_gets_a_requested_seat(walk):
    organiser, participant = walk("organiser"), walk("participant", **PHONE)
    to_session(participant, BY_APPROVAL)
    participant.clicks("button", "Request a seat")
    expect(participant.page.get_by_role("heading", name="You requested a seat")).to_be_visible()

    page = organiser.opens("/desk/cluster-days/seats/?people=asked")
    organiser.clicks("link", BY_APPROVAL)
    page.get_by_label("Select Tomáš Dvořák").check()
    organiser.clicks("button", "Reject")
    expect(page.get_by_role("heading", name="1 entry to correct")).to_be_visible()
    expect(page.get_by_label("Select Tomáš Dvořák")).to_be_checked()
    organiser.clicks("button", "Approve")
    expect(page.get_by_text("1 person now has a seat and was emailed.")).to_be_visible()

    to_session(participant, BY_APPROVAL)
    participant.clicks("button", "Release my seat")
    expect(participant.page.get_by_role("button", name="Request a seat")).to_be_visible()


def test_organiser_orders_a_waiting_list_and_invites(walk):
    organiser = walk("organiser")
    page = organiser.opens("/desk/cluster-days/seats/?people=waiting")
    organiser.clicks("link", "Speed networking", exact=False)
    organiser.clicks("link", "Waiting", exact=False)
    last = page.locator("tbody tr").last.locator("th bdi").inner_text()
    page.locator("tbody tr").last.get_by_role("link", name=re.compile("^Move")).click()
    organiser.looks()
    page.get_by_label("New position").fill("1")
    organiser.clicks("button", "Move")
    expect(page.get_by_role("heading", name="1 entry to correct")).to_be_visible()
    page.get_by_label("Reason").fill("Speaks in the session before")
    organiser.clicks("button", "Move")
    expect(page.locator("tbody tr").first.locator("th bdi")).to_have_text(last)

    organiser.clicks("link", "Add people")
    page.get_by_label("Name, organisation", exact=False).fill("guest")
    organiser.clicks("button", "Show")
    page.get_by_role("button", name="Invite").first.click()
    expect(page.get_by_text("is invited and was emailed.", exact=False)).to_be_visible()
    organiser.looks()
