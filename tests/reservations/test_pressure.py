"""Seats under pressure: real server processes, HTTP, both databases."""

import os
import random
import signal
from datetime import timedelta
from http.client import HTTPException
from itertools import combinations

import pytest
from sqlalchemy import select

from eventdesk.core import clock
from eventdesk.core.db import db, transaction
from eventdesk.core.models import OutboxItem
from eventdesk.reservations import queries
from eventdesk.reservations.models import Reservation, SeatCount
from tests.engines import new_database, start_postgresql
from tests.factories import make_account, make_event, make_session
from tests.servers import Server, at_once

PEOPLE, CLIENTS, SEATS = 500, 64, 50


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request, tmp_path):
    """A server of four processes with an event ahead; the clock is the real one."""
    if request.param == "sqlite":
        server, postgresql = Server(tmp_path / "data"), None
    else:
        postgresql = start_postgresql()
        server = Server(tmp_path / "data", new_database(postgresql, "pressure"))
    with server.app.app_context():
        with server:
            yield server
        db.session.remove()
        db.engine.dispose()
    if postgresql is not None:
        postgresql.cleanup()


def prepare(server, *, people=PEOPLE, seats=SEATS):
    """Store an event with one session, and return the session's address and signed-in browsers with their people."""
    now = clock.now()
    with transaction():
        event = make_event(slug="rush", starts_on=now.date(), ends_on=now.date() + timedelta(days=3), timezone="UTC")
        event_session = make_session(
            event, code="HOT", starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=1, hours=1), seats=seats
        )
        accounts = [make_account() for _ in range(people)]
    browsers = dict(zip([account.person_id for account in accounts], server.browsers(accounts), strict=True))
    return event_session, "/events/rush/sessions/HOT/seat", browsers


def live(event_session):
    """Return the live reservations by person id, freshly read."""
    db.session.rollback()
    rows = db.session.scalars(
        select(Reservation).where(
            Reservation.event_session_id == event_session.id, Reservation.state.in_(("confirmed", "waiting"))
        )
    ).all()
    assert len({row.person_id for row in rows}) == len(rows)
    return {row.person_id: row for row in rows}


def test_seats_500_people_at_once_and_20_cancel(server):
    event_session, path, browsers = prepare(server)

    answers = dict(
        zip(browsers, at_once(lambda browser: browser.post(path), browsers.values(), clients=CLIENTS), strict=True)
    )

    assert {answer.status for answer in answers.values()} == {303}, server.log()
    reservations = live(event_session)
    seated = {person for person, row in reservations.items() if row.state == "confirmed"}
    queue = {person: row.queue_number for person, row in reservations.items() if row.state == "waiting"}
    assert len(seated) == SEATS
    assert sorted(queue.values()) == list(range(1, PEOPLE - SEATS + 1))
    # In order of arrival: whoever was answered before somebody else even asked stands before them.
    place = {person: queue.get(person, 0) for person in reservations}
    for one, other in combinations(answers, 2):
        if answers[one].answered < answers[other].sent:
            assert place[one] <= place[other]
        elif answers[other].answered < answers[one].sent:
            assert place[other] <= place[one]
    assert len(db.session.scalars(select(OutboxItem.id).where(OutboxItem.kind == "mail")).all()) == PEOPLE

    leaving = random.Random(1).sample(sorted(seated), 20)
    given_back = at_once(lambda person: browsers[person].post(f"{path}/cancel"), leaving, clients=20)

    assert {answer.status for answer in given_back} == {303}, server.log()
    after = {person: row.state for person, row in live(event_session).items()}
    promoted = {person for person, number in queue.items() if number <= 20}
    assert {person for person, state in after.items() if state == "confirmed"} == seated - set(leaving) | promoted
    seats = db.session.get_one(SeatCount, event_session.id)
    assert (seats.taken, seats.waiting) == (SEATS, PEOPLE - SEATS - 20)
    mails = db.session.scalars(select(OutboxItem.payload).where(OutboxItem.kind == "mail")).all()
    assert len([mail for mail in mails if mail["template"] == "seat_promoted"]) == 20
    assert list(queries.broken_seats()) == []


def test_seats_one_person_twenty_clicks(server):
    event_session, path, browsers = prepare(server, people=1)
    (browser,) = browsers.values()

    answers = at_once(lambda _: browser.post(path), range(20), clients=20)

    assert {answer.status for answer in answers} == {303}, server.log()
    assert [row.state for row in live(event_session).values()] == ["confirmed"]
    assert list(queries.broken_seats()) == []


def test_seats_server_processes_killed_loses_no_answered_reservation(server):
    event_session, path, browsers = prepare(server, people=200, seats=30)
    killer = random.Random(2)
    asked = list(browsers.items())

    def ask(numbered):
        number, (person, browser) = numbered
        if number % 40 == 20 and (processes := server.children()):
            os.kill(killer.choice(processes), signal.SIGKILL)
        try:
            return person, browser.post(path).status
        except (OSError, HTTPException):
            return person, None

    answered = at_once(ask, enumerate(asked), clients=16)

    stored = live(event_session)
    assert {person for person, status in answered if status == 303} <= set(stored)
    assert {status for _, status in answered} <= {303, None}
    assert len([status for _, status in answered if status is None]) < 100
    seats = db.session.get_one(SeatCount, event_session.id)
    assert (seats.taken, seats.waiting) == (min(30, len(stored)), max(0, len(stored) - 30))
    assert list(queries.broken_seats()) == []
