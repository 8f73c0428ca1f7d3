"""Registering without an account: the place on hold, the link, its expiry. On both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from eventdesk.booking.services.cancel import cancel_registration
from eventdesk.booking.services.confirmation import expire_registration
from eventdesk.core.db import db, transaction
from eventdesk.core.errors import NotAllowed, NotFound
from eventdesk.people import queries as people
from eventdesk.registration.models import Registration, RegistrationPolicy
from eventdesk.registration.queries.policy import overdue_registrations
from eventdesk.registration.queries.registrations import registration_of
from eventdesk.registration.services.register import RegistrationInput
from eventdesk.seats.queries.reservations import reservation_status
from eventdesk.seats.queries.waitlist import overdue_sessions
from eventdesk.seats.services.reserve import reserve_seat
from tests.booking.helpers import BY, confirm, inconsistencies, register, request_link, set_policy
from tests.factories import NOW, make_account, make_event, make_person, make_registration, make_session

pytestmark = pytest.mark.both_engines


def test_link_confirms_the_registration_and_the_seat_on_hold(app):
    event = make_event()
    event_session = make_session(event, seats=1)
    set_policy(event, places=5)

    typed = RegistrationInput(name="ნინო ბერიძე", organisation="GITA", country="GE", stakeholder_kind="public-agency")
    token = request_link(event, "nino@example.org", typed, event_session=event_session)

    person = people.person_by_email("nino@example.org")
    assert registration_of(event.id, person.id).state == "unconfirmed"
    assert reservation_status(event_session.id, person.id).state == "on_hold"
    with transaction():
        other = reserve_seat(event_session.id, make_person().id, **BY)
    assert other.state == "waiting"
    done = confirm(token)
    assert (done.registration.state, done.reserved.state, done.problem) == ("confirmed", "confirmed", None)
    assert (person.name, done.registration.organisation.name) == ("ნინო ბერიძე", "GITA")
    with pytest.raises(NotFound):
        confirm(token)
    assert inconsistencies() == []


def test_unconfirmed_registration_expires_after_fifteen_minutes(app):
    event = make_event()
    event_session = make_session(event, seats=1)
    set_policy(event, places=2)
    token = request_link(event, "nino@example.org", event_session=event_session)
    waits = make_person()
    with transaction():
        reserve_seat(event_session.id, waits.id, **BY)
    late = NOW + timedelta(minutes=15)
    assert overdue_registrations(now=late - timedelta(seconds=1)) == []

    for registration_id in overdue_registrations(now=late):
        with transaction():
            assert expire_registration(registration_id, now=late)

    assert reservation_status(event_session.id, waits.id).state == "confirmed"
    assert db.session.get_one(RegistrationPolicy, event.id).taken == 1
    assert overdue_sessions(now=late) == []
    assert inconsistencies(late) == []
    done = confirm(token, now=late)
    assert (done.registration.state, done.reserved.state) == ("confirmed", "waiting")
    assert inconsistencies(late) == []


def test_link_stays_usable_when_the_event_is_full_meanwhile(app):
    event = make_event()
    set_policy(event, places=1)
    token = request_link(event, "nino@example.org")
    late = NOW + timedelta(minutes=16)
    with transaction():
        expire_registration(overdue_registrations(now=late)[0], now=late)
    registered = register(event, make_person())

    with pytest.raises(NotAllowed):
        confirm(token, now=late)
    with transaction():
        cancel_registration(registered, **BY)

    assert confirm(token, now=late).registration.state == "confirmed"


def test_form_for_a_registered_address_only_requests_the_seat(app):
    event = make_event()
    event_session = make_session(event, seats=1)
    person = make_person(name="Anna Kovacs", email="anna@example.org")
    make_account(person)
    registration = make_registration(event, person, country="HU")

    token = request_link(
        event, "ANNA@example.org", RegistrationInput(name="Somebody Else", country="FR"), event_session=event_session
    )

    done = confirm(token)
    assert (done.registration.id, done.reserved.state) == (registration.id, "confirmed")
    assert (person.name, done.registration.country) == ("Anna Kovacs", "HU")
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 1
    assert inconsistencies() == []


def test_second_form_for_one_address_reserves_one_place(app):
    event = make_event()
    set_policy(event, places=2)
    request_link(event, "nino@example.org")
    token = request_link(event, "nino@example.org", RegistrationInput(name="Nino B."))

    assert confirm(token).registration.person.name == "Nino B."

    assert db.session.get_one(RegistrationPolicy, event.id).taken == 1
    assert inconsistencies() == []
