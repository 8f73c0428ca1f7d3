"""What a check-in costs the database, and which check-ins wait for one another."""

from threading import Event as Signal
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from eventdesk.checkin.models import CheckIn
from eventdesk.checkin.services.check_in import check_in
from eventdesk.core.db import db, transaction
from tests.factories import NOW, make_reservation, make_room, make_session, make_terms

HTMX = {"HX-Request": "true"}


def check_in_path(event_session, person):
    return f"/desk/{event_session.event.slug}/door/{event_session.code}/people/{person.code}/check-in"


@pytest.mark.both_engines
def test_check_in_with_a_seat_takes_eight_statements(browser, event, queries):
    make_terms(event, places=100, taken=1)
    event_session = make_session(event, seats=10, room_id=make_room(event).id)
    path = check_in_path(event_session, make_reservation(event_session).person)

    with queries() as seen:
        response = browser.send(path, headers=HTMX)

    assert response.status_code == 200
    assert [statement.split()[0] for statement in seen] == [
        "SELECT",  # the person and the session of the address
        "SELECT",  # the signed-in reader
        "SELECT",  # the lock of the session
        "SELECT",  # registration, reservation, check-in
        "INSERT",  # the check-in
        "INSERT",  # the audit entry
        "SELECT",  # the counts
        "SELECT",  # the row
    ]


@pytest.mark.both_engines
def test_second_check_in_takes_six_statements(browser, event, queries):
    event_session = make_session(event, seats=10)
    path = check_in_path(event_session, make_reservation(event_session).person)
    browser.send(path, headers=HTMX)

    with queries() as seen:
        browser.send(path, headers=HTMX)

    assert len(seen) == 6


@pytest.mark.both_engines
def test_undo_takes_eight_statements(browser, event, queries):
    event_session = make_session(event, seats=10)
    path = check_in_path(event_session, make_reservation(event_session).person)
    browser.send(path, headers=HTMX)

    with queries() as seen:
        browser.send(path.replace("check-in", "undo"), headers=HTMX)

    assert len(seen) == 8


def check_in_within(milliseconds, session_id, person_id):
    """Check a person in, or raise OperationalError after waiting that long for a lock."""
    with transaction():
        db.session.execute(text(f"SET LOCAL lock_timeout = '{milliseconds}ms'"))
        check_in(session_id, person_id, actor_id=None, now=NOW)


@pytest.fixture
def open_check_in(app):
    """Check a person in to a session in a transaction of another thread, which stays open until the test ends."""
    is_checked_in, may_end = Signal(), Signal()
    threads = []

    def start(session_id, person_id):
        def run():
            with app.app_context(), transaction():
                check_in(session_id, person_id, actor_id=None, now=NOW)
                is_checked_in.set()
                may_end.wait(10)

        threads.append(Thread(target=run))
        threads[0].start()
        assert is_checked_in.wait(10)

    yield start
    may_end.set()
    threads[0].join(10)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_check_ins_of_two_sessions_do_not_wait_for_each_other(event, open_check_in):
    make_terms(event, places=100, taken=2)
    first, second = make_session(event, seats=5), make_session(event, seats=5)
    one, other = make_reservation(first).person, make_reservation(second).person
    session_id, person_id = second.id, other.id

    open_check_in(first.id, one.id)
    check_in_within(500, session_id, person_id)

    assert db.session.query(CheckIn.person_id).all() == [(person_id,)]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_check_ins_of_one_session_wait_for_each_other(event, open_check_in):
    event_session = make_session(event, seats=5)
    one, other = make_reservation(event_session).person, make_reservation(event_session).person
    session_id, person_id = event_session.id, other.id

    open_check_in(session_id, one.id)
    with pytest.raises(OperationalError, match="lock timeout"):
        check_in_within(200, session_id, person_id)

    assert db.session.query(CheckIn).count() == 0
