"""Tasks that the worker runs at intervals: report that it is alive, expire offers and holds, delete old data."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import current_app

from eventdesk.accounts import services as accounts
from eventdesk.booking.services.confirmation import expire_registration
from eventdesk.checkin import tickets
from eventdesk.cli.context import settings_of
from eventdesk.core import idempotency
from eventdesk.core.db import db, transaction
from eventdesk.core.models import WorkerHeartbeat
from eventdesk.privacy.services import purge_unconfirmed_people
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.queries.policy import overdue_registrations
from eventdesk.registration.services.answers import purge_answers, purge_files
from eventdesk.seats.queries.waitlist import overdue_sessions
from eventdesk.seats.services.waitlist import expire_in_session
from eventdesk.web.limits import purge_counters


def record_heartbeat(now: datetime) -> None:
    """Record that a worker is alive."""
    with transaction():
        db.session.merge(WorkerHeartbeat(id=1, at=now))


def expire_holds(now: datetime) -> None:
    """End expired offers and holds and pass their seats on, each session in a transaction of its own."""
    for registration_id in overdue_registrations(now=now):
        with transaction():
            expire_registration(registration_id, now=now)
    for session_id in overdue_sessions(now=now):
        with transaction():
            expire_in_session(db.session.get_one(EventSession, session_id), now=now)


def purge_old_data(now: datetime) -> None:
    """Delete rows and files whose retention period is over."""
    data_dir = settings_of(current_app).data_dir
    with transaction():
        accounts.purge(now=now)
        purge_counters(now.timestamp())
        idempotency.purge(now=now)
        purge_unconfirmed_people(now=now)
        purge_answers(now=now)
    purge_files(data_dir, now=now)
    tickets.purge(data_dir, now=now)


TASKS: tuple[tuple[timedelta, Callable[[datetime], None]], ...] = (
    (timedelta(seconds=10), record_heartbeat),
    (timedelta(seconds=5), expire_holds),
    (timedelta(days=1), purge_old_data),
)
"""Each task with its interval."""


class PeriodicTasks:
    """Runs each of TASKS when its interval has passed since it last succeeded."""

    def __init__(self) -> None:
        self._last_runs: dict[Callable[[datetime], None], datetime] = {}

    def run(self, now: datetime) -> None:
        """Run the tasks that are due."""
        for interval, task in TASKS:
            last_run = self._last_runs.get(task)
            if last_run is None or now - last_run >= interval:
                task(now)
                self._last_runs[task] = now
