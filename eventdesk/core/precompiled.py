"""Statements whose SQL text is compiled once: for reads and writes that hundreds of people cause in the same second.

SQLAlchemy needs several times as long to get from a statement to its text as the database needs to execute it.
"""

from collections.abc import Callable
from contextlib import closing
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Dialect, Engine, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement

from eventdesk.core.autocommit import autocommit_engine
from eventdesk.core.db import db, is_writing

Convert = Callable[[Any], Any]
Row = TypeVar("Row")


class _Compiled(NamedTuple):
    """A statement as one driver takes it, and how values get in and out."""

    sql: str
    defaults: dict[str, Any]
    order: list[str] | None
    """The names of the parameters in the order of the text; None: the driver takes them by name."""
    binders: list[tuple[str, Convert]]
    readers: list[tuple[int, Convert]]

    def parameters(self, values: dict[str, Any]) -> Any:
        """Return the values as the driver takes them."""
        given = {**self.defaults, **values}
        for name, bind in self.binders:
            given[name] = bind(given[name])
        return given if self.order is None else tuple([given[name] for name in self.order])


def _compile(statement: ClauseElement, columns: tuple[str, ...], dialect: Dialect) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(columns) or None)
    if columns and compiled.insert_prefetch:
        raise ValueError(f"Values are missing for {compiled.insert_prefetch}.")
    binders = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for bind, name in compiled.bind_names.items()}
    selected = statement.selected_columns if isinstance(statement, Select) else ()
    readers = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in selected]
    return _Compiled(
        compiled.string,
        compiled.construct_params(_check=False),
        compiled.positiontup,
        [(name, bind) for name, bind in binders.items() if bind is not None],
        [(index, read) for index, read in enumerate(readers) if read is not None],
    )


class PrecompiledStatement:
    """A statement that writes.

    Values are given for `columns`, all that have no default in the database, and for the parameters of the statement.
    """

    def __init__(self, statement: ClauseElement, *columns: str) -> None:
        self._statement = statement
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def _for(self, dialect: Dialect) -> _Compiled:
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _compile(self._statement, self._columns, dialect)
        return compiled

    def run(self, values: dict[str, Any]) -> Any:
        """Execute it in the present transaction; return the row of whole numbers that it returns, or None."""
        connection = db.session.connection()
        compiled = self._for(connection.dialect)
        result = connection.exec_driver_sql(compiled.sql, compiled.parameters(values))
        return result.first() if result.returns_rows else None

    def run_alone(self, values: dict[str, Any]) -> Any:
        """Execute and commit it in one round trip, as a transaction of its own; return its row, or None.

        PostgreSQL only, and not inside a transaction, which would not see its effects in order.
        """
        engine = autocommit_engine(db.engine)
        compiled = self._for(engine.dialect)
        return _fetch_one(engine, compiled.sql, compiled.parameters(values))


class PrecompiledQuery(Generic[Row]):
    """A query for one row, which `row` makes of the columns in their order."""

    def __init__(self, statement: Select[*tuple[Any, ...]], row: Callable[..., Row]) -> None:
        self._statement = statement
        self._row = row
        self._compiled: dict[str, _Compiled] = {}

    def first(self, values: dict[str, Any]) -> Row | None:
        """Return the first row, or None. Inside a transaction it sees what the transaction has flushed."""
        engine = db.engine
        compiled = self._compiled.get(engine.dialect.name)
        if compiled is None:
            compiled = self._compiled[engine.dialect.name] = _compile(self._statement, (), engine.dialect)
        parameters = compiled.parameters(values)
        if is_writing():
            found = db.session.connection().exec_driver_sql(compiled.sql, parameters).first()
        else:
            found = _fetch_one(engine, compiled.sql, parameters)
        if found is None:
            return None
        columns = list(found)
        for index, read in compiled.readers:
            columns[index] = read(columns[index])
        return self._row(*columns)


def _fetch_one(engine: Engine, sql: str, parameters: Any) -> Any:
    """Execute a statement on the driver itself, without a session around it; return its first row, or None.

    It takes a third of the time of the same through a session. Errors are raised as SQLAlchemy raises them.
    """
    pooled = engine.raw_connection()
    try:
        with closing(pooled.cursor()) as cursor:
            # Whoever counts statements counts these, too.
            for listener in engine.dispatch.before_cursor_execute:
                listener(None, cursor, sql, parameters, None, False)
            cursor.execute(sql, parameters)
            return cursor.fetchone() if cursor.description else None
    except engine.dialect.loaded_dbapi.Error as problem:
        is_lost = engine.dialect.is_disconnect(problem, pooled.dbapi_connection, None)
        if is_lost:
            pooled.invalidate(problem)
        raise DBAPIError.instance(
            sql, parameters, problem, engine.dialect.loaded_dbapi.Error, connection_invalidated=is_lost,
            dialect=engine.dialect,
        ) from problem  # fmt: skip
    finally:
        pooled.close()
