"""The worker process: sends emails and runs jobs from the outbox, side by side, so that a long report delays no email."""

import logging
import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from eventdesk.cli.jobs import run_due_job
from eventdesk.cli.mail_delivery import send_due_emails
from eventdesk.cli.periodic_tasks import PeriodicTasks
from eventdesk.core import clock
from eventdesk.printing.pdf import PrintingFailed, check_fonts

POLL_SECONDS = 0.8
"""Seconds that the worker waits when nothing is due."""
SECONDS_AFTER_FAILURE = 5

log = logging.getLogger("eventdesk.worker")


def run(app: Flask, stop: threading.Event) -> None:
    """Work until `stop` is set; emails and jobs that have begun are finished first."""
    try:
        check_fonts()
    except PrintingFailed as problem:
        log.warning("reports cannot be printed: %s", problem)
    jobs = threading.Thread(target=_repeat, args=(app, stop, run_due_job), name="jobs")
    jobs.start()
    _repeat(app, stop, send_due_emails, PeriodicTasks())
    jobs.join()


def _repeat(
    app: Flask,
    stop: threading.Event,
    work: Callable[[threading.Event], int],
    periodic_tasks: PeriodicTasks | None = None,
) -> None:
    """Call `work` repeatedly, without a pause while it returns more than 0. No failure ends the worker."""
    while not stop.is_set():
        try:
            with app.app_context():
                if periodic_tasks:
                    periodic_tasks.run(clock.now())
                done = work(stop)
        except (SQLAlchemyError, OSError):
            log.exception("the worker cannot reach the database; it tries again")
            stop.wait(SECONDS_AFTER_FAILURE)
        except Exception:
            log.exception("unexpected error in the worker; it continues")
            stop.wait(SECONDS_AFTER_FAILURE)
        else:
            if not done:
                stop.wait(POLL_SECONDS)
