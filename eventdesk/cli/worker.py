"""The worker: does what the outbox holds. Mails and jobs go side by side, so that a long report delays no mail.

It claims items in one short transaction, notes in another that it begins with one, works outside of any, and notes
the end in a third. What that promises is written in core/outbox.py.
"""

import logging
import smtplib
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from flask import Flask, current_app
from jinja2 import TemplateError
from sqlalchemy.exc import SQLAlchemyError

from eventdesk.accounts import services as accounts
from eventdesk.booking.services.confirmation import expire_registration
from eventdesk.checkin import tickets
from eventdesk.cli.context import settings_of
from eventdesk.cli.jobs import JOBS
from eventdesk.core import clock, idempotency, outbox
from eventdesk.core.db import db, transaction
from eventdesk.core.models import OutboxItem, WorkerHeartbeat
from eventdesk.core.states import OutboxState
from eventdesk.messages import mail
from eventdesk.printing.pdf import PrintingFailed, check_fonts
from eventdesk.privacy.services import purge_unconfirmed_people
from eventdesk.programme.models.programme import EventSession
from eventdesk.registration.queries.policy import overdue_registrations
from eventdesk.registration.services.answers import purge_answers, purge_files
from eventdesk.seats.queries.waitlist import overdue_sessions
from eventdesk.seats.services.waitlist import expire_in_session
from eventdesk.web.limits import purge_counters

POLL_SECONDS = 0.8
"""How long the worker rests when nothing is due."""
BATCH = 20
"""Mails that are claimed at once and sent over one connection."""
SMTP_TIMEOUT = 20
"""Seconds the mail server may take for each answer. All of a batch stays far below `outbox.CLAIM_TIMEOUT`."""
HEARTBEAT_INTERVAL = timedelta(seconds=10)
CHECK_INTERVAL = timedelta(seconds=5)
"""How often a worker looks for offers and holds that are over."""
PURGE_INTERVAL = timedelta(days=1)

log = logging.getLogger("eventdesk.worker")


def run(app: Flask, stop: threading.Event) -> None:
    """Work until `stop` is set; what was begun then is finished first."""
    try:
        check_fonts()
    except PrintingFailed as problem:
        log.warning("reports cannot be printed: %s", problem)
    jobs = threading.Thread(target=_repeat, args=(app, stop, work_on_jobs), name="jobs")
    jobs.start()
    _repeat(app, stop, work_on_mails)
    jobs.join()


def _repeat(app: Flask, stop: threading.Event, work: Callable[[threading.Event], int]) -> None:
    """Do `work` again and again, without a rest while there is some. No failure ends the worker."""
    housekeeping = PeriodicTasks() if work is work_on_mails else None
    while not stop.is_set():
        try:
            with app.app_context():
                if housekeeping:
                    housekeeping.keep(clock.now())
                done = work(stop)
        except (SQLAlchemyError, OSError):
            log.exception("the worker could not reach the database; it tries again")
            stop.wait(5)
        except Exception:
            log.exception("the worker met something unexpected; it goes on")
            stop.wait(5)
        else:
            if not done:
                stop.wait(POLL_SECONDS)


class PeriodicTasks:
    """What a worker does now and then: say that it lives, remove what is old."""

    def __init__(self) -> None:
        self._looked: datetime | None = None
        self._beat: datetime | None = None
        self._purged: datetime | None = None

    def keep(self, now: datetime) -> None:
        """Do what is due of it."""
        if self._beat is None or now - self._beat >= HEARTBEAT_INTERVAL:
            with transaction():
                heartbeat(now)
            self._beat = now
        if self._looked is None or now - self._looked >= CHECK_INTERVAL:
            expire_holds(now)
            self._looked = now
        if self._purged is None or now - self._purged >= PURGE_INTERVAL:
            with transaction():
                accounts.purge(now=now)
                purge_counters(now.timestamp())
                idempotency.purge(now=now)
                purge_unconfirmed_people(now=now)
                purge_answers(now=now)
            purge_files(settings_of(current_app).data_dir, now=now)
            tickets.purge(settings_of(current_app).data_dir, now=now)
            self._purged = now


def expire_holds(now: datetime) -> None:
    """End the offers and holds that are over and pass their seats on, each session in a transaction of its own."""
    for registration_id in overdue_registrations(now=now):
        with transaction():
            expire_registration(registration_id, now=now)
    for session_id in overdue_sessions(now=now):
        with transaction():
            expire_in_session(db.session.get_one(EventSession, session_id), now=now)


def heartbeat(now: datetime) -> None:
    """Note that a worker lives."""
    db.session.merge(WorkerHeartbeat(id=1, at=now))


def work_on_mails(stop: threading.Event) -> int:
    """Send the mails that are due, a batch of them; return how many there were."""
    if not outbox.is_due(mails=True, now=clock.now()):
        return 0
    with transaction():
        items = outbox.claim_due(BATCH, mails=True, now=clock.now())
    _detach(items)
    settings = settings_of(current_app)
    with SmtpConnection(settings.mail_url, mail.ehlo_name(settings.base_url)) as post:
        for item in items:
            if stop.is_set():
                # What is not begun yet goes back at once, for the worker that comes next.
                _give_back(items[items.index(item) :])
                break
            _send(post, item)
    return len(items)


def _detach(items: Sequence[OutboxItem]) -> None:
    """Hold on to what was claimed as it was then: later transactions would read it again, claimed by another maybe."""
    for item in items:
        db.session.expunge(item)


def _give_back(items: Sequence[OutboxItem]) -> None:
    with transaction():
        for item in items:
            outbox.release(item)


def _send(post: "SmtpConnection", item: OutboxItem) -> None:
    """Send one mail, or keep it where there is no mail server; note what came of it."""
    if not post.is_set:
        with transaction():
            if outbox.mark_sending(item, now=clock.now()):
                outbox.mark_done(item.id, OutboxState.LOGGED, now=clock.now())
        return
    if item.attempts > outbox.MAX_ATTEMPTS:
        _note_failure(item, "The worker died of it too often.", final=True)
        return
    try:
        message = mail.message(item, sender=settings_of(current_app).mail_from, now=item.created_at)
        post.connect()
    except (ValueError, TemplateError, LookupError) as problem:
        _note_failure(item, f"This mail cannot be written: {problem!r}", final=True)
        return
    except (OSError, smtplib.SMTPException) as problem:
        _note_failure(item, f"The mail server cannot be reached: {problem}")
        return
    with transaction():
        mine = outbox.mark_sending(item, now=clock.now())
    if not mine:
        return
    try:
        post.send(message, item.recipient)
    except (OSError, smtplib.SMTPException) as problem:
        _note_failure(item, f"The mail server did not take it: {problem}", final=_is_permanent(problem))
        post.close()
    else:
        with transaction():
            outbox.mark_done(item.id, OutboxState.DONE, now=clock.now())
            outbox.redact_payload(item.id, mail.without_secrets(item.payload))


def _note_failure(item: OutboxItem, reason: str, *, final: bool = False) -> None:
    log.warning("%s %s: %s", item.kind, item.id, reason)
    with transaction():
        outbox.mark_failed(item.id, reason, now=clock.now(), final=final)


def _is_permanent(problem: Exception) -> bool:
    """Return whether trying again is useless: the server refused recipient or text with a 5xx (RFC 5321, 4.2.1)."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return True
    return isinstance(problem, smtplib.SMTPDataError) and problem.smtp_code >= 500


class SmtpConnection:
    """The connection to the mail server of MAIL_URL: smtp://[user:password@]host[:port][?starttls=1], or smtps://."""

    def __init__(self, url: str, ehlo_name: str) -> None:
        self.is_set = bool(url)
        self._ehlo_name = ehlo_name
        self._url = urlsplit(url)
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def connect(self) -> None:
        """Connect, unless it is done already. Raises OSError or SMTPException."""
        if self._server is not None:
            return
        url, host = self._url, self._url.hostname or "localhost"
        if url.scheme == "smtps":
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, url.port or 465, self._ehlo_name, timeout=SMTP_TIMEOUT, context=context
            )
        else:
            server = smtplib.SMTP(host, url.port or 25, self._ehlo_name, timeout=SMTP_TIMEOUT)
        self._server = server
        try:
            if parse_qs(url.query).get("starttls") == ["1"]:
                server.starttls(context=ssl.create_default_context())
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
        except (OSError, smtplib.SMTPException):
            self.close()
            raise

    def send(self, message: EmailMessage, recipient: str) -> None:
        """Hand one mail over. Raises OSError or SMTPException."""
        if self._server is None:
            raise smtplib.SMTPServerDisconnected("There is no connection.")
        self._server.send_message(message, to_addrs=[recipient])

    def close(self) -> None:
        """End the connection, whatever state it is in."""
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (OSError, smtplib.SMTPException):
                server.close()


def work_on_jobs(_stop: threading.Event) -> int:
    """Do one job that is due; return how many there were."""
    if not outbox.is_due(mails=False, now=clock.now()):
        return 0
    with transaction():
        items = outbox.claim_due(1, mails=False, now=clock.now())
    _detach(items)
    for item in items:
        _do(item)
    return len(items)


def _do(item: OutboxItem) -> None:
    """Do one job; note what came of it."""
    began = time.monotonic()
    with transaction():
        mine = outbox.mark_sending(item, now=clock.now())
    if not mine:
        return
    if item.attempts > outbox.MAX_ATTEMPTS or item.kind not in JOBS:
        _note_failure(item, "The worker died of it too often, or knows no such job.", final=True)
        return
    try:
        JOBS[item.kind](item)
    except Exception as problem:
        log.exception("job %s (%s)", item.id, item.kind)
        db.session.rollback()
        _note_failure(item, f"{type(problem).__name__}: {problem}")
    else:
        with transaction():
            outbox.mark_done(item.id, OutboxState.DONE, now=clock.now())
        log.info("job %s (%s) took %.1f s", item.id, item.kind, time.monotonic() - began)
