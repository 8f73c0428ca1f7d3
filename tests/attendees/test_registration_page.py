"""One registration as organisers see it: who, answers, seats with deeds, history."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from eventdesk.attendees.queries.history import reservations_of
from eventdesk.core.db import db as house_db
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
from tests.pages import words


@pytest.fixture
def event(db):
    return make_event(slug="days", title="Cluster Days")


@pytest.fixture
def organiser(event):
    return make_role(event, "organiser", make_person(name="Ieva Petraitė"))


@pytest.fixture
def browser(as_person, organiser):
    return as_person(organiser)


@pytest.fixture
def nino(event):
    person = make_person(name="Nino <i>Gelashvili", organisation_id=make_organisation(name="=Hub").id, country="GE")
    return make_registration(event, person, code="NINO", state="pending", job_title="Director")


PATH = "/desk/days/registrations/NINO/"


def history(page):
    return [words(line).replace(" ,", ",") for line in page.select(".ed-history li")]


def test_page_says_who_and_what_they_answered(browser, event, nino, app):
    key = store(answers_folder(app.config["SETTINGS"].data_dir), b"<script>alert(1)</script>")
    with transaction():
        for number, (kind, value) in enumerate(
            [("text", "No <b>nuts"), ("choices", ["b", "a"]), ("consent", True),
             ("file", {"key": key, "name": "cv/你好.html", "type": "text/html", "size": 25})]
        ):  # fmt: skip
            question = Question(event_id=event.id, code=f"q_{kind}", position=number, kind=kind, label=kind, purpose="x",
                                choices=[{"id": "a", "text": "Ant"}, {"id": "b", "text": "Bee"}])  # fmt: skip
            house_db.session.add(question)
            house_db.session.flush()
            house_db.session.execute(
                insert(Answer), {"registration_id": nino.id, "question_id": question.id, "value": value}
            )
        house_db.session.add(
            Question(event_id=event.id, code="q_none", position=9, kind="text", label="Else", purpose="x")
        )

    page = browser.visit(PATH)
    file = browser.get(page.select_one("#answers a")["href"])

    assert words(page.h1) == "Nino <i>Gelashvili"
    assert words(page.select_one("main .ed-status")) == "To approve"
    facts = dict(zip(map(words, page.select("#who dt")), map(words, page.select("#who dd")), strict=True))
    assert (facts["Organisation"], facts["Job title"], facts["Country"]) == ("=Hub", "Director", "Georgia")
    assert [words(line) for line in page.select("#answers dd")] == [
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
    assert words(done.select_one(".ed-banner")) == "The registration is approved."
    assert words(again.select_one(".ed-banner")) == "It did not wait for approval any more."
    assert [line for line in history(done) if line.startswith("Approved")] == [
        "Approved. 2 March 2026, 10:00, Ieva Petraitė"
    ]


def test_registration_without_a_place_says_so(browser, event, nino):
    make_terms(event, places=1, taken=1, requires_approval=True)

    page = browser.checked(browser.send(f"{PATH}approve"), 422)

    assert words(page.select_one(".ed-banner")) == "All places are taken."
    assert nino.state == "pending"


def test_one_registration_is_refused_and_cancelled_on_pages_of_their_own(browser, nino):
    page = browser.visit(PATH)
    refuse = browser.visit(page.find("a", string="Refuse")["href"])
    assert words(refuse.select_one(".ed-back")) == "Nino <i>Gelashvili"

    browser.submit(refuse, reason="No place")

    assert (nino.state, nino.reason) == ("rejected", "No place")
    assert "Refused: No place 2 March 2026, 10:00, Ieva Petraitė" in history(browser.visit(PATH))


@pytest.mark.both_engines
def test_seats_are_given_refused_and_taken_back(browser, event, nino):
    with transaction():
        nino.state = "confirmed"
    person = nino.person
    asked = make_reservation(make_session(event, seats=2, title="Asked"), person, state="pending")
    other = make_reservation(make_session(event, seats=2, title="Other"), person, state="pending")
    free = make_session(event, seats=1, title="Free")
    page = browser.visit(PATH)

    browser.submit(page, f"form[action*='{asked.code}/give']")
    refuse = browser.visit(f"{PATH}seats/{other.code}/refuse")
    empty = browser.checked(browser.submit(refuse), 422)
    browser.submit(empty, reason="For clusters alone")
    put_in = browser.visit(browser.submit(page, ".ed-add-to-session", goal=str(free.id)).location)
    full = browser.checked(browser.send(f"{PATH}seats", {"goal": str(make_session(event).id)}), 422)
    ask = browser.visit(put_in.select_one(f"a[href*='{asked.code}/take-back']")["href"])
    back = browser.visit(browser.submit(ask).location)

    assert (asked.state, other.state, other.reason) == ("cancelled", "rejected", "For clusters alone")
    assert words(put_in.select(".ed-banner")[-1]) == "Nino <i>Gelashvili has a seat in “Free”."
    assert words(full.select_one(".ed-error")) == "Choose a session"
    assert words(full.select_one(".ed-error-summary a")) == "Choose a session"
    assert words(ask.h1) == "Remove Nino <i>Gelashvili from this session?"
    assert words(ask.select_one(".ed-prose-width")) == (
        "It is about “Asked”. They are told by email. If people are waiting, the first of them gets the seat."
    )
    assert [words(line.strong) for line in back.select(".ed-seat-list li")] == ["Free"]
    told = [line.partition(" 2 March")[0] for line in history(back) if not line.startswith("Mail")]
    assert told == [
        "Removed from the session by an organiser. Asked", "Seat reserved. Free", "Seat refused: For clusters alone Other",
        "Seat reserved. Asked", "Seat reserved. Other", "Seat reserved. Asked",
    ]  # fmt: skip


def test_full_session_says_so(browser, event, nino):
    with transaction():
        nino.state = "confirmed"
    full = make_session(event, seats=1)
    make_reservation(full)

    page = browser.checked(browser.send(f"{PATH}seats", {"goal": str(full.id)}), 422)

    assert words(page.select_one("#seats .ed-error")) == "All seats are taken."
    assert page.select_one("#goal [selected]")["value"] == str(full.id)


def test_seat_of_somebody_else_is_not_found(browser, event, nino):
    theirs = make_reservation(make_session(event, seats=2), state="pending")
    elsewhere = make_reservation(make_session(make_event(), seats=2), nino.person, state="pending")

    answers = [
        browser.send(f"{PATH}seats/{one.code}/{deed}", {"reason": "x"}).status_code
        for one in (theirs, elsewhere)
        for deed in ("give", "take-back", "refuse")
    ]

    assert answers == [404] * 6
    assert [theirs.state, elsewhere.state] == ["pending", "pending"]


def test_registration_of_another_event_is_not_found(browser, as_person, event, nino):
    make_event(slug="other")
    with transaction():
        role = make_role(house_db.session.scalars(select(type(event)).filter_by(slug="other")).one())

    assert as_person(role).get("/desk/other/registrations/NINO/").status_code == 404
    assert as_person(role).get(PATH).status_code == 404


@pytest.mark.both_engines
def test_history_names_deeds_and_mails_with_who_and_when(browser, event, organiser, nino):
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
            house_db.session.add(AuditEntry(at=NOW + timedelta(minutes=2), event_id=event.id, verb=verb, actor_id=actor,
                                            subject=subject, detail=detail))  # fmt: skip
            house_db.session.flush()
        values = {"name": "{{ 7*7 }}", "organisation": "", "event": "Cluster Days", "event_slug": "days",
                  "subject": "Rooms for {name}", "text": "x", "ref": None}  # fmt: skip
        queue_mail("organiser_message", "nino@example.org", values, now=NOW + timedelta(minutes=3), event_id=event.id,
                   subject_ref=f"Registration:{nino.id}")  # fmt: skip
        queue_mail("organiser_message", "a@example.org", values, now=NOW, subject_ref=f"Registration:{nino.id + 1}")

    told = history(browser.visit(PATH))

    assert told == [
        "Mail: Rooms for {{ 7*7 }} To be sent to nino@example.org 2 March 2026, 10:03",
        "something new Morning 2 March 2026, 10:02, eventdesk",
        "What they said was changed. 2 March 2026, 10:02, Nino <i>Gelashvili",
        "Passed over on the waiting list, because of another seat. Morning 2 March 2026, 10:02, eventdesk",
        "Moved on the waiting list from 3 to 1: Speaker Morning 2 March 2026, 10:02, Ieva Petraitė",
        f"Mail: You are registered: Cluster Days To be sent to {nino.person.email} 2 March 2026, 10:01",
        "Approved. 2 March 2026, 10:01, Ieva Petraitė",
        "Seat reserved. Morning 2 March 2026, 10:00, eventdesk",
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_the_same_queries_whatever_the_size(browser, event, nino, queries, rows):
    for _ in range(rows):
        make_reservation(make_session(event, seats=2), nino.person)

    with queries() as seen:
        browser.get(PATH)

    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 10


def test_links_that_were_sent_are_ended(browser, nino):
    version = nino.link_version

    ask = browser.visit(browser.visit(PATH).select_one("a[href$=end-links]")["href"])
    assert nino.link_version == version
    done = browser.submit(ask)

    assert words(ask.h1) == "End the links that Nino <i>Gelashvili has?"
    assert (nino.link_version, done.location) == (version + 1, PATH)


@pytest.mark.parametrize(("role", "status"), [("moderator", 403), ("communications", 403)])
def test_registration_is_for_organisers(as_person, event, nino, role, status):
    other = as_person(make_role(event, role))

    assert other.get(PATH).status_code == status
    assert other.send(f"{PATH}approve").status_code == status
    assert nino.state == "pending"


def test_history_is_of_this_event_alone(event, nino, db):
    make_reservation(make_session(make_event(), seats=1), nino.person)

    assert reservations_of(nino) == []
    assert len(db.session.scalars(select(Reservation)).all()) == 1
