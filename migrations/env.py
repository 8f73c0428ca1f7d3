"""Run the migrations on the database of the running application."""

from alembic import context

from eventdesk.core.db import Base, db, write_options


def run() -> None:
    """Migrate inside one transaction, so that a failing migration leaves the database as it was."""
    connectable = context.config.attributes.get("connection") or db.engine
    with connectable.connect() as plain:
        connection = plain.execution_options(**write_options(plain.engine))
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
