"""An organiser: from nothing to a published event, with a conflict on the way."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

SOON = (datetime.now(UTC) + timedelta(days=40)).date().isoformat()


def add_session(organiser, title, starts, ends):
    page = organiser.page
    page.goto("/desk/spring-forum/sessions/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Track").select_option(index=1)
    page.get_by_label("Day", exact=True).select_option(index=1)
    page.get_by_label("Starts", exact=True).fill(starts)
    page.get_by_label("Ends", exact=True).fill(ends)
    page.get_by_label("Room").select_option(index=1)
    page.get_by_label("Seats", exact=True).fill("20")
    return organiser.clicks("button", "Save session")


def publish(organiser, number, note=""):
    """Publish the programme as its next version."""
    organiser.opens("/desk/spring-forum/agenda/publish")
    organiser.page.get_by_label("Note").fill(note)
    organiser.clicks("button", f"Publish version {number}")
    expect(organiser.page.get_by_text(f"Version {number} published.")).to_be_visible()


def add_speaker(organiser, name):
    page = organiser.page
    organiser.clicks("link", "Add person")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Organisation", exact=True).fill("Tbilisi Hub")
    organiser.clicks("button", "Add person")


def test_organiser_creates_plans_and_publishes(walk):
    organiser = walk("organiser")
    page = organiser.opens("/desk/")
    organiser.clicks("link", "Create event")
    organiser.clicks("button", "Create event")
    expect(page.get_by_role("heading", name="to correct", exact=False)).to_be_visible()
    page.get_by_label("Title").fill("Spring Forum")
    page.get_by_label("First day").fill(SOON)
    page.get_by_label("Last day").fill(SOON)
    page.get_by_label("Time zone").select_option("Asia/Tbilisi")
    page.get_by_label("City").fill("Tbilisi")
    organiser.clicks("button", "Create event")

    page.goto("/desk/spring-forum/rooms/")
    page.get_by_label("Name").fill("დარბაზი")
    page.get_by_label("Seats").fill("15")
    organiser.clicks("button", "Add room")
    page.goto("/desk/spring-forum/tracks/")
    page.get_by_label("Name").fill("Clusters")
    organiser.clicks("button", "Add track")

    # Times that cannot be are refused beside the field, and nothing typed is lost.
    add_session(organiser, "Welcome 🌱", "10:00", "09:00")
    expect(page.get_by_role("link", name="The session must end after it starts")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Welcome 🌱")
    page.get_by_label("Ends", exact=True).fill("11:00")
    organiser.clicks("button", "Save session")
    expect(page.get_by_text("has 15 seats", exact=False).or_(page.get_by_text("15", exact=False)).first).to_be_visible()
    add_speaker(organiser, "Nino Gelashvili")

    # The same room and person at the same time: warned, not stopped; moving solves it.
    add_session(organiser, "Second thoughts", "10:30", "11:15")
    add_speaker(organiser, "Nino Gelashvili")
    organiser.opens("/desk/spring-forum/agenda")
    expect(page.get_by_role("heading", name="2 conflicts", exact=False)).to_be_visible()
    organiser.clicks("link", "Find a free time")
    page.get_by_label("Starts", exact=True).fill("11:15")
    page.get_by_label("Ends", exact=True).fill("12:00")
    organiser.clicks("button", "Move session")
    organiser.opens("/desk/spring-forum/agenda")
    expect(page.get_by_role("heading", name="conflicts", exact=False)).to_have_count(0)

    # Nobody sees it before it is published: the event, and its programme.
    visitor = walk()
    assert visitor.page.request.get("/events/spring-forum/").status == 404
    page.goto("/desk/spring-forum/")
    organiser.clicks("button", "Publish event")
    visitor.opens("/events/spring-forum/programme")
    expect(visitor.page.get_by_role("heading", name="The programme is not published yet")).to_be_visible()
    publish(organiser, 1)
    visitor.opens("/events/spring-forum/programme")
    expect(visitor.page.get_by_role("link", name="Welcome 🌱")).to_be_visible()

    # A role for somebody, and one session cancelled.
    page.goto("/desk/spring-forum/roles")
    page.get_by_label("Role").select_option("moderator")
    page.get_by_label("Email").fill("moderator@demo.example")
    organiser.clicks("button", "Assign role")
    expect(page.get_by_role("cell", name="Marten Kallas", exact=False)).to_be_visible()
    page.goto("/desk/spring-forum/agenda")
    organiser.clicks("link", "Second thoughts", exact=False)
    organiser.clicks("link", "Cancel session")
    organiser.clicks("button", "Cancel session")
    visitor.opens("/events/spring-forum/programme")
    expect(visitor.page.get_by_text("Cancelled")).to_have_count(0)
    publish(organiser, 2, "One speaker is ill.")
    visitor.opens("/events/spring-forum/programme")
    expect(visitor.page.get_by_text("Cancelled").first).to_be_visible()

    # Visitors read what changed, version by version.
    visitor.opens("/events/spring-forum/changes")
    expect(visitor.page.get_by_text("One speaker is ill.")).to_be_visible()
    expect(visitor.page.get_by_text("Cancelled. It was planned for", exact=False)).to_be_visible()
    expect(visitor.page.get_by_text("First version: 2 sessions.")).to_be_visible()


def test_organiser_opens_every_page_of_the_desk(walk):
    organiser = walk("organiser")

    for page in (
        "",
        "settings",
        "agenda",
        "agenda/publish",
        "sessions/",
        "rooms/",
        "tracks/",
        "links/",
        "speakers/",
        "roles",
        "registrations",
    ):
        organiser.opens(f"/desk/cluster-days/{page}")


def test_administrator_reads_the_outbox(walk):
    administrator = walk("administrator")
    page = administrator.opens("/desk/outbox")

    page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    administrator.looks()
