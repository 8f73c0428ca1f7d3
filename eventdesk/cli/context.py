"""Shared by the commands: the application, its settings, the database and the event that a command is about."""

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
    """Yield the application with its context pushed."""
    app = create_app()
    with app.app_context():
        yield app


def settings_of(app: Flask) -> Settings:
    """Return the settings of `app`."""
    return app.config["SETTINGS"]  # type: ignore[no-any-return]


def migrate_database() -> None:
    """Migrate the database of the current application to the latest revision."""
    from flask_migrate import Migrate, upgrade

    Migrate(current_app, db, directory=str(schema.MIGRATIONS))
    with sqlite_write_lock(db.engine):
        upgrade()


def event_named(slug: str) -> Event:
    """Return the event with this slug. Raises a ClickException if there is none."""
    event = event_by_slug(slug)
    if event is None:
        raise click.ClickException(f"There is no event {slug!r}.")
    return event


def leave_demo() -> None:
    """Make sure that this process and its children do not run as the demo."""
    os.environ.pop("EVENTDESK_DEMO", None)
