"""Checking people in to a session: who can be checked in, who is counted, what is undone."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from eventdesk.checkin.models import CheckIn
from eventdesk.checkin.queries.attendee_list import attendee, attendee_list, registered_without_seat, waiting_attendees
from eventdesk.checkin.queries.check_in import attendee_at_session, check_in_counts, check_in_sessions
from eventdesk.checkin.rules import CheckInCounts, walk_in_capacity
from eventdesk.checkin.services import check_in as check_in_services
from eventdesk.checkin.services.check_in import undo_check_in
from eventdesk.core.db import transaction
from eventdesk.core.errors import Invalid, NotAllowed
from eventdesk.core.models import AuditEntry
from eventdesk.people.models import Person
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.registrations import is_registered, registration_of
from eventdesk.seats.queries.reservations import session_seats
from tests.factories import (
    NOW,
    make_appearance,
    make_check_in,
    make_event,
    make_organisation,
    make_person,
    make_registration,
    make_reservation,
    make_room,
    make_seats,
    make_session,
)


def check_in(event_session, person, **more):
    with transaction():
        result = check_in_services.check_in(
            event_session.id, person.id, actor_id=None, now=more.pop("now", NOW), **more
        )
    return result.check_in


def undo(event_session, person):
    with transaction():
        undo_check_in(event_session.id, person.id, actor_id=None, now=NOW)


def counts(event_session, capacity):
    counts = check_in_counts(event_session, is_reserved=capacity is not None)
    return counts.expected, counts.checked_in, counts.walk_ins, counts.waiting


def free_seats(event_session, now):
    """Return how many people can be checked in without a seat."""
    seats = session_seats(event_session.id)
    return walk_in_capacity(
        check_in_counts(event_session, is_reserved=True),
        is_reserved=True,
        capacity=seats.capacity,
        room_seats=event_session.room.seats if event_session.room else None,
        has_started=event_session.starts_at <= now,
    )


def audited(db):
    return list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


@pytest.mark.both_engines
def test_check_in_with_a_seat(db):
    event_session = make_session(seats=2)
    person = make_reservation(event_session).person

    check = check_in(event_session, person)

    assert (check.person_id, check.at, check.is_walk_in) == (person.id, NOW, False)
    assert counts(event_session, 2) == (1, 1, 0, 0)
    assert audited(db) == ["reserve_seat", "check_in"]


@pytest.mark.both_engines
def test_check_in_twice_is_one(db):
    event_session = make_session(seats=2)
    person = make_reservation(event_session).person

    check_in(event_session, person)
    again = check_in(event_session, person, now=NOW + timedelta(minutes=5))

    assert again.at == NOW
    assert db.session.scalar(select(func.count()).select_from(CheckIn)) == 1
    assert audited(db) == ["reserve_seat", "check_in"]


@pytest.mark.both_engines
def test_undo_check_in_twice_undoes_it_once(db):
    event_session = make_session(seats=2)
    person = make_reservation(event_session).person
    check_in(event_session, person)

    undo(event_session, person)
    undo(event_session, person)

    assert counts(event_session, 2) == (1, 0, 0, 0)
    assert audited(db) == ["reserve_seat", "check_in", "undo_check_in"]


def test_check_in_from_the_waiting_list_before_the_start_is_refused(db):
    event_session = make_session(seats=1)
    make_reservation(event_session)
    waiting = make_reservation(event_session, state="waiting").person

    with pytest.raises(NotAllowed, match="All seats are taken"):
        check_in(event_session, waiting)

    assert counts(event_session, 1) == (1, 0, 0, 1)


def test_check_in_from_the_waiting_list_after_the_start_takes_a_no_show_seat(db):
    event_session = make_session(seats=1)
    make_reservation(event_session)
    waiting = make_reservation(event_session, state="waiting").person

    check = check_in(event_session, waiting, now=event_session.starts_at)

    assert check.is_walk_in is True
    assert counts(event_session, 1) == (1, 0, 1, 0)


def test_check_in_overrides_a_full_session(db):
    event_session = make_session(seats=1)
    make_reservation(event_session)
    registered = make_registration(event_session.event).person

    check = check_in(event_session, registered, override_capacity=True)

    assert check.is_walk_in is True
    assert counts(event_session, 1) == (1, 0, 1, 0)


def test_check_in_to_a_cancelled_session_is_refused(db):
    event_session = make_session(seats=1, state="cancelled")
    person = make_reservation(event_session).person

    with pytest.raises(NotAllowed, match="This session has been cancelled"):
        check_in(event_session, person)


def test_check_in_without_reservations_expects_all_registered(db):
    event_session = make_session()
    person = make_registration(event_session.event).person
    make_registration(event_session.event)
    make_registration(event_session.event, state="cancelled")

    check = check_in(event_session, person)

    assert check.is_walk_in is False
    assert counts(event_session, None) == (2, 1, 0, 0)


def test_check_in_after_cancelling_registers_again(db):
    event_session = make_session()
    registration = make_registration(event_session.event, state="cancelled")

    check = check_in(event_session, registration.person)

    assert check.is_walk_in is True
    assert is_registered(event_session.event_id, registration.person_id) is True
    assert counts(event_session, None) == (0, 0, 1, 0)


def add_walk_in(event_session, **more):
    typed = {"name": "Nino Lomidze", **more}
    with transaction():
        result = check_in_services.add_walk_in(event_session.id, **typed, actor_id=None, now=NOW)
    return result.check_in


@pytest.mark.both_engines
def test_walk_in_is_registered_and_checked_in(db):
    event_session = make_session(seats=2)

    check = add_walk_in(event_session, organisation="Tbilisi Hub", email="nino@example.org")

    person = check.person
    registration = registration_of(event_session.event_id, person.id)
    assert (person.name, person.organisation.name, person.email) == ("Nino Lomidze", "Tbilisi Hub", "nino@example.org")
    assert (registration.state, registration.organisation_id) == ("confirmed", person.organisation_id)
    assert check.is_walk_in is True
    assert counts(event_session, 2) == (0, 0, 1, 0)


def test_walk_in_after_registration_has_closed(db):
    event = make_event(registration_closes_at=NOW - timedelta(days=1))
    event_session = make_session(event, seats=2)

    assert add_walk_in(event_session).is_walk_in is True


def test_walk_in_with_a_known_address_is_that_person(db):
    event_session = make_session(seats=2)
    seated = make_reservation(event_session).person

    check = add_walk_in(event_session, email=seated.email.upper())

    assert (check.person_id, check.is_walk_in) == (seated.id, False)
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_walk_in_into_a_full_room_is_refused_and_stores_nothing(db):
    event = make_event()
    event_session = make_session(event, room_id=make_room(event, seats=1).id)
    check_in(event_session, make_registration(event).person)

    with pytest.raises(NotAllowed):
        add_walk_in(event_session)

    assert db.session.scalar(select(func.count()).select_from(Person)) == 1
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 1


def test_walk_in_overrides_a_full_room(db):
    event = make_event()
    event_session = make_session(event, room_id=make_room(event, seats=1).id)
    check_in(event_session, make_registration(event).person)

    add_walk_in(event_session, override_capacity=True)

    assert counts(event_session, None) == (1, 1, 1, 0)


def test_walk_in_without_a_name_is_refused(db):
    event_session = make_session(seats=2)

    with pytest.raises(Invalid, match="Enter the name"):
        add_walk_in(event_session, name=" ")


@pytest.mark.parametrize(
    ("seats", "room_seats", "counted", "has_started", "free"),
    [
        (60, 80, (38, 21, 2, 0), False, 20),
        (60, 80, (38, 21, 2, 0), True, 37),
        (60, 80, (38, 21, 2, 3), False, 17),
        (60, None, (60, 0, 0, 0), False, 0),
        (60, None, (60, 60, 3, 0), True, 0),
        ("unlimited", 80, (50, 20, 5, 0), False, 25),
        ("unlimited", 80, (50, 20, 5, 0), True, 55),
        ("unlimited", None, (50, 20, 5, 0), False, None),
        (None, 80, (400, 70, 5, 0), False, 5),
        (None, None, (400, 70, 5, 0), False, None),
    ],
)
def test_walk_in_capacity(seats, room_seats, counted, has_started, free):
    expected, checked_in, walk_ins, on_hold = counted
    counts = CheckInCounts(expected=expected, checked_in=checked_in, walk_ins=walk_ins, waiting=0, on_hold=on_hold)

    assert (
        walk_in_capacity(
            counts,
            is_reserved=seats is not None,
            capacity=None if seats == "unlimited" else seats,
            room_seats=room_seats,
            has_started=has_started,
        )
        == free
    )


def test_unlimited_session_expects_people_with_a_reservation(db):
    event_session = make_session()
    make_seats(event_session, capacity=None)
    person = make_reservation(event_session).person
    make_registration(event_session.event)

    check_in(event_session, person)

    assert counts(event_session, 0) == (1, 1, 0, 0)
    assert free_seats(event_session, NOW) is None
    assert [one.name for one in attendee_list(event_session, is_reserved=True)[0]] == [person.name]


def test_offered_seat_is_reserved_until_the_start(db):
    event_session = make_session(seats=2)
    make_reservation(event_session, state="offered")

    assert counts(event_session, 2) == (0, 0, 0, 0)
    assert free_seats(event_session, NOW) == 1
    assert free_seats(event_session, event_session.starts_at) == 2


def names(people):
    return [person.name for person in people]


@pytest.mark.both_engines
def test_attendee_list_is_by_family_name_without_the_waiting_list(db):
    event_session = make_session(seats=3)
    for name in ("Tomáš Dvořák", "Ana Barbosa", "Anders Aaltonen"):
        make_reservation(event_session, make_person(name=name))
    make_reservation(event_session, make_person(name="Eleni Dimitriou"), state="waiting")
    walk_in = make_registration(event_session.event, make_person(name="Zoë Brown")).person
    make_check_in(event_session, walk_in, is_walk_in=True)

    listed, total = attendee_list(event_session, is_reserved=True)

    assert names(listed) == ["Anders Aaltonen", "Ana Barbosa", "Zoë Brown", "Tomáš Dvořák"]
    assert [person.status for person in listed] == ["confirmed", "confirmed", "walk-in", "confirmed"]
    assert total == 4


@pytest.mark.both_engines
@pytest.mark.parametrize("search", ["dvorak", "DVOŘÁK", "tomas dvo", "moravian", "it  dvor"])
def test_attendee_list_search_ignores_case_and_accents(db, search):
    event_session = make_session(seats=3)
    cluster = make_organisation(name="Moravian IT Cluster")
    make_reservation(event_session, make_person(name="Tomáš Dvořák", organisation_id=cluster.id))
    make_reservation(event_session, make_person(name="Ana Barbosa"))

    listed, total = attendee_list(event_session, is_reserved=True, search=search)

    assert names(listed) == ["Tomáš Dvořák"]
    assert total == 1


@pytest.mark.parametrize("search", ["%", "_", "100%"])
def test_attendee_list_search_takes_like_signs_literally(db, search):
    event_session = make_session(seats=3)
    make_reservation(event_session)

    assert attendee_list(event_session, is_reserved=True, search=search) == ([], 0)


def test_attendee_list_of_outstanding_people(db):
    event_session = make_session(seats=3)
    here = make_reservation(event_session, make_person(name="Ana Barbosa")).person
    make_reservation(event_session, make_person(name="Tomáš Dvořák"))
    make_check_in(event_session, here)

    listed, total = attendee_list(event_session, is_reserved=True, only_outstanding=True)

    assert names(listed) == ["Tomáš Dvořák"]
    assert total == 1


def test_attendee_list_pages_do_not_overlap(db):
    event_session = make_session(seats=5)
    for number in range(5):
        make_reservation(event_session, make_person(name=f"Guest {number}"))

    pages = [attendee_list(event_session, is_reserved=True, limit=2, offset=offset) for offset in (0, 2, 4, 6)]

    assert [names(people) for people, _ in pages] == [["Guest 0", "Guest 1"], ["Guest 2", "Guest 3"], ["Guest 4"], []]
    assert [total for _, total in pages] == [5, 5, 5, 0]


def test_waiting_attendees_are_in_order_with_positions(db):
    event_session = make_session(seats=1)
    make_reservation(event_session)
    for name in ("Zoë Brown", "Ana Barbosa"):
        make_reservation(event_session, make_person(name=name), state="waiting")

    listed = waiting_attendees(event_session)

    assert [(person.name, person.waitlist_position) for person in listed] == [("Zoë Brown", 1), ("Ana Barbosa", 2)]
    assert [(p.name, p.waitlist_position) for p in waiting_attendees(event_session, search="barb")] == [
        ("Ana Barbosa", 2)
    ]


def test_attendee_on_the_waiting_list_has_a_position(db):
    event_session = make_session(seats=1)
    make_reservation(event_session, state="waiting")
    second = make_reservation(event_session, state="waiting").person

    waiting = attendee(event_session, second.code, is_reserved=True)

    assert (waiting.status, waiting.waitlist_position) == ("waiting", 2)


def test_registered_without_seat_leaves_out_listed_people(db):
    event_session = make_session(seats=2)
    make_reservation(event_session, make_person(name="Ana Barbosa"))
    make_reservation(event_session, make_person(name="Bea Barbosa"), state="waiting")
    make_registration(event_session.event, make_person(name="Cia Barbosa"))
    make_registration(event_session.event, make_person(name="Dea Barbosa"), state="cancelled")
    make_registration(make_event(), make_person(name="Eva Barbosa"))

    assert names(registered_without_seat(event_session, "barbosa", limit=20)) == ["Cia Barbosa"]


def test_attendee_at_session_is_registered_for_the_event(db):
    event_session = make_session(seats=2)
    person = make_registration(event_session.event).person
    foreign = make_registration(make_event()).person
    slug, code = event_session.event.slug, event_session.code

    assert attendee_at_session(slug, code, person.code).person_id == person.id
    assert attendee_at_session(slug, code, foreign.code) is None
    assert attendee_at_session(slug, "nothing", person.code) is None


def test_check_in_sessions_of_a_moderator(db):
    event = make_event()
    moderator = make_person()
    moderated, other = make_session(event, seats=4), make_session(event)
    make_session(event, kind="break")
    make_session(event, state="draft")
    make_session(event, starts_at=None)
    make_appearance(moderated, moderator, part="moderator")
    make_appearance(other, moderator)
    make_check_in(moderated, make_reservation(moderated).person)

    listed = check_in_sessions(event.id, moderator.id)

    assert [(row.event_session.id, row.capacity, row.taken, row.checked_in, row.is_moderated) for row in listed] == [
        (moderated.id, 4, 1, 1, True),
        (other.id, None, 0, 0, False),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_check_in_sessions_take_one_query(db, request, rows):
    event = make_event()
    for _ in range(rows):
        make_session(event, seats=2, room_id=make_room(event).id)
    event_id = event.id

    with request.getfixturevalue("queries")() as seen:
        listed = check_in_sessions(event_id, 0)
        rooms = [entry.event_session.room.name for entry in listed]

    assert (len(rooms), len(seen)) == (rows, 1)
