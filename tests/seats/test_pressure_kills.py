"""Server processes and databases that die in the middle of it: every answered action is there, and none is there twice."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from http.client import HTTPException

import pytest
from sqlalchemy import func, select

from eventdesk.core.db import db
from eventdesk.core.models import AuditEntry
from tests.load_clients import FULL, Crowd, add_rush, click, faults, served
from tests.servers import Server, at_once

PEOPLE, KILLS, STOPS = (2000, 50, 5) if FULL else (300, 10, 5)
SEATS = 100
CLIENTS = 16
PATIENCE = 120.0
"""Seconds for which somebody who had no answer sends the same form again."""


@pytest.fixture(params=["sqlite", "postgresql"])
def crowd(request, tmp_path):
    """A server of its own for each test, on a database that keeps what it said it has."""
    with served(request.param, tmp_path, waits_for_disk=True) as server:
        yield Crowd(server)


class Patient:
    """People who send their form again, the same one, until they have an answer."""

    def __init__(self, rush):
        self.rush = rush
        self.first = {}
        """The status of the first answer of each person, by id; None: the connection broke."""
        self.answered = 0

    def ask(self, person_and_browser):
        person, browser = person_and_browser
        until = time.monotonic() + PATIENCE
        while True:
            try:
                status = click(self.rush.path, browser, f"form of {person}").status
            except (OSError, HTTPException):
                status = None
            self.first.setdefault(person, status)
            if status == 303 or time.monotonic() > until:
                self.answered += 1
                return status
            time.sleep(random.uniform(0.05, 0.2))


def look_at_everybody(rush, browsers, statuses, server):
    """See that everybody was answered in the end, and has one place with one history and one mail."""
    assert set(statuses) == {303}, server.log()
    live = rush.live()
    assert set(live) == set(browsers)
    assert (len(rush.seated()), len(rush.queue())) == (SEATS, len(browsers) - SEATS)
    assert sum(rush.mails().values()) == len(browsers)
    reserved = select(func.count()).where(AuditEntry.verb == "reserve_seat", AuditEntry.event_id == rush.event_id)
    assert db.session.scalar(reserved) == len(browsers)
    assert faults() == []


def test_killed_processes_lose_and_repeat_nothing(crowd):
    rush, browsers = add_rush(seats=SEATS), crowd.of(PEOPLE)
    patient, killed = Patient(rush), set()

    def ask(numbered):
        number, requesting = numbered
        if number % (PEOPLE // KILLS) == 5:
            # The oldest: where the one that was started last dies at once, the server gives up and ends.
            for victim in [one for one in crowd.server.workers() if one not in killed][:1]:
                killed.add(victim)
                os.kill(victim, signal.SIGKILL)
        return patient.ask(requesting)

    statuses = at_once(ask, enumerate(browsers.items()), clients=CLIENTS)

    broken = [status for status in patient.first.values() if status != 303]
    print(f"\n{crowd.server.database_url[:8]}: {len(killed)} killed, {len(broken)} had to ask again: {set(broken)}")
    assert len(killed) >= KILLS * 0.8
    assert set(broken) <= {None, 503}
    look_at_everybody(rush, browsers, statuses, crowd.server)


def test_stopped_database_loses_nothing_answered(crowd):
    """PostgreSQL is stopped at once, as if it had crashed; of SQLite the whole server dies, which holds its file."""
    rush, browsers = add_rush(seats=SEATS), crowd.of(PEOPLE)
    patient, server = Patient(rush), crowd.server
    stops = []

    def stop_now_and_then():
        while len(stops) < STOPS:
            while patient.answered < (len(stops) + 1) * PEOPLE // (STOPS + 1):
                time.sleep(0.01)
            if server.postgresql is not None:
                stop_postgresql(server.postgresql)
                server.postgresql.ensure_postgres_running()
            else:
                server.kill()
                server.start()
            stops.append(time.monotonic())

    stopping = threading.Thread(target=stop_now_and_then)
    stopping.start()
    statuses = at_once(patient.ask, browsers.items(), clients=CLIENTS)
    stopping.join()

    first = set(patient.first.values())
    print(f"\n{server.database_url[:8]}: {len(stops)} stops; first answers {first}")
    assert first <= {303, 503, None}, server.log()
    # The test's own connections are from before.
    db.session.remove()
    db.engine.dispose()
    look_at_everybody(rush, browsers, statuses, server)


def stop_postgresql(postgresql):
    """Stop a PostgreSQL as a crash would (SIGQUIT: immediate shutdown), and wait until it is gone."""
    process = postgresql.get_postmaster_info().process
    process.send_signal(signal.SIGQUIT)
    process.wait(20)


ANSWERS = """
from eventdesk import create_app
from tests.servers import signed_cookie
app = create_app()
cookie, csrf = signed_cookie(app, "x" * 40)
client = app.test_client(use_cookies=False)
headers = {"Cookie": cookie, "Host": app.config["SETTINGS"].base_url.split("//")[1]}
for answer in (client.get("/", headers=headers),
               client.post("/events/a/sessions/b/seat", headers=headers, data={"csrf_token": csrf})):
    print(answer.status_code, answer.headers.get("Retry-After"))
"""


def test_page_asks_to_try_again_without_a_database(tmp_path):
    """Also to somebody whose cookie the database would have to look at."""
    server = Server(tmp_path, environment={"DATABASE_URL": f"postgresql://postgres@/nowhere?host={tmp_path}"})

    answered = subprocess.run(
        [sys.executable, "-c", ANSWERS], env=server.environ, capture_output=True, text=True, check=True
    )

    assert answered.stdout.split() == ["503", "5", "503", "5"], answered.stderr
