"""How long the way of a reservation is: the calls of our own functions from the view to the commit."""

import sys
from pathlib import Path

import pytest

import eventdesk
from eventdesk.booking.views import reserve as view
from eventdesk.core import db as database
from eventdesk.core.precompiled import PrecompiledStatement
from tests.factories import make_person, make_registration, make_session

PACKAGE = str(Path(eventdesk.__file__).parent)
MAX_CALLS = 25


class Tracer:
    """Notes the calls of functions of eventdesk between the view and the commit."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._frames: list[object] = []
        self._is_on = False

    def __call__(self, frame, kind, _argument):
        code = frame.f_code
        if kind == "call" and code is view.reserve.__wrapped__.__wrapped__.__code__:
            self._is_on = True
        if (kind, code) in (
            ("call", database._commit.__code__),
            ("return", PrecompiledStatement.execute_alone.__code__),
        ):
            self._is_on = False
        # A generator that goes on is no new call; nor is a part of an expression.
        is_new = frame not in self._frames and not code.co_name.startswith("<")
        if self._is_on and kind == "call" and is_new and code.co_filename.startswith(PACKAGE):
            self._frames.append(frame)
            self.calls.append(f"{Path(code.co_filename).stem}.{code.co_qualname}")


@pytest.mark.both_engines
def test_reserving_a_seat_takes_few_calls(as_person, db, engine):
    event_session, person = make_session(seats=2), make_person(email="ana@example.org")
    make_registration(event_session.event, person)
    browser = as_person(person)
    path = f"/events/{event_session.event.slug}/sessions/{event_session.code}/seat"
    tracer = Tracer()

    # What is compiled once is compiled then.
    as_person(make_person(email="first@example.org")).send(path)

    sys.setprofile(tracer)
    try:
        response = browser.send(path)
    finally:
        sys.setprofile(None)

    assert response.status_code == 303
    assert tracer.calls[0] == "reserve.reserve"
    assert len(tracer.calls) <= MAX_CALLS, tracer.calls
