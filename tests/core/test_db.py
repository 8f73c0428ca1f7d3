"""Transactions, moments, the write gate."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import psycopg
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import InternalError, StatementError

from eventdesk.core.db import SqliteWriteLock, db, transaction
from eventdesk.people.models import Person
from tests.factories import NOW, make_event, make_person

pytestmark = pytest.mark.both_engines


def test_transaction_that_raises_stores_nothing(app):
    def fail():
        with transaction():
            make_person()
            raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert db.session.scalars(select(Person)).all() == []


def test_transaction_inside_another_is_an_error(app):
    with pytest.raises(RuntimeError), transaction(), transaction():
        pass


def test_transaction_reads_again_what_was_read_before(app):
    person = make_person(name="Before")
    assert person.name == "Before"

    def change():
        with app.app_context(), transaction():
            db.session.get_one(Person, person_id).name = "After"

    person_id = person.id
    thread = threading.Thread(target=change)
    thread.start()
    thread.join()
    with transaction():
        name = person.name

    assert name == "After"


def test_moment_comes_back_aware_and_in_utc(app):
    moment = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=4)))

    person = make_person(created_at=moment)
    db.session.expire_all()

    assert person.created_at == moment
    assert person.created_at.utcoffset() == timedelta(0)


def test_moment_without_a_zone_is_refused(app):
    with pytest.raises(StatementError):
        make_person(created_at=datetime(2026, 7, 1, 12, 0))  # noqa: DTZ001 - the fault this test is about


def test_write_lock_admits_one_thread_at_a_time(engine, tmp_path):
    lock, inside, counts = SqliteWriteLock(tmp_path / "lock"), [], []

    def enter():
        for _ in range(50):
            with lock.acquire():
                inside.append(1)
                counts.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=enter) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert max(counts) == 1
    assert NOW.tzinfo is UTC


def test_postgresql_refuses_what_is_written_outside_of_a_transaction(app):
    person = make_person()

    if db.engine.dialect.name == "postgresql":
        with pytest.raises(InternalError, match="read-only transaction"):
            db.session.execute(update(Person).where(Person.id == person.id).values(name="Eve"))
    else:
        db.session.execute(update(Person).where(Person.id == person.id).values(name="Eve"))
    db.session.remove()

    assert db.session.scalars(select(Person.name).where(Person.id == person.id)).one() != "Eve"


def test_reader_whose_connection_was_lost_is_given_a_new_one(app, client):
    """As after a restart of the database."""
    make_event(slug="days")
    client.visit("/events/days/")
    if db.engine.dialect.name == "postgresql":
        with psycopg.connect(app.config["SETTINGS"].database_url.replace("+psycopg", ""), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                          " AND datname = current_database()")  # fmt: skip

    assert client.get("/events/days/speakers/").status_code == 200
