"""One line of migrations, which makes exactly the tables that the models describe."""

import ast
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect

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
    """Alembic does not compare CHECK constraints, which have the last word on seats."""
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
