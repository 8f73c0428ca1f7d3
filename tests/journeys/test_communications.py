"""Communications staff: figures, texts, the PDF, the public page."""

import io

from playwright.sync_api import expect
from pypdf import PdfReader

DESK = "/desk/ict-innovation-2020"


def test_communications_writes_prints_and_publishes_the_report(walk):
    press = walk("communications")
    page = press.opens("/desk/")
    press.clicks("link", "ICT Innovation networking event", exact=False)
    press.clicks("link", "Statistics")
    expect(page.get_by_role("main").get_by_text("60", exact=True).first).to_be_visible()
    expect(page.get_by_role("main").get_by_text("44", exact=True).first).to_be_visible()

    press.clicks("link", "Report")
    page.get_by_label("Conclusions").fill("Experience is worth exchanging, says the browser's journey.")
    press.clicks("button", "Save")
    page.get_by_role("button", name="Update PDF").click()
    expect(page.get_by_role("heading", level=1, name="Report")).to_be_visible(timeout=60_000)
    page.wait_for_url(f"**{DESK}/report", timeout=60_000)
    press.clicks("button", "Publish version 2")
    pdf = page.request.get("/events/ict-innovation-2020/report.pdf")

    assert pdf.headers["content-type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(pdf.body()))
    text = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
    assert "Experience is worth exchanging, says the browser's journey." in text
    assert "60" in text
    visitor = walk()
    visitor.opens("/events/ict-innovation-2020/")
    expect(visitor.page.get_by_role("link", name="Download the report")).to_be_visible()


def test_communications_writes_the_outcomes_of_a_session(walk):
    press = walk("communications")
    page = press.opens(f"{DESK}/report")
    press.clicks("link", "Wrap-up", exact=False)

    page.get_by_label("Outcomes").fill("A date for the next event.")
    press.clicks("button", "Save", exact=False)

    press.opens(f"{DESK}/report")
    expect(page.get_by_text("No outcomes yet")).to_have_count(0)


def test_communications_cannot_see_registrations(walk):
    press = walk("communications")

    seen = [
        press.page.request.get(f"/desk/cluster-days/{path}").status for path in ("registrations", "door/", "settings")
    ]

    assert seen == [403] * 3
