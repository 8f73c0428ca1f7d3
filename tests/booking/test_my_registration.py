"""The personal page of a registration: who can open it, and what it shows."""

from datetime import timedelta

import pytest

from eventdesk.core.db import transaction
from eventdesk.registration.models import Registration
from tests.booking.helpers import form_selector, registration_url
from tests.factories import (
    NOW,
    make_event,
    make_person,
    make_question,
    make_registration,
    make_reservation,
    make_room,
    make_session,
)
from tests.pages import text_of


def state(page):
    return text_of(page.select(".ed-banner strong")[-1])


def reservations(page):
    """Return title, seat words and buttons of each place on the page."""
    return [
        (text_of(one.h3), text_of(one.select_one(".ed-seats")), [text_of(button) for button in one.select("button")])
        for one in page.select(".ed-my-seats > li")
    ]


def test_signed_link_opens_the_page_uncached(client):
    registration = make_registration(person=make_person(name="Ana Lobo"))

    response = client.get(registration_url(registration))

    page = client.checked(response)
    assert (text_of(page.h1), state(page)) == ("Your registration", "You are registered.")
    assert (response.headers["Cache-Control"], response.headers["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_code_opens_the_page_for_the_registered_person_only(client, as_person):
    registration = make_registration()
    path = f"/my/registrations/{registration.code}/"

    answers = [client.get(path), as_person(make_person()).get(path), as_person(registration.person).get(path)]

    assert [(one.status_code, one.location) for one in answers] == [(303, "/sign-in"), (404, None), (200, None)]


def test_forged_link_answers_404(client):
    key = registration_url(make_registration()).split("/")[3]

    answers = [client.get(f"/my/registrations/{forged}/") for forged in (key[:-1], f"{key}x", key.split(".")[0], "x.y")]

    assert [one.status_code for one in answers] == [404] * 4


def test_revoked_link_is_gone_and_the_new_one_works(client, db):
    registration = make_registration()
    old = registration_url(registration)

    page = client.visit(old)
    response = client.submit(page, form_selector(page, "/end-links"))

    assert response.location == registration_url(db.session.query(Registration).one())
    assert text_of(client.visit(old, 410).h1) == "This link was deactivated"
    assert client.send(f"{old}cancel").status_code == 410
    assert state(client.visit(response.location)) == "You are registered."


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"state": "pending"}, "Your registration is awaiting approval."),
        ({"state": "rejected", "reason": "Members only"}, "Your registration was not approved."),
        ({"state": "cancelled"}, "Your registration is cancelled."),
    ],
)
def test_banner_shows_the_state(client, given, expected):
    page = client.visit(registration_url(make_registration(**given)))

    assert state(page) == expected
    assert ("Members only" in text_of(page.main)) == ("reason" in given)


def test_reservations_are_shown_with_their_actions(client, clock):
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

    page = client.visit(registration_url(registration))

    assert reservations(page) == [
        ("Mine", "Your seat is confirmed", ["Release my seat"]),
        ("Offered", "A seat is available for you until 12:00", ["Accept the seat", "Decline the seat"]),
        ("Waiting", "You are number 1 on the waiting list", ["Leave the waiting list"]),
        ("Asked", "You requested a seat", ["Withdraw request"]),
        ("Invited", "You are invited", ["Accept the invitation", "Decline the invitation"]),
        ("Refused", "", []),
    ]
    assert "14 April 2026, 11:00–11:45 · Room 1.05" in text_of(page.select_one(".ed-my-seats li"))
    assert "Reason: Too many asked." in text_of(page.select(".ed-my-seats li")[5])


@pytest.mark.parametrize("rows", [1, 3])
def test_page_query_count(client, queries, rows):
    event, person = make_event(), make_person()
    registration = make_registration(event, person)
    for _ in range(rows):
        make_question(event)
        make_reservation(make_session(event, seats=5, room_id=make_room(event).id), person)
    path = registration_url(registration)
    client.visit(path)

    with queries() as seen:
        client.get(path)

    assert len(seen) == 6


@pytest.mark.parametrize(("opens_at", "links"), [(None, 1), (NOW + timedelta(days=1), 0)])
def test_page_links_to_group_registration_while_it_is_open(as_person, opens_at, links):
    registration = make_registration(make_event(registration_opens_at=opens_at))

    page = as_person(registration.person).visit(f"/my/registrations/{registration.code}/")

    assert len(page.select(f'a[href="/events/{registration.event.slug}/register/group"]')) == links
