"""A person whose conflict ends gets a free seat at once, and no change assigns more seats than there are."""

from datetime import timedelta

import pytest

from eventdesk.booking.services.change import change_registration
from eventdesk.booking.services.confirmation import request_registration
from eventdesk.core.db import db, transaction
from eventdesk.core.errors import NotAllowed
from eventdesk.desk import services as desk
from eventdesk.people.models import STAKEHOLDER_KINDS
from eventdesk.registration.models import Registration, RegistrationPolicy
from eventdesk.registration.queries.registrations import registration_of
from eventdesk.registration.services.register import RegistrationInput, register_person
from eventdesk.seats.models import Reservation, SeatQuota, SessionSeats
from eventdesk.seats.queries.integrity import find_inconsistencies
from eventdesk.seats.rules.allocation import SeatAvailability
from eventdesk.seats.services.release import release_seat
from eventdesk.seats.services.reserve import add_attendee, reserve_seat
from eventdesk.seats.services.session_seats import SeatSettings, change_seats
from eventdesk.seats.services.waitlist import expire_in_session
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

KIND, OTHER = list(STAKEHOLDER_KINDS)[:2]
TERMS = {
    "places": None, "requires_approval": False, "requires_code": False, "forbids_overlaps": False, "max_seats_per_person": None,
    "max_seats_per_day": None, "actor_id": None, "now": NOW,
}  # fmt: skip


def change_policies(event, **given):
    with transaction():
        set_policies(event, **given)


def change(event_session, **given):
    with transaction():
        change_seats(event_session, SeatSettings(**given), actor_id=None, now=NOW)


def reserve(event_session, person, **given):
    with transaction():
        return reserve_seat(event_session.id, person.id, actor_id=None, now=given.pop("now", NOW), **given)


def release(event_session, person, now=NOW):
    with transaction():
        release_seat(event_session, person.id, actor_id=None, now=now)


def states(event_session):
    """Return the states of the reservations of a session by person id, the last of each."""
    db.session.rollback()
    rows = db.session.query(Reservation).filter_by(event_session_id=event_session.id).order_by(Reservation.id)
    return {row.person_id: row.state for row in rows}


@pytest.fixture
def two_sessions(app):
    """Two sessions of one event, one after the other; the second has one seat."""
    event = make_event()
    first = make_session(event, seats=5)
    second = make_session(event, seats=1, starts_at=first.ends_at)
    return event, first, second


@pytest.mark.both_engines
def test_removed_limit_promotes_the_people_it_blocked(two_sessions):
    event, first, second = two_sessions
    holder, waiting = make_person(), make_person()
    reserve(second, holder)
    reserve(second, waiting)
    reserve(first, waiting)
    change_policies(event, max_seats_per_person=1)
    release(second, holder)
    passed_over = states(second)[waiting.id]

    change_policies(event, max_seats_per_person=2)

    assert (passed_over, states(second)[waiting.id]) == ("waiting", "confirmed")
    assert list(find_inconsistencies(now=NOW)) == []


@pytest.mark.both_engines
def test_expired_offer_frees_its_person_for_another_seat(two_sessions):
    event, first, second = two_sessions
    holder, other, waiting = make_person(), make_person(), make_person()
    change_policies(event, max_seats_per_person=1)
    change(first, capacity=1, offer_minutes=20)
    for person in (holder, waiting):
        reserve(first, person)
    for person in (other, waiting):
        reserve(second, person)
    release(first, holder)
    release(second, other)
    before = states(first)[waiting.id], states(second)[waiting.id]

    with transaction():
        expire_in_session(first, now=NOW + timedelta(minutes=21))

    assert before == ("offered", "waiting")
    assert (states(first)[waiting.id], states(second)[waiting.id]) == ("expired", "confirmed")


def test_changed_organisation_promotes_a_colleague(two_sessions):
    event, first, _ = two_sessions
    institute = make_organisation(name="Institute")
    one, two, three = (make_person(organisation_id=institute.id) for _ in range(3))
    change(first, capacity=1, max_per_organisation=1)
    for person in (one, two, three):
        reserve(first, person)
    change(first, capacity=3, max_per_organisation=1)
    before = states(first)

    with transaction():
        registration = registration_of(event.id, one.id)
        change_registration(registration, RegistrationInput(organisation="Agency"), actor_id=None, now=NOW)

    assert before == {one.id: "confirmed", two.id: "waiting", three.id: "waiting"}
    assert states(first) == {one.id: "confirmed", two.id: "confirmed", three.id: "waiting"}


def test_seat_released_while_the_event_was_cancelled_is_assigned(two_sessions):
    event, _, second = two_sessions
    holder, waiting = make_person(), make_person()
    for person in (holder, waiting):
        reserve(second, person)
    with transaction():
        desk.cancel_event(event, actor_id=None, now=NOW)
    release(second, holder)
    meanwhile = states(second)[waiting.id]

    with transaction():
        desk.restore_event(event, actor_id=None, now=NOW)

    assert (meanwhile, states(second)[waiting.id]) == ("waiting", "confirmed")


def test_quota_set_late_does_not_exceed_the_capacity(two_sessions):
    """Four of five seats are taken when three are set aside for a kind of people: one of them can still come."""
    _, first, _ = two_sessions
    for _ in range(4):
        reserve(first, make_person(stakeholder_kind=OTHER))
    change(first, capacity=5, quotas={KIND: 3})

    got = [reserve(first, make_person(stakeholder_kind=KIND)).state for _ in range(3)]

    assert got == ["confirmed", "waiting", "waiting"]
    assert list(find_inconsistencies(now=NOW)) == []


def test_capacity_below_the_quotas_is_not_exceeded(two_sessions):
    _, first, _ = two_sessions
    leaving = make_person(stakeholder_kind=OTHER)
    change(first, capacity=5, quotas={KIND: 3})
    reserve(first, leaving)
    reserve(first, make_person(stakeholder_kind=OTHER))
    change(first, capacity=3, quotas={KIND: 3})

    got = [reserve(first, make_person(stakeholder_kind=KIND)).state for _ in range(2)]
    release(first, leaving)

    assert got == ["confirmed", "waiting"]
    assert sorted(states(first).values()) == ["cancelled", "confirmed", "confirmed", "confirmed"]
    seats = db.session.get(SessionSeats, first.id)
    assert (seats.taken, seats.quota_reserved, seats.capacity, seats.target_capacity) == (3, 1, 4, 3)


def test_free_seats_include_reserved_seats_of_quotas():
    free = SeatAvailability.of(8, 4, {KIND: (3, 0), OTHER: (2, 2)}, target_capacity=5)

    assert (free.left, free.for_all, free.kinds) == (1, 1, None)
    assert [free.take(OTHER), free.take(KIND), free.none_left] == [True, False, True]


@pytest.mark.parametrize("state", ["offered", "on_hold"])
def test_organiser_confirms_an_offered_or_reserved_seat(two_sessions, state):
    event, first, _ = two_sessions
    person = make_person()
    make_registration(event, person)
    make_reservation(first, person, state=state)

    with transaction():
        add_attendee(first.id, person.id, actor_id=None, now=NOW)

    assert states(first) == {person.id: "confirmed"}
    assert db.session.get(SessionSeats, first.id).taken == 1


@pytest.mark.parametrize("refuses", [True, False])
def test_organiser_cannot_add_an_overlapping_seat_if_forbidden(two_sessions, refuses):
    event, first, _ = two_sessions
    person, at_once = make_person(), make_session(event, seats=2)
    change_policies(event, forbids_overlaps=refuses)
    reserve(first, person)

    if refuses:
        with pytest.raises(NotAllowed, match="has a seat in"), transaction():
            add_attendee(at_once.id, person.id, actor_id=None, now=NOW)
    else:
        with transaction():
            add_attendee(at_once.id, person.id, actor_id=None, now=NOW)

    assert states(at_once) == ({} if refuses else {person.id: "confirmed"})
    assert list(find_inconsistencies(now=NOW)) == []


def test_overlap_older_than_its_ban_is_not_reported(two_sessions):
    event, first, _ = two_sessions
    person, at_once = make_person(), make_session(event, seats=2)
    reserve(first, person)
    reserve(at_once, person, now=NOW + timedelta(minutes=1))

    change_policies(event, forbids_overlaps=True, now=NOW + timedelta(minutes=2))

    assert list(find_inconsistencies(now=NOW)) == []


@pytest.mark.both_engines
def test_overlap_is_reported_where_forbidden(two_sessions):
    event, first, _ = two_sessions
    person, at_once = make_person(), make_session(event, seats=2)
    change_policies(event, forbids_overlaps=True)
    later = NOW + timedelta(minutes=1)
    make_reservation(first, person, confirmed_at=later)
    make_reservation(at_once, person, confirmed_at=later)

    faults = [line for line in find_inconsistencies(now=NOW) if "at one time" in line]

    assert len(faults) == 1


def test_seat_on_hold_counts_in_the_quota_of_its_kind(two_sessions):
    event, first, _ = two_sessions
    make_person(email="ana@example.org", stakeholder_kind=KIND)
    change(first, capacity=2, quotas={KIND: 1})

    with transaction():
        request_registration(event, "ana@example.org", RegistrationInput(name="Ana"), event_session=first, now=NOW)

    (holder,) = db.session.query(Reservation).all()
    assert db.session.get(SeatQuota, (first.id, KIND)).taken == (holder.quota_kind == KIND)
    assert list(find_inconsistencies(now=NOW)) == []


def test_hold_ends_when_approval_becomes_required(two_sessions):
    event, _, _ = two_sessions
    change_policies(event, places=5)
    with transaction():
        request_registration(event, "ana@example.org", RegistrationInput(name="Ana"), now=NOW)
        person_id = db.session.query(Registration).one().person_id
    change_policies(event, places=5, requires_approval=True)

    with transaction():
        register_person(event, person_id, actor_id=None, now=NOW, typed=RegistrationInput(name="Ana"))

    assert registration_of(event.id, person_id).state == "pending"
    assert db.session.get(RegistrationPolicy, event.id).taken == 0


@pytest.mark.both_engines
def test_key_of_a_form_counts_for_its_session_only(two_sessions):
    _, first, second = two_sessions
    person = make_person()

    reserve(first, person, key="the same")
    reserve(second, person, key="the same")
    release(second, person)
    reserve(second, person, key="the same")

    assert (states(first), states(second)) == ({person.id: "confirmed"}, {person.id: "cancelled"})
