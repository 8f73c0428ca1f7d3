"""Registering, reserving and releasing seats, one action at a time; test_pressure.py runs them at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventdesk.booking.services.cancel import cancel_registration
from eventdesk.core.db import db, transaction
from eventdesk.core.errors import Invalid, NotAllowed
from eventdesk.core.models import AuditEntry, OutboxItem
from eventdesk.registration.models import Registration
from eventdesk.registration.queries.registrations import is_registered, registration_of
from eventdesk.registration.services.register import register_person
from eventdesk.seats.models import EventSeatPolicy, Reservation, SessionSeats
from eventdesk.seats.queries.integrity import find_inconsistencies
from eventdesk.seats.queries.reservation_context import context_by_id
from eventdesk.seats.queries.reservations import reservation_status, reservation_statuses
from eventdesk.seats.rules.display import ReservationStatus
from eventdesk.seats.services.release import release_seat
from eventdesk.seats.services.reserve import reserve_in_context, reserve_seat
from eventdesk.seats.services.session_seats import close_seats, reopen_seats, set_seats
from tests.factories import NOW, make_event, make_person, make_registration, make_reservation, make_session

pytestmark = pytest.mark.both_engines


def reserve(event_session, person, now=NOW):
    with transaction():
        return reserve_seat(event_session.id, person.id, actor_id=person.id, now=now)


def release(event_session, person, now=NOW):
    with transaction():
        release_seat(event_session, person.id, actor_id=person.id, now=now)


def mails():
    return [
        (item.recipient, item.payload["template"])
        for item in db.session.scalars(select(OutboxItem).order_by(OutboxItem.id))
    ]


def test_reserve_seat_registers_and_confirms_in_one_step(app):
    event_session, person = make_session(seats=2), make_person(email="ana@example.org", country="PT")

    reservation = reserve(event_session, person)

    assert reservation.state == "confirmed"
    registration = registration_of(event_session.event_id, person.id)
    assert (registration.state, registration.country, registration.consents_to_listing) == ("confirmed", "PT", False)
    assert mails() == [("ana@example.org", "seat_confirmed")]
    assert list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id))) == ["register", "reserve_seat"]


def test_reserve_seat_twice_is_one_seat_and_one_mail(app):
    event_session, person = make_session(seats=2), make_person()

    first, second = reserve(event_session, person), reserve(event_session, person)

    assert first.id == second.id
    assert db.session.get_one(SessionSeats, event_session.id).taken == 1
    assert len(mails()) == 1


def test_reserve_seat_full_session_queues_in_order(app):
    event_session, people = make_session(seats=1), [make_person() for _ in range(3)]

    states = [reserve(event_session, person).state for person in people]

    assert states == ["confirmed", "waiting", "waiting"]
    standings = [reservation_status(event_session.id, person.id) for person in people]
    assert standings == [
        ReservationStatus("confirmed"),
        ReservationStatus("waiting", 1),
        ReservationStatus("waiting", 2),
    ]
    payloads = list(db.session.scalars(select(OutboxItem.payload).order_by(OutboxItem.id)))
    assert [item["values"]["position"] for item in payloads if item["template"] == "seat_waiting"] == [1, 2]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"state": "cancelled"}, "This session is cancelled."),
        ({"starts_at": NOW, "ends_at": NOW + timedelta(hours=1)}, "Reservation is closed: this session has begun."),
        ({"starts_at": None, "ends_at": None}, "This session has no time yet. Seats can be reserved once it has."),
    ],
)
def test_reserve_seat_session_not_open_is_refused(app, changes, message):
    event_session, person = make_session(seats=1, **changes), make_person()

    with pytest.raises(NotAllowed) as refusal:
        reserve(event_session, person)

    assert str(refusal.value) == message
    db.session.rollback()
    assert db.session.scalars(select(Registration)).all() == []


def test_reserve_seat_without_seats_is_refused(app):
    event_session, person = make_session(), make_person()

    with pytest.raises(NotAllowed) as refusal:
        reserve(event_session, person)

    assert str(refusal.value) == "No reservation is needed for this session."


def test_reserve_seat_full_without_waiting_list_is_refused(app):
    event_session, people = make_session(), [make_person(), make_person()]
    with transaction():
        set_seats(event_session, 1, waiting_list=False, actor_id=None, now=NOW)
    reserve(event_session, people[0])

    with pytest.raises(NotAllowed) as refusal:
        reserve(event_session, people[1])

    assert str(refusal.value) == "All seats are taken."


@pytest.mark.parametrize(
    ("opens", "closes", "is_open"),
    [(None, None, True), (1, None, False), (-1, 1, True), (None, -1, False), (None, 0, False)],
)
def test_register_person_outside_the_dates_is_refused(app, opens, closes, is_open):
    event = make_event(
        registration_opens_at=None if opens is None else NOW + timedelta(hours=opens),
        registration_closes_at=None if closes is None else NOW + timedelta(hours=closes),
    )
    person = make_person()

    try:
        with transaction():
            register_person(event, person.id, actor_id=person.id, now=NOW)
    except NotAllowed:
        registered = False
    else:
        registered = True

    assert registered == is_open
    assert is_registered(event.id, person.id) == is_open


def test_released_seat_goes_to_the_first_who_waits(app):
    event_session = make_session(seats=1)
    seated, first, second = (make_person(email=f"{name}@example.org") for name in ("seated", "first", "second"))
    for person in (seated, first, second):
        reserve(event_session, person)

    release(event_session, seated)

    assert reservation_status(event_session.id, seated.id) is None
    assert reservation_status(event_session.id, first.id) == ReservationStatus("confirmed")
    assert reservation_status(event_session.id, second.id) == ReservationStatus("waiting", 1)
    assert mails()[-1] == ("first@example.org", "seat_promoted")
    assert list(find_inconsistencies()) == []


def test_releasing_a_missing_seat_is_harmless(app):
    event_session, person, other = make_session(seats=2), make_person(), make_person()
    reserve(event_session, person)

    release(event_session, other)
    release(event_session, person)
    release(event_session, person)

    assert db.session.get_one(SessionSeats, event_session.id).taken == 0


def test_releasing_a_seat_after_the_start_is_refused(app):
    event_session, person = make_session(seats=2), make_person()
    reserve(event_session, person)

    with pytest.raises(NotAllowed):
        release(event_session, person, now=event_session.starts_at)

    db.session.rollback()
    assert reservation_status(event_session.id, person.id) == ReservationStatus("confirmed")


def test_reserving_again_after_a_release_joins_the_end(app):
    event_session, people = make_session(seats=1), [make_person() for _ in range(3)]
    for person in people:
        reserve(event_session, person)

    release(event_session, people[1])
    reserve(event_session, people[1])

    assert reservation_status(event_session.id, people[2].id) == ReservationStatus("waiting", 1)
    assert reservation_status(event_session.id, people[1].id) == ReservationStatus("waiting", 2)


def test_cancelled_registration_releases_every_seat(app):
    event = make_event()
    one, other = make_session(event, seats=1), make_session(event, seats=1)
    leaving, waiting = make_person(), make_person()
    for event_session in (one, other):
        reserve(event_session, leaving)
    reserve(other, waiting)

    with transaction():
        cancel_registration(registration_of(event.id, leaving.id), actor_id=leaving.id, now=NOW)

    assert reservation_statuses(event.id, leaving.id) == {}
    assert reservation_statuses(event.id, waiting.id) == {other.id: ReservationStatus("confirmed")}
    assert not is_registered(event.id, leaving.id)


def test_set_seats_more_promotes_in_order_fewer_than_taken_is_invalid(app):
    event_session, people = make_session(seats=1), [make_person() for _ in range(4)]
    for person in people:
        reserve(event_session, person)

    with transaction():
        set_seats(event_session, 3, actor_id=None, now=NOW)

    states = [reservation_status(event_session.id, person.id) for person in people]
    assert states == [ReservationStatus("confirmed")] * 3 + [ReservationStatus("waiting", 1)]
    with pytest.raises(Invalid) as problem, transaction():
        set_seats(event_session, 2, actor_id=None, now=NOW)
    assert problem.value.field == "seats"
    assert list(find_inconsistencies()) == []


def test_closing_seats_changes_no_reservation_and_sends_no_mail(app):
    event_session = make_session(seats=1)
    people = [make_person(email=f"p{number}@example.org") for number in range(2)]
    for person in people:
        reserve(event_session, person)
    before = mails()

    with transaction():
        close_seats(event_session)
    closed = db.session.get_one(SessionSeats, event_session.id).is_open
    with transaction():
        reopen_seats(event_session, now=NOW)

    assert (closed, db.session.get_one(SessionSeats, event_session.id).is_open) == (False, True)
    assert [reservation_status(event_session.id, person.id) for person in people] == [
        ReservationStatus("confirmed"), ReservationStatus("waiting", 1),
    ]  # fmt: skip
    assert mails() == before


def test_seat_released_while_cancelled_is_assigned_on_restoring(app):
    event_session = make_session(seats=1)
    holder, waiting = make_person(), make_person(email="waits@example.org")
    for person in (holder, waiting):
        reserve(event_session, person)
    with transaction():
        close_seats(event_session)
        event_session.state = "cancelled"
    with transaction():
        release_seat(event_session, holder.id, actor_id=holder.id, now=NOW)
    before = len(mails())

    with transaction():
        event_session.state = "published"
        reopen_seats(event_session, now=NOW)

    assert reservation_status(event_session.id, waiting.id) == ReservationStatus("confirmed")
    assert len(mails()) == before + 1
    assert list(find_inconsistencies()) == []


def test_reservation_twice_live_is_refused_by_the_database(app):
    event_session, person = make_session(seats=5), make_person()
    make_reservation(event_session, person)

    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            Reservation(
                code="X", event_session_id=event_session.id, person_id=person.id, state="confirmed", created_at=NOW
            )
        )


def test_seat_count_more_taken_than_there_are_is_refused_by_the_database(app):
    event_session = make_session(seats=1)

    with pytest.raises(IntegrityError), transaction():
        db.session.get_one(SessionSeats, event_session.id).taken = 2


def test_inconsistent_seat_count_is_reported(app):
    event_session = make_session(seats=3)
    make_reservation(event_session)
    with transaction():
        db.session.get_one(SessionSeats, event_session.id).taken = 2

    assert list(find_inconsistencies()) == [
        f"session {event_session.id}: 2 seats counted as taken, 1 confirmed, offered or held"
    ]


def test_reservation_without_registration_is_reported(app):
    reservation = make_reservation(event_session := make_session(seats=3))
    with transaction():
        registration_of(event_session.event_id, reservation.person_id).state = "cancelled"

    assert list(find_inconsistencies()) == [
        f"person {reservation.person_id} is not registered any more and is confirmed in {event_session.code}"
    ]


@pytest.mark.parametrize("limit", [None, 3])
def test_reservation_read_before_the_registration_ended_registers_again(app, limit):
    """Two tabs: in one the registration is cancelled, while the other waits for its turn to reserve a seat."""
    event_session, person = make_session(seats=2), make_person(email="ana@example.org")
    registration = make_registration(event_session.event, person)
    with transaction():
        db.session.add(EventSeatPolicy(event_id=event_session.event_id, max_seats_per_person=limit))
    before = context_by_id(event_session.id, person.id)

    with transaction():
        cancel_registration(registration, actor_id=person.id, now=NOW)
    with transaction():
        reserved = reserve_in_context(before, actor_id=person.id, now=NOW)

    assert reserved.state == "confirmed"
    assert registration_of(event_session.event_id, person.id).state == "confirmed"
    assert list(find_inconsistencies()) == []


def test_registering_for_an_event_that_is_over_is_refused(app):
    yesterday = NOW.date() - timedelta(days=1)
    event, person = make_event(starts_on=yesterday, ends_on=yesterday), make_person()

    with pytest.raises(NotAllowed, match="This event is over"), transaction():
        register_person(event, person.id, actor_id=None, now=NOW)


def test_register_person_again_changes_only_the_consent_given(app):
    registration = make_registration(consents_to_listing=True)

    with transaction():
        register_person(registration.event, registration.person_id, actor_id=None, now=NOW)
    stored = registration_of(registration.event_id, registration.person_id).consents_to_listing
    with transaction():
        register_person(registration.event, registration.person_id, actor_id=None, now=NOW, consents_to_listing=False)

    assert stored is True
    assert registration_of(registration.event_id, registration.person_id).consents_to_listing is False
