"""Sending the emails of the outbox to the mail server."""

import smtplib
import ssl
import threading
from collections.abc import Sequence
from email.message import EmailMessage
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app
from jinja2 import TemplateError

from eventdesk.cli.claims import begin, claim, record_failure
from eventdesk.cli.context import settings_of
from eventdesk.core import clock, outbox
from eventdesk.core.db import transaction
from eventdesk.core.models import OutboxItem
from eventdesk.core.states import OutboxState
from eventdesk.messages import mail

BATCH = 20
"""Emails that are claimed at once and sent over one connection."""
SMTP_TIMEOUT = 20
"""Seconds the mail server may take for each reply. All of a batch stays far below `outbox.CLAIM_TIMEOUT`."""


def send_due_emails(stop: threading.Event) -> int:
    """Send a batch of emails that are due; return how many were claimed."""
    items = claim(BATCH, mails=True)
    if not items:
        return 0
    settings = settings_of(current_app)
    with SmtpConnection(settings.mail_url, mail.ehlo_name(settings.base_url)) as connection:
        for number, item in enumerate(items):
            if stop.is_set():
                # The remaining ones return to the queue at once, for the next worker.
                _release(items[number:])
                break
            send_email(connection, item)
    return len(items)


def _release(items: Sequence[OutboxItem]) -> None:
    with transaction():
        for item in items:
            outbox.release(item)


def send_email(connection: "SmtpConnection", item: OutboxItem) -> None:
    """Send one email, or only store it if there is no mail server; record the outcome."""
    if not connection.is_configured:
        with transaction():
            if outbox.mark_sending(item, now=clock.now()):
                outbox.mark_done(item.id, OutboxState.LOGGED, now=clock.now())
        return
    if item.attempts > outbox.MAX_ATTEMPTS:
        record_failure(item, "The worker stopped too often while sending this email.", final=True)
        return
    try:
        message = mail.message(item, sender=settings_of(current_app).mail_from, now=item.created_at)
        connection.connect()
    except (ValueError, TemplateError, LookupError) as problem:
        record_failure(item, f"This email cannot be composed: {problem!r}", final=True)
        return
    except (OSError, smtplib.SMTPException) as problem:
        record_failure(item, f"The mail server cannot be reached: {problem}")
        return
    if not begin(item):
        return
    try:
        connection.send(message, item.recipient)
    except (OSError, smtplib.SMTPException) as problem:
        record_failure(item, f"The mail server did not accept this email: {problem}", final=_is_permanent(problem))
        connection.close()
    else:
        with transaction():
            outbox.mark_done(item.id, OutboxState.DONE, now=clock.now())
            outbox.redact_payload(item.id, mail.without_secrets(item.payload))


def _is_permanent(problem: Exception) -> bool:
    """Return whether trying again is useless: the server refused recipient or text with a 5xx (RFC 5321, 4.2.1)."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return True
    return isinstance(problem, smtplib.SMTPDataError) and problem.smtp_code >= 500


class SmtpConnection:
    """A connection to the mail server of MAIL_URL: smtp://[user:password@]host[:port][?starttls=1], or smtps://."""

    def __init__(self, url: str, ehlo_name: str) -> None:
        self.is_configured = bool(url)
        self._ehlo_name = ehlo_name
        self._url = urlsplit(url)
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def connect(self) -> None:
        """Connect, unless it is connected already. Raises OSError or SMTPException."""
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
        """Send one email. Raises OSError or SMTPException."""
        if self._server is None:
            raise smtplib.SMTPServerDisconnected("There is no connection.")
        self._server.send_message(message, to_addrs=[recipient])

    def close(self) -> None:
        """Close the connection in any state."""
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (OSError, smtplib.SMTPException):
                server.close()
