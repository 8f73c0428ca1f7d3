"""Commands that maintain the data: check, backup, restore."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import click
from sqlalchemy import text

from eventdesk.cli.context import application, migrate_database, settings_of
from eventdesk.core import backup as backups
from eventdesk.core import clock, schema
from eventdesk.core.db import db, transaction
from eventdesk.printing.pdf import PrintingFailed, check_fonts
from eventdesk.seats.queries.integrity import find_inconsistencies

OVERDUE = timedelta(minutes=1)
"""How late a worker may expire offers and holds without being reported."""
FIXED_SQLITE = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
"""Versions from which no commit during a WAL checkpoint can be lost (SQLite's release notes of 3.51.3)."""


def _lacks_wal_fix(version: tuple[int, int, int]) -> bool:
    """Return whether a SQLite version can lose a commit that runs during a checkpoint."""
    return version < FIXED_SQLITE[0] and not any(
        fixed[:2] == version[:2] and version >= fixed for fixed in FIXED_SQLITE
    )


@click.command()
def check() -> None:
    """Check the database, the seats and waiting lists, and whether reports can be printed."""
    with application():
        problems = list(find_inconsistencies(now=clock.now() - OVERDUE))
        if db.engine.dialect.name == "sqlite":
            click.echo(f"SQLite {sqlite3.sqlite_version}", err=True)
            if _lacks_wal_fix(sqlite3.sqlite_version_info):
                click.echo(
                    "This SQLite version can lose a commit during a checkpoint; eventdesk's write lock prevents that.",
                    err=True,
                )
            result = db.session.scalar(text("PRAGMA integrity_check"))
            problems += [] if result == "ok" else [f"database: {result}"]
    try:
        check_fonts()
    except PrintingFailed as missing:
        problems.append(str(missing))
    for problem in problems:
        click.echo(problem)
    if problems:
        raise click.ClickException(f"Problems found: {len(problems)}.")
    click.echo("No problems found.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write all data and stored files to FILE (a ZIP); eventdesk may be running."""
    with application() as app:
        rows = backups.export_backup(
            file,
            settings_of(app).data_dir,
            revision=schema.current_revision(),
            progress=lambda name: click.echo(name, err=True),
        )
    click.echo(f"{rows} rows.", err=True)
    click.echo(file)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Read a backup FILE into a new, empty database."""
    with application() as app:
        migrate_database()
        revision = schema.current_revision()
        with transaction():
            rows = backups.import_backup(
                file, settings_of(app).data_dir, revision=revision, progress=lambda name: click.echo(name, err=True)
            )
    click.echo(f"{rows} rows.", err=True)
    click.echo(file)


COMMANDS = (check, backup, restore)
