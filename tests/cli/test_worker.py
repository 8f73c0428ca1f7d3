"""The worker, against a real mail server: everything is sent, and nothing twice."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from eventdesk.accounts.models import OneTimeLink, SignIn
from eventdesk.accounts.services import make_sign_in_link
from eventdesk.cli import worker
from eventdesk.cli.jobs import JOBS
from eventdesk.core import outbox
from eventdesk.core.db import transaction
from eventdesk.core.models import OutboxItem, RateLimitCounter, WorkerHeartbeat
from eventdesk.core.outbox import queue_job, queue_mail
from tests.factories import NOW, make_account, make_person
from tests.servers import free_port


class Postbox:
    """What a mail server does with what it is handed: keep it, refuse it, or take its time."""

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
        """How often each Message-ID came."""
        return Counter(mail["Message-ID"] for _, mail in self.mails)


@pytest.fixture
def postbox(app, monkeypatch):
    """A mail server that the application's settings name."""
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    url = f"smtp://127.0.0.1:{server.port}"
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], mail_url=url))
    box.url = url
    yield box
    server.stop()


def queue(count=1, **given):
    """Queue mails that ask nothing of anybody."""
    with transaction():
        return [
            queue_mail("sign_in_unknown", given.get("recipient", f"p{number}@example.org"), {"email": "x@example.org"},
                       now=NOW)
            for number in range(count)
        ]  # fmt: skip


def work():
    """Let a worker do all that is due now."""
    done = 0
    while count := worker.work_on_mails(threading.Event()):
        done += count
    return done


def states(db):
    return [item.state for item in db.session.query(OutboxItem).order_by(OutboxItem.id)]


def test_mail_is_sent_once(db, postbox):
    queue(3)

    first, second = work(), work()

    assert (first, second) == (3, 0)
    assert [to for to, _ in postbox.mails] == [["p0@example.org"], ["p1@example.org"], ["p2@example.org"]]
    assert set(postbox.counts.values()) == {1}
    assert states(db) == ["done"] * 3


def test_message_id_is_that_of_the_outbox(db, postbox):
    (item_id,) = queue()

    work()

    assert list(postbox.counts) == [f"<{db.session.get(OutboxItem, item_id).message_id}>"]


def test_one_time_link_leaves_the_outbox_once_it_is_sent(db, postbox):
    person = make_person(email="ana@example.org")
    make_account(person)
    with transaction():
        token = make_sign_in_link("ana@example.org", now=NOW)
        queue_mail("sign_in_link", "ana@example.org", {"name": "Ana", "token": token}, now=NOW)

    work()

    assert token in postbox.mails[0][1].get_content()
    assert token not in str(db.session.query(OutboxItem).one().payload)


def test_mail_is_kept_where_no_server_is_set(db, app):
    queue()

    work()

    assert states(db) == ["logged"]


def test_refused_recipient_fails_at_once_and_the_others_are_sent(db, postbox):
    postbox.refusal = {"p0@example.org": "550 No such user"}
    queue(2)

    work()

    assert states(db) == ["failed", "done"]
    assert "No such user" in db.session.query(OutboxItem).first().error


def test_mail_put_off_by_the_server_is_tried_again_later(db, postbox, clock):
    postbox.refusal = {"p0@example.org": "450 Try later"}
    queue()
    work()
    put_off = states(db)
    postbox.refusal = {}
    too_early = work()
    clock.move(minutes=2)

    work()

    assert (put_off, too_early, states(db)) == (["queued"], 0, ["done"])
    assert set(postbox.counts.values()) == {1}


def test_server_that_does_not_answer_is_asked_less_and_less_and_then_no_more(db, app, monkeypatch, clock):
    url = f"smtp://127.0.0.1:{free_port()}"
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], mail_url=url))
    queue()
    distances = []

    while states(db) == ["queued"]:
        item = db.session.query(OutboxItem).one()
        distances.append((item.due_at - clock.now).total_seconds())
        clock.now = max(clock.now, item.due_at)
        work()

    assert states(db) == ["failed"]
    assert len(distances) == outbox.MAX_ATTEMPTS
    assert distances[1:] == [15 * 4**attempt for attempt in range(1, outbox.MAX_ATTEMPTS)]


def test_mail_that_cannot_be_written_fails_and_says_why(db, postbox):
    queue(recipient="ana@example.org, eve@example.org")
    with transaction():
        queue_mail("no_such_template", "ana@example.org", {}, now=NOW)
        queue_mail("sign_in_link", "ana@example.org", {}, now=NOW)

    work()

    assert states(db) == ["failed"] * 3
    assert postbox.mails == []


def test_slow_server_fails_the_mail_and_not_the_worker(db, postbox, monkeypatch):
    monkeypatch.setattr(worker, "SMTP_TIMEOUT", 0.3)
    postbox.delay = 1.0
    queue()

    work()

    assert states(db) == ["queued"]
    assert "timed out" in db.session.query(OutboxItem).one().error


def test_claim_of_a_worker_that_died_is_taken_up_again(db, postbox, clock):
    queue(2)
    with transaction():
        outbox.claim_due(1, mails=True, now=clock.now)
    left = work()
    clock.now += outbox.CLAIM_TIMEOUT + timedelta(seconds=1)

    again = work()

    assert (left, again) == (1, 1)
    assert (states(db), set(postbox.counts.values())) == (["done", "done"], {1})


def test_worker_that_was_too_slow_sends_nothing_that_another_one_took(db, postbox, clock):
    queue()
    with transaction():
        (item,) = outbox.claim_due(1, mails=True, now=clock.now)
    db.session.expunge(item)
    clock.now += outbox.CLAIM_TIMEOUT + timedelta(seconds=1)
    work()

    with worker.SmtpConnection(postbox.url, "localhost") as post:
        worker._send(post, item)

    assert set(postbox.counts.values()) == {1}


def test_worker_that_is_stopped_gives_back_what_it_has_not_begun(db, postbox):
    queue(2)
    stop = threading.Event()
    stop.set()

    worker.work_on_mails(stop)

    assert states(db) == ["queued", "queued"]
    assert {item.attempts for item in db.session.query(OutboxItem)} == {0}


@pytest.mark.both_engines
def test_two_workers_at_once_send_nothing_twice(app, db, postbox):
    queue(60)
    app_context = app.app_context

    def one_worker():
        with app_context():
            work()

    threads = [threading.Thread(target=one_worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(postbox.counts), set(postbox.counts.values())) == (60, {1})
    assert set(states(db)) == {"done"}


def test_killed_worker_loses_nothing_and_repeats_at_most_the_mail_in_its_hands(app, db, postbox, clock):
    """A worker process is killed twice in the middle of a batch, as if the machine had lost power."""
    queue(40)
    postbox.delay = 0.02
    database = app.config["SETTINGS"].database_url
    code = textwrap.dedent(
        """
        import sys, threading
        from datetime import datetime
        from dataclasses import replace
        from eventdesk import create_app
        from eventdesk.cli import worker
        from eventdesk.core import clock, outbox
        from eventdesk.core.settings import from_environment
        import os
        outbox.CLAIM_TIMEOUT = outbox.timedelta(0)
        now = datetime.fromisoformat(sys.argv[1])
        clock.set_source(lambda: now)
        worker.run(create_app(from_environment(os.environ)), threading.Event())
        """
    )
    environ = {
        **os.environ, "DATABASE_URL": database, "DATA_DIR": str(app.config["SETTINGS"].data_dir),
        "MAIL_URL": postbox.url, "BASE_URL": "http://localhost", "SECRET_KEY": app.secret_key,
    }  # fmt: skip
    kills = 0
    for life in range(5):
        moment = (clock.now + timedelta(seconds=life + 1)).isoformat()
        process = subprocess.Popen([sys.executable, "-c", code, moment], env=environ)
        sent_before, deadline = len(postbox.mails), time.monotonic() + 30
        wanted = sent_before + 10 if kills < 2 else 10_000
        while time.monotonic() < deadline and len(postbox.mails) < wanted:
            if "queued" not in (now := states(db)) and "claimed" not in now and "sending" not in now:
                break
            db.session.rollback()
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        kills += 1
        db.session.rollback()
        if set(states(db)) == {"done"}:
            break

    repeated = [count for count in postbox.counts.values() if count > 1]
    assert set(states(db)) == {"done"}
    assert kills > 2
    assert len(postbox.counts) == 40
    assert len(repeated) <= 2
    assert set(repeated) <= {2}


def test_running_worker_beats_sends_within_a_second_and_stops(app, db, postbox):
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(app, stop))
    thread.start()
    time.sleep(0.2)

    took = []
    for count in (1, 2, 3):
        queue()
        began = time.monotonic()
        while len(postbox.mails) < count and time.monotonic() < began + 5:
            time.sleep(0.02)
        took.append(time.monotonic() - began)
    stop.set()
    thread.join(5)

    assert min(took) < 1.5
    assert not thread.is_alive()
    assert db.session.query(WorkerHeartbeat).count() == 1


def test_jobs_are_done_beside_the_mails(db, postbox, monkeypatch):
    seen = []
    monkeypatch.setitem(JOBS, "test_job", lambda item: seen.append(item.payload["number"]))
    with transaction():
        queue_job("test_job", {"number": 7}, now=NOW)
    queue()

    mails = work()
    jobs = worker.work_on_jobs(threading.Event())

    assert (mails, jobs, seen) == (1, 1, [7])
    assert states(db) == ["done", "done"]


@pytest.mark.parametrize(("kind", "state"), [("test_job", "queued"), ("unknown_job", "failed")])
def test_job_that_fails_says_why(db, app, monkeypatch, kind, state):
    def fail(item):
        raise RuntimeError("no paper")

    monkeypatch.setitem(JOBS, "test_job", fail)
    with transaction():
        queue_job(kind, {}, now=NOW)

    worker.work_on_jobs(threading.Event())

    item = db.session.query(OutboxItem).one()
    assert (item.state, "no paper" in item.error) == (state, kind == "test_job")


def test_housekeeping_removes_what_is_old(db, app, clock):
    person = make_person(email="ana@example.org")
    make_account(person)
    with transaction():
        make_sign_in_link("ana@example.org", now=clock.now)
        db.session.add(SignIn(token_hash="x" * 64, person_id=person.id, created_at=clock.now,
                              last_seen_at=clock.now, revoked_at=clock.now))  # fmt: skip
        db.session.add(RateLimitCounter(key="k", count=1, expires_at=clock.now.timestamp() + 60))
    keeper = worker.PeriodicTasks()
    keeper.keep(clock.now)
    kept = db.session.query(OneTimeLink).count()

    keeper.keep(clock.move(days=2))

    assert kept == 1
    assert [db.session.query(table).count() for table in (OneTimeLink, SignIn, RateLimitCounter)] == [0, 0, 0]


def test_connection_url_can_hold_a_password_and_ask_for_encryption():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        post = worker.SmtpConnection(f"smtp://me:p%40ss@127.0.0.1:{nobody.getsockname()[1]}?starttls=1", "localhost")

        with pytest.raises(OSError, match="refused"):
            post.connect()
