"""The jobs that the worker does, by the kind of their outbox item. Each opens its own transactions, like a command."""

from collections.abc import Callable
from datetime import datetime

from flask import current_app

from eventdesk.cli.floor import settings_of
from eventdesk.core import clock
from eventdesk.core.db import db, transaction
from eventdesk.core.models import OutboxItem
from eventdesk.core.settings import Settings
from eventdesk.programme.models import Event
from eventdesk.reports import services as reports


def render_report(item: OutboxItem) -> None:
    """Print the report of an event and keep it as the latest."""
    event = db.session.get(Event, item.payload["event_id"])
    if event is None:
        return  # It was deleted meanwhile, and its report with it.
    _render(event, settings_of(current_app), now=clock.now())


def render_and_publish(event: Event, settings: Settings, *, actor_id: int | None, now: datetime) -> None:
    """Print an event's report as of `now`, keep and publish it at once: what the demo shows from the start."""
    _render(event, settings, now=now)
    with transaction():
        reports.publish_report(event, actor_id=actor_id, now=now)


def _render(event: Event, settings: Settings, *, now: datetime) -> None:
    pdf = reports.make_pdf(event, now=now, base_url=settings.base_url)
    with transaction():
        reports.keep_rendering(event, pdf, settings.data_dir, data_as_of=now)


JOBS: dict[str, Callable[[OutboxItem], None]] = {reports.RENDER: render_report}
