"""Jobs of the outbox: done once, and failures recorded."""

import threading

import pytest

from eventdesk.cli.jobs import JOBS, run_due_job
from eventdesk.core.db import transaction
from eventdesk.core.models import OutboxItem
from eventdesk.core.outbox import queue_job
from tests.cli.postbox import queue, send_all, states
from tests.factories import NOW


def test_job_and_email_are_both_done(db, postbox, monkeypatch):
    seen = []
    monkeypatch.setitem(JOBS, "test_job", lambda item: seen.append(item.payload["number"]))
    with transaction():
        queue_job("test_job", {"number": 7}, now=NOW)
    queue()

    mails = send_all()
    jobs = run_due_job(threading.Event())

    assert (mails, jobs, seen) == (1, 1, [7])
    assert states(db) == ["done", "done"]


@pytest.mark.parametrize(("kind", "state"), [("test_job", "queued"), ("unknown_job", "failed")])
def test_failed_job_stores_its_error(db, app, monkeypatch, kind, state):
    def fail(item):
        raise RuntimeError("no paper")

    monkeypatch.setitem(JOBS, "test_job", fail)
    with transaction():
        queue_job(kind, {}, now=NOW)

    run_due_job(threading.Event())

    item = db.session.query(OutboxItem).one()
    assert (item.state, "no paper" in item.error) == (state, kind == "test_job")
