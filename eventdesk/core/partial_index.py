"""Indexes of some of a table's rows, on both databases."""

from sqlalchemy import Index, MetaData, text

CONDITION = "condition"


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index of the rows for which the SQL condition `where` holds.

    SQLAlchemy imports a whole dialect to check one option of it, which for PostgreSQL takes 19 ms of a start. So
    `add_postgresql_conditions` adds that option where PostgreSQL is used.
    """
    return Index(name, *columns, unique=unique, info={CONDITION: where}, sqlite_where=text(where))


def add_postgresql_conditions(metadata: MetaData) -> None:
    """Give the partial indexes of all tables their condition for PostgreSQL."""
    for table in metadata.tables.values():
        for index in table.indexes:
            if CONDITION in index.info:
                index.dialect_options["postgresql"]["where"] = text(index.info[CONDITION])
