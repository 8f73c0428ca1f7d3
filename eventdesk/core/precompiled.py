"""Statements of which the text is made once: for deeds that hundreds of people do in the same second."""

from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.sql import ClauseElement

from eventdesk.core.db import db


class PrecompiledStatement:
    """A statement that writes, as the driver takes it.

    From a statement to its text, and from values to the driver's, SQLAlchemy takes each time several times as long as
    SQLite takes to do it, and whoever writes has everybody else wait for it. Values are given for `columns`, all that
    have no default in the database, and for what the statement itself leaves open.
    """

    def __init__(self, statement: ClauseElement, *columns: str) -> None:
        self._statement = statement
        self._columns = columns
        self._texts: dict[str, _Text] = {}

    def run(self, values: dict[str, Any]) -> Any:
        """Do it in the present transaction, and return the row of whole numbers that it returns, or None."""
        connection = db.session.connection()
        name = connection.dialect.name
        text = self._texts.get(name)
        if text is None:
            text = self._texts[name] = _Text(self._statement, self._columns, connection.dialect)
        result = connection.exec_driver_sql(text.words, text.parameters(values))
        return result.first() if result.returns_rows else None


class _Text:
    def __init__(self, statement: ClauseElement, columns: tuple[str, ...], dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(columns) or None)
        if columns and compiled.insert_prefetch:
            raise ValueError(f"Values are missing for {compiled.insert_prefetch}.")
        self.words: str = compiled.string
        self._known = compiled.construct_params(_check=False)
        self._order: list[str] | None = compiled.positiontup
        made = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
        self._made = [(name, make) for name, make in made.items() if make is not None]

    def parameters(self, values: dict[str, Any]) -> Any:
        """Return the values as the driver takes them, by name or in the order of the text."""
        given = {**self._known, **values}
        for name, make in self._made:
            given[name] = make(given[name])
        return given if self._order is None else tuple([given[name] for name in self._order])
