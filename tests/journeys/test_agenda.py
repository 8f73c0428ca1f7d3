"""My agenda on a phone: printed, and as a ticket whose code door staff read."""

import io
import re

from playwright.sync_api import expect
from pypdf import PdfReader

PHONE = {"viewport": {"width": 360, "height": 800}}


def test_ticket_is_created_on_a_phone_and_scanned(walk):
    participant = walk("participant", **PHONE)
    page = participant.opens("/my/")
    participant.clicks("button", "Ticket (PDF)")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ticket")
    ticket = page.get_by_role("link", name="Open the ticket")
    expect(ticket).to_be_visible(timeout=60_000)
    participant.looks()

    answer = page.request.get(ticket.get_attribute("href"))

    text = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.body())).pages)
    for part in ("Cluster Days", "Funding a cross-border pilot", "Room 1.05", "14:00–14:45", "If you cannot come"):
        assert part in text
    # Once it is made, one button opens it.
    page.goto("/my/")
    form = page.get_by_role("button", name="Ticket (PDF)").locator("xpath=..")
    token = form.locator('input[name="csrf_token"]').get_attribute("value")
    again = page.request.post(form.get_attribute("action"), form={"csrf_token": token})
    assert again.headers["content-type"] == "application/pdf"

    code = re.search(r"\b[A-Z2-9]{10}\b", text).group()
    staff = walk("moderator", **PHONE)
    door = staff.opens(f"/desk/cluster-days/door/person/{code}")
    expect(door.get_by_text("Registered for Cluster Days")).to_be_visible()
    expect(door.get_by_role("heading", name="Funding a cross-border pilot")).to_be_visible()


def test_agenda_has_a_page_to_print(walk):
    participant = walk("participant", **PHONE)
    participant.opens("/my/")
    page = participant.clicks("link", "Print")

    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))

    text = " ".join(sheet.extract_text() for sheet in sheets.pages)
    for part in (
        "My agenda",
        "Cluster Days",
        "Times are Vilnius time",
        "Funding a cross-border pilot",
        "Room 1.05",
        "As of ",
    ):
        assert part in text
    for left_out in ("Sign out", "Print this page", "Accessibility"):
        assert left_out not in text
    width, height = (float(side) for side in sheets.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (595, 842)
