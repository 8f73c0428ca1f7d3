"""The migrations have one head and create exactly the tables of the models."""

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import Migrate, upgrade
from sqlalchemy import CheckConstraint, inspect

from eventdesk import create_app
from eventdesk.core.db import db as database
from eventdesk.core.settings import from_environment
from tests.databases import SECRET_KEY, new_database

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def test_there_is_one_head():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


@pytest.mark.both_engines
def test_models_and_migrations_agree(db):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})

        assert compare_metadata(context, db.metadata) == []


@pytest.mark.both_engines
def test_checks_of_models_and_migrations_agree(db):
    """Alembic does not compare CHECK constraints, although they have the last word on seats."""
    described = {
        table.name: sorted(str(check.name) for check in table.constraints if isinstance(check, CheckConstraint))
        for table in db.metadata.sorted_tables
    }

    inspector = inspect(db.engine)
    present = {
        table: sorted(str(check["name"]) for check in inspector.get_check_constraints(table)) for table in described
    }

    assert present == described


@pytest.mark.parametrize("name", sorted(file.name for file in (MIGRATIONS / "versions").glob("*.py")))
def test_migration_imports_no_model(name):
    tree = ast.parse((MIGRATIONS / "versions" / name).read_text())

    imported = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and "eventdesk" in str(node.module)]

    assert imported == [], "A migration describes the tables as they were; the models go on without it."


@pytest.fixture
def older_app(engine, tmp_path):
    """An application on a database of its own at the first migration."""
    url = f"sqlite:///{tmp_path / 'older.sqlite3'}"
    if engine.name == "postgresql":
        url = new_database(engine.server, f"older_{tmp_path.parent.name}".replace("-", "_"))
    app = create_app(from_environment({"DATA_DIR": str(tmp_path), "DATABASE_URL": url, "SECRET_KEY": SECRET_KEY}))
    with app.app_context():
        Migrate(app, database, directory=str(MIGRATIONS))
        upgrade(revision="0001")
        yield app
        database.session.remove()
        database.engine.dispose()


def store(tables, table_name, /, **given):
    """Insert one row into a table as it is now, what is not given being empty, and return its id."""
    table = tables[table_name]
    empty = {str: "", bool: False, int: 0, date: date(2026, 4, 14), datetime: datetime(2026, 3, 2, 9, tzinfo=UTC)}
    needed = {
        column.name: empty[column.type.python_type]
        for column in table.columns
        if not column.nullable and column.name != "id"
    }
    return database.session.execute(table.insert().values({**needed, **given})).inserted_primary_key[0]
