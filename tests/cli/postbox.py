"""A mail server for the worker's tests, and helpers that fill and empty the outbox."""

import asyncio
import threading
from collections import Counter
from email import message_from_bytes, policy

from eventdesk.cli.mail_delivery import send_due_emails
from eventdesk.core.db import transaction
from eventdesk.core.models import OutboxItem
from eventdesk.core.outbox import queue_mail
from tests.factories import NOW


class Postbox:
    """A mail server that stores, refuses or delays what it receives."""

    def __init__(self):
        self.mails = []
        self.refusal = {}
        self.delay = 0.0

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if answer := self.refusal.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        await asyncio.sleep(self.delay)
        return "250 OK"

    @property
    def counts(self):
        """How often each Message-ID was received."""
        return Counter(mail["Message-ID"] for _, mail in self.mails)


def queue(count=1, recipient=""):
    """Queue `count` emails."""
    with transaction():
        return [
            queue_mail("sign_in_unknown", recipient or f"p{number}@example.org", {"email": "x@example.org"},
                       now=NOW)
            for number in range(count)
        ]  # fmt: skip


def send_all():
    """Send all emails that are due now, as a worker does; return their number."""
    done = 0
    while count := send_due_emails(threading.Event()):
        done += count
    return done


def states(db):
    return [item.state for item in db.session.query(OutboxItem).order_by(OutboxItem.id)]
