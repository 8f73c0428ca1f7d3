"""The preview of seat settings: who gets a seat, who is skipped and why; saving has the same effect."""

import random
from datetime import timedelta

import pytest

from eventdesk.core.db import db, transaction
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.seats.queries.preview import preview_settings
from eventdesk.seats.services.reserve import reserve_seat
from eventdesk.seats.services.session_seats import SeatSettings, change_seats
from eventdesk.seats.states import SeatAccess
from tests.factories import (
    NOW,
    make_organisation,
    make_person,
    make_registration,
    make_reservation,
    make_seats,
    make_session,
)
from tests.pages import text_of
from tests.seats.seat_desk import PAGE, START, TERMS, add_reservation, broken, flashed, look, preview, state_of


@pytest.mark.both_engines
def test_more_seats_are_previewed_and_then_assigned(organiser, session):
    make_seats(session, capacity=1)
    add_reservation(session, "Ana A")
    waiting = [add_reservation(session, name, "waiting") for name in ("Bea B", "Cia C", "Dea D")]

    page = look(organiser, TERMS, seats="3")

    assert preview(page) == [
        "2 people would get a seat and be emailed", "Bea B", "Cia C", "No one loses a seat.",
        "1 person stays on the waiting list.",
    ]  # fmt: skip
    assert [state_of(session, one.person) for one in waiting] == ["waiting"] * 3
    response = organiser.submit(page, ".ed-form", action="save")
    assert flashed(response, organiser) == ["Saved. 2 people got a seat and were emailed."]
    assert [state_of(session, one.person) for one in waiting] == ["confirmed", "confirmed", "waiting"]


@pytest.mark.both_engines
def test_preview_equals_the_change_with_overlaps_and_quotas(organiser, event, session):
    make_seats(session, capacity=1)
    add_reservation(session, "Ana A")
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
        "Bea Busy Has a seat in “Workshop” at the same time",
        "Dea Hub The organisation has the maximum number of seats in this session",
        "No one loses a seat.", "3 people stay on the waiting list.",
    ]  # fmt: skip
    organiser.submit(page, ".ed-form", action="save")
    assert [one.name for one in people if state_of(session, one) == "confirmed"] == ["Cia Hub", "Eva Free", "Fay Firm"]
    assert broken() == []


@pytest.mark.both_engines
def test_capacity_below_taken_seats_is_reached_by_releases(organiser, session):
    make_seats(session, capacity=3)
    for name in ("Ana A", "Bea B", "Cia C"):
        add_reservation(session, name)

    page = look(organiser, TERMS, seats="1")

    assert preview(page) == [
        "No one is waiting, so no one gets a seat now.",
        (
            "3 seats are taken. No one loses their seat. The next 2 seats that are released are not assigned again. "
            "This reduces the capacity to 1."
        ),
    ]
    organiser.submit(page, ".ed-form", action="save")
    seats = db.session.get(SessionSeats, session.id)
    assert (seats.capacity, seats.target_capacity, seats.taken) == (3, 1, 3)
    assert "2 more seats must be released before this applies." in text_of(
        organiser.visit(PAGE).select_one(".ed-seat-terms")
    )


def test_offers_are_previewed_as_offers(organiser, session):
    make_seats(session, capacity=1)
    add_reservation(session, "Ana A")
    waiting = add_reservation(session, "Bea B", "waiting")

    page = look(organiser, TERMS, seats="2", waiting="offers", hours="24")

    assert preview(page)[:2] == ["1 person would be offered a seat for 24 hours and emailed", "Bea B"]
    response = organiser.submit(page, ".ed-form", action="save")
    assert flashed(response, organiser) == ["Saved. 1 person was offered a seat by email."]
    assert state_of(session, waiting.person) == "offered"


def test_preview_of_a_session_that_has_begun_seats_no_one(organiser, event):
    session = make_session(event, code="panel", starts_at=NOW - timedelta(minutes=5))
    make_seats(session, capacity=1)
    add_reservation(session, "Ana A")
    add_reservation(session, "Bea B", "waiting")

    assert preview(look(organiser, TERMS, seats="9"))[0] == (
        "No one gets a seat: the session has begun, was cancelled or is closed for reservations."
    )


def test_preview_names_fifty_people(organiser, session):
    make_seats(session, capacity=1)
    for number in range(53):
        add_reservation(session, f"Ana {number:02}", "waiting")

    shown = preview(look(organiser, TERMS, seats="100"))

    assert (shown[0], len([one for one in shown if one.startswith("Ana")]), "3 more people are not shown." in shown) == (
        "53 people would get a seat and be emailed", 50, True,
    )  # fmt: skip


def random_settings(chance):
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
def test_preview_equals_the_change_for_random_settings(event):
    """On random waiting lists, each change seats exactly the people whom its preview named."""
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
            settings = random_settings(chance)
            seen = preview_settings(
                session, capacity=settings.capacity, max_per_organisation=settings.max_per_organisation,
                quotas=settings.quotas, now=NOW,
            )  # fmt: skip
            before = seated(session)
            with transaction():
                change_seats(session, settings, actor_id=None, now=NOW)
            after, counted = seated(session), db.session.get(SessionSeats, session.id)
            assert (before - after, after - before) == (set(), {one.person_id for one in seen.next.seated})
            assert (counted.waiting, counted.taken) == (seen.waiting, len(after))
            if settings.capacity is None:
                assert (seen.free, seen.to_release) == (None, 0)
            else:
                over = counted.taken - settings.capacity
                assert (seen.free, seen.to_release) == (max(0, -over), max(0, over))
            assert broken() == []
