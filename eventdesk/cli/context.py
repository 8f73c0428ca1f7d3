"""What commands share: the application, and one transaction a command."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask, current_app

from eventdesk import create_app
from eventdesk.core import schema
from eventdesk.core.db import db, sqlite_write_lock
from eventdesk.core.settings import Settings
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug


@contextmanager
def application() -> Iterator[Flask]:
    """Give the application with its context pushed."""
    app = create_app()
    with app.app_context():
        yield app


def settings_of(app: Flask) -> Settings:
    """Return the settings of `app`."""
    return app.config["SETTINGS"]  # type: ignore[no-any-return]


def migrate_database() -> None:
    """Bring the database of the present application to the newest tables."""
    from flask_migrate import Migrate, upgrade

    Migrate(current_app, db, directory=str(schema.MIGRATIONS))
    with sqlite_write_lock(db.engine):
        upgrade()


def event_named(slug: str) -> Event:
    """Return the event with this slug. Raises a ClickException where there is none."""
    event = event_by_slug(slug)
    if event is None:
        raise click.ClickException(f"There is no event {slug!r}.")
    return event


def leave_demo() -> None:
    """Let everything that starts from here know that it is no demo."""
    os.environ.pop("EVENTDESK_DEMO", None)
