"""How long the way of a reservation is: our own calls from the view to the commit, and the statements sent."""

import sys
from pathlib import Path

import pytest

import eventdesk
from eventdesk.booking.views import reserve as view
from eventdesk.core import db as database
from tests.factories import make_person, make_registration, make_session

PACKAGE = str(Path(eventdesk.__file__).parent)
MAX_CALLS = 25


class Tracer:
    """Notes the calls of functions of eventdesk between the view and the commit."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._is_on = False

    def __call__(self, frame, kind, argument):
        code = frame.f_code
        if kind == "call" and code is view.reserve.__wrapped__.__wrapped__.__code__:
            self._is_on = True
        if kind == "call" and code is database._commit.__code__:
            self._is_on = False
        if kind == "return" and code is view.reserve.__wrapped__.__wrapped__.__code__:
            self._is_on = False
        # A generator that goes on is no new call; nor is a part of an expression.
        is_start = frame.f_lasti <= 2 and not code.co_name.startswith("<")
        if self._is_on and kind == "call" and is_start and code.co_filename.startswith(PACKAGE):
            self.calls.append(f"{Path(code.co_filename).stem}.{code.co_qualname}")


@pytest.mark.both_engines
def test_reserving_a_seat_takes_few_calls_of_our_own(as_person, db, engine):
    event_session, person = make_session(seats=2), make_person(email="ana@example.org")
    make_registration(event_session.event, person)
    browser = as_person(person)
    path = f"/events/{event_session.event.slug}/sessions/{event_session.code}/seat"
    tracer = Tracer()

    sys.setprofile(tracer)
    try:
        response = browser.send(path)
    finally:
        sys.setprofile(None)

    assert response.status_code == 303
    assert tracer.calls[0] == "reserve.reserve"
    print(len(tracer.calls), tracer.calls)
    assert len(tracer.calls) <= MAX_CALLS, tracer.calls
