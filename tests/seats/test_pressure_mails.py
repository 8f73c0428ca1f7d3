"""Mails under pressure: several workers, killed now and then, and a mail server with moods. Both databases.

Nothing is lost, and nothing is sent twice but by a worker that died, or a server that hung up, in the moment between
taking a mail and saying so: then it is the same mail, under the same Message-ID.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from sqlalchemy import select, update

from eventdesk.core import clock
from eventdesk.core.db import db, transaction
from eventdesk.core.models import OutboxItem
from eventdesk.core.outbox import MAX_ATTEMPTS, queue_mail
from tests.load_clients import FULL, served
from tests.servers import free_port

MAILS = 1000 if FULL else 80
WORKERS = 4
MAX_SECONDS = 300 if FULL else 90
"""Seconds until which all must be sent."""


class MailServer(Controller):
    """Hangs up when it stops; aiosmtpd's own controller leaves what is connected then to the garbage collector."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.served = []

    def factory(self):
        server = super().factory()
        self.served.append(server)
        return server

    def stop(self, no_assert=False):
        asyncio.run_coroutine_threadsafe(self.hang_up(), self.loop).result(10)
        super().stop(no_assert)

    async def hang_up(self):
        self.handler.dropped |= self.handler.unanswered
        for server in self.served:
            if server.transport is not None:
                server.transport.abort()
        await asyncio.sleep(0.1)


class Moody:
    """A mail server that takes mails slowly, puts some off, and hangs up on others, before or after taking them."""

    def __init__(self):
        self.taken = []
        self.unanswered = set()
        self.dropped = set()
        """The Message-IDs of mails that were taken without an answer."""
        self.random = random.Random(4)

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if self.random.random() < 0.05:
            return "450 Try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session, envelope):  # noqa: N802 - aiosmtpd's name
        mood = self.random.random()
        if mood < 0.05:
            return "451 Try later"
        if mood < 0.10:
            server.transport.abort()
            return "250 OK"
        message_id = message_from_bytes(envelope.content, policy=policy.default)["Message-ID"]
        self.taken.append(message_id)
        self.unanswered.add(message_id)
        if mood < 0.15:
            self.dropped.add(message_id)
            server.transport.abort()
        await asyncio.sleep(0.02)
        self.unanswered.discard(message_id)
        return "250 OK"


@pytest.fixture
def mail_server():
    """A moody mail server, and how to stop and start it: its address stays the same."""
    box, port = Moody(), free_port()
    box.url = f"smtp://127.0.0.1:{port}"

    def start():
        box.controller = MailServer(box, hostname="127.0.0.1", port=port)
        box.controller.start()

    box.start = start
    start()
    yield box
    box.controller.stop()


class Workers:
    """Worker processes on one installation; who is killed is replaced."""

    def __init__(self, server, url):
        self.command = [sys.executable, "-m", "eventdesk.cli", "worker"]
        self.environ = {**server.environ, "MAIL_URL": url}
        self.log = (server.data_dir / "worker.log").open("ab")
        self.processes = [self.start() for _ in range(WORKERS)]
        self.killed = 0

    def start(self):
        return subprocess.Popen(self.command, env=self.environ, stdout=self.log, stderr=self.log)

    def kill_one(self):
        victim = self.processes.pop(0)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        self.killed += 1
        self.processes.append(self.start())

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(30)
        self.log.close()


def states():
    """Return how many mails are in each state."""
    db.session.rollback()
    return Counter(db.session.scalars(select(OutboxItem.state).where(OutboxItem.kind == "mail")))


def let_time_pass():
    """Let what was put off be due, and the claims of workers that died be over."""
    long_ago = clock.now() - timedelta(hours=1)
    with transaction():
        db.session.execute(update(OutboxItem).where(OutboxItem.state == "queued").values(due_at=long_ago))
        # A worker that lives says something every few seconds; a mail server that answers in 20 ms keeps none longer.
        db.session.execute(
            update(OutboxItem)
            .where(
                OutboxItem.state.in_(("claimed", "sending")),
                OutboxItem.claimed_at < clock.now() - timedelta(seconds=6),
            )
            .values(claimed_at=long_ago)
        )


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_dying_workers_lose_no_mail(tmp_path, mail_server, engine):
    with served(engine, tmp_path, processes=1) as server:
        with transaction():
            for number in range(MAILS):
                queue_mail("sign_in_unknown", f"p{number}@example.org", {"email": "x@example.org"}, now=clock.now())
        workers = Workers(server, mail_server.url)
        until, was_down = time.monotonic() + MAX_SECONDS, False
        try:
            while (now := states())["done"] < MAILS and time.monotonic() < until:
                assert now["failed"] == 0
                if now["done"] > MAILS * (workers.killed + 1) // 6 and workers.killed < 4:
                    workers.kill_one()
                if now["done"] > MAILS // 2 and not was_down:
                    mail_server.controller.stop()
                    time.sleep(1)
                    mail_server.start()
                    was_down = True
                time.sleep(0.5)
                let_time_pass()
        finally:
            workers.stop()

        rows = db.session.scalars(select(OutboxItem).where(OutboxItem.kind == "mail")).all()
        counts = Counter(mail_server.taken)
        doubled = {message_id for message_id, times in counts.items() if times > 1}
        print(
            f"\n{engine}: {workers.killed} workers killed, {len(mail_server.dropped)} hung up on, {len(doubled)} doubled"
        )
        assert states() == {"done": MAILS}, os.linesep.join(row.error for row in rows if row.error)
        assert max(row.attempts for row in rows) <= MAX_ATTEMPTS
        assert set(counts) == {f"<{row.message_id}>" for row in rows}
        # The person who was killed had one mail in their hands; each other double is one that the server hung up on.
        assert (workers.killed, was_down) == (4, True)
        assert len(doubled - mail_server.dropped) <= workers.killed
