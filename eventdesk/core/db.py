"""The database: one Flask-SQLAlchemy object, one way to write, one lock for SQLite.

Reading needs no set-up: `db.session` reads by itself, on PostgreSQL in a transaction per statement. Writing happens
inside `with transaction():`, which an entry point (a view, a command, the worker) opens exactly once per request or
action; PostgreSQL refuses writes anywhere else.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, PoolProxiedConnection, TypeDecorator, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase

from eventdesk.core.errors import Busy
from eventdesk.core.file_lock import lock_file, unlock_file
from eventdesk.core.partial_index import add_postgresql_conditions
from eventdesk.core.text import N_

WRITE = "eventdesk_write"
"""The key in `session.info` that marks an open transaction."""
ON_NEXT_WRITE = "eventdesk_on_next_write"
BUSY_TIMEOUT_MS = 10_000


class Base(DeclarativeBase):
    """The base class of every table. All constraints are named, so that migrations can refer to them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: time-zone aware in Python, UTC in the database. SQLite stores no zone, so UTC is added when reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs its time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SqliteWriteLock:
    """One lock around every SQLite write transaction of all threads and processes.

    SQLite allows one writer at a time and makes the others poll; with this lock they queue instead, and the WAL
    checkpoint that a commit may start never runs beside another commit (the data loss fixed in SQLite 3.51.3).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread_lock = threading.Lock()
        self.thread: int | None = None
        """The thread that holds it."""
        self._file: int | None = None
        self._pid = 0

    @contextmanager
    def acquire(self) -> Iterator[None]:
        """Wait for the lock, and release it at the end of the block."""
        with self._thread_lock:
            if self._file is None or self._pid != os.getpid():
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
                self._pid = os.getpid()
            lock_file(self._file)
            self.thread = threading.get_ident()
            try:
                yield
            finally:
                self.thread = None
                unlock_file(self._file)


_write_locks: dict[str, SqliteWriteLock] = {}


def _write_lock(engine: Engine) -> SqliteWriteLock | None:
    """Return the write lock of a SQLite file, or None for a database that orders its writers itself."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    lock = _write_locks.get(engine.url.database)
    if lock is None:
        path = Path(engine.url.database + ".lock").resolve()
        lock = _write_locks.setdefault(engine.url.database, SqliteWriteLock(path))
    return lock


@contextmanager
def sqlite_write_lock(engine: Engine) -> Iterator[None]:
    """Lock a SQLite file for writing; transactions that this thread begins in the block begin as writes."""
    lock = _write_lock(engine)
    with lock.acquire() if lock else nullcontext():
        yield


def on_next_write(first: Callable[[], None]) -> None:
    """Begin the next transaction of this session with a call of `first`: both are stored together, or neither is."""
    db.session().info[ON_NEXT_WRITE] = first


def cancel_on_next_write() -> bool:
    """Cancel `on_next_write`. Return whether it was still pending: nothing was written, or all was rolled back."""
    return db.session().info.pop(ON_NEXT_WRITE, None) is not None


def is_writing() -> bool:
    """Return whether a transaction is open in this session."""
    return db.session.registry.has() and WRITE in db.session().info


@contextmanager
def transaction(*, is_of_form: bool = True) -> Iterator[None]:
    """Run the block as one write transaction: everything in it is stored, or nothing if it raises.

    Rows read earlier are read again in the block, since they may have changed while this writer waited for its turn.
    With `is_of_form=False` the transaction stores something that a submitted form is not about, such as a counter, and
    does not run `on_next_write`. Raises RuntimeError inside another transaction.
    """
    session = db.session()
    if session.info.get(WRITE):
        raise RuntimeError("An entry point opens one transaction; transactions are not nested.")
    session.rollback()
    session.expire_all()
    session.info[WRITE] = True
    engine = db.engine
    try:
        with sqlite_write_lock(engine):
            yield from _write(session, engine, session.info.get(ON_NEXT_WRITE) if is_of_form else None)
    finally:
        session.info.pop(WRITE, None)


def _write(session: Any, engine: Engine, first: Callable[[], None] | None) -> Iterator[None]:
    try:
        session.connection(execution_options=write_execution_options(engine))
        if first:
            first()
        yield
        _commit(session)
        if first:
            session.info.pop(ON_NEXT_WRITE, None)
    except BaseException:
        session.rollback()
        raise


def _commit(session: Any) -> None:
    try:
        session.commit()
    except DBAPIError as problem:
        if problem.connection_invalidated:
            # It may be stored or not, so it must not be repeated automatically.
            raise Busy(N_("The connection to the database was lost. Check whether your change was saved.")) from problem
        raise


def write_execution_options(engine: Engine) -> dict[str, Any]:
    """Return the execution options of a connection that writes.

    Other connections to PostgreSQL are in autocommit mode, which saves two round trips per read, and read-only.
    """
    if engine.dialect.name == "postgresql":
        return {"isolation_level": "READ COMMITTED", "postgresql_readonly": False}
    return {}


def is_retryable(problem: BaseException) -> bool:
    """Return whether the same work may succeed when it is tried again.

    PostgreSQL: SQLSTATE 40001 (serialization failure), 40P01 (deadlock) and 23505 (unique violation: when two people
    add the same organisation at once, the second one finds it at the next attempt). Also a lost connection, as after
    a restart of the server, since the pool opens a new one, and one that could not be opened meanwhile, which has a
    SQLSTATE of class 57P or none. SQLite: SQLITE_BUSY, SQLITE_LOCKED and a unique violation, since a writer may have
    read before its turn came.
    """
    if not isinstance(problem, DBAPIError):
        return False
    if problem.connection_invalidated:
        return True
    origin: Any = problem.orig
    if hasattr(origin, "sqlstate"):
        state = origin.sqlstate
        if state is None:
            return isinstance(problem, OperationalError)
        return state in {"40001", "40P01", "23505"} or state.startswith("57P")
    return getattr(origin, "sqlite_errorname", "").startswith(
        ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")
    )


def is_disk_full(problem: BaseException) -> bool:
    """Return whether the database could not write because its disk is full or failing.

    PostgreSQL: SQLSTATE 53100 (disk full) and 58030 (I/O error). SQLite: SQLITE_FULL and SQLITE_IOERR.
    """
    if not isinstance(problem, DBAPIError):
        return False
    if getattr(problem.orig, "sqlstate", None) in {"53100", "58030"}:
        return True
    return getattr(problem.orig, "sqlite_errorname", "").startswith(("SQLITE_FULL", "SQLITE_IOERR"))


def _set_read_only(connection: Any, record: object) -> None:
    connection.autocommit = True
    connection.execute("SET default_transaction_read_only = on")
    connection.execute("SET plan_cache_mode = force_generic_plan")


def prepare_engine(engine: Engine) -> None:
    """Set the pragmas and the BEGIN of a SQLite engine; make PostgreSQL refuse writes outside of `transaction`."""
    if engine.dialect.name == "postgresql":
        add_postgresql_conditions(db.metadata)
        event.listen(engine, "connect", _set_read_only)
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "temp_store=MEMORY",
            "cache_size=-16000",
            # Pages that every commit changes are copied to the database once per 4,000 pages, not once per 1,000.
            "wal_autocheckpoint=4000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    lock = _write_lock(engine)

    def begin(dbapi_connection: PoolProxiedConnection) -> None:
        owned_by_current_thread = lock is not None and lock.thread == threading.get_ident()
        dbapi_connection.cursor().execute("BEGIN IMMEDIATE" if owned_by_current_thread else "BEGIN")

    # A listener to the event "begin" would do the same, but SQLAlchemy then looks for listeners at every statement: ten
    # statements take 135 µs of CPU like this and 202 µs with a listener (best of 30 rounds in turns).
    engine.dialect.do_begin = begin  # type: ignore[method-assign]
