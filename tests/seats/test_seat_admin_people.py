"""Organisers change reservations: they approve, reject, remove, move and add people."""

from datetime import timedelta

import pytest

from eventdesk.core.db import db, transaction
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.registration.queries.registrations import registration_of
from eventdesk.seats.models import Reservation
from eventdesk.seats.services.release import release_seat
from eventdesk.seats.services.reserve import reserve_seat
from tests.factories import NOW, make_person, make_registration, make_seats, make_session
from tests.pages import text_of
from tests.seats.seat_desk import PAGE, add_reservation, broken, cells, flashed, state_of

BULK = "form:has(.ed-bulk)"


@pytest.mark.both_engines
def test_requests_are_approved_oldest_first(organiser, session):
    make_seats(session, capacity=2, access="approval")
    requests = [
        add_reservation(session, name, "pending", created_at=NOW + timedelta(minutes=number))
        for number, name in enumerate(("Cia C", "Bea B", "Ana A", "Dea D"))
    ]
    page = organiser.visit(PAGE)
    assert [row[1].split()[0] for row in cells(page)] == ["Cia", "Bea", "Ana", "Dea"]

    response = organiser.send(f"{PAGE}asked", {"action": "give", "who": [one.code for one in requests[:3]]})

    assert flashed(response, organiser) == [
        "2 people now have a seat and were emailed.",
        "All seats are taken. 1 person joined the waiting list and was emailed.",
    ]
    assert [state_of(session, one.person) for one in requests] == ["confirmed", "confirmed", "waiting", "pending"]
    assert broken() == []


def test_requests_stay_open_without_a_waiting_list(organiser, session):
    make_seats(session, capacity=1, access="approval", has_waiting_list=False)
    requests = [add_reservation(session, name, "pending") for name in ("Ana A", "Bea B")]

    response = organiser.send(f"{PAGE}asked", {"action": "give", "who": [one.code for one in requests]})

    assert flashed(response, organiser) == [
        "1 person now has a seat and was emailed.", "All seats are taken. 1 request is still open.",
    ]  # fmt: skip
    assert [state_of(session, one.person) for one in requests] == ["confirmed", "pending"]


@pytest.mark.both_engines
def test_requests_are_rejected_with_a_reason(organiser, session):
    make_seats(session, access="approval")
    one, two = (add_reservation(session, name, "pending") for name in ("Ana A", "Bea B"))

    refused = organiser.send(f"{PAGE}asked", {"action": "refuse", "who": [one.code], "reason": " "})
    page = organiser.checked(refused, 422)
    assert (
        text_of(page.select_one("#reason-error")) == "Enter a reason of up to 300 characters. It is sent to the person"
    )
    assert [box["value"] for box in page.select("[name=who][checked]")] == [one.code]

    done = organiser.submit(page, BULK, action="refuse", who=one.code, reason="For speakers only")

    assert flashed(done, organiser) == ["1 request was rejected. The person was emailed your reason."]
    assert (db.session.get(Reservation, one.id).state, state_of(session, two.person)) == ("rejected", "pending")
    assert db.session.get(Reservation, one.id).reason == "For speakers only"


def test_decision_without_selection_is_refused(organiser, session):
    make_seats(session, access="approval")
    add_reservation(session, "Ana A", "pending")

    given = organiser.checked(organiser.send(f"{PAGE}asked", {"action": "give"}), 422)
    refused = organiser.checked(organiser.send(f"{PAGE}asked", {"action": "refuse", "reason": "For speakers"}), 422)

    assert text_of(given.select_one(".ed-error-summary li")) == "Select the people to approve"
    assert text_of(refused.select_one(".ed-error-summary li")) == "Select the people to reject"
    assert refused.select_one("#reason")["value"] == "For speakers"


def test_return_key_in_the_reason_rejects(organiser, session):
    make_seats(session, access="approval")
    one = add_reservation(session, "Ana A", "pending")

    page = organiser.visit(PAGE)

    assert page.select_one(f"{BULK} button")["value"] == "refuse"
    assert page.select_one(".ed-cell-name a")["href"] == (
        f"/desk/{session.event.slug}/registrations/{registration_of(session.event_id, one.person_id).code}/"
    )


def test_codes_of_another_session_are_ignored(organiser, event, session):
    make_seats(session, access="approval")
    elsewhere = add_reservation(make_session(event), "Ana A", "pending")

    organiser.send(f"{PAGE}asked", {"action": "give", "who": [elsewhere.code, "nonsense", ""]})

    assert state_of(elsewhere.event_session, elsewhere.person) == "pending"


@pytest.mark.both_engines
def test_removed_seat_goes_to_the_next_person_in_line(organiser, session):
    make_seats(session, capacity=1)
    first, second = add_reservation(session, "Ana A"), add_reservation(session, "Bea B", "waiting")
    path = f"{PAGE}people/{first.code}/remove"

    page = organiser.visit(path)
    response = organiser.submit(page, ".ed-form")

    assert text_of(page.h1) == "Remove Ana A from this session?"
    assert flashed(response, organiser) == ["Ana A was removed from this session and emailed."]
    assert (state_of(session, first.person), state_of(session, second.person)) == ("", "confirmed")
    assert db.session.query(OutboxItem).filter_by(subject_ref=f"Reservation:{first.id}").count() == 1


def test_old_page_does_not_remove_a_newer_reservation(organiser, session):
    first = add_reservation(session, "Ana A")
    with transaction():
        release_seat(session, first.person_id, actor_id=first.person_id, now=NOW)
        reserve_seat(session.id, first.person_id, actor_id=first.person_id, now=NOW)

    organiser.send(f"{PAGE}people/{first.code}/remove")

    assert state_of(session, first.person) == "confirmed"


def test_seat_in_a_session_that_has_begun_is_not_removed(organiser, event):
    session = make_session(event, code="panel", starts_at=NOW)
    first = add_reservation(session, "Ana A")

    response = organiser.send(f"{PAGE}people/{first.code}/remove")

    assert flashed(response, organiser) == ["This session has begun. The seat can no longer be released."]
    assert state_of(session, first.person) == "confirmed"


@pytest.mark.both_engines
def test_waiting_person_is_moved_with_a_reason(organiser, session):
    make_seats(session, capacity=1)
    add_reservation(session, "Ana A")
    waiting = [add_reservation(session, name, "waiting") for name in ("Bea B", "Cia C", "Dea D")]
    path = f"{PAGE}people/{waiting[2].code}/move"

    organiser.checked(organiser.submit(path, ".ed-form", position="1", reason=""), 422)
    organiser.checked(organiser.submit(path, ".ed-form", position="4", reason="Speaker"), 422)
    response = organiser.submit(path, ".ed-form", position="1", reason="Speaker")

    assert flashed(response, organiser) == ["Dea D moved from number 3 to number 1."]
    assert [row[1].split()[0] for row in cells(organiser.visit(f"{PAGE}?show=waiting"))] == ["Dea", "Bea", "Cia"]
    entry = db.session.query(AuditEntry).filter_by(verb="move_in_queue").one()
    assert (entry.subject, entry.detail["reason"]) == (f"Reservation:{waiting[2].id}", "Speaker")


def test_person_no_longer_waiting_is_not_moved(organiser, session):
    first = add_reservation(session, "Ana A")

    response = organiser.get(f"{PAGE}people/{first.code}/move")

    assert flashed(response, organiser) == ["This person is no longer on the waiting list."]


@pytest.mark.both_engines
@pytest.mark.parametrize(("action", "state"), [("put_in", "confirmed"), ("invite", "invited")])
def test_registered_person_is_added_or_invited(organiser, event, session, action, state):
    make_seats(session, access="invitation")
    person = make_registration(event, make_person(name="Zoë Brown", email="zoe@example.org")).person
    make_person(name="Zoe Stranger")

    for typed in ("zoe", "ZOE@example.org"):
        page = organiser.visit(f"{PAGE}add?q={typed}")
        assert [row[0] for row in cells(page)] == ["Zoë Brown zoe@example.org"]
    response = organiser.submit(page, f"form:has([value={action}])")

    assert response.status_code == 303
    assert state_of(session, person) == state


def test_no_one_is_added_to_a_full_session(organiser, event, session):
    make_seats(session, capacity=1)
    add_reservation(session, "Ana A")
    person = make_registration(event, make_person(name="Zoë Brown")).person

    response = organiser.send(f"{PAGE}add?q=zoe", {"person": person.code, "action": "put_in"})

    page = organiser.checked(response, 422)
    assert text_of(page.select_one(".ed-error-summary li")) == "All seats are taken."


def test_unregistered_person_is_not_added(organiser, session):
    make_seats(session)

    page = organiser.checked(organiser.send(f"{PAGE}add", {"person": make_person().code, "action": "put_in"}), 422)

    assert text_of(page.select_one(".ed-error-summary li")) == "This person is not registered for the event."
