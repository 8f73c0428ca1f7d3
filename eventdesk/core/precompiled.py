"""Statements whose SQL text is compiled once: for reads and writes that hundreds of people cause in the same second.

SQLAlchemy needs several times as long to get from a statement to its text as the database needs to execute it.
"""

from collections.abc import Callable
from contextlib import closing
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Dialect, Engine, PoolProxiedConnection, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement

from eventdesk.core.db import db, is_writing
from eventdesk.core.direct import direct_engine

Convert = Callable[[Any], Any]
Row = TypeVar("Row")


class _Compiled(NamedTuple):
    """A statement as one driver takes it, and how values get in and out."""

    sql: str
    defaults: dict[str, Any]
    """Values that the statement itself holds, as the driver takes them."""
    order: list[str] | None
    """The names of the parameters in the order of the text; None: the driver takes them by name."""
    binders: dict[str, Convert]
    readers: list[tuple[int, Convert]]


def _compile(statement: ClauseElement, columns: tuple[str, ...], dialect: Dialect) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(columns) or None)
    if columns and compiled.insert_prefetch:
        raise ValueError(f"Values are missing for {compiled.insert_prefetch}.")
    processors = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect) for bind, name in compiled.bind_names.items()
    }
    binders = {name: bind for name, bind in processors.items() if bind is not None}
    given = {name for bind, name in compiled.bind_names.items() if bind.required or bind.value is None}
    stored = {name: value for name, value in compiled.construct_params(_check=False).items() if name not in given}
    defaults = {name: binders[name](value) if name in binders else value for name, value in stored.items()}
    selected = statement.selected_columns if isinstance(statement, Select) else ()
    readers = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in selected]
    return _Compiled(
        compiled.string,
        defaults,
        compiled.positiontup,
        {name: bind for name, bind in binders.items() if name not in defaults},
        [(index, read) for index, read in enumerate(readers) if read is not None],
    )


class PrecompiledStatement:
    """A statement that writes, or several that are executed one after the other.

    Values are given for `columns`, all that have no default in the database, and for the parameters of the statements.
    """

    def __init__(self, *statements: ClauseElement, columns: tuple[str, ...] = ()) -> None:
        self._statements = statements
        self._columns = columns
        self._compiled: dict[str, tuple[_Compiled, ...]] = {}
        self._binders: dict[str, dict[str, Convert]] = {}

    def _prepare(self, dialect: Dialect, values: dict[str, Any]) -> tuple[tuple[_Compiled, ...], dict[str, Any]]:
        """Return the statements as the driver takes them, and the values converted for it."""
        name = dialect.name
        if name not in self._compiled:
            steps = tuple(_compile(statement, self._columns, dialect) for statement in self._statements)
            self._binders[name] = {name: bind for step in steps for name, bind in step.binders.items()}
            self._compiled[name] = steps
        given = dict(values)
        for column, bind in self._binders[name].items():
            given[column] = bind(given[column])
        return self._compiled[name], given

    def execute(self, values: dict[str, Any]) -> Any:
        """Execute it in the present transaction; return the first row of whole numbers that it returns, or None.

        Of several statements each also has the columns of the rows before it as values.
        """
        connection = db.session.connection()
        steps, given = self._prepare(connection.dialect, values)
        first: Any = None
        for sql, defaults, order, _, _ in steps:
            merged = {**defaults, **given}
            result = connection.exec_driver_sql(sql, tuple([merged[name] for name in order]) if order else merged)
            row = result.first() if result.returns_rows else None
            if row is not None:
                first = row if first is None else first
                given |= row._mapping  # noqa: SLF001 - its public name
        return first

    def execute_alone(self, values: dict[str, Any]) -> Any:
        """Execute and commit it in one round trip, as a transaction of its own; return its row, or None.

        PostgreSQL only, and not inside a transaction, which would not see its effects in order.
        """
        engine = db.engine
        ((sql, defaults, _, _, _),), given = self._prepare(engine.dialect, values)
        rows = _fetch(engine, sql, {**defaults, **given})
        return rows[0] if rows else None


class PrecompiledQuery(Generic[Row]):
    """A query whose rows are what `row` makes of the columns in their order."""

    def __init__(self, statement: Select[*tuple[Any, ...]], row: Callable[..., Row]) -> None:
        self._statement = statement
        self._row = row
        self._compiled: dict[str, _Compiled] = {}

    def first(self, values: dict[str, Any]) -> Row | None:
        """Return the first row, or None."""
        rows = self.all(values)
        return rows[0] if rows else None

    def all(self, values: dict[str, Any]) -> list[Row]:
        """Return the rows. Inside a transaction they are what the transaction has flushed."""
        engine = db.engine
        compiled = self._compiled.get(engine.dialect.name)
        if compiled is None:
            compiled = self._compiled[engine.dialect.name] = _compile(self._statement, (), engine.dialect)
        sql, defaults, order, binders, readers = compiled
        given = {**defaults, **values}
        for name, bind in binders.items():
            given[name] = bind(given[name])
        parameters = tuple([given[name] for name in order]) if order else given
        if is_writing():
            rows_read = db.session.connection().exec_driver_sql(sql, parameters).all()
        else:
            rows_read = _fetch(engine, sql, parameters)
        rows = []
        for columns in map(list, rows_read):
            for index, read in readers:
                columns[index] = read(columns[index])
            rows.append(self._row(*columns))
        return rows


def _fetch(engine: Engine, sql: str, parameters: Any) -> Any:
    """Execute a statement on a direct connection, without a session around it; return its rows.

    It takes a third of the time of the same through a session. Errors are raised as SQLAlchemy raises them.
    """
    # Listeners that count statements count these as well.
    for listener in engine.dispatch.before_cursor_execute:
        listener(None, None, sql, parameters, None, False)
    engine = direct_engine(engine)
    driver_error = engine.dialect.loaded_dbapi.Error
    pooled: PoolProxiedConnection | None = None
    try:
        pooled = engine.raw_connection()
        with closing(pooled.cursor()) as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()
    except driver_error as problem:
        is_lost = pooled is not None and engine.dialect.is_disconnect(problem, pooled.dbapi_connection, None)
        if pooled is not None and is_lost:
            pooled.invalidate(problem)
            # The other connections of the pool are lost, too.
            engine.dispose()
        raise DBAPIError.instance(
            sql, parameters, problem, driver_error, connection_invalidated=is_lost, dialect=engine.dialect
        ) from problem
    finally:
        if pooled is not None:
            pooled.close()
