"""The page of one registration: details, answers, reservations with actions, history."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from eventdesk.attendees.queries.history import reservations_of
from eventdesk.core.db import db as database
from eventdesk.core.db import transaction
from eventdesk.core.files import answers_folder, store
from eventdesk.core.models import AuditEntry
from eventdesk.core.outbox import queue_mail
from eventdesk.registration.models import Answer, Question
from eventdesk.registration.services.approvals import approve_registration
from eventdesk.seats.models import Reservation
from tests.factories import (
    NOW,
    make_event,
    make_organisation,
    make_person,
    make_registration,
    make_reservation,
    make_role,
    make_session,
    make_terms,
)
from tests.pages import text_of


@pytest.fixture
def nino(event):
    person = make_person(name="Nino <i>Gelashvili", organisation_id=make_organisation(name="=Hub").id, country="GE")
    return make_registration(event, person, code="NINO", state="pending", job_title="Director")


PATH = "/desk/days/registrations/NINO/"


def history(page):
    return [text_of(line).replace(" ,", ",") for line in page.select(".ed-history li")]


def test_page_shows_details_and_answers(browser, event, nino, app):
    key = store(answers_folder(app.config["SETTINGS"].data_dir), b"<script>alert(1)</script>")
    with transaction():
        for number, (kind, value) in enumerate(
            [("text", "No <b>nuts"), ("choices", ["b", "a"]), ("consent", True),
             ("file", {"key": key, "name": "cv/你好.html", "type": "text/html", "size": 25})]
        ):  # fmt: skip
            question = Question(event_id=event.id, code=f"q_{kind}", position=number, kind=kind, label=kind, purpose="x",
                                choices=[{"id": "a", "text": "Ant"}, {"id": "b", "text": "Bee"}])  # fmt: skip
            database.session.add(question)
            database.session.flush()
            database.session.execute(
                insert(Answer), {"registration_id": nino.id, "question_id": question.id, "value": value}
            )
        database.session.add(
            Question(event_id=event.id, code="q_none", position=9, kind="text", label="Else", purpose="x")
        )

    page = browser.visit(PATH)
    file = browser.get(page.select_one("#answers a")["href"])

    assert text_of(page.h1) == "Nino <i>Gelashvili"
    assert text_of(page.select_one("main .ed-status")) == "Awaiting approval"
    facts = dict(zip(map(text_of, page.select("#who dt")), map(text_of, page.select("#who dd")), strict=True))
    assert (facts["Organisation"], facts["Job title"], facts["Country"]) == ("=Hub", "Director", "Georgia")
    assert [text_of(line) for line in page.select("#answers dd")] == [
        "No <b>nuts", "Bee, Ant", "yes", "cv/你好.html (1 kB)", "Not answered",
    ]  # fmt: skip
    assert file.data == b"<script>alert(1)</script>"
    assert file.mimetype == "application/octet-stream"
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]


@pytest.mark.both_engines
def test_registration_is_approved_once(browser, nino):
    page = browser.visit(PATH)

    done = browser.visit(browser.submit(page, "form[action$=approve]").location)
    again = browser.visit(browser.send(f"{PATH}approve").location)

    assert nino.state == "confirmed"
    assert text_of(done.select_one(".ed-banner")) == "Registration approved."
    assert text_of(again.select_one(".ed-banner")) == "It had already been decided."
    assert [line for line in history(done) if line.startswith("Approved")] == [
        "Approved. 2 March 2026, 10:00, Ieva Petraitė"
    ]


def test_approving_without_a_free_place(browser, event, nino):
    make_terms(event, places=1, taken=1, requires_approval=True)

    page = browser.checked(browser.send(f"{PATH}approve"), 422)

    assert text_of(page.select_one(".ed-banner")) == "All places are taken."
    assert nino.state == "pending"


def test_registration_is_rejected_on_a_separate_page(browser, nino):
    page = browser.visit(PATH)
    reject = browser.visit(page.find("a", string="Reject")["href"])
    assert text_of(reject.select_one(".ed-back")) == "Nino <i>Gelashvili"

    browser.submit(reject, reason="No place")

    assert (nino.state, nino.reason) == ("rejected", "No place")
    assert "Rejected: No place 2 March 2026, 10:00, Ieva Petraitė" in history(browser.visit(PATH))


@pytest.mark.both_engines
def test_seats_are_approved_rejected_added_and_removed(browser, event, nino):
    with transaction():
        nino.state = "confirmed"
    person = nino.person
    requested = make_reservation(make_session(event, seats=2, title="Requested"), person, state="pending")
    other = make_reservation(make_session(event, seats=2, title="Other"), person, state="pending")
    free = make_session(event, seats=1, title="Free")
    page = browser.visit(PATH)

    browser.submit(page, f"form[action*='{requested.code}/give']")
    reject = browser.visit(f"{PATH}seats/{other.code}/refuse")
    empty = browser.checked(browser.submit(reject), 422)
    browser.submit(empty, reason="For clusters alone")
    added = browser.visit(browser.submit(page, ".ed-add-to-session", target=str(free.id)).location)
    full = browser.checked(browser.send(f"{PATH}seats", {"target": str(make_session(event).id)}), 422)
    ask = browser.visit(added.select_one(f"a[href*='{requested.code}/take-back']")["href"])
    back = browser.visit(browser.submit(ask).location)

    assert (requested.state, other.state, other.reason) == ("cancelled", "rejected", "For clusters alone")
    assert text_of(added.select(".ed-banner")[-1]) == "Nino <i>Gelashvili has a seat in “Free”."
    assert text_of(full.select_one(".ed-error")) == "Choose a session"
    assert text_of(full.select_one(".ed-error-summary a")) == "Choose a session"
    assert text_of(ask.h1) == "Remove Nino <i>Gelashvili from this session?"
    assert text_of(ask.select_one(".ed-prose-width")) == (
        "Session: “Requested”. They will be emailed. If people are waiting, the seat goes to the next person in line."
    )
    assert [text_of(line.strong) for line in back.select(".ed-seat-list li")] == ["Free"]
    entries = [line.partition(" 2 March")[0] for line in history(back) if not line.startswith("Email")]
    assert entries == [
        "Removed from the session by an organiser. Requested", "Seat reserved. Free",
        "Seat request rejected: For clusters alone Other",
        "Seat reserved. Requested", "Seat reserved. Other", "Seat reserved. Requested",
    ]  # fmt: skip


def test_adding_to_a_full_session(browser, event, nino):
    with transaction():
        nino.state = "confirmed"
    full = make_session(event, seats=1)
    make_reservation(full)

    page = browser.checked(browser.send(f"{PATH}seats", {"target": str(full.id)}), 422)

    assert text_of(page.select_one("#seats .ed-error")) == "All seats are taken."
    assert page.select_one("#target [selected]")["value"] == str(full.id)


def test_reservation_of_another_person_is_404(browser, event, nino):
    theirs = make_reservation(make_session(event, seats=2), state="pending")
    elsewhere = make_reservation(make_session(make_event(), seats=2), nino.person, state="pending")

    answers = [
        browser.send(f"{PATH}seats/{reservation.code}/{action}", {"reason": "x"}).status_code
        for reservation in (theirs, elsewhere)
        for action in ("give", "take-back", "refuse")
    ]

    assert answers == [404] * 6
    assert [theirs.state, elsewhere.state] == ["pending", "pending"]


def test_registration_of_another_event_is_404(browser, as_person, event, nino):
    make_event(slug="other")
    with transaction():
        role = make_role(database.session.scalars(select(type(event)).filter_by(slug="other")).one())

    assert as_person(role).get("/desk/other/registrations/NINO/").status_code == 404
    assert as_person(role).get(PATH).status_code == 404


@pytest.mark.both_engines
def test_history_lists_changes_and_emails(browser, event, organiser, nino):
    reservation = make_reservation(make_session(event, seats=1, title="Morning"), nino.person, state="waiting")
    with transaction():
        approve_registration(nino, actor_id=organiser.id, now=NOW + timedelta(minutes=1))
    with transaction():
        for verb, detail, actor in (
            ("move_in_queue", {"before": 3, "after": 1, "reason": "Speaker"}, organiser.id),
            ("pass_over", {}, None),
            ("change_registration", {"changed": ["country"]}, nino.person_id),
            ("something_new", {}, None),
        ):
            subject = f"Reservation:{reservation.id}" if "reg" not in verb else f"Registration:{nino.id}"
            database.session.add(AuditEntry(at=NOW + timedelta(minutes=2), event_id=event.id, verb=verb, actor_id=actor,
                                            subject=subject, detail=detail))  # fmt: skip
            database.session.flush()
        values = {"name": "{{ 7*7 }}", "organisation": "", "event": "Cluster Days", "event_slug": "days",
                  "subject": "Rooms for {name}", "text": "x", "ref": None}  # fmt: skip
        queue_mail("organiser_message", "nino@example.org", values, now=NOW + timedelta(minutes=3), event_id=event.id,
                   subject_ref=f"Registration:{nino.id}")  # fmt: skip
        queue_mail("organiser_message", "a@example.org", values, now=NOW, subject_ref=f"Registration:{nino.id + 1}")

    entries = history(browser.visit(PATH))

    assert entries == [
        "Email: Rooms for {{ 7*7 }} Queued: nino@example.org 2 March 2026, 10:03",
        "something new Morning 2 March 2026, 10:02, Automatic",
        "Answers changed. 2 March 2026, 10:02, Nino <i>Gelashvili",
        "Skipped on the waiting list because of another seat. Morning 2 March 2026, 10:02, Automatic",
        "Moved on the waiting list from 3 to 1: Speaker Morning 2 March 2026, 10:02, Ieva Petraitė",
        f"Email: You are registered: Cluster Days Queued: {nino.person.email} 2 March 2026, 10:01",
        "Approved. 2 March 2026, 10:01, Ieva Petraitė",
        "Seat reserved. Morning 2 March 2026, 10:00, Automatic",
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_ten_queries(browser, event, nino, queries, rows):
    for _ in range(rows):
        make_reservation(make_session(event, seats=2), nino.person)

    with queries() as seen:
        browser.get(PATH)

    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 10


def test_earlier_links_are_deactivated(browser, nino):
    version = nino.link_version

    ask = browser.visit(browser.visit(PATH).select_one("a[href$=end-links]")["href"])
    assert nino.link_version == version
    done = browser.submit(ask)

    assert text_of(ask.h1) == "Deactivate the links that Nino <i>Gelashvili has?"
    assert (nino.link_version, done.location) == (version + 1, PATH)


@pytest.mark.parametrize(("role", "status"), [("moderator", 403), ("communications", 403)])
def test_registration_is_for_organisers(as_person, event, nino, role, status):
    other = as_person(make_role(event, role))

    assert other.get(PATH).status_code == status
    assert other.send(f"{PATH}approve").status_code == status
    assert nino.state == "pending"


def test_history_is_of_this_event_only(event, nino, db):
    make_reservation(make_session(make_event(), seats=1), nino.person)

    assert reservations_of(nino) == []
    assert len(db.session.scalars(select(Reservation)).all()) == 1
