"""The personal page of a registration: who may open it, and what can be done there."""

import io
from datetime import timedelta

import pytest

from eventdesk.core.db import transaction
from eventdesk.people.models import Person
from eventdesk.registration.models import Answer, Registration
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.web.signed_links import sign_registration
from tests.factories import (
    NOW,
    make_account,
    make_event,
    make_person,
    make_question,
    make_registration,
    make_reservation,
    make_room,
    make_session,
)
from tests.pages import words

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def page_of(registration, version=None):
    """Return the address that a mail about this registration holds."""
    ref = sign_registration((registration.code, registration.link_version if version is None else version))
    return f"/my/registrations/{ref}/"


def said(page):
    return [words(banner.strong) for banner in page.select(".ed-flashed .ed-banner")]


def state(page):
    return words(page.select(".ed-banner strong")[-1])


def places(page):
    """Return title, seat words and buttons of each place on the page."""
    return [
        (words(one.h3), words(one.select_one(".ed-seats")), [words(button) for button in one.select("button")])
        for one in page.select(".ed-my-seats > li")
    ]


def form_to(page, deed):
    """Return the selector of the form that does a deed."""
    forms = [form["action"] for form in page.select("form") if form["action"].endswith(deed)]
    assert len(forms) == 1, forms
    return f'form[action="{forms[0]}"]'


def test_key_opens_the_page_and_nobody_else_keeps_it(client):
    registration = make_registration(person=make_person(name="Ana Lobo"))

    response = client.get(page_of(registration))

    page = client.checked(response)
    assert (words(page.h1), state(page)) == ("Your registration", "You are registered.")
    assert (response.headers["Cache-Control"], response.headers["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_code_alone_opens_it_for_its_owner_only(client, as_person):
    registration = make_registration()
    path = f"/my/registrations/{registration.code}/"

    answers = [client.get(path), as_person(make_person()).get(path), as_person(registration.person).get(path)]

    assert [(one.status_code, one.location) for one in answers] == [(303, "/sign-in"), (404, None), (200, None)]


def test_forged_key_opens_nothing(client):
    key = page_of(make_registration()).split("/")[3]

    answers = [client.get(f"/my/registrations/{forged}/") for forged in (key[:-1], f"{key}x", key.split(".")[0], "x.y")]

    assert [one.status_code for one in answers] == [404] * 4


def test_ended_link_says_what_to_do(client, db):
    registration = make_registration()
    old = page_of(registration)

    page = client.visit(old)
    response = client.submit(page, form_to(page, "/end-links"))

    assert response.location == page_of(db.session.query(Registration).one())
    assert words(client.visit(old, 410).h1) == "This link has ended"
    assert client.send(f"{old}cancel").status_code == 410
    assert state(client.visit(response.location)) == "You are registered."


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"state": "pending"}, "Your registration waits for the organisers."),
        ({"state": "rejected", "reason": "Members only"}, "The organisers did not accept your registration."),
        ({"state": "cancelled"}, "Your registration is cancelled."),
    ],
)
def test_state_is_said_in_words(client, given, expected):
    page = client.visit(page_of(make_registration(**given)))

    assert state(page) == expected
    assert ("Members only" in words(page.main)) == ("reason" in given)


def test_places_are_shown_each_with_its_deeds(client, clock):
    event, person = make_event(), make_person()
    registration = make_registration(event, person)
    room = make_room(event, name="Room 1.05")
    until = clock.now + timedelta(hours=2)
    for hours, title, given in (
        (0, "Mine", {}),
        (1, "Offered", {"state": "offered", "expires_at": until}),
        (2, "Waiting", {"state": "waiting"}),
        (3, "Asked", {"state": "pending"}),
        (4, "Invited", {"state": "invited"}),
        (5, "Refused", {"state": "rejected", "reason": "Too many asked."}),
        (6, "Given back", {"state": "cancelled"}),
    ):
        session = make_session(event, seats=5, title=title, room_id=room.id)
        with transaction():
            session.starts_at += timedelta(hours=hours)
            session.ends_at += timedelta(hours=hours)
        make_reservation(session, person, **given)

    page = client.visit(page_of(registration))

    assert places(page) == [
        ("Mine", "Your seat is confirmed", ["Give the seat back"]),
        ("Offered", "A seat is available for you until 12:00", ["Take the seat", "Leave it to somebody else"]),
        ("Waiting", "You are number 1 on the waiting list", ["Leave the waiting list"]),
        ("Asked", "You requested a seat", ["Take the request back"]),
        ("Invited", "You are invited", ["Take the seat", "Decline the invitation"]),
        ("Refused", "", []),
    ]
    assert "14 April 2026, 11:00–11:45 · Room 1.05" in words(page.select_one(".ed-my-seats li"))
    assert "The organisers write: Too many asked." in words(page.select(".ed-my-seats li")[5])


def test_offered_seat_is_taken_by_one_click(client, db, clock):
    event_session = make_session(seats=1)
    reservation = make_reservation(event_session, state="offered", expires_at=clock.now + timedelta(hours=2))
    registration = db.session.query(Registration).filter_by(person_id=reservation.person_id).one()
    page = client.visit(page_of(registration))

    response = client.submit(page, form_to(page, "/take"))

    assert said(client.visit(response.location)) == ["Your seat is confirmed. We have emailed you."]
    assert db.session.query(Reservation).one().state == "confirmed"


def test_offer_that_is_over_is_refused_in_words(client, db, clock):
    event_session = make_session(seats=1, title="Funding")
    reservation = make_reservation(event_session, state="offered", expires_at=clock.now + timedelta(hours=2))
    registration = db.session.query(Registration).filter_by(person_id=reservation.person_id).one()
    page = client.visit(page_of(registration))
    clock.move(hours=3)

    response = client.submit(page, form_to(page, "/take"))

    assert said(client.visit(response.location)) == ["Funding: The offer of this seat has expired."]


def test_seat_given_back_by_a_form_sent_twice_is_given_back_once(client, db):
    event_session = make_session(seats=2)
    reservation = make_reservation(event_session)
    registration = db.session.query(Registration).one()
    old = client.visit(page_of(registration))
    leave = form_to(old, "/leave")
    client.submit(old, leave)
    client.send(f"{page_of(registration)}seats/{event_session.code}/take")

    client.submit(old, leave)

    states = [one.state for one in db.session.query(Reservation).order_by(Reservation.id)]
    assert states == ["cancelled", "confirmed"]
    assert db.session.get(SessionSeats, event_session.id).taken == 1
    assert reservation.person_id == registration.person_id


def test_answers_are_changed_and_errors_keep_what_was_typed(client, db):
    event = make_event()
    make_question(event, code="q_years", kind="number", label="Years", is_required=True)
    registration = make_registration(event, make_person(name="Ana"))
    path = page_of(registration)
    missing = client.visit(path)

    wrong = client.checked(client.submit(f"{path}change", name="Ana María", q_years="some"), 422)
    response = client.submit(wrong, q_years="7")

    assert "The organisers still ask you: Years." in words(missing.main)
    assert [link["href"] for link in wrong.select(".ed-error-summary a")] == ["#q_years"]
    assert (wrong.select_one("#q_years")["value"], wrong.select_one("#name")["value"]) == ("some", "Ana María")
    page = client.visit(response.location)
    assert said(page) == ["What you changed is kept."]
    assert [words(row) for row in page.select(".ed-my-answers dd")] == ["7"]
    assert db.session.query(Person).one().name == "Ana María"


def test_account_is_not_renamed_by_whoever_holds_a_key(client, db):
    person = make_person(name="Ana")
    make_account(person)
    registration = make_registration(person=person)

    client.send(f"{page_of(registration)}change", {"name": "Eve", "organisation": "Elsewhere"})

    assert db.session.query(Person).one().name == "Ana"
    assert db.session.query(Registration).one().organisation.name == "Elsewhere"


def test_file_is_handed_out_to_its_owner_alone(client, as_person, db):
    event = make_event()
    make_question(event, code="q_cv", kind="file", label="CV")
    registration = make_registration(event)
    path = page_of(registration)
    client.submit(f"{path}change", q_cv=(io.BytesIO(PDF), "../my cv.pdf"))

    file = client.get(f"{path}files/q_cv")
    stranger = as_person(make_person()).get(f"/my/registrations/{registration.code}/files/q_cv")

    assert (file.status_code, file.data, file.headers["X-Content-Type-Options"]) == (200, PDF, "nosniff")
    assert file.headers["Content-Disposition"] == 'attachment; filename="my cv.pdf"'
    assert stranger.status_code == 404
    assert client.get(f"{path}files/q_other").status_code == 404


def test_file_is_taken_out(client, db):
    event = make_event()
    make_question(event, code="q_cv", kind="file", label="CV")
    path = page_of(make_registration(event))
    client.submit(f"{path}change", q_cv=(io.BytesIO(PDF), "cv.pdf"))
    kept = client.submit(f"{path}change")
    number = db.session.query(Answer).count()

    client.submit(f"{path}change", **{"q_cv-remove": "y"})

    assert (kept.status_code, number, db.session.query(Answer).count()) == (303, 1, 0)


def test_consent_is_withdrawn(client, db):
    registration = make_registration(consents_to_listing=True)
    page = client.visit(page_of(registration))

    client.submit(page, form_to(page, "/consent"))

    assert db.session.query(Registration).one().consents_to_listing is False


def test_cancelling_gives_the_seats_back_and_an_old_form_does_it_once(client, as_person, db):
    event_session = make_session(seats=1)
    reservation = make_reservation(event_session)
    registration = db.session.query(Registration).one()
    old = client.visit(page_of(registration))
    cancel = form_to(old, "/cancel")

    response = client.submit(old, cancel)
    page = client.visit(response.location)
    as_person(reservation.person).send(f"/events/{event_session.event.slug}/register")
    client.submit(old, cancel)

    assert state(page) == "Your registration is cancelled."
    assert db.session.get(SessionSeats, event_session.id).taken == 0
    assert db.session.query(Registration).one().state == "confirmed"


def test_cancelled_registration_takes_no_seat(client, db):
    event_session = make_session(seats=1)
    registration = make_registration(event_session.event, state="cancelled")

    client.send(f"{page_of(registration)}seats/{event_session.code}/take")

    assert (db.session.query(Reservation).count(), db.session.query(Registration).one().state) == (0, "cancelled")


def test_browser_forgets_its_guest(client):
    registration = make_registration()
    page = client.visit(page_of(registration))
    register = f"/events/{registration.event.slug}/register"
    known = client.visit(register).select(".ed-returning-guest")

    page = client.visit(page_of(registration))
    client.submit(page, form_to(page, "/forget"))

    assert (len(known), client.visit(register).select(".ed-returning-guest")) == (1, [])


def test_key_of_one_event_moves_nothing_in_another(client, db):
    other = make_session(seats=1)

    response = client.send(f"{page_of(make_registration())}seats/{other.code}/take")

    assert (response.status_code, db.session.query(Reservation).count()) == (404, 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_the_same_number_of_questions_of_the_database(client, queries, rows):
    event, person = make_event(), make_person()
    registration = make_registration(event, person)
    for _ in range(rows):
        make_question(event)
        make_reservation(make_session(event, seats=5, room_id=make_room(event).id), person)
    path = page_of(registration)
    client.visit(path)

    with queries() as seen:
        client.get(path)

    assert len(seen) == 6


@pytest.mark.parametrize(("opens_at", "links"), [(None, 1), (NOW + timedelta(days=1), 0)])
def test_page_leads_readers_to_registering_colleagues_while_people_can_register(as_person, opens_at, links):
    registration = make_registration(make_event(registration_opens_at=opens_at))

    page = as_person(registration.person).visit(f"/my/registrations/{registration.code}/")

    assert len(page.select(f'a[href="/events/{registration.event.slug}/register/group"]')) == links
