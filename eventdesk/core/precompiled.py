"""SQL statements compiled once per database dialect, for those that hundreds of people need in the same second."""

from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.sql import ClauseElement

from eventdesk.core.db import db


class PrecompiledStatement:
    """A writing statement that is compiled at its first execution and then handed to the driver as text.

    Compiling a statement and converting its values takes SQLAlchemy several times as long as SQLite takes to execute
    it, and all other writers wait meanwhile. `columns` are those whose values `execute` is given: every column without
    a default in the database. The parameters that the statement names itself are given there as well.
    """

    def __init__(self, statement: ClauseElement, *columns: str) -> None:
        self._statement = statement
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def execute(self, values: dict[str, Any]) -> Any:
        """Execute the statement in the current transaction; return its first row of whole numbers, or None."""
        connection = db.session.connection()
        name = connection.dialect.name
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = self._compiled[name] = _Compiled(self._statement, self._columns, connection.dialect)
        result = connection.exec_driver_sql(compiled.sql, compiled.parameters(values))
        return result.first() if result.returns_rows else None


class _Compiled:
    """The text of a statement in one dialect, with the defaults and converters of its parameters."""

    def __init__(self, statement: ClauseElement, columns: tuple[str, ...], dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(columns) or None)
        if columns and compiled.insert_prefetch:
            raise ValueError(f"Values are missing for {compiled.insert_prefetch}.")
        self.sql: str = compiled.string
        self._defaults = compiled.construct_params(_check=False)
        self._order: list[str] | None = compiled.positiontup
        converters = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()
        }
        self._converters = [(name, convert) for name, convert in converters.items() if convert is not None]

    def parameters(self, values: dict[str, Any]) -> Any:
        """Return the values as the driver takes them: by name, or in the order of the text."""
        parameters = {**self._defaults, **values}
        for name, convert in self._converters:
            parameters[name] = convert(parameters[name])
        return parameters if self._order is None else tuple([parameters[name] for name in self._order])
