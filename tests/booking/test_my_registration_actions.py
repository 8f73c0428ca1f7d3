"""The actions of a registration's personal page."""

import io
from datetime import timedelta

import pytest

from eventdesk.people.models import Person
from eventdesk.registration.models import Answer, Registration
from eventdesk.seats.models import Reservation, SessionSeats
from tests.booking.helpers import PDF, flashes, form_selector, registration_url
from tests.factories import (
    make_account,
    make_event,
    make_person,
    make_question,
    make_registration,
    make_reservation,
    make_session,
)
from tests.pages import text_of


def test_offered_seat_is_accepted(client, db, clock):
    event_session = make_session(seats=1)
    reservation = make_reservation(event_session, state="offered", expires_at=clock.now + timedelta(hours=2))
    registration = db.session.query(Registration).filter_by(person_id=reservation.person_id).one()
    page = client.visit(registration_url(registration))

    response = client.submit(page, form_selector(page, "/take"))

    assert flashes(client.visit(response.location)) == ["Your seat is confirmed. We have emailed you."]
    assert db.session.query(Reservation).one().state == "confirmed"


def test_expired_offer_is_refused_with_the_reason(client, db, clock):
    event_session = make_session(seats=1, title="Funding")
    reservation = make_reservation(event_session, state="offered", expires_at=clock.now + timedelta(hours=2))
    registration = db.session.query(Registration).filter_by(person_id=reservation.person_id).one()
    page = client.visit(registration_url(registration))
    clock.move(hours=3)

    response = client.submit(page, form_selector(page, "/take"))

    assert flashes(client.visit(response.location)) == [
        "Your reservation for “Funding” did not change. The offer of this seat has expired."
    ]


def test_form_sent_twice_releases_the_seat_once(client, db):
    event_session = make_session(seats=2)
    reservation = make_reservation(event_session)
    registration = db.session.query(Registration).one()
    old = client.visit(registration_url(registration))
    leave = form_selector(old, "/leave")
    client.submit(old, leave)
    client.send(f"{registration_url(registration)}seats/{event_session.code}/take")

    client.submit(old, leave)

    states = [one.state for one in db.session.query(Reservation).order_by(Reservation.id)]
    assert states == ["cancelled", "confirmed"]
    assert db.session.get(SessionSeats, event_session.id).taken == 1
    assert reservation.person_id == registration.person_id


def test_answers_are_edited_and_errors_show_the_input(client, db):
    event = make_event()
    make_question(event, code="q_years", kind="number", label="Years", is_required=True)
    registration = make_registration(event, make_person(name="Ana"))
    path = registration_url(registration)
    missing = client.visit(path)

    wrong = client.checked(client.submit(f"{path}change", name="Ana María", q_years="some"), 422)
    response = client.submit(wrong, q_years="7")

    assert "The organisers need more answers from you: Years." in text_of(missing.main)
    assert [link["href"] for link in wrong.select(".ed-error-summary a")] == ["#q_years"]
    assert (wrong.select_one("#q_years")["value"], wrong.select_one("#name")["value"]) == ("some", "Ana María")
    page = client.visit(response.location)
    assert flashes(page) == ["Your changes are saved."]
    assert [text_of(row) for row in page.select(".ed-my-answers dd")] == ["7"]
    assert db.session.query(Person).one().name == "Ana María"


def test_signed_link_cannot_rename_an_account(client, db):
    person = make_person(name="Ana")
    make_account(person)
    registration = make_registration(person=person)

    client.send(f"{registration_url(registration)}change", {"name": "Eve", "organisation": "Elsewhere"})

    assert db.session.query(Person).one().name == "Ana"
    assert db.session.query(Registration).one().organisation.name == "Elsewhere"


def test_file_is_sent_to_its_owner_only(client, as_person, db):
    event = make_event()
    make_question(event, code="q_cv", kind="file", label="CV")
    registration = make_registration(event)
    path = registration_url(registration)
    client.submit(f"{path}change", q_cv=(io.BytesIO(PDF), "../my cv.pdf"))

    file = client.get(f"{path}files/q_cv")
    other_user = as_person(make_person()).get(f"/my/registrations/{registration.code}/files/q_cv")

    assert (file.status_code, file.data, file.headers["X-Content-Type-Options"]) == (200, PDF, "nosniff")
    assert file.headers["Content-Disposition"] == 'attachment; filename="my cv.pdf"'
    assert other_user.status_code == 404
    assert client.get(f"{path}files/q_other").status_code == 404


def test_file_is_removed(client, db):
    event = make_event()
    make_question(event, code="q_cv", kind="file", label="CV")
    path = registration_url(make_registration(event))
    client.submit(f"{path}change", q_cv=(io.BytesIO(PDF), "cv.pdf"))
    unchanged = client.submit(f"{path}change")
    number = db.session.query(Answer).count()

    client.submit(f"{path}change", **{"q_cv-remove": "y"})

    assert (unchanged.status_code, number, db.session.query(Answer).count()) == (303, 1, 0)


def test_consent_is_withdrawn(client, db):
    registration = make_registration(consents_to_listing=True)
    page = client.visit(registration_url(registration))

    client.submit(page, form_selector(page, "/consent"))

    assert db.session.query(Registration).one().consents_to_listing is False


def test_cancelling_by_an_old_form_happens_once(client, as_person, db):
    event_session = make_session(seats=1)
    reservation = make_reservation(event_session)
    registration = db.session.query(Registration).one()
    old = client.visit(registration_url(registration))
    cancel = form_selector(old, "/cancel")

    response = client.submit(old, cancel)
    page = client.visit(response.location)
    as_person(reservation.person).send(f"/events/{event_session.event.slug}/register")
    client.submit(old, cancel)

    assert text_of(page.select(".ed-banner strong")[-1]) == "Your registration is cancelled."
    assert db.session.get(SessionSeats, event_session.id).taken == 0
    assert db.session.query(Registration).one().state == "confirmed"


def test_cancelled_registration_reserves_no_seat(client, db):
    event_session = make_session(seats=1)
    registration = make_registration(event_session.event, state="cancelled")

    client.send(f"{registration_url(registration)}seats/{event_session.code}/take")

    assert (db.session.query(Reservation).count(), db.session.query(Registration).one().state) == (0, "cancelled")


def test_signed_link_of_one_event_does_not_reserve_in_another(client, db):
    other = make_session(seats=1)

    response = client.send(f"{registration_url(make_registration())}seats/{other.code}/take")

    assert (response.status_code, db.session.query(Reservation).count()) == (404, 0)


def test_cancelling_releases_the_seats_to_the_waiting_list(as_person, db, mails):
    event_session = make_session(seats=1)
    person, first = make_person(email="ana@example.org"), make_person(email="first@example.org")
    make_reservation(event_session, person)
    make_reservation(event_session, first, state="waiting")
    code = db.session.query(Registration).filter_by(person_id=person.id).one().code

    response = as_person(person).send(f"/my/registrations/{code}/cancel")

    assert response.location == f"/my/registrations/{code}/"
    assert db.session.query(Registration).filter_by(code=code).one().state == "cancelled"
    assert mails() == [("registration_cancelled", "ana@example.org"), ("seat_promoted", "first@example.org")]


def test_consent_is_withdrawn_and_given_again(as_person, db):
    person = make_person()
    registration = make_registration(person=person, consents_to_listing=True)
    browser = as_person(person)
    path = f"/my/registrations/{registration.code}/consent"

    browser.submit("/my/data", f'form[action="{path}"]')
    withdrawn = db.session.query(Registration).one().consents_to_listing
    browser.submit("/my/data", f'form[action="{path}"]')

    assert (withdrawn, db.session.query(Registration).one().consents_to_listing) == (False, True)


@pytest.mark.parametrize("action", ["cancel", "consent"])
def test_registration_of_another_person_answers_404(as_person, db, action):
    registration = make_registration(consents_to_listing=True)

    response = as_person(make_person()).send(f"/my/registrations/{registration.code}/{action}")

    assert response.status_code == 404
    assert db.session.query(Registration).one().consents_to_listing is True
