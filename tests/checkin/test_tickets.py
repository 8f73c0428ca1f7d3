"""The ticket of a registration: its content, who can open it, when it is printed again."""

import io
import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from eventdesk.checkin import tickets
from eventdesk.checkin.queries.tickets import PRINT_TICKET, ticket_of
from eventdesk.checkin.services.tickets import print_ticket
from eventdesk.checkin.tickets import Ticket, TicketSession, ticket_html
from eventdesk.cli.jobs import JOBS
from eventdesk.core.db import transaction
from eventdesk.core.models import OutboxItem
from eventdesk.printing.pdf import render_pdf
from eventdesk.registration.queries.registrations import registration_of
from eventdesk.web.signed_links import sign_registration
from tests.factories import (
    NOW,
    make_event,
    make_organisation,
    make_person,
    make_registration,
    make_reservation,
    make_role,
    make_room,
    make_session,
)
from tests.pages import text_of

ZONE = ZoneInfo("Europe/Vilnius")
START = datetime(2026, 10, 14, 14, 0, tzinfo=ZONE)
TICKET = Ticket(
    language="en",
    event="Cluster Days 2026",
    organiser="Baltic Cluster Association",
    accent="#005f6b",
    first_day=datetime(2026, 10, 14, 12, tzinfo=ZONE),
    last_day=date(2026, 10, 15),
    city="Vilnius",
    place="Žalgiris Arena, Kaunas",
    name="Ana Lobo",
    organisation="University of Minho",
    code="K7WQ2M9XAB",
    address="https://clusterdays.example/desk/cluster-days/door/person/K7WQ2M9XAB",
    my_page="https://clusterdays.example/my/",
    contact="hello@clusterdays.example",
    sessions=(
        TicketSession("Funding a cross-border pilot", START, START + timedelta(minutes=45), "Room 1.05"),
        TicketSession("Off", START + timedelta(hours=20), START + timedelta(hours=21), "Great hall", is_cancelled=True),
        TicketSession("Some time", None, None, ""),
    ),
)


def printed(ticket):
    """Print a ticket, without a warning of WeasyPrint."""
    problems = []
    reader = PdfReader(io.BytesIO(render_pdf(ticket_html(ticket), problems)))
    assert problems == []
    return reader


def pdf_text(reader):
    return " ".join(" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in reader.pages)


def test_ticket_shows_person_place_time_and_instructions():
    text = pdf_text(printed(TICKET))

    for line in (
        "Ticket", "Baltic Cluster Association", "Cluster Days 2026", "14–15 October 2026", "Žalgiris Arena, Kaunas",
        "Ana Lobo", "University of Minho", "K7WQ2M9XAB", "Wednesday, 14 October 2026", "14:00–14:45",
        "Funding a cross-border pilot", "Room 1.05", "Thursday, 15 October 2026", "Cancelled: Off", "Time to be announced",
        "To be announced", "Times are Vilnius time, EEST (UTC+3).", "If you can't attend", "clusterdays.example/my/",
        "You can also write to hello@clusterdays.example.",
    ):  # fmt: skip
        assert line in text


def test_ticket_is_tagged_and_has_title_and_language():
    reader = printed(TICKET)

    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Ticket: Cluster Days 2026, Ana Lobo"
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert len(reader.pages) == 1


@pytest.mark.parametrize(
    ("name", "letters"), [("ნინო გელაშვილი", "ნინო"), ("Նարե Բերիձե", "Նարե"), ("Łukasz Żółć", "Łukasz Żółć")]
)
def test_name_in_another_script_is_printed_in_its_letters(name, letters):
    assert letters in pdf_text(printed(replace(TICKET, name=name)))


def test_arabic_name_is_printed_without_a_missing_letter():
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in printed(replace(TICKET, name="مريم العبدالله")).pages
        for font in page["/Resources"]["/Font"].values()
    }

    assert any("Arab" in font for font in fonts)


def test_markup_in_names_stays_text():
    text = pdf_text(printed(replace(TICKET, name="<b>Eve</b> {{ 7 * 7 }}", event="A & <i>B</i>")))

    assert "<b>Eve</b> {{ 7 * 7 }}" in text
    assert "A & <i>B</i>" in text


def test_ticket_of_many_seats_and_long_names_has_three_pages():
    many = tuple(replace(TICKET.sessions[0], title=f"Session {number} " + "of many words " * 6) for number in range(40))

    reader = printed(replace(TICKET, name="Wolfeschlegelsteinhausenbergerdorff " * 3, sessions=many))

    assert len(reader.pages) == 3
    assert "Session 39" in pdf_text(reader)
    assert "3 / 3" in pdf_text(reader)


def test_key_changes_with_the_content(app):
    assert TICKET.key == replace(TICKET).key
    assert TICKET.key != replace(TICKET, organisation="Elsewhere").key
    assert TICKET.key != replace(TICKET, sessions=TICKET.sessions[:2]).key


@pytest.mark.both_engines
def test_ticket_has_confirmed_seats_only(app):
    event = make_event(title="Cluster Days", contact_email="hi@example.org")
    person = make_person(name="Ana Lobo")
    make_registration(event, person, code="K7WQ2M9XAB", organisation_id=make_organisation(name="Minho").id)
    room = make_room(event, name="Room 1.05")
    make_reservation(make_session(event, title="Mine", room_id=room.id), person)
    make_reservation(make_session(event, title="Off", state="cancelled"), person)
    for number, state in enumerate(("waiting", "pending", "offered", "cancelled")):
        make_reservation(make_session(event, title=f"No {number}"), person, state=state)
    make_reservation(make_session(title="Of another event"), person)

    registration = registration_of(event.id, person.id)
    ticket = ticket_of(registration, base_url="https://days.example")

    assert [(session.title, session.place, session.is_cancelled) for session in ticket.sessions] == [
        ("Mine", "Room 1.05", False), ("Off", "", True),
    ]  # fmt: skip
    assert (ticket.name, ticket.organisation, ticket.code) == ("Ana Lobo", "Minho", "K7WQ2M9XAB")
    assert ticket.address == f"https://days.example/desk/{event.slug}/door/person/K7WQ2M9XAB"
    assert (ticket.first_day.isoformat(), ticket.place) == ("2026-04-14T12:00:00+02:00", "Hall of Clusters, Brussels")
    assert ticket.sessions[0].starts_at.isoformat() == "2026-04-14T11:00:00+02:00"


def do_jobs(db):
    """Run the queued jobs as a worker does."""
    for item in db.session.query(OutboxItem).filter_by(kind=PRINT_TICKET, state="queued").order_by(OutboxItem.id):
        JOBS[item.kind](item)
        with transaction():
            db.session.get(OutboxItem, item.id).state = "done"


def test_ticket_is_requested_printed_and_opened(as_person, db):
    person = make_person(name="Ana Lobo")
    event = make_event(title="Cluster Days")
    registration = make_registration(event, person, code="K7WQ2M9XAB")
    browser = as_person(person)
    address = f"/my/registrations/{registration.code}/ticket"

    assert browser.get(f"{address}.pdf").location == address
    page = browser.visit(address)
    response = browser.submit(page)
    assert (response.status_code, response.location) == (303, address)
    # A second request prints it once.
    browser.send(address)
    waiting = browser.visit(address)
    assert text_of(waiting.select_one(".ed-progress strong")) == "In the queue…"
    assert db.session.query(OutboxItem).filter_by(kind=PRINT_TICKET).count() == 1

    do_jobs(db)
    ready = browser.visit(address)
    pdf = browser.get(ready.select_one("main .ed-button")["href"])

    assert (pdf.status_code, pdf.mimetype) == (200, "application/pdf")
    assert pdf.headers["Cache-Control"] == "no-store"
    assert f"filename=ticket-{event.slug}-K7WQ2M9XAB.pdf" in pdf.headers["Content-Disposition"]
    assert "Ana Lobo" in pdf_text(PdfReader(io.BytesIO(pdf.data)))
    # Now one click opens it, until its content changes.
    assert browser.send(address).location == f"{address}.pdf"
    make_reservation(make_session(event, title="Panel"), person)
    assert browser.send(address).location == address
    do_jobs(db)
    assert "Panel" in pdf_text(PdfReader(io.BytesIO(browser.get(f"{address}.pdf").data)))


def test_ticket_button_on_my_agenda_without_a_seat(as_person):
    registration = make_registration(make_event(title="Cluster Days"))
    browser = as_person(registration.person)

    response = browser.submit("/my/", '[action$="/ticket"]')

    assert response.location == f"/my/registrations/{registration.code}/ticket"


def test_signed_link_opens_the_ticket_until_links_are_revoked(app, client, db):
    registration = make_registration()
    with app.test_request_context():
        key = sign_registration((registration.code, 0))
    address = f"/my/registrations/{key}/ticket"

    assert client.submit(address).location == address
    do_jobs(db)
    assert client.get(f"{address}.pdf").mimetype == "application/pdf"
    with transaction():
        registration.link_version += 1
    assert client.get(f"{address}.pdf").status_code == 410


def test_ticket_of_another_person_is_refused(as_person, client):
    registration = make_registration()
    address = f"/my/registrations/{registration.code}/ticket"

    assert client.get(f"{address}.pdf").location == "/sign-in"
    other = as_person(make_person())
    assert [other.get(path).status_code for path in (address, f"{address}.pdf")] == [404, 404]
    assert other.send(address).status_code == 404
    organiser = as_person(make_role(registration.event))
    assert organiser.get(f"{address}.pdf").status_code == 403


@pytest.mark.parametrize("state", ["pending", "rejected", "cancelled"])
def test_ticket_needs_a_confirmed_registration(as_person, db, state):
    registration = make_registration(state=state)
    browser = as_person(registration.person)
    address = f"/my/registrations/{registration.code}/ticket"

    page = browser.visit(address)

    assert text_of(page.select_one(".ed-empty h2")) == "No ticket yet"
    assert browser.get(f"{address}.pdf").status_code == 409
    assert browser.send(address).status_code == 303
    assert db.session.query(OutboxItem).count() == 0


def test_failed_ticket_can_be_requested_again(as_person, db):
    registration = make_registration()
    browser = as_person(registration.person)
    address = f"/my/registrations/{registration.code}/ticket"
    browser.send(address)
    with transaction():
        db.session.query(OutboxItem).one().state = "failed"
        db.session.query(OutboxItem).one().error = "No fonts."

    page = browser.visit(address)

    assert text_of(page.select_one(".ed-banner strong")) == "The ticket could not be created."
    browser.submit(page)
    assert db.session.query(OutboxItem).filter_by(state="queued").count() == 1


def test_old_tickets_are_removed(tmp_path):
    for key, days in (("old", 15), ("new", 13)):
        tickets.store_ticket(tmp_path, key, b"%PDF")
        at = (NOW - timedelta(days=days)).timestamp()
        os.utime(tickets.ticket_path(tmp_path, key), (at, at))

    tickets.purge(tmp_path, now=NOW)
    tickets.purge(tmp_path / "nowhere", now=NOW)

    assert [file.name for file in (tmp_path / "tickets").iterdir()] == ["new.pdf"]


def test_printed_ticket_is_not_printed_again(app, tmp_path):
    registration = make_registration()
    ticket = ticket_of(registration, base_url="")
    tickets.store_ticket(tmp_path, ticket.key, b"%PDF stored")

    path = print_ticket(registration, tmp_path, base_url="")

    assert path.read_bytes() == b"%PDF stored"


@pytest.mark.parametrize("rows", [1, 3])
def test_ticket_page_takes_five_queries(as_person, queries, rows):
    event, person = make_event(), make_person()
    for _ in range(rows):
        make_reservation(
            make_session(event, room_id=make_room(event).id, starts_at=datetime(2026, 4, 14, 9, tzinfo=UTC)), person
        )
    registration = registration_of(event.id, person.id)
    browser = as_person(person)

    with queries() as seen:
        browser.get(f"/my/registrations/{registration.code}/ticket")

    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 5
