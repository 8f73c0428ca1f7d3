"""A disk that is full at each step of a action: what is not answered as done is not done at all, and nothing is lost.

The limit is that of the operating system on the size of a file (RLIMIT_FSIZE), set on the process that writes: it needs
no rights, and a write beyond it fails as on a full disk.
"""

import resource
import sys

import psycopg
import pytest
from sqlalchemy import text

from eventdesk.core.db import db
from tests.load_clients import Crowd, add_rush, click, faults, served

if not hasattr(resource, "prlimit"):
    pytest.skip(f"{sys.platform} has no limits that can be set on another process", allow_module_level=True)

PAGE = 4096
MAX_PAGES = 60
"""A action writes fewer."""


def limit(pids, size):
    """Let these processes write no file beyond `size` bytes."""
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@pytest.mark.parametrize("action", ["reserve", "give back"])
def test_full_disk_at_each_page_changes_nothing(tmp_path, action):
    with served("sqlite", tmp_path, processes=1) as server:
        rush, browsers = add_rush(seats=1), Crowd(server).of(3)
        (holder, first), (waiting, second), (third, browser) = browsers.items()
        assert [click(rush.path, one).status for one in (first, second)] == [303, 303]
        path, browser = (rush.path, browser) if action == "reserve" else (f"{rush.path}/cancel", first)
        wal = server.data_dir / "eventdesk.sqlite3-wal"
        statuses = []

        for pages in range(MAX_PAGES):
            db.session.rollback()
            with db.engine.connect() as connection:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            before = sorted((person, row.state) for person, row in rush.live().items())
            assert wal.stat().st_size == 0
            limit(server.workers(), 32 + pages * (PAGE + 24) + 100)
            statuses.append(click(path, browser).status)
            limit(server.workers(), resource.RLIM_INFINITY)
            if statuses[-1] == 303:
                break
            assert sorted((person, row.state) for person, row in rush.live().items()) == before
            assert faults() == []

        print(f"\n{action}: full at {len(statuses) - 1} steps, answered {set(statuses[:-1])}")
        assert len(statuses) > 5, server.log()
        assert (set(statuses[:-1]), statuses[-1]) == ({507}, 303), server.log()
        states = {person: row.state for person, row in rush.live().items()}
        done = {
            "reserve": {holder: "confirmed", waiting: "waiting", third: "waiting"},
            "give back": {waiting: "confirmed"},
        }
        assert states == done[action]
        assert faults() == []


FULL_AT = """
CREATE FUNCTION is_full() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER is_full BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION is_full();
"""


def test_full_postgresql_table_changes_nothing(tmp_path):
    """Its files belong to another user, whose limits are not ours to set: each table says itself that the disk is full."""
    with served("postgresql", tmp_path, processes=1) as server:
        rush, (browser,) = add_rush(seats=1), Crowd(server).of(1).values()
        statuses = []

        for table in ("registration", "session_seats", "reservation", "audit_entry", "outbox_item"):
            with psycopg.connect(server.database_url.replace("+psycopg", ""), autocommit=True) as connection:
                connection.execute(FULL_AT.format(table=table))
                statuses.append(click(rush.path, browser).status)
                assert (rush.live(), rush.mails(), faults()) == ({}, {}, [])
                db.session.rollback()
                connection.execute(f"DROP TRIGGER is_full ON {table}; DROP FUNCTION is_full")

        assert statuses == [507] * 5, server.log()
        assert click(rush.path, browser).status == 303
        assert len(rush.seated()) == 1
