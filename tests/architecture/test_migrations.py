"""One line of migrations, which makes exactly the tables that the models describe."""

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import Migrate, downgrade, upgrade
from sqlalchemy import CheckConstraint, MetaData, inspect

from eventdesk import create_app
from eventdesk.core.db import db as house_db
from eventdesk.core.db import transaction
from eventdesk.core.settings import from_environment
from eventdesk.programme.queries.draft import draft_sessions, latest_version, pending_changes
from eventdesk.programme.queries.programme import event_by_slug
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


@pytest.fixture
def older_app(engine, tmp_path):
    """An application on a database of its own that stands at the first migration."""
    url = f"sqlite:///{tmp_path / 'older.sqlite3'}"
    if engine.name == "postgresql":
        url = new_database(engine.server, f"older_{tmp_path.parent.name}".replace("-", "_"))
    app = create_app(from_environment({"DATA_DIR": str(tmp_path), "DATABASE_URL": url, "SECRET_KEY": SECRET_KEY}))
    with app.app_context():
        Migrate(app, house_db, directory=str(MIGRATIONS))
        upgrade(revision="0001")
        yield app
        house_db.session.remove()
        house_db.engine.dispose()


def store(tables, table_name, /, **given):
    """Insert one row into a table as it is now, what is not given being empty, and return its id."""
    table = tables[table_name]
    empty = {str: "", bool: False, int: 0, date: date(2026, 4, 14), datetime: datetime(2026, 3, 2, 9, tzinfo=UTC)}
    needed = {
        column.name: empty[column.type.python_type]
        for column in table.columns
        if not column.nullable and column.name != "id"
    }
    return house_db.session.execute(table.insert().values({**needed, **given})).inserted_primary_key[0]


@pytest.mark.both_engines
def test_sessions_from_before_planning_get_their_plan_and_their_event_a_first_version(older_app):
    at, until = datetime(2026, 4, 14, 9, tzinfo=UTC), datetime(2026, 4, 14, 10, 30, tzinfo=UTC)
    with transaction():
        tables = MetaData()
        tables.reflect(house_db.session.connection())
        event_id = store(tables.tables, "event", slug="days", title="Days", timezone="UTC", state="published")
        room = store(tables.tables, "room", event_id=event_id, slug="hall", name="Hall")
        track = store(tables.tables, "track", event_id=event_id, slug="trade", name="Trade")
        drafts_only = store(tables.tables, "event", slug="drafts", timezone="UTC", state="draft")
        for number, (event, values) in enumerate((
            (event_id, {"title": "One", "state": "published", "room_id": room, "track_id": track,
                        "starts_at": at, "ends_at": until}),
            (event_id, {"title": "Off", "state": "cancelled", "starts_at": at, "ends_at": until}),
            (event_id, {"title": "Waits", "state": "draft", "place": "Foyer"}),
            (drafts_only, {"title": "Later", "state": "draft"}),
        )):  # fmt: skip
            store(tables.tables, "event_session", event_id=event, code=str(number), uid=str(number), kind="session",
                  **values)  # fmt: skip

    upgrade()

    event, other = event_by_slug("days"), event_by_slug("drafts")
    assert [
        (
            one.title,
            one.state,
            one.room_id,
            one.track_id,
            one.place,
            one.starts_at,
            one.ends_at,
            one.minutes,
            one.version,
        )
        for one in draft_sessions(event.id)
    ] == [
        ("One", "planned", room, track, "", at, until, 90, 1),
        ("Off", "cancelled", None, None, "", at, until, 90, 1),
        ("Waits", "planned", None, None, "Foyer", None, None, 45, 1),
    ]
    assert pending_changes(event) == pending_changes(other) == []
    assert latest_version(other.id) is None
    version = latest_version(event.id)
    assert (version.number, version.note, version.published_at, version.published_by_id) == (
        1, "", datetime(2026, 3, 2, 9, tzinfo=UTC), None,
    )  # fmt: skip
    assert version.changes == [
        {
            "code": "0", "title": "One", "kinds": ["added"], "before": {},
            "after": {
                "title": "One", "starts_at": "2026-04-14T09:00:00+00:00", "ends_at": "2026-04-14T10:30:00+00:00",
                "where": "Hall", "track": "Trade", "kind": "session", "is_on": True, "room_id": room,
            },
        }
    ]  # fmt: skip

    house_db.session.remove()
    downgrade(revision="0001")

    assert "draft_session" not in inspect(house_db.engine).get_table_names()
