"""The worker as a running process: it is killed, and it is stopped."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from datetime import timedelta

from eventdesk.cli import worker
from eventdesk.core.models import WorkerHeartbeat
from tests.cli.postbox import queue, states


def test_killed_worker_repeats_only_the_email_being_sent(app, db, postbox, clock):
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
        target = sent_before + 10 if kills < 2 else 10_000
        while time.monotonic() < deadline and len(postbox.mails) < target:
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


def test_running_worker_sends_promptly_and_stops(app, db, postbox):
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
