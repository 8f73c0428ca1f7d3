"""Emails of the outbox, sent to a real mail server: all of them, and each once."""

import socket
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from eventdesk.accounts.services import make_sign_in_link
from eventdesk.cli import mail_delivery
from eventdesk.cli.mail_delivery import SmtpConnection, send_due_emails, send_email
from eventdesk.core import outbox
from eventdesk.core.db import transaction
from eventdesk.core.models import OutboxItem
from eventdesk.core.outbox import queue_mail
from tests.cli.postbox import queue, send_all, states
from tests.factories import NOW, make_account, make_person
from tests.servers import free_port


def test_email_is_sent_once(db, postbox):
    queue(3)

    first, second = send_all(), send_all()

    assert (first, second) == (3, 0)
    assert [to for to, _ in postbox.mails] == [["p0@example.org"], ["p1@example.org"], ["p2@example.org"]]
    assert set(postbox.counts.values()) == {1}
    assert states(db) == ["done"] * 3


def test_message_id_is_that_of_the_outbox(db, postbox):
    (item_id,) = queue()

    send_all()

    assert list(postbox.counts) == [f"<{db.session.get(OutboxItem, item_id).message_id}>"]


def test_one_time_link_is_removed_from_the_outbox_once_sent(db, postbox):
    person = make_person(email="ana@example.org")
    make_account(person)
    with transaction():
        token = make_sign_in_link("ana@example.org", now=NOW)
        queue_mail("sign_in_link", "ana@example.org", {"name": "Ana", "token": token}, now=NOW)

    send_all()

    assert token in postbox.mails[0][1].get_content()
    assert token not in str(db.session.query(OutboxItem).one().payload)


def test_email_is_logged_without_a_mail_server(db, app):
    queue()

    send_all()

    assert states(db) == ["logged"]


def test_refused_recipient_fails_and_other_emails_are_sent(db, postbox):
    postbox.refusal = {"p0@example.org": "550 No such user"}
    queue(2)

    send_all()

    assert states(db) == ["failed", "done"]
    assert "No such user" in db.session.query(OutboxItem).first().error


def test_deferred_email_is_tried_again_later(db, postbox, clock):
    postbox.refusal = {"p0@example.org": "450 Try later"}
    queue()
    send_all()
    deferred = states(db)
    postbox.refusal = {}
    too_early = send_all()
    clock.move(minutes=2)

    send_all()

    assert (deferred, too_early, states(db)) == (["queued"], 0, ["done"])
    assert set(postbox.counts.values()) == {1}


def test_unreachable_server_is_tried_with_growing_delays(db, app, monkeypatch, clock):
    url = f"smtp://127.0.0.1:{free_port()}"
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], mail_url=url))
    queue()
    delays = []

    while states(db) == ["queued"]:
        item = db.session.query(OutboxItem).one()
        delays.append((item.due_at - clock.now).total_seconds())
        clock.now = max(clock.now, item.due_at)
        send_all()

    assert states(db) == ["failed"]
    assert len(delays) == outbox.MAX_ATTEMPTS
    assert delays[1:] == [15 * 4**attempt for attempt in range(1, outbox.MAX_ATTEMPTS)]


def test_email_that_cannot_be_composed_fails(db, postbox):
    queue(recipient="ana@example.org, eve@example.org")
    with transaction():
        queue_mail("no_such_template", "ana@example.org", {}, now=NOW)
        queue_mail("sign_in_link", "ana@example.org", {}, now=NOW)

    send_all()

    assert states(db) == ["failed"] * 3
    assert postbox.mails == []


def test_slow_server_delays_the_email(db, postbox, monkeypatch):
    monkeypatch.setattr(mail_delivery, "SMTP_TIMEOUT", 0.3)
    postbox.delay = 1.0
    queue()

    send_all()

    assert states(db) == ["queued"]
    assert "timed out" in db.session.query(OutboxItem).one().error


def test_claim_of_a_dead_worker_expires(db, postbox, clock):
    queue(2)
    with transaction():
        outbox.claim_due(1, mails=True, now=clock.now)
    unclaimed = send_all()
    clock.now += outbox.CLAIM_TIMEOUT + timedelta(seconds=1)

    again = send_all()

    assert (unclaimed, again) == (1, 1)
    assert (states(db), set(postbox.counts.values())) == (["done", "done"], {1})


def test_worker_with_an_expired_claim_sends_nothing(db, postbox, clock):
    queue()
    with transaction():
        (item,) = outbox.claim_due(1, mails=True, now=clock.now)
    db.session.expunge(item)
    clock.now += outbox.CLAIM_TIMEOUT + timedelta(seconds=1)
    send_all()

    with SmtpConnection(postbox.url, "localhost") as connection:
        send_email(connection, item)

    assert set(postbox.counts.values()) == {1}


def test_stopped_worker_releases_emails_not_yet_begun(db, postbox):
    queue(2)
    stop = threading.Event()
    stop.set()

    send_due_emails(stop)

    assert states(db) == ["queued", "queued"]
    assert {item.attempts for item in db.session.query(OutboxItem)} == {0}


@pytest.mark.both_engines
def test_concurrent_workers_send_each_email_once(app, db, postbox):
    queue(60)
    app_context = app.app_context

    def one_worker():
        with app_context():
            send_all()

    threads = [threading.Thread(target=one_worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(postbox.counts), set(postbox.counts.values())) == (60, {1})
    assert set(states(db)) == {"done"}


def test_connection_with_password_and_encryption_is_attempted():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        connection = SmtpConnection(f"smtp://me:p%40ss@127.0.0.1:{unused.getsockname()[1]}?starttls=1", "localhost")

        with pytest.raises(OSError, match="refused"):
            connection.connect()
