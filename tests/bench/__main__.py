"""Print every promised figure beside what this machine measures. Exit code 1 when one falls short."""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from eventdesk.accounts.models import Account
from eventdesk.cli import demo
from eventdesk.cli.demo import ict_innovation
from eventdesk.core import clock
from eventdesk.core.db import db, transaction
from eventdesk.programme.models.programme import Event
from eventdesk.programme.queries.events import event_by_slug
from tests.bench import data, load, processes, queue, registrations
from tests.bench.measure import RUNS, Results, administrator, baseline, cpu, in_turns, spread
from tests.bench.pages import measure_browser, measure_busy_programme, measure_memory, measure_pages, measure_planning
from tests.databases import new_database, start_postgresql
from tests.servers import Server


def print_nothing(line: str) -> None:
    """Ignore a line of progress."""


def measure_reservations(folder: Path, database_url: str, engine: str, results: Results) -> None:
    """Measure reservations a second into one session, against a view that commits one row.

    In a first round, which does not count, everyone registers for the event and both servers load what they need.
    """
    server = Server(folder / f"seats-{engine}", database_url)
    people_at_once = 600
    with server.app.app_context():
        now = clock.now()
        with transaction():
            event = data.add_event("rush", date(2030, 5, 6), now)
            sessions = data.add_programme(event, now, sessions=RUNS + 1, speakers=5)
            guests = data.add_people(people_at_once, "guest", now)
            for person in guests:
                db.session.add(Account(person_id=person, created_at=now))
        with transaction():
            guest_accounts = list(db.session.scalars(db.select(Account)))
        browsers = server.browsers(guest_accounts)
        requests = {
            f"S{n}": [
                load.post(f"/events/rush/sessions/S{n}/seat", browser.cookie, f"csrf_token={browser.csrf}")
                for browser in browsers
            ]
            for n in range(len(sessions))
        }
        with server, baseline("one_row", DATABASE_URL=server.database_url) as bare:
            hot = iter(requests.values())
            rows = [load.post("/", "", "") for _ in range(people_at_once)]

            def reserve() -> float:
                return load.rate(server.port, next(hot), seconds=0, expected=b"HTTP/1.1 303 See Other")

            def store() -> float:
                return load.rate(bare, rows, seconds=0, expected=b"HTTP/1.1 303 See Other")

            reserve()
            store()
            ratio, note = in_turns(reserve, store)
        db.session.remove()
        db.engine.dispose()
    results.add(
        f"reservations/s into one session over a view of one row ({engine})", ratio, 0.5, "", is_minimum=True, note=note
    )


def measure_promotion(folder: Path, database_url: str, engine: str, results: Results) -> None:
    """Measure how long it takes until 500 people on a waiting list have a seat, with audit trail and emails."""
    server = Server(folder / f"queue-{engine}", database_url)
    took, worked = queue.promote(server.app, RUNS)
    results.add(
        f"promotion of 500 people after a capacity raise ({engine})", took, 2, "s", note=f"({worked:.2f} s CPU of ours)"
    )


def measure_start(folder: Path, results: Results) -> None:
    """Measure how long the application takes to start, imports included."""
    code = (
        "import time; t = time.perf_counter(); from eventdesk import create_app; create_app(); "
        "import sys; assert 'weasyprint' not in sys.modules; print(time.perf_counter() - t)"
    )
    processes.compile_code()
    environment = {**os.environ, "DATA_DIR": str(folder / "start")}
    environment.pop("DATABASE_URL", None)
    times = [
        float(
            subprocess.run(
                [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
            ).stdout
        )
        for _ in range(RUNS)
    ]
    results.add(
        "create_app() with imports, WeasyPrint not among them", statistics.median(times), 0.5, "s", note=spread(times)
    )


def measure_report(folder: Path, results: Results) -> None:
    """Measure the report of the 60-person event against WeasyPrint alone on the same HTML."""
    from tests.bench.report import times

    server = Server(folder / "report")
    with server.app.app_context():
        demo.load(server.app.config["SETTINGS"], now=datetime.now(UTC), progress=print_nothing)
        event: Event | None = event_by_slug(ict_innovation.SLUG)
        assert event is not None
        ours, alone = times(server.app, event, RUNS)
    results.add(
        "report of the 60-person event over WeasyPrint alone",
        ours / alone,
        1.3,
        "",
        note=f"({ours:.2f} s, {alone:.2f} s)",
    )


def measure_registrations(server: Server, cookie: str, results: Results) -> None:
    """Measure the organisers' list of 20,000 registrations, with search and filters."""
    for what, path in registrations.PAGES.items():
        took, queries, size = cpu(server.app, path, cookie)
        results.add(f"registrations, 20,000, {what}: CPU", took, 60, "ms", note=f"({size} bytes)")
        results.add(f"registrations, 20,000, {what}: queries", queries, 10, "")


def measure_export(server: Server, cookie: str, results: Results) -> None:
    """Measure the exports of 20,000 registrations, and the memory they take."""
    for kind, bound in (("csv", 2), ("json", 2), ("xlsx", 15)):
        export = registrations.export(server, kind, cookie)
        results.add(
            f"export of 20,000 registrations, {kind}: CPU", export.seconds, bound, "s", note=f"({export.size} bytes)"
        )
        results.add(f"export of 20,000 registrations, {kind}: memory", export.peak, 20, "MB")


SIMPLE = {
    "start": measure_start,
    "pages": measure_pages,
    "planning": measure_planning,
    "busy": measure_busy_programme,
    "memory": measure_memory,
    "browser": measure_browser,
    "report": measure_report,
}
"""Parts that need nothing but a folder and the table."""
PARTS = [*SIMPLE, "registrations", "export", "seats", "queue"]


def main() -> int:
    """Measure the given parts, or everything; return 1 if a promise is missed."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all without any")
    parts = parser.parse_args().parts or PARTS
    results = Results()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        for part, measure_one in SIMPLE.items():
            if part in parts:
                measure_one(folder, results)
        if {"registrations", "export"}.intersection(parts):
            server = Server(folder / "registrations")
            registrations.fill(server)
            with server.app.app_context():
                cookie = administrator(server.app)
            if "registrations" in parts:
                measure_registrations(server, cookie, results)
            if "export" in parts:
                measure_export(server, cookie, results)
        for part, measure in (("seats", measure_reservations), ("queue", measure_promotion)):
            if part in parts:
                measure(folder, "", "sqlite", results)
                postgresql = start_postgresql(waits_for_disk=True)
                try:
                    measure(folder, new_database(postgresql, "bench"), "postgresql", results)
                finally:
                    postgresql.cleanup()
    return 1 if results.missed else 0


if __name__ == "__main__":
    sys.exit(main())
