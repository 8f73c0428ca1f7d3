"""The periodic tasks of the worker: expired offers and holds, and old data."""

from datetime import timedelta

import pytest

from eventdesk.accounts.models import OneTimeLink, SignIn
from eventdesk.accounts.services import make_sign_in_link
from eventdesk.booking.services.confirmation import request_registration
from eventdesk.cli.periodic_tasks import PeriodicTasks
from eventdesk.core.db import db, transaction
from eventdesk.core.models import RateLimitCounter
from eventdesk.registration.services.register import RegistrationInput
from eventdesk.seats.queries.integrity import find_inconsistencies
from eventdesk.seats.queries.reservations import reservation_status
from eventdesk.seats.services.reserve import reserve_seat
from eventdesk.seats.services.session_seats import SeatSettings, change_seats
from tests.factories import NOW, make_account, make_event, make_person, make_registration, make_session

BY = {"actor_id": None, "now": NOW}


@pytest.mark.both_engines
def test_expired_offers_and_holds_pass_their_seats_on(app):
    event = make_event()
    event_session = make_session(event)
    people = [make_registration(event, make_person()).person for _ in range(2)]
    with transaction():
        change_seats(event_session, SeatSettings(capacity=1, offer_minutes=30), **BY)
    with transaction():
        request_registration(
            event, "nino@example.org", RegistrationInput(name="Nino"), event_session=event_session, now=NOW
        )
    for person in people:
        with transaction():
            reserve_seat(event_session.id, person.id, **BY)

    def states_after(minutes):
        PeriodicTasks().run(NOW + timedelta(minutes=minutes))
        db.session.rollback()
        db.session.expire_all()
        statuses = [reservation_status(event_session.id, person.id) for person in people]
        return [status.state if status else "" for status in statuses]

    assert [states_after(minutes) for minutes in (14, 15, 44, 45)] == [
        ["waiting", "waiting"],
        ["offered", "waiting"],
        ["offered", "waiting"],
        ["", "offered"],
    ]
    assert list(find_inconsistencies(now=NOW + timedelta(minutes=45))) == []


def test_old_data_is_purged_daily(db, app, clock):
    person = make_person(email="ana@example.org")
    make_account(person)
    with transaction():
        make_sign_in_link("ana@example.org", now=clock.now)
        db.session.add(SignIn(token_hash="x" * 64, person_id=person.id, created_at=clock.now,
                              last_seen_at=clock.now, revoked_at=clock.now))  # fmt: skip
        db.session.add(RateLimitCounter(key="k", count=1, expires_at=clock.now.timestamp() + 60))
    tasks = PeriodicTasks()
    tasks.run(clock.now)
    count_before = db.session.query(OneTimeLink).count()

    tasks.run(clock.move(days=2))

    assert count_before == 1
    assert [db.session.query(table).count() for table in (OneTimeLink, SignIn, RateLimitCounter)] == [0, 0, 0]
