"""Who gets a free seat: quotas, limits, skipping, offers, and the order of the waiting list."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from eventdesk.core.db import db, transaction
from eventdesk.core.errors import Invalid, NotAllowed
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.registration.queries.registrations import registration_of
from eventdesk.seats.models import Reservation, SessionSeats
from eventdesk.seats.queries.integrity import find_inconsistencies
from eventdesk.seats.queries.reservations import reservation_of, reservation_status
from eventdesk.seats.services.organiser import invite_to_session, move_reservation, reject_request
from eventdesk.seats.services.release import release_seat
from eventdesk.seats.services.reserve import approve_request, reserve_seat
from eventdesk.seats.services.session_seats import SeatSettings, change_seats
from eventdesk.seats.services.waitlist import expire_in_session, move_in_waitlist
from eventdesk.seats.states import SeatAccess
from tests.factories import (
    NOW,
    make_event,
    make_organisation,
    make_person,
    make_registration,
    make_reservation,
    make_session,
    set_policies,
)

pytestmark = pytest.mark.both_engines


def reserve(event_session, person, now=NOW, key=None):
    with transaction():
        return reserve_seat(event_session.id, person.id, actor_id=person.id, now=now, key=key)


def release(event_session, person, now=NOW):
    with transaction():
        release_seat(event_session, person.id, actor_id=person.id, now=now)


def change(event_session, **settings):
    with transaction():
        return change_seats(event_session, SeatSettings(**settings), actor_id=None, now=NOW)


def comers(event, number, **given):
    """Store people who are registered for an event."""
    people = [make_person(**given) for _ in range(number)]
    for person in people:
        make_registration(event, person)
    return people


def states(event_session, *people):
    """Return the states of these people in a session, in their order; "" without a reservation."""
    db.session.rollback()
    db.session.expire_all()
    result = [reservation_of(event_session.id, person.id) for person in people]
    return [one.state if one else "" for one in result]


def mails(template):
    db.session.rollback()
    items = db.session.scalars(select(OutboxItem).where(OutboxItem.kind == "mail").order_by(OutboxItem.id))
    return [item.recipient for item in items if item.payload["template"] == template]


def all_is_well(now=NOW):
    db.session.rollback()
    db.session.expire_all()
    return list(find_inconsistencies(now=now))


def parallel(event, other, **given):
    """Store a session at the time of another one."""
    return make_session(event, starts_at=other.starts_at, ends_at=other.ends_at, **given)


def test_quota_reserves_seats_and_falls_through_to_the_open_ones(app):
    event = make_event()
    event_session = make_session(event)
    change(event_session, capacity=3, quotas={"university": 1})
    scholars = comers(event, 3, stakeholder_kind="university")
    others = comers(event, 3, stakeholder_kind="company")

    for person in (others[0], others[1], others[2], scholars[0], scholars[1]):
        reserve(event_session, person)

    assert states(event_session, *others, *scholars) == [
        "confirmed",
        "confirmed",
        "waiting",
        "confirmed",
        "waiting",
        "",
    ]
    release(event_session, others[0])
    assert states(event_session, others[2], scholars[1]) == ["confirmed", "waiting"]
    release(event_session, scholars[0])
    assert states(event_session, scholars[1]) == ["confirmed"]
    assert all_is_well() == []


def test_removed_quota_promotes_the_waiting_list(app):
    event = make_event()
    event_session = make_session(event)
    change(event_session, capacity=2, quotas={"university": 2})
    people = comers(event, 3, stakeholder_kind="company")
    for person in people:
        reserve(event_session, person)
    assert states(event_session, *people) == ["waiting", "waiting", "waiting"]

    assert change(event_session, capacity=2) == 2

    assert states(event_session, *people) == ["confirmed", "confirmed", "waiting"]
    assert all_is_well() == []


def test_person_with_an_overlap_is_skipped_once(app):
    event = make_event()
    expected = make_session(event, seats=1)
    other = parallel(event, expected, seats=5)
    holder, busy, third, fourth = comers(event, 4)
    reserve(expected, holder)
    reserve(other, busy)
    for person in (busy, third, fourth):
        reserve(expected, person)

    release(expected, holder)

    assert states(expected, busy, third, fourth) == ["waiting", "confirmed", "waiting"]
    assert reservation_status(expected.id, busy.id).position == 1
    assert mails("seat_skipped") == [busy.email]
    release(expected, third)
    assert states(expected, busy, fourth) == ["waiting", "confirmed"]
    assert mails("seat_skipped") == [busy.email]
    assert all_is_well() == []


def test_releasing_the_overlapping_seat_promotes_its_holder(app):
    event = make_event()
    expected = make_session(event, seats=1)
    other = parallel(event, expected, seats=5)
    holder, busy = comers(event, 2)
    reserve(expected, holder)
    reserve(other, busy)
    reserve(expected, busy)
    release(expected, holder)
    assert states(expected, busy) == ["waiting"]

    release(other, busy)

    assert states(expected, busy) == ["confirmed"]
    assert all_is_well() == []


def test_seat_that_no_one_waiting_can_take_goes_to_the_next_request(app):
    event = make_event()
    expected = make_session(event, seats=1)
    other = parallel(event, expected, seats=5)
    holder, busy, unregistered = comers(event, 3)
    reserve(expected, holder)
    reserve(other, busy)
    reserve(expected, busy)
    release(expected, holder)

    assert reserve(expected, unregistered).state == "confirmed"

    assert states(expected, busy) == ["waiting"]
    assert all_is_well() == []


def test_offer_is_accepted_by_reserving_or_expires_to_the_next(app):
    event = make_event()
    event_session = make_session(event)
    change(event_session, capacity=1, offer_minutes=60)
    holder, first, second = comers(event, 3)
    for person in (holder, first, second):
        reserve(event_session, person)

    release(event_session, holder)

    assert states(event_session, first, second) == ["offered", "waiting"]
    assert mails("seat_offered") == [first.email]
    late = NOW + timedelta(minutes=61)
    with pytest.raises(NotAllowed):
        reserve(event_session, first, now=late)
    with transaction():
        assert expire_in_session(event_session, now=late) == 1
    assert states(event_session, first, second) == ["", "offered"]
    assert mails("seat_offer_expired") == [first.email]
    assert reserve(event_session, second, now=late).state == "confirmed"
    assert all_is_well(late) == []


def test_declined_offer_goes_to_the_next(app):
    event = make_event()
    event_session = make_session(event)
    change(event_session, capacity=1, offer_minutes=60)
    holder, first, second = comers(event, 3)
    for person in (holder, first, second):
        reserve(event_session, person)
    release(event_session, holder)

    release(event_session, first)

    assert states(event_session, first, second) == ["", "offered"]
    assert all_is_well() == []


def test_capacity_below_taken_seats_is_reached_by_releases(app):
    event = make_event()
    event_session = make_session(event, seats=3)
    people = comers(event, 4)
    for person in people:
        reserve(event_session, person)

    assert change(event_session, capacity=1) == 0

    seats = db.session.get_one(SessionSeats, event_session.id)
    assert (seats.capacity, seats.target_capacity) == (3, 1)
    release(event_session, people[0])
    release(event_session, people[1])
    assert states(event_session, people[2], people[3]) == ["confirmed", "waiting"]
    seats = db.session.get_one(SessionSeats, event_session.id)
    assert (seats.capacity, seats.target_capacity, seats.taken) == (1, None, 1)
    release(event_session, people[2])
    assert states(event_session, people[3]) == ["confirmed"]
    assert all_is_well() == []


def test_overlap_that_is_refused_names_the_other_session(app):
    event = make_event()
    first = make_session(event, seats=5, title="The other one")
    second = parallel(event, first, seats=5)
    change_policies(event, forbids_overlaps=True)
    (person,) = comers(event, 1)
    reserve(first, person)

    with pytest.raises(NotAllowed) as refused:
        reserve(second, person)

    assert "The other one" in str(refused.value)
    assert states(second, person) == [""]
    assert all_is_well() == []


def change_policies(event, **given):
    with transaction():
        set_policies(event, **given)


@pytest.mark.parametrize("limit", ["max_seats_per_person", "max_seats_per_day"])
def test_seat_limit_refuses_the_next_seat_and_skips(app, limit):
    event = make_event()
    change_policies(event, **{limit: 1})
    sessions = [
        make_session(event, seats=1, starts_at=start, ends_at=start + timedelta(minutes=30))
        for start in (NOW + timedelta(days=43, hours=hours) for hours in (0, 1))
    ]
    holder, person = comers(event, 2)
    reserve(sessions[1], holder)
    reserve(sessions[0], person)
    assert reserve(sessions[1], person).state == "waiting"

    release(sessions[1], holder)

    assert states(sessions[1], person) == ["waiting"]
    with pytest.raises(NotAllowed):
        reserve(make_session(event, seats=1, starts_at=sessions[1].starts_at, ends_at=sessions[1].ends_at), person)
    assert all_is_well() == []


def test_organisation_limit_is_not_exceeded(app):
    event = make_event()
    event_session = make_session(event)
    change(event_session, capacity=5, max_per_organisation=1)
    first, second = comers(event, 2, organisation_id=make_organisation().id)
    reserve(event_session, first)

    with pytest.raises(NotAllowed):
        reserve(event_session, second)

    assert reserve(event_session, first).state == "confirmed"
    release(event_session, first)
    assert reserve(event_session, second).state == "confirmed"
    assert all_is_well() == []


def test_session_by_approval_needs_an_organiser(app):
    event = make_event()
    event_session = make_session(event)
    change(event_session, capacity=1, access=SeatAccess.APPROVAL)
    first, second, third = comers(event, 3)
    for person in (first, second, third):
        assert reserve(event_session, person).state == "pending"

    for person in (first, second):
        with transaction():
            approve_request(reservation_of(event_session.id, person.id), actor_id=None, now=NOW)
    with transaction():
        requests = reservation_of(event_session.id, third.id)
        assert reject_request(requests, "Only for first-time visitors", actor_id=None, now=NOW)

    assert states(event_session, first, second, third) == ["confirmed", "waiting", ""]
    assert mails("seat_request_rejected") == [third.email]
    assert all_is_well() == []


def test_session_by_invitation_seats_only_the_invited(app):
    event = make_event()
    event_session = make_session(event)
    change(event_session, capacity=5, access=SeatAccess.INVITATION)
    guest, other = comers(event, 2)
    with pytest.raises(NotAllowed):
        reserve(event_session, other)
    for _ in range(2):
        with transaction():
            invite_to_session(event_session, guest.id, actor_id=None, now=NOW)

    assert reserve(event_session, guest).state == "confirmed"

    assert mails("seat_invited") == [guest.email]
    assert all_is_well() == []


def test_session_without_limit_seats_everyone(app):
    event = make_event()
    event_session = make_session(event)
    change(event_session)

    assert [reserve(event_session, person).state for person in comers(event, 3)] == ["confirmed"] * 3

    assert all_is_well() == []


def test_form_sent_again_after_a_release_changes_nothing(app):
    event = make_event()
    event_session = make_session(event, seats=2)
    (person,) = comers(event, 1)
    reserve(event_session, person, key="form-1")
    release(event_session, person)

    again = reserve(event_session, person, key="form-1")

    assert again.state == "cancelled"
    assert states(event_session, person) == [""]
    assert reserve(event_session, person, key="form-2").state == "confirmed"


def test_moving_in_the_waitlist_reassigns_the_same_numbers(app):
    event = make_event()
    event_session = make_session(event, seats=1)
    people = comers(event, 5)
    for person in people:
        reserve(event_session, person)
    last = reservation_of(event_session.id, people[4].id)

    with transaction():
        move_in_waitlist(event_session, last.id, 1, reason="She speaks there", actor_id=None, now=NOW)

    db.session.rollback()
    queue = db.session.scalars(
        select(Reservation.person_id)
        .where(Reservation.event_session_id == event_session.id, Reservation.state == "waiting")
        .order_by(Reservation.queue_number)
    ).all()
    assert queue == [people[4].id, people[1].id, people[2].id, people[3].id]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "move_in_queue")).one()
    assert (entry.detail["before"], entry.detail["after"], entry.detail["reason"]) == (4, 1, "She speaks there")
    with pytest.raises(Invalid), transaction():
        move_in_waitlist(event_session, last.id, 2, reason="", actor_id=None, now=NOW)
    assert all_is_well() == []


def test_moved_seat_needs_a_free_seat_and_frees_one(app):
    event = make_event()
    origin, goal = make_session(event, seats=1), make_session(event, seats=1)
    mover, waits, holder = comers(event, 3)
    reserve(origin, mover)
    reserve(origin, waits)
    reserve(goal, holder)
    registration = registration_of(event.id, mover.id)
    with pytest.raises(NotAllowed), transaction():
        move_reservation(registration, origin, goal, actor_id=None, now=NOW)
    assert states(origin, mover, waits) == ["confirmed", "waiting"]
    release(goal, holder)

    with transaction():
        move_reservation(registration, origin, goal, actor_id=None, now=NOW)

    assert states(goal, mover) == ["confirmed"]
    assert states(origin, mover, waits) == ["", "confirmed"]
    assert all_is_well() == []


def test_people_waiting_beside_a_free_seat_are_reported(app):
    event_session = make_session(seats=2)
    make_reservation(event_session, state="waiting")

    assert all_is_well() == [f"session {event_session.id}: 1 wait beside free seats"]
