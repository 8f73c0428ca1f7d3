"""What the worker ends by itself: offers that nobody took, holds that nobody confirmed."""

from datetime import timedelta

import pytest

from eventdesk.booking.services.confirmation import request_registration
from eventdesk.cli import worker
from eventdesk.core.db import db, transaction
from eventdesk.registration.services.register import RegistrationInput
from eventdesk.seats.queries.integrity import find_inconsistencies
from eventdesk.seats.queries.reservations import reservation_status
from eventdesk.seats.services.reserve import reserve_seat
from eventdesk.seats.services.session_seats import SeatSettings, change_seats
from tests.factories import NOW, make_event, make_person, make_registration, make_session

BY = {"actor_id": None, "now": NOW}


@pytest.mark.both_engines
def test_worker_passes_seats_on_whose_time_is_over(app):
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

    def seen(minutes):
        worker.PeriodicTasks().keep(NOW + timedelta(minutes=minutes))
        db.session.rollback()
        db.session.expire_all()
        found = [reservation_status(event_session.id, person.id) for person in people]
        return [one.state if one else "" for one in found]

    assert [seen(14), seen(15), seen(44), seen(45)] == [
        ["waiting", "waiting"],
        ["offered", "waiting"],
        ["offered", "waiting"],
        ["", "offered"],
    ]
    assert list(find_inconsistencies(now=NOW + timedelta(minutes=45))) == []
