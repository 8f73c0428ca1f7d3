"""Run the migrations on the database of the running application."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from sqlalchemy import Connection

from eventdesk.core.db import Base, db, write_execution_options


def run() -> None:
    """Migrate inside one transaction, so that a failing migration leaves the database as it was."""
    connectable = context.config.attributes.get("connection") or db.engine
    with connectable.connect() as plain, _keys_at_rest(plain):
        connection = plain.execution_options(**write_execution_options(plain.engine))
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.dialect.name == "sqlite" and (
            broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        ):
            raise RuntimeError(f"The migration leaves rows that point nowhere: {broken[:5]}")
        connection.commit()


@contextmanager
def _keys_at_rest(connection: Connection) -> Iterator[None]:
    """Let SQLite follow no foreign keys meanwhile.

    To change a table it makes a new one and drops the old, and with a dropped row goes all that points to it. It heeds
    this pragma only outside of a transaction (SQLite, "Making other kinds of table schema changes").
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


run()
