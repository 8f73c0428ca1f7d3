"""The preview of a change: who gets a seat, who is passed over and why, and that it is what happens."""

import random
from datetime import timedelta

import pytest

from eventdesk.core.db import db, transaction
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.seats.queries import seat_admin as seating
from eventdesk.seats.services.reserve import reserve_seat
from eventdesk.seats.services.session_seats import SeatSettings, change_seats
from eventdesk.seats.states import SeatAccess
from tests.factories import (
    NOW,
    make_event,
    make_organisation,
    make_person,
    make_registration,
    make_reservation,
    make_role,
    make_seats,
    make_session,
)
from tests.pages import text_of
from tests.seats.seat_desk import PAGE, START, TERMS, broken, flashed, look, preview, somebody, state_of


@pytest.fixture
def event(app):
    return make_event(slug="days", timezone="Europe/Lisbon")


@pytest.fixture
def session(event):
    return make_session(event, code="panel", title="Panel", starts_at=START)


@pytest.fixture
def organiser(as_person, event):
    return as_person(make_role(event, "organiser"))


@pytest.mark.both_engines
def test_more_seats_are_previewed_and_then_given(organiser, session):
    make_seats(session, capacity=1)
    somebody(session, "Ana A")
    waiting = [somebody(session, name, "waiting") for name in ("Bea B", "Cia C", "Dea D")]

    page = look(organiser, TERMS, seats="3")

    assert preview(page) == [
        "2 people would get a seat and be emailed", "Bea B", "Cia C", "Nobody loses a seat.", "1 person keeps waiting.",
    ]  # fmt: skip
    assert [state_of(session, one.person) for one in waiting] == ["waiting"] * 3
    response = organiser.submit(page, ".ed-form", action="save")
    assert flashed(response, organiser) == ["Saved. 2 people got a seat and were emailed."]
    assert [state_of(session, one.person) for one in waiting] == ["confirmed", "confirmed", "waiting"]


@pytest.mark.both_engines
def test_preview_is_what_happens_with_overlaps_limits_and_quotas(organiser, event, session):
    make_seats(session, capacity=1)
    somebody(session, "Ana A")
    other = make_session(event, title="Workshop", starts_at=START, seats=9)
    organisation = make_organisation(name="Hub")
    people = [
        make_person(name=name, organisation_id=organisation.id if "Hub" in name else None)
        for name in ("Bea Busy", "Cia Hub", "Dea Hub", "Eva Free", "Fay Firm", "Gia Late")
    ]
    for person in people:
        make_registration(event, person, stakeholder_kind="company" if "Firm" in person.name else "")
        make_reservation(session, person, state="waiting",
                         quota_kind="company" if "Firm" in person.name else "")  # fmt: skip
    make_reservation(other, people[0])

    page = look(organiser, TERMS, seats="4", max_per_organisation="1", **{"quota-company": "1"})

    assert preview(page) == [
        "3 people would get a seat and be emailed", "Cia Hub", "Eva Free", "Fay Firm Company",
        "2 people would be skipped and keep their positions",
        "Bea Busy has a seat in “Workshop” at the same time",
        "Dea Hub the organisation has the maximum number of seats in this session",
        "Nobody loses a seat.", "3 people keep waiting.",
    ]  # fmt: skip
    organiser.submit(page, ".ed-form", action="save")
    assert [one.name for one in people if state_of(session, one) == "confirmed"] == ["Cia Hub", "Eva Free", "Fay Firm"]
    assert broken() == []


@pytest.mark.both_engines
def test_fewer_seats_than_are_taken_are_reached_as_seats_are_given_back(organiser, session):
    make_seats(session, capacity=3)
    for name in ("Ana A", "Bea B", "Cia C"):
        somebody(session, name)

    page = look(organiser, TERMS, seats="1")

    assert preview(page) == [
        "Nobody waits, so nobody gets a seat at once.",
        "3 seats are taken. Nobody loses theirs. The next 2 seats that are released are not assigned again. Then there are 1.",
    ]
    organiser.submit(page, ".ed-form", action="save")
    seats = db.session.get(SessionSeats, session.id)
    assert (seats.capacity, seats.target_capacity, seats.taken) == (3, 1, 3)
    assert "2 more seats must be released before this applies." in text_of(
        organiser.visit(PAGE).select_one(".ed-seat-terms")
    )


def test_offers_are_previewed_as_offers(organiser, session):
    make_seats(session, capacity=1)
    somebody(session, "Ana A")
    waiting = somebody(session, "Bea B", "waiting")

    page = look(organiser, TERMS, seats="2", waiting="offers", hours="24")

    assert preview(page)[:2] == ["1 person would be offered a seat for 24 hours and emailed", "Bea B"]
    response = organiser.submit(page, ".ed-form", action="save")
    assert flashed(response, organiser) == ["Saved. 1 person was offered a seat by email."]
    assert state_of(session, waiting.person) == "offered"


def test_preview_of_a_session_that_has_begun_moves_nobody(organiser, event):
    session = make_session(event, code="panel", starts_at=NOW - timedelta(minutes=5))
    make_seats(session, capacity=1)
    somebody(session, "Ana A")
    somebody(session, "Bea B", "waiting")

    assert preview(look(organiser, TERMS, seats="9"))[0] == (
        "No one gets a seat: the session has begun or is cancelled."
    )


def test_preview_of_many_names_fifty(organiser, session):
    make_seats(session, capacity=1)
    for number in range(53):
        somebody(session, f"Ana {number:02}", "waiting")

    shown = preview(look(organiser, TERMS, seats="100"))

    assert (shown[0], len([one for one in shown if one.startswith("Ana")]), "and 3 more" in shown) == (
        "53 people would get a seat and be emailed", 50, True,
    )  # fmt: skip


def any_terms(chance):
    capacity = chance.choice([None, *range(1, 14)])
    quotas = {} if capacity is None else {kind: chance.randint(0, capacity // 2) for kind in ("company", "university")}
    return SeatSettings(
        capacity,
        chance.choice(list(SeatAccess)),
        chance.random() < 0.8,
        chance.choice([None, 60]),
        chance.choice([None, 1, 2]),
        {kind: number for kind, number in quotas.items() if number},
    )


def seated(session):
    reservations = db.session.query(Reservation).filter_by(event_session_id=session.id)
    return {one.person_id for one in reservations if one.has_seat}


@pytest.mark.both_engines
def test_preview_is_always_what_happens(event):
    """Random queues, and terms after terms on each: the preview names just those who then get in."""
    chance = random.Random(4)
    for _ in range(6):
        session, other = (make_session(event, starts_at=START) for _ in range(2))
        with transaction():
            change_seats(session, SeatSettings(chance.randint(1, 4)), actor_id=None, now=NOW)
            change_seats(other, SeatSettings(99), actor_id=None, now=NOW)
        organisations = [None, *(make_organisation().id for _ in range(2))]
        for _ in range(12):
            person = make_person(organisation_id=chance.choice(organisations))
            make_registration(event, person, stakeholder_kind=chance.choice(("company", "university", "")))
            with transaction():
                reserve_seat(session.id, person.id, actor_id=person.id, now=NOW)
                if chance.random() < 0.3:
                    reserve_seat(other.id, person.id, actor_id=person.id, now=NOW)
        for _ in range(4):
            terms = any_terms(chance)
            seen = seating.preview(
                session, capacity=terms.capacity, max_per_organisation=terms.max_per_organisation,
                quotas=terms.quotas, now=NOW,
            )  # fmt: skip
            before = seated(session)
            with transaction():
                change_seats(session, terms, actor_id=None, now=NOW)
            after, counted = seated(session), db.session.get(SessionSeats, session.id)
            assert (before - after, after - before) == (set(), {one.person_id for one in seen.next.seated})
            assert (counted.waiting, counted.taken) == (seen.waiting, len(after))
            if terms.capacity is None:
                assert (seen.free, seen.to_give_back) == (None, 0)
            else:
                over = counted.taken - terms.capacity
                assert (seen.free, seen.to_give_back) == (max(0, -over), max(0, over))
            assert broken() == []
