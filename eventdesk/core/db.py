"""The database: one Flask-SQLAlchemy object, one way to write, one lock for SQLite.

Reading needs nothing: `db.session` reads by itself, on PostgreSQL each statement for itself. Writing happens inside
`with transaction():`, opened by a door (a view, a command, the worker) exactly once for each request or deed;
elsewhere PostgreSQL refuses it.
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
from eventdesk.core.text import N_

WRITE = "eventdesk_write"
ON_NEXT_WRITE = "eventdesk_on_next_write"
BUSY_TIMEOUT_MS = 10_000


class Base(DeclarativeBase):
    """The base of every table, with names for all constraints so that migrations can speak of them."""

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
    """A moment: aware in Python, UTC in the database (SQLite keeps no zone, so it is put back on the way out)."""

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

    SQLite lets one writer in at a time and makes the others poll; behind this lock they queue instead, and the
    WAL checkpoint that a commit may start never runs beside another commit (the loss fixed in SQLite 3.51.3).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread_lock = threading.Lock()
        self.thread: int | None = None
        """The thread that holds it."""
        self._file: int | None = None
        self._pid = 0

    @contextmanager
    def held(self) -> Iterator[None]:
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


_gates: dict[str, SqliteWriteLock] = {}


def _gate(engine: Engine) -> SqliteWriteLock | None:
    """Return the gate of a SQLite file, or None where the database orders its writers itself."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    gate = _gates.get(engine.url.database)
    if gate is None:
        path = Path(engine.url.database + ".lock").resolve()
        gate = _gates.setdefault(engine.url.database, SqliteWriteLock(path))
    return gate


@contextmanager
def sqlite_write_lock(engine: Engine) -> Iterator[None]:
    """Hold the lock of those who write to a SQLite file; what begins meanwhile begins as a write."""
    gate = _gate(engine)
    with gate.held() if gate else nullcontext():
        yield


def on_next_write(first: Callable[[], None]) -> None:
    """Have the next transaction of this session begin with `first`: it is stored with the rest, or not at all."""
    db.session().info[ON_NEXT_WRITE] = first


def cancel_on_next_write() -> bool:
    """Take `on_next_write` back; return whether it still waited, as where nothing was written or all was undone."""
    return db.session().info.pop(ON_NEXT_WRITE, None) is not None


def is_writing() -> bool:
    """Return whether a transaction is open in this session."""
    return db.session.registry.has() and WRITE in db.session().info


@contextmanager
def transaction(*, is_of_form: bool = True) -> Iterator[None]:
    """Do everything inside as one write: all of it is stored, or, when anything is raised, nothing.

    Rows read before are read again inside, since they may have changed while this writer waited for its turn.
    One that is not `is_of_form` stores something beside what a form is about, and leaves out `on_next_write`.
    Raises RuntimeError when opened inside another one.
    """
    session = db.session()
    if session.info.get(WRITE):
        raise RuntimeError("A door opens one transaction; it is not nested.")
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
            # Stored or not: nobody knows, so nobody may simply do it again.
            raise Busy(N_("The database stopped just now. Look whether your change is there.")) from problem
        raise


def write_execution_options(engine: Engine) -> dict[str, Any]:
    """Return the execution options of a connection that writes.

    PostgreSQL's are in autocommit otherwise, which saves two round trips a reading, and may only read.
    """
    if engine.dialect.name == "postgresql":
        return {"isolation_level": "READ COMMITTED", "postgresql_readonly": False}
    return {}


def is_retryable(problem: BaseException) -> bool:
    """Return whether `problem` is the database asking for another try.

    PostgreSQL: SQLSTATE 40001 (serialization failure), 40P01 (deadlock), and 23505 (unique violation): two people add
    the same organisation or account at once, and the one who was later finds it there at the next try. Also a
    connection that was lost, as when the server was started anew: the pool has a new one; and one that could not be
    made meanwhile, which comes with a SQLSTATE of class 57P or with none. SQLite: SQLITE_BUSY, SQLITE_LOCKED, and a
    unique violation; its writers come one after the other, but may have read before their turn.
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
    """Return whether `problem` is the database having no room to write.

    PostgreSQL: SQLSTATE 53100 (disk full) and 58030 (I/O error). SQLite: SQLITE_FULL and SQLITE_IOERR.
    """
    if not isinstance(problem, DBAPIError):
        return False
    if getattr(problem.orig, "sqlstate", None) in {"53100", "58030"}:
        return True
    return getattr(problem.orig, "sqlite_errorname", "").startswith(("SQLITE_FULL", "SQLITE_IOERR"))


def _only_read(connection: Any, record: object) -> None:
    connection.autocommit = True
    connection.execute("SET default_transaction_read_only = on")
    connection.execute("SET plan_cache_mode = force_generic_plan")


def prepare_engine(engine: Engine) -> None:
    """Give a SQLite engine its pragmas and its BEGIN, and have PostgreSQL refuse what is written outside of a write."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _only_read)
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
            # Pages that each commit changes are carried over once for four thousand, not for each thousand written.
            "wal_autocheckpoint=4000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    gate = _gate(engine)

    def begin(dbapi_connection: PoolProxiedConnection) -> None:
        is_mine = gate is not None and gate.thread == threading.get_ident()
        dbapi_connection.cursor().execute("BEGIN IMMEDIATE" if is_mine else "BEGIN")

    # A listener to the event "begin" would do, but SQLAlchemy then looks for listeners at every statement: ten on one
    # connection take 135 µs of CPU so, and 202 µs with a listener (the best of 30 rounds in turns).
    engine.dialect.do_begin = begin  # type: ignore[method-assign]
