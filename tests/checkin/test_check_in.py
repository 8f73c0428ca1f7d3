"""Checking in at the door: who is let in, who is counted, what is undone."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from eventdesk.checkin.models import CheckIn
from eventdesk.checkin.queries.attendee_list import attendee, attendee_list, registered_without_seat, waiting_attendees
from eventdesk.checkin.queries.check_in import (
    attendee_at_session,
    check_in_counts,
    check_in_sessions,
    free_seats_for_walk_ins,
)
from eventdesk.checkin.rules import CheckInCounts, walk_in_capacity
from eventdesk.checkin.services import check_in as check_in_services
from eventdesk.checkin.services.check_in import undo_check_in
from eventdesk.core.db import transaction
from eventdesk.core.errors import Invalid, NotAllowed
from eventdesk.core.models import AuditEntry
from eventdesk.people.models import Person
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.registrations import is_registered, registration_of
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
        return check_in_services.check_in(event_session, person, actor_id=None, now=more.pop("now", NOW), **more)


def undo(event_session, person):
    with transaction():
        undo_check_in(event_session, person, actor_id=None, now=NOW)


def counts(event_session, capacity):
    found = check_in_counts(event_session, is_reserved=capacity is not None)
    return found.expected, found.here, found.walk_ins, found.waiting


def audited(db):
    return list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


@pytest.mark.both_engines
def test_check_in_of_somebody_with_a_seat(db):
    event_session = make_session(seats=2)
    person = make_reservation(event_session).person

    noted = check_in(event_session, person)

    assert (noted.person_id, noted.at, noted.is_walk_in) == (person.id, NOW, False)
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
def test_undo_takes_the_check_in_back_and_twice_is_harmless(db):
    event_session = make_session(seats=2)
    person = make_reservation(event_session).person
    check_in(event_session, person)

    undo(event_session, person)
    undo(event_session, person)

    assert counts(event_session, 2) == (1, 0, 0, 0)
    assert audited(db) == ["reserve_seat", "check_in", "undo_check_in"]


def test_check_in_of_somebody_waiting_while_seats_are_kept_is_refused(db):
    event_session = make_session(seats=1)
    make_reservation(event_session)
    waiting = make_reservation(event_session, state="waiting").person

    with pytest.raises(NotAllowed, match="No seat is free at the moment"):
        check_in(event_session, waiting)

    assert counts(event_session, 1) == (1, 0, 0, 1)


def test_check_in_of_somebody_waiting_from_the_start_on_takes_the_seat_of_a_no_show(db):
    event_session = make_session(seats=1)
    make_reservation(event_session)
    waiting = make_reservation(event_session, state="waiting").person

    noted = check_in(event_session, waiting, now=event_session.starts_at)

    assert noted.is_walk_in is True
    assert counts(event_session, 1) == (1, 0, 1, 0)


def test_check_in_where_there_is_room_all_the_same(db):
    event_session = make_session(seats=1)
    make_reservation(event_session)
    registered = make_registration(event_session.event).person

    noted = check_in(event_session, registered, there_is_room=True)

    assert noted.is_walk_in is True
    assert counts(event_session, 1) == (1, 0, 1, 0)


def test_check_in_to_a_cancelled_session_is_refused(db):
    event_session = make_session(seats=1, state="cancelled")
    person = make_reservation(event_session).person

    with pytest.raises(NotAllowed, match="This session is cancelled"):
        check_in(event_session, person)


def test_check_in_without_reservations_expects_everybody_registered(db):
    event_session = make_session()
    person = make_registration(event_session.event).person
    make_registration(event_session.event)
    make_registration(event_session.event, state="cancelled")

    noted = check_in(event_session, person)

    assert noted.is_walk_in is False
    assert counts(event_session, None) == (2, 1, 0, 0)


def test_check_in_of_somebody_who_had_cancelled_registers_them_again(db):
    event_session = make_session()
    registration = make_registration(event_session.event, state="cancelled")

    noted = check_in(event_session, registration.person)

    assert noted.is_walk_in is True
    assert is_registered(event_session.event_id, registration.person_id) is True
    assert counts(event_session, None) == (0, 0, 1, 0)


def add_walk_in(event_session, **more):
    typed = {"name": "Nino Lomidze", **more}
    with transaction():
        return check_in_services.add_walk_in(event_session, **typed, actor_id=None, now=NOW)


@pytest.mark.both_engines
def test_walk_in_is_a_person_registered_and_here(db):
    event_session = make_session(seats=2)

    noted = add_walk_in(event_session, organisation="Tbilisi Hub", email="nino@example.org")

    person = noted.person
    registration = registration_of(event_session.event_id, person.id)
    assert (person.name, person.organisation.name, person.email) == ("Nino Lomidze", "Tbilisi Hub", "nino@example.org")
    assert (registration.state, registration.organisation_id) == ("confirmed", person.organisation_id)
    assert noted.is_walk_in is True
    assert counts(event_session, 2) == (0, 0, 1, 0)


def test_walk_in_after_registration_has_closed_is_let_in(db):
    event = make_event(registration_closes_at=NOW - timedelta(days=1))
    event_session = make_session(event, seats=2)

    assert add_walk_in(event_session).is_walk_in is True


def test_walk_in_with_a_known_address_is_that_person(db):
    event_session = make_session(seats=2)
    seated = make_reservation(event_session).person

    noted = add_walk_in(event_session, email=seated.email.upper())

    assert (noted.person_id, noted.is_walk_in) == (seated.id, False)
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_walk_in_into_a_full_room_is_refused_and_leaves_nobody_behind(db):
    event = make_event()
    event_session = make_session(event, room_id=make_room(event, seats=1).id)
    check_in(event_session, make_registration(event).person)

    with pytest.raises(NotAllowed):
        add_walk_in(event_session)

    assert db.session.scalar(select(func.count()).select_from(Person)) == 1
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 1


def test_walk_in_into_a_full_room_that_has_room_all_the_same(db):
    event = make_event()
    event_session = make_session(event, room_id=make_room(event, seats=1).id)
    check_in(event_session, make_registration(event).person)

    add_walk_in(event_session, there_is_room=True)

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
def test_free_at_door(seats, room_seats, counted, has_started, free):
    expected, here, walk_ins, promised = counted
    counts = CheckInCounts(expected=expected, here=here, walk_ins=walk_ins, waiting=0, promised=promised)

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


def test_door_of_a_session_with_a_seat_for_everybody_expects_who_reserved(db):
    event_session = make_session()
    make_seats(event_session, capacity=None)
    person = make_reservation(event_session).person
    make_registration(event_session.event)

    check_in(event_session, person)

    assert counts(event_session, 0) == (1, 1, 0, 0)
    assert free_seats_for_walk_ins(event_session, now=NOW) is None
    assert [one.name for one in attendee_list(event_session, is_reserved=True)[0]] == [person.name]


def test_door_keeps_a_seat_that_is_offered_until_the_start(db):
    event_session = make_session(seats=2)
    make_reservation(event_session, state="offered")

    assert counts(event_session, 2) == (0, 0, 0, 0)
    assert free_seats_for_walk_ins(event_session, now=NOW) == 1
    assert free_seats_for_walk_ins(event_session, now=event_session.starts_at) == 2


def names(people):
    return [person.name for person in people]


@pytest.mark.both_engines
def test_roster_is_in_the_order_of_family_names_with_walk_ins_and_without_the_queue(db):
    event_session = make_session(seats=3)
    for name in ("Tomáš Dvořák", "Ana Barbosa", "Anders Aaltonen"):
        make_reservation(event_session, make_person(name=name))
    make_reservation(event_session, make_person(name="Eleni Dimitriou"), state="waiting")
    walk_in = make_registration(event_session.event, make_person(name="Zoë Brown")).person
    make_check_in(event_session, walk_in, is_walk_in=True)

    listed, total = attendee_list(event_session, is_reserved=True)

    assert names(listed) == ["Anders Aaltonen", "Ana Barbosa", "Zoë Brown", "Tomáš Dvořák"]
    assert [person.standing for person in listed] == ["confirmed", "confirmed", "walk-in", "confirmed"]
    assert total == 4


@pytest.mark.both_engines
@pytest.mark.parametrize("words", ["dvorak", "DVOŘÁK", "tomas dvo", "moravian", "it  dvor"])
def test_roster_finds_names_and_organisations_in_any_spelling(db, words):
    event_session = make_session(seats=3)
    cluster = make_organisation(name="Moravian IT Cluster")
    make_reservation(event_session, make_person(name="Tomáš Dvořák", organisation_id=cluster.id))
    make_reservation(event_session, make_person(name="Ana Barbosa"))

    listed, total = attendee_list(event_session, is_reserved=True, words=words)

    assert names(listed) == ["Tomáš Dvořák"]
    assert total == 1


@pytest.mark.parametrize("words", ["%", "_", "100%"])
def test_roster_takes_signs_of_like_literally(db, words):
    event_session = make_session(seats=3)
    make_reservation(event_session)

    assert attendee_list(event_session, is_reserved=True, words=words) == ([], 0)


def test_roster_of_those_still_to_come(db):
    event_session = make_session(seats=3)
    here = make_reservation(event_session, make_person(name="Ana Barbosa")).person
    make_reservation(event_session, make_person(name="Tomáš Dvořák"))
    make_check_in(event_session, here)

    listed, total = attendee_list(event_session, is_reserved=True, only_to_come=True)

    assert names(listed) == ["Tomáš Dvořák"]
    assert total == 1


def test_roster_pages_do_not_overlap(db):
    event_session = make_session(seats=5)
    for number in range(5):
        make_reservation(event_session, make_person(name=f"Guest {number}"))

    pages = [attendee_list(event_session, is_reserved=True, limit=2, offset=offset) for offset in (0, 2, 4, 6)]

    assert [names(people) for people, _ in pages] == [["Guest 0", "Guest 1"], ["Guest 2", "Guest 3"], ["Guest 4"], []]
    assert [total for _, total in pages] == [5, 5, 5, 0]


def test_queue_is_in_order_and_says_the_place(db):
    event_session = make_session(seats=1)
    make_reservation(event_session)
    for name in ("Zoë Brown", "Ana Barbosa"):
        make_reservation(event_session, make_person(name=name), state="waiting")

    listed = waiting_attendees(event_session)

    assert [(person.name, person.place_in_queue) for person in listed] == [("Zoë Brown", 1), ("Ana Barbosa", 2)]
    assert [(p.name, p.place_in_queue) for p in waiting_attendees(event_session, words="barb")] == [("Ana Barbosa", 2)]


def test_attendee_who_waits_has_the_place_of_the_queue(db):
    event_session = make_session(seats=1)
    make_reservation(event_session, state="waiting")
    second = make_reservation(event_session, state="waiting").person

    found = attendee(event_session, second, is_reserved=True)

    assert (found.standing, found.place_in_queue) == ("waiting", 2)


def test_registered_elsewhere_leaves_out_who_is_on_the_list(db):
    event_session = make_session(seats=2)
    make_reservation(event_session, make_person(name="Ana Barbosa"))
    make_reservation(event_session, make_person(name="Bea Barbosa"), state="waiting")
    make_registration(event_session.event, make_person(name="Cia Barbosa"))
    make_registration(event_session.event, make_person(name="Dea Barbosa"), state="cancelled")
    make_registration(make_event(), make_person(name="Eva Barbosa"))

    assert names(registered_without_seat(event_session, "barbosa", limit=20)) == ["Cia Barbosa"]


def test_at_door_knows_only_people_of_the_event(db):
    event_session = make_session(seats=2)
    mine = make_registration(event_session.event).person
    foreign = make_registration(make_event()).person
    slug, code = event_session.event.slug, event_session.code

    assert attendee_at_session(slug, code, mine.code).person.id == mine.id
    assert attendee_at_session(slug, code, foreign.code) is None
    assert attendee_at_session(slug, "nothing", mine.code) is None


def test_doors_say_which_sessions_somebody_moderates(db):
    event = make_event()
    moderator = make_person()
    mine, other = make_session(event, seats=4), make_session(event)
    make_session(event, kind="break")
    make_session(event, state="draft")
    make_session(event, starts_at=None)
    make_appearance(mine, moderator, part="moderator")
    make_appearance(other, moderator)
    make_check_in(mine, make_reservation(mine).person)

    listed = check_in_sessions(event.id, moderator.id)

    assert [(d.event_session.id, d.capacity, d.taken, d.here, d.is_mine) for d in listed] == [
        (mine.id, 4, 1, 1, True),
        (other.id, None, 0, 0, False),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_doors_take_one_query(db, request, rows):
    event = make_event()
    for _ in range(rows):
        make_session(event, seats=2, room_id=make_room(event).id)
    event_id = event.id

    with request.getfixturevalue("queries")() as seen:
        listed = check_in_sessions(event_id, 0)
        rooms = [door.event_session.room.name for door in listed]

    assert (len(rooms), len(seen)) == (rows, 1)
